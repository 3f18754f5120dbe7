/* shared/raster_surface.h - device side of the rasteriser: what a triangle looks like at a point.
 * Points are in snapped units (1 / RASTER_SNAP of a sample) of the whole picture. */
#ifndef GFLA_SHARED_RASTER_SURFACE_H
#define GFLA_SHARED_RASTER_SURFACE_H

#include "shared/raster.h"

/* What the kernels' functions need to find a triangle's surface. */
struct surface {
    global const struct raster_corner *corners;
    global const int *triangle_materials;
    global const struct raster_material *materials;
    global const struct raster_texture *textures;
    global const uchar4 *texels;
    global const struct raster_triangle *triangles; /* of this view */
};

/* Edge function i at (x, y), in snapped units, oriented so that the inside is positive. */
static long edge_at(const struct raster_triangle *t, int i, int x, int y)
{
    int a = (i + 1) % 3, b = (i + 2) % 3;
    return (long)(t->x[b] - t->x[a]) * (y - t->y[a]) - (long)(t->y[b] - t->y[a]) * (x - t->x[a]);
}

/* Perspective-correct weights of the corners at a point (snapped units). */
static float3 weights_at(const struct raster_triangle *t, int x, int y)
{
    float3 w = (float3)((float)edge_at(t, 0, x, y) * t->inverse_z[0], (float)edge_at(t, 1, x, y) * t->inverse_z[1],
                        (float)edge_at(t, 2, x, y) * t->inverse_z[2]);
    return w / (w.x + w.y + w.z);
}

/* 1 / camera z of triangle `number` at a point (snapped units) that may lie a little outside it. */
static float inverse_depth_at(const struct surface *s, int number, int x, int y)
{
    struct raster_triangle t = s->triangles[number];
    float area = (float)edge_at(&t, 0, t.x[0], t.y[0]);
    float z = ((float)edge_at(&t, 0, x, y) * t.inverse_z[0] + (float)edge_at(&t, 1, x, y) * t.inverse_z[1] +
               (float)edge_at(&t, 2, x, y) * t.inverse_z[2]) / area;
    float lo = fmin(t.inverse_z[0], fmin(t.inverse_z[1], t.inverse_z[2]));
    float hi = fmax(t.inverse_z[0], fmax(t.inverse_z[1], t.inverse_z[2]));
    return clamp(z, lo, hi);
}

/* Bilinear, repeating; premultiplied, 0..1. */
static float4 sample_texture(const struct surface *s, global const struct raster_texture *texture, int level, float2 uv)
{
    int w = max(texture->width >> level, 1), h = max(texture->height >> level, 1);
    global const uchar4 *p = s->texels + texture->offset[level];
    float x = (uv.x - floor(uv.x)) * (float)w - 0.5f, y = (1.0f - (uv.y - floor(uv.y))) * (float)h - 0.5f;
    float left = floor(x), top = floor(y);
    int x0 = (int)left, y0 = (int)top;
    int x1 = x0 + 1 >= w ? 0 : x0 + 1, y1 = y0 + 1 >= h ? 0 : y0 + 1;
    x0 = x0 < 0 ? w - 1 : min(x0, w - 1);
    y0 = y0 < 0 ? h - 1 : min(y0, h - 1);
    float4 upper = mix(convert_float4(p[y0 * w + x0]), convert_float4(p[y0 * w + x1]), x - left);
    float4 lower = mix(convert_float4(p[y1 * w + x0]), convert_float4(p[y1 * w + x1]), x - left);
    return mix(upper, lower, y - top) * (1.0f / 255.0f);
}

/* Colour (not premultiplied) and opacity of the material at a point, without light. */
static float4 material_at(const struct surface *s, int number, int flags, float3 w)
{
    global const struct raster_corner *c = s->corners + 3 * number;
    global const struct raster_material *m = s->materials + s->triangle_materials[number];
    float4 colour = vload4(0, m->colour);
    for (int i = 0; i < 4; i++) {
        float3 corner = (float3)((float)(c[0].colour >> 8 * i & 255), (float)(c[1].colour >> 8 * i & 255),
                                 (float)(c[2].colour >> 8 * i & 255));
        float v = dot(w, corner) * (1.0f / 255.0f);
        if (i == 0) colour.x *= v;
        if (i == 1) colour.y *= v;
        if (i == 2) colour.z *= v;
        if (i == 3) colour.w *= v;
    }
    if (m->texture < 0) return colour;
    float2 uv = (float2)(w.x * c[0].uv[0] + w.y * c[1].uv[0] + w.z * c[2].uv[0],
                         w.x * c[0].uv[1] + w.y * c[1].uv[1] + w.z * c[2].uv[1]);
    float4 texel = sample_texture(s, s->textures + m->texture, flags >> RASTER_LEVEL_SHIFT, uv);
    if (texel.w > 0.0f) texel.xyz /= texel.w;
    return colour * texel;
}

static float light_on(struct raster_lighting lighting, float3 n)
{
    float sum = mix(lighting.ground, lighting.sky, 0.5f * n.y + 0.5f);
    for (int i = 0; i < lighting.n_lights; i++) {
        float3 direction = (float3)(lighting.lights[i].direction[0], lighting.lights[i].direction[1],
                                    lighting.lights[i].direction[2]);
        sum += lighting.lights[i].strength * fmax(0.0f, dot(n, direction));
    }
    return sqrt(sum);
}

/* Unit normal of the side that is seen. */
static float3 normal_at(const struct surface *s, int number, int flags, float3 w, int behind)
{
    global const struct raster_corner *c = s->corners + 3 * number;
    float3 n = w.x * vload3(0, c[0].normal) + w.y * vload3(0, c[1].normal) + w.z * vload3(0, c[2].normal);
    if (((flags & RASTER_FLIP) != 0) != behind) n = -n;
    return n * rsqrt(fmax(dot(n, n), 1e-20f));
}

/* Lit colour, premultiplied by the opacity in w. behind: of the side that looks away from the camera. */
static float4 shade(const struct surface *s, struct raster_lighting lighting, int number, int x, int y, int behind)
{
    struct raster_triangle t = s->triangles[number];
    float3 w = weights_at(&t, x, y);
    float4 colour = material_at(s, number, t.flags, w);
    float light = light_on(lighting, normal_at(s, number, t.flags, w, behind));
    if (!(t.flags & RASTER_BLEND)) colour.w = 1.0f;
    colour.xyz = fmin(colour.xyz * light, 1.0f) * colour.w;
    return colour;
}

#endif
