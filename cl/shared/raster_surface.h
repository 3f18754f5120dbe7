/* shared/raster_surface.h - device side of the rasteriser: what a triangle looks like at a point.
 * Points are in snapped units (1 / RASTER_SNAP of a sample) of the whole image. The file that includes it defines
 * FACTOR, samples along a pixel's side. */
#ifndef GFLA_SHARED_RASTER_SURFACE_H
#define GFLA_SHARED_RASTER_SURFACE_H

#include "shared/raster_light.h"
#include "shared/raster_texture.h"

#define PIXEL (FACTOR * RASTER_SNAP) /* side of a pixel in snapped units */

/* What the kernels' functions need to find a triangle's surface. */
struct surface {
    global const struct raster_face *faces;
    global const struct raster_look *looks;
    global const float2 *emission_uv; /* of corners; one float2 where no material needs it */
    global const struct raster_material *materials;
    global const struct raster_texture *textures;
    global const uchar4 *texels;
    global const struct raster_triangle *triangles; /* of this view */
    const struct raster_lighting *lighting;
    float3 eye;
};

/* A point of a triangle: perspective-correct weights of its corners, and their change to the next pixel. */
struct point {
    float3 w, dx, dy;
};

/* Edge function i at (x, y), in snapped units, oriented so that the inside is positive. */
static long edge_at(const struct raster_triangle *t, int i, int x, int y)
{
    int a = (i + 1) % 3, b = (i + 2) % 3;
    return (long)(t->x[b] - t->x[a]) * (y - t->y[a]) - (long)(t->y[b] - t->y[a]) * (x - t->x[a]);
}

static float3 edges_at(const struct raster_triangle *t, int x, int y)
{
    return (float3)((float)edge_at(t, 0, x, y), (float)edge_at(t, 1, x, y), (float)edge_at(t, 2, x, y));
}

static float3 inverse_z_of(const struct raster_triangle *t)
{
    return (float3)(t->inverse_z[0], t->inverse_z[1], t->inverse_z[2]);
}

static struct point point_at(const struct raster_triangle *t, int x, int y)
{
    struct point p;
    float3 z = inverse_z_of(t), e = edges_at(t, x, y) * z;
    float3 dx =
        z * (float3)((float)(t->y[1] - t->y[2]), (float)(t->y[2] - t->y[0]), (float)(t->y[0] - t->y[1])) * (float)PIXEL;
    float3 dy =
        z * (float3)((float)(t->x[2] - t->x[1]), (float)(t->x[0] - t->x[2]), (float)(t->x[1] - t->x[0])) * (float)PIXEL;
    float scale = 1.0f / (e.x + e.y + e.z);
    p.w = e * scale;
    p.dx = (dx - p.w * (dx.x + dx.y + dx.z)) * scale;
    p.dy = (dy - p.w * (dy.x + dy.y + dy.z)) * scale;
    return p;
}

/* 1 / camera z of triangle `number` at a point that may lie a little outside it. */
static float inverse_depth_at(const struct surface *s, int number, int x, int y)
{
    struct raster_triangle t = s->triangles[number];
    float3 inverse_z = inverse_z_of(&t);
    float z = dot(edges_at(&t, x, y), inverse_z) / (float)edge_at(&t, 0, t.x[0], t.y[0]);
    return clamp(z, fmin(inverse_z.x, fmin(inverse_z.y, inverse_z.z)),
                 fmax(inverse_z.x, fmax(inverse_z.y, inverse_z.z)));
}

static float2 mix_uv(float3 w, global const float *a, global const float *b, global const float *c)
{
    return (float2)(w.x * a[0] + w.y * b[0] + w.z * c[0], w.x * a[1] + w.y * b[1] + w.z * c[1]);
}

static float4 vertex_colour(global const struct raster_look *c, float3 w)
{
    if ((c[0].colour & c[1].colour & c[2].colour) == 0xffffffff)
        return 1.0f;
    float4 sum = 0.0f;
    for (int i = 0; i < 3; i++) {
        uint v = c[i].colour;
        float weight = i == 0 ? w.x : i == 1 ? w.y : w.z;
        sum += weight * (float4)((float)(v & 255), (float)(v >> 8 & 255), (float)(v >> 16 & 255), (float)(v >> 24));
    }
    return clamp(sum * (1.0f / 255.0f), 0.0f, 1.0f);
}

/* Colour (not premultiplied) and opacity of the material at a point, without light. */
static float4 material_at(const struct surface *s, int number, const struct point *p)
{
    global const struct raster_look *c = s->looks + 3 * number;
    global const struct raster_material *m = s->materials + s->faces[number].material;
    float4 colour = vload4(0, m->colour), vertex = vertex_colour(c, p->w);
    colour = (float4)(multiply_colours(colour.xyz, vertex.xyz), colour.w * vertex.w);
    if (m->texture < 0)
        return colour;
    float4 texel = sample_texture(s->texels, s->textures + m->texture, m->wrap, mix_uv(p->w, c[0].uv, c[1].uv, c[2].uv),
                                  mix_uv(p->dx, c[0].uv, c[1].uv, c[2].uv), mix_uv(p->dy, c[0].uv, c[1].uv, c[2].uv));
    return (float4)(multiply_colours(colour.xyz, texel.xyz), colour.w * texel.w);
}

/* Opacity alone, at a single sample. */
static float opacity_at(const struct surface *s, int number, int flags, float3 w)
{
    global const struct raster_look *c = s->looks + 3 * number;
    global const struct raster_material *m = s->materials + s->faces[number].material;
    float opacity = m->colour[3] * vertex_colour(c, w).w;
    if (m->texture < 0)
        return opacity;
    return opacity *
           look_up(s->texels, s->textures + m->texture, flags >> RASTER_LEVEL_SHIFT, m->wrap[0], m->wrap[1],
                   mix_uv(w, c[0].uv, c[1].uv, c[2].uv))
               .w *
           (1.0f / 255.0f);
}

static float3 emission_at(const struct surface *s, int number, const struct point *p)
{
    global const struct raster_material *m = s->materials + s->faces[number].material;
    float3 emission = vload3(0, m->emission);
    if (m->emission_texture < 0 || all(emission <= 0.0f))
        return emission;
    global const float2 *uv = s->emission_uv + 3 * number;
    float4 texel = sample_texture(s->texels, s->textures + m->emission_texture, m->emission_wrap,
                                  p->w.x * uv[0] + p->w.y * uv[1] + p->w.z * uv[2],
                                  p->dx.x * uv[0] + p->dx.y * uv[1] + p->dx.z * uv[2],
                                  p->dy.x * uv[0] + p->dy.y * uv[1] + p->dy.z * uv[2]);
    return multiply_colours(emission, texel.xyz);
}

static float3 position_at(global const struct raster_face *face, float3 w)
{
    return w.x * vload3(0, face->position) + w.y * vload3(1, face->position) + w.z * vload3(2, face->position);
}

/* Unit normal of the side that is seen. */
static float3 normal_at(const struct surface *s, int number, int flags, float3 w, int behind)
{
    global const struct raster_look *c = s->looks + 3 * number;
    float3 n = w.x * vload3(0, c[0].normal) + w.y * vload3(0, c[1].normal) + w.z * vload3(0, c[2].normal);
    if (((flags & RASTER_FLIP) != 0) != behind)
        n = -n;
    return n * rsqrt(fmax(dot(n, n), 1e-20f));
}

/* Lit colour, premultiplied by the opacity in w. behind: of the side that looks away from the camera, as seen from
 * there. */
static float4 shade(const struct surface *s, int number, int x, int y, int behind)
{
    struct raster_triangle t = s->triangles[number];
    global const struct raster_material *m = s->materials + s->faces[number].material;
    struct point p = point_at(&t, x, y);
    float4 colour = material_at(s, number, &p);
    if (!(t.flags & RASTER_BLEND))
        colour.w = 1.0f;
    if (!m->unlit) {
        float3 view = normalize(s->eye - position_at(s->faces + number, p.w));
        colour.xyz = light_surface(s->lighting, m, colour.xyz, normal_at(s, number, t.flags, p.w, behind),
                                   behind ? -view : view);
    }
    float3 emission = emission_at(s, number, &p);
    if (any(emission > 0.0f))
        colour.xyz = sqrt(colour.xyz * colour.xyz + emission * emission);
    colour.xyz = fmin(colour.xyz, 1.0f) * colour.w;
    return colour;
}

#endif
