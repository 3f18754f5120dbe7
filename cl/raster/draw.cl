/* raster/draw.cl - visibility, shading and filtering, one tile of one view per work-item.
 *
 * raster_draw: global (n_tiles, n_tiles, n_views): tile column, tile row, view. Walks the tile's triangles in order, keeps
 *   the nearest of every sample, peels up to LAYERS layers of what is seen through, shades the samples and averages them:
 *   rgba[n_views][size][size] (alpha not premultiplied), depth[n_views][size][size] (camera z at the pixel centre, 0 empty).
 * Built with -DFACTOR= samples along a pixel's side (1..4). A row of 8 samples is one vector. */
#include "shared/raster.h"

#ifndef FACTOR
#define FACTOR 2
#endif
#define LAYERS 4
#define SIDE (RASTER_TILE * FACTOR) /* of a tile, samples */
#define N (SIDE * SIDE)
#define EDGE_LIMIT (1 << 30)
#define SURFACE_SPREAD 4.0f  /* samples of one surface differ less in depth, in widths of a pixel */
#define BACK_BIAS 0.99998f /* coincident faces: the one that looks at the camera wins */
#define LANES ((int8)(0, 1, 2, 3, 4, 5, 6, 7))

/* Edge functions of a triangle: positive inside. Edge i lies opposite corner i. */
struct edges {
    int start[3];    /* at the tile's first sample, clamped: beyond the limit no sample of the tile changes the sign */
    int dx[3], dy[3]; /* change per sample */
    float z, z_dx, z_dy; /* 1 / depth at the first sample, and its change */
};

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

static struct edges edges_in_tile(const struct raster_triangle *t, int first_x, int first_y)
{
    struct edges e;
    int x = first_x * RASTER_SNAP + RASTER_SNAP / 2, y = first_y * RASTER_SNAP + RASTER_SNAP / 2;
    float area = (float)edge_at(t, 0, t->x[0], t->y[0]);
    int sign = area < 0.0f ? -1 : 1;
    e.z = e.z_dx = e.z_dy = 0.0f;
    for (int i = 0; i < 3; i++) {
        int a = (i + 1) % 3, b = (i + 2) % 3;
        int dx = t->x[b] - t->x[a], dy = t->y[b] - t->y[a];
        long at_start = edge_at(t, i, x, y);
        e.z += (float)at_start * t->inverse_z[i] / area;
        e.z_dx -= (float)(dy * RASTER_SNAP) * t->inverse_z[i] / area;
        e.z_dy += (float)(dx * RASTER_SNAP) * t->inverse_z[i] / area;
        /* a sample on an edge belongs to one of the two triangles that share it */
        int owns = sign * dy < 0 || (dy == 0 && sign * dx > 0);
        e.start[i] = (int)clamp(sign * at_start - !owns, (long)-EDGE_LIMIT, (long)EDGE_LIMIT);
        e.dx[i] = -sign * dy * RASTER_SNAP;
        e.dy[i] = sign * dx * RASTER_SNAP;
    }
    return e;
}

/* Perspective-correct weights of the corners at a point (snapped units). */
static float3 weights_at(const struct raster_triangle *t, int x, int y)
{
    float3 w = (float3)((float)edge_at(t, 0, x, y) * t->inverse_z[0], (float)edge_at(t, 1, x, y) * t->inverse_z[1],
                        (float)edge_at(t, 2, x, y) * t->inverse_z[2]);
    return w / (w.x + w.y + w.z);
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
    for (int i = 0; i < 3; i++) {
        float3 corner = (float3)((float)(c[0].colour >> 8 * i & 255), (float)(c[1].colour >> 8 * i & 255),
                                 (float)(c[2].colour >> 8 * i & 255));
        float v = dot(w, corner) * (1.0f / 255.0f);
        if (i == 0) colour.x *= v;
        if (i == 1) colour.y *= v;
        if (i == 2) colour.z *= v;
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

/* Lit colour, premultiplied by the opacity in w. */
static float4 shade(const struct surface *s, struct raster_lighting lighting, int number, int x, int y)
{
    struct raster_triangle t = s->triangles[number];
    float3 w = weights_at(&t, x, y);
    global const struct raster_corner *c = s->corners + 3 * number;
    float3 n = w.x * vload3(0, c[0].normal) + w.y * vload3(0, c[1].normal) + w.z * vload3(0, c[2].normal);
    if (t.flags & RASTER_FLIP) n = -n;
    float4 colour = material_at(s, number, t.flags, w);
    float light = light_on(lighting, n * rsqrt(fmax(dot(n, n), 1e-20f)));
    colour.xyz = fmin(colour.xyz * light, 1.0f) * colour.w;
    return colour;
}

/* Clears the lanes of hit where the texture has a hole. */
static int8 drop_holes(const struct surface *s, int number, const struct raster_triangle *t, int8 hit, int x, int y)
{
    float limit = s->materials[s->triangle_materials[number]].alpha_test;
    int lane[8];
    vstore8(hit, 0, lane);
    for (int i = 0; i < 8; i++) {
        if (!lane[i]) continue;
        float3 w = weights_at(t, x + i * RASTER_SNAP, y);
        if (material_at(s, number, t->flags, w).w < limit) lane[i] = 0;
    }
    return vload8(0, lane);
}

/* Puts triangle `number` where it is nearer than z and farther than `before` (1 / depth: larger is nearer). */
static void cover(const struct surface *s, int number, int first_x, int first_y, float *z, int *id, const float *before)
{
    struct raster_triangle t = s->triangles[number];
    struct edges e = edges_in_tile(&t, first_x, first_y);
    if (t.flags & RASTER_BACK) {
        e.z *= BACK_BIAS, e.z_dx *= BACK_BIAS, e.z_dy *= BACK_BIAS;
    }
    int left = min(t.x[0], min(t.x[1], t.x[2])) / RASTER_SNAP - first_x;
    int right = max(t.x[0], max(t.x[1], t.x[2])) / RASTER_SNAP - first_x;
    int top = min(t.y[0], min(t.y[1], t.y[2])) / RASTER_SNAP - first_y;
    int bottom = max(t.y[0], max(t.y[1], t.y[2])) / RASTER_SNAP - first_y;
    left = max(left, 0) / 8, right = min(right, SIDE - 1) / 8;
    for (int y = max(top, 0); y <= min(bottom, SIDE - 1); y++) {
        for (int chunk = left; chunk <= right; chunk++) {
            int8 x = LANES + 8 * chunk;
            int8 edge = (e.start[0] + y * e.dy[0] + x * e.dx[0]) | (e.start[1] + y * e.dy[1] + x * e.dx[1]) |
                        (e.start[2] + y * e.dy[2] + x * e.dx[2]);
            float8 here = e.z + (float)y * e.z_dy + convert_float8(x) * e.z_dx;
            int at = y * FACTOR + chunk;
            float8 nearest = vload8(at, z);
            int8 hit = (edge >= 0) & (here > nearest) & (here < vload8(at, before));
            if (!any(hit)) continue;
            if (t.flags & RASTER_TESTED)
                hit = drop_holes(s, number, &t, hit, (first_x + 8 * chunk) * RASTER_SNAP + RASTER_SNAP / 2,
                                 (first_y + y) * RASTER_SNAP + RASTER_SNAP / 2);
            vstore8(select(nearest, here, hit), at, z);
            vstore8(select(vload8(at, id), (int8)(number), hit), at, id);
        }
    }
}

/* One layer nearer to nothing than `before` and in front of the solid surface: composited under `over`, remembered as the
 * surface of the sample when it hides more than half of what is behind. Returns whether any sample was hit. */
static int peel(const struct surface *s, struct raster_lighting lighting, global const int *list, int n_list, int first_x,
                int first_y, const float *solid_z, float *before, float4 *over, int *seen)
{
    float z[N];
    int id[N];
    for (int i = 0; i < N; i++) {
        z[i] = solid_z[i];
        id[i] = -1;
    }
    for (int i = 0; i < n_list; i++)
        if (s->triangles[list[i]].flags & RASTER_BLEND) cover(s, list[i], first_x, first_y, z, id, before);
    int any_hit = 0;
    for (int i = 0; i < N; i++) {
        before[i] = id[i] >= 0 ? z[i] * 0.9999f : 0.0f;
        if (id[i] < 0) continue;
        any_hit = 1;
        int x = (first_x + i % SIDE) * RASTER_SNAP + RASTER_SNAP / 2, y = (first_y + i / SIDE) * RASTER_SNAP + RASTER_SNAP / 2;
        float4 colour = shade(s, lighting, id[i], x, y);
        over[i] += (1.0f - over[i].w) * colour;
        if (seen[i] < 0 || (over[i].w >= 0.5f && over[i].w - colour.w < 0.5f)) seen[i] = id[i];
    }
    return any_hit;
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

/* The depth at the centre of the pixel whose first sample is (x, y) of the tile, from its innermost samples (one, or four around
 * the centre): their mean where they lie on one surface, otherwise that of the nearest one's triangle, so that nothing is mixed
 * across edges. 0 when fewer than half of them show anything. */
static float pixel_depth(const struct surface *s, const int *seen, int x, int y, int first_x, int first_y, float pixel_width)
{
    int lo = (FACTOR - 1) / 2, hi = FACTOR / 2, n = 0, front = -1;
    float sum = 0.0f, nearest = 0.0f, farthest = INFINITY;
    for (int j = lo; j <= hi; j++) {
        for (int i = lo; i <= hi; i++) {
            int number = seen[(y + j) * SIDE + x + i];
            if (number < 0) continue;
            float z = inverse_depth_at(s, number, (first_x + x + i) * RASTER_SNAP + RASTER_SNAP / 2,
                                       (first_y + y + j) * RASTER_SNAP + RASTER_SNAP / 2);
            sum += z;
            n++;
            farthest = fmin(farthest, z);
            if (z > nearest) {
                nearest = z;
                front = number;
            }
        }
    }
    int all = (hi - lo + 1) * (hi - lo + 1);
    if (2 * n < all || n == 0) return 0.0f;
    float spread = 1.0f / farthest - 1.0f / nearest;
    if (n == all && spread < SURFACE_SPREAD * pixel_width / nearest) return (float)n / sum;
    return 1.0f / inverse_depth_at(s, front, (first_x + x) * RASTER_SNAP + FACTOR * RASTER_SNAP / 2,
                                   (first_y + y) * RASTER_SNAP + FACTOR * RASTER_SNAP / 2);
}

static float4 pixel_colour(const struct surface *s, struct raster_lighting lighting, const int *solid, const float4 *over, int x,
                           int y, int first_x, int first_y)
{
    float4 sum = 0.0f;
    for (int j = y; j < y + FACTOR; j++) {
        for (int i = x; i < x + FACTOR; i++) {
            int at = j * SIDE + i;
            float4 colour = over[at];
            if (solid[at] >= 0 && colour.w < 1.0f) {
                int sx = (first_x + i) * RASTER_SNAP + RASTER_SNAP / 2, sy = (first_y + j) * RASTER_SNAP + RASTER_SNAP / 2;
                colour += (1.0f - colour.w) * shade(s, lighting, solid[at], sx, sy);
            }
            sum += colour;
        }
    }
    return sum * (1.0f / (FACTOR * FACTOR));
}

static uchar4 straight_bytes(float4 c)
{
    if (c.w <= 0.0f) return (uchar4)(0);
    c.xyz /= c.w;
    return convert_uchar4_sat_rte(c * 255.0f);
}

kernel void raster_draw(global const struct raster_corner *corners, global const int *triangle_materials,
                        global const struct raster_material *materials, global const struct raster_texture *textures,
                        global const uchar4 *texels, global const struct raster_triangle *triangles, global const int *starts,
                        global const int *list, struct raster_frame frame, struct raster_lighting lighting,
                        global uchar4 *rgba, global float *depth)
{
    int column = (int)get_global_id(0), row = (int)get_global_id(1), view = (int)get_global_id(2);
    if (column >= frame.n_tiles || row >= frame.n_tiles || view >= frame.n_views) return;
    int tile = (view * frame.n_tiles + row) * frame.n_tiles + column;
    int first_x = column * SIDE, first_y = row * SIDE;
    struct surface s = {corners, triangle_materials, materials, textures, texels,
                        triangles + (size_t)view * frame.n_triangles};
    global const int *mine = list + starts[tile];
    int n_mine = starts[tile + 1] - starts[tile], n_blend = 0;

    float z[N], before[N];
    int solid[N], seen[N];
    float4 over[N];
    for (int i = 0; i < N; i++) {
        z[i] = 0.0f;
        before[i] = INFINITY;
        solid[i] = -1;
        over[i] = 0.0f;
    }
    for (int i = 0; i < n_mine; i++) {
        if (s.triangles[mine[i]].flags & RASTER_BLEND)
            n_blend++;
        else
            cover(&s, mine[i], first_x, first_y, z, solid, before);
    }
    for (int i = 0; i < N; i++) seen[i] = -1;
    for (int layer = 0; n_blend > 0 && layer < LAYERS; layer++)
        if (!peel(&s, lighting, mine, n_mine, first_x, first_y, z, before, over, seen)) break;
    for (int i = 0; i < N; i++)
        if (solid[i] >= 0 && over[i].w < 0.5f) seen[i] = solid[i];

    for (int y = 0; y < RASTER_TILE; y++) {
        for (int x = 0; x < RASTER_TILE; x++) {
            int px = column * RASTER_TILE + x, py = row * RASTER_TILE + y;
            if (px >= frame.size || py >= frame.size) continue;
            size_t at = ((size_t)view * frame.size + py) * frame.size + px;
            rgba[at] = straight_bytes(pixel_colour(&s, lighting, solid, over, x * FACTOR, y * FACTOR, first_x, first_y));
            depth[at] = pixel_depth(&s, seen, x * FACTOR, y * FACTOR, first_x, first_y, frame.pixel_width);
        }
    }
}
