/* shared/raster_cover.h - device side of the rasteriser: which triangles a tile's samples see, solid ones and layers of
 * what is seen through. The file that includes it defines FACTOR, samples along a pixel's side. A row of 8 samples is
 * one vector. Depths are compared as keys, larger is nearer to who looks: 1 / camera z from the front, - 1 / camera z
 * from behind. */
#ifndef GFLA_SHARED_RASTER_COVER_H
#define GFLA_SHARED_RASTER_COVER_H

#include "shared/raster_surface.h"

#define LAYERS 4
#define SIDE (RASTER_TILE * FACTOR) /* of a tile, samples */
#define N (SIDE * SIDE)
#define EDGE_LIMIT (1 << 30)
#define BACK_BIAS 0.99998f /* coincident faces: the one that looks at the camera wins, from behind the other one */
#define LANES ((int8)(0, 1, 2, 3, 4, 5, 6, 7))

/* A tile of a view: its first sample, and the numbers of the triangles that may touch it. */
struct tile {
    int x, y;
    global const int *list;
    int n, n_blend;
};

/* Edge functions of a triangle: positive inside. Edge i lies opposite corner i. */
struct edges {
    int start[3];     /* at the tile's first sample, clamped: beyond the limit no sample of the tile changes the sign */
    int dx[3], dy[3]; /* change per sample */
    float z, z_dx, z_dy; /* 1 / depth at the first sample, and its change */
};

/* The surface that is nearest to who looks, of every sample of the tile. */
struct layer {
    float key[N]; /* -INFINITY: none */
    int id[N];    /* number of the triangle; -1: none */
};

/* Whether an edge (its direction, the triangle's area being positive) owns the samples on it: one of two triangles that
 * share it. */
static int owns_edge(int dx, int dy)
{
    return dy < 0 || (dy == 0 && dx > 0);
}

static struct edges edges_in_tile(const struct raster_triangle *t, int first_x, int first_y)
{
    struct edges e;
    int x = first_x * RASTER_SNAP + RASTER_SNAP / 2, y = first_y * RASTER_SNAP + RASTER_SNAP / 2;
    float area = (float)edge_at(t, 0, t->x[0], t->y[0]), share = 1.0f / area;
    int sign = area < 0.0f ? -1 : 1;
    e.z = e.z_dx = e.z_dy = 0.0f;
    for (int i = 0; i < 3; i++) {
        e.start[i] = e.dx[i] = e.dy[i] = 0;
        int a = (i + 1) % 3, b = (i + 2) % 3;
        int dx = t->x[b] - t->x[a], dy = t->y[b] - t->y[a];
        long at_start = edge_at(t, i, x, y);
        e.z += (float)at_start * t->inverse_z[i] * share;
        e.z_dx -= (float)dy * RASTER_SNAP * t->inverse_z[i] * share;
        e.z_dy += (float)dx * RASTER_SNAP * t->inverse_z[i] * share;
        if (t->flags & RASTER_LARGE)
            continue; /* inside_large is asked instead */
        e.start[i] =
            (int)clamp(sign * at_start - !owns_edge(sign * dx, sign * dy), (long)-EDGE_LIMIT, (long)EDGE_LIMIT);
        e.dx[i] = -sign * dy * RASTER_SNAP;
        e.dy[i] = sign * dx * RASTER_SNAP;
    }
    return e;
}

/* Which of these samples of row y (numbers in the image) lie in a triangle whose edge functions do not fit 32 bits. */
static int8 inside_large(const struct raster_triangle *t, int8 x, int y)
{
    long8 px = convert_long8(x) * RASTER_SNAP + RASTER_SNAP / 2;
    long py = (long)y * RASTER_SNAP + RASTER_SNAP / 2;
    int sign = edge_at(t, 0, t->x[0], t->y[0]) < 0 ? -1 : 1;
    int8 inside = -1;
    for (int i = 0; i < 3; i++) {
        int a = (i + 1) % 3, b = (i + 2) % 3;
        int dx = sign * (t->x[b] - t->x[a]), dy = sign * (t->y[b] - t->y[a]);
        long8 edge = (long)dx * (py - t->y[a]) - (long)dy * (px - (long)t->x[a]) - (long)!owns_edge(dx, dy);
        inside &= convert_int8(edge >= 0);
    }
    return inside;
}

/* Clears the lanes of hit where there is a hole, or nothing that could be seen. */
static int8 drop_holes(const struct surface *s, int number, const struct raster_triangle *t, int8 hit, int x, int y)
{
    float limit =
        fmax(s->materials[s->faces[number].material].alpha_test, t->flags & RASTER_BLEND ? RASTER_INVISIBLE : 0.0f);
    int lane[8];
    vstore8(hit, 0, lane);
    for (int i = 0; i < 8; i++) {
        if (!lane[i])
            continue;
        float3 w = edges_at(t, x + i * RASTER_SNAP, y) * inverse_z_of(t);
        if (opacity_at(s, number, t->flags, w / (w.x + w.y + w.z)) < limit)
            lane[i] = 0;
    }
    return vload8(0, lane);
}

static void clear_layer(struct layer *layer)
{
    for (int i = 0; i < N; i++) {
        layer->key[i] = -INFINITY;
        layer->id[i] = -1;
    }
}

static void put(struct layer *layer, int at, int8 hit, float8 key, int number)
{
    vstore8(select(vload8(at, layer->key), key, hit), at, layer->key);
    vstore8(select(vload8(at, layer->id), (int8)(number), hit), at, layer->id);
}

/* Puts triangle `number` where it is nearer than what `nearest` has, seen from the front, or with sign -1 from behind.
 * before: where it is farther than that, too; or NULL. farthest: the same from the other side, in one go; or NULL. */
static void cover(const struct surface *s, int number, const struct tile *tile, float sign, struct layer *nearest,
                  const float *before, struct layer *farthest)
{
    struct raster_triangle t = s->triangles[number];
    struct edges e = edges_in_tile(&t, tile->x, tile->y);
    sign *= t.flags & RASTER_BACK ? BACK_BIAS : 1.0f;
    e.z *= sign, e.z_dx *= sign, e.z_dy *= sign;
    int left = min(t.x[0], min(t.x[1], t.x[2])) / RASTER_SNAP - tile->x;
    int right = max(t.x[0], max(t.x[1], t.x[2])) / RASTER_SNAP - tile->x;
    int top = min(t.y[0], min(t.y[1], t.y[2])) / RASTER_SNAP - tile->y;
    int bottom = max(t.y[0], max(t.y[1], t.y[2])) / RASTER_SNAP - tile->y;
    left = max(left, 0) / 8, right = min(right, SIDE - 1) / 8;
    for (int y = max(top, 0); y <= min(bottom, SIDE - 1); y++) {
        for (int chunk = left; chunk <= right; chunk++) {
            int8 x = LANES + 8 * chunk;
            int8 edge = (e.start[0] + y * e.dy[0] + x * e.dx[0]) | (e.start[1] + y * e.dy[1] + x * e.dx[1]) |
                        (e.start[2] + y * e.dy[2] + x * e.dx[2]);
            float8 key = e.z + (float)y * e.z_dy + convert_float8(x) * e.z_dx;
            int at = y * FACTOR + chunk;
            int8 inside = t.flags & RASTER_LARGE ? inside_large(&t, x + tile->x, y + tile->y) : edge >= 0;
            int8 hit = inside & (key > vload8(at, nearest->key));
            if (before)
                hit &= key < vload8(at, before);
            int8 far_hit = farthest ? inside & (-key > vload8(at, farthest->key)) : (int8)(0);
            if (!any(hit | far_hit))
                continue;
            if (t.flags & RASTER_TESTED) {
                int8 there =
                    drop_holes(s, number, &t, hit | far_hit, (tile->x + 8 * chunk) * RASTER_SNAP + RASTER_SNAP / 2,
                               (tile->y + y) * RASTER_SNAP + RASTER_SNAP / 2);
                hit &= there;
                far_hit &= there;
            }
            put(nearest, at, hit, key, number);
            if (farthest)
                put(farthest, at, far_hit, -key, number);
        }
    }
}

/* Samples of one pixel that see one triangle: it is shaded once for them, in their middle, which lies inside it. */
struct group {
    int id;    /* number of the triangle; -1: they see nothing */
    uint mask; /* bit j * FACTOR + i: the sample in row j, column i of the pixel */
    int x, y;  /* their middle, snapped */
};

#define ALL_SAMPLES ((1u << FACTOR * FACTOR) - 1u)

/* Takes one group out of `left`, the samples of the pixel at sample (x, y) of the tile that are still to be looked
 * at. */
static struct group take_group(const int *id, const struct tile *tile, int x, int y, uint *left)
{
    struct group g = {-1, 0, 0, 0};
    int n = 0, sum_x = 0, sum_y = 0;
    for (int j = 0; j < FACTOR; j++) {
        for (int i = 0; i < FACTOR; i++) {
            uint bit = 1u << (j * FACTOR + i);
            int here = id[(y + j) * SIDE + x + i];
            if (!(*left & bit) || (n > 0 && here != g.id))
                continue;
            g.id = here;
            g.mask |= bit;
            sum_x += i;
            sum_y += j;
            n++;
        }
    }
    *left &= ~g.mask;
    g.x = (tile->x + x) * RASTER_SNAP + sum_x * RASTER_SNAP / n + RASTER_SNAP / 2;
    g.y = (tile->y + y) * RASTER_SNAP + sum_y * RASTER_SNAP / n + RASTER_SNAP / 2;
    return g;
}

/* Composites what the layer shows in one pixel under `over`; it is remembered as the surface of the samples where it
 * hides more than half of what is behind. */
static void composite(const struct surface *s, const struct tile *tile, int x, int y, int behind, const int *id,
                      float4 *over, int *seen)
{
    for (uint left = ALL_SAMPLES; left;) {
        struct group g = take_group(id, tile, x, y, &left);
        if (g.id < 0)
            continue;
        float4 colour = shade(s, g.id, g.x, g.y, behind);
        for (int k = 0; k < FACTOR * FACTOR; k++) {
            int i = (y + k / FACTOR) * SIDE + x + k % FACTOR;
            if (!(g.mask >> k & 1))
                continue;
            float4 sum = over[i] + (1.0f - over[i].w) * colour;
            if (seen[i] < 0 || (sum.w >= 0.5f && over[i].w < 0.5f))
                seen[i] = g.id;
            over[i] = sum;
        }
    }
}

/* One layer of what is seen through, farther than `before` and in front of the solid surface. Returns whether any
 * sample was hit. */
static int peel(const struct surface *s, const struct tile *tile, int behind, const struct layer *solid, float *before,
                float4 *over, int *seen)
{
    struct layer layer;
    int any_hit = 0;
    for (int i = 0; i < N; i++) {
        layer.key[i] = solid->key[i];
        layer.id[i] = -1;
    }
    for (int i = 0; i < tile->n; i++)
        if (s->triangles[tile->list[i]].flags & RASTER_BLEND)
            cover(s, tile->list[i], tile, behind ? -1.0f : 1.0f, &layer, before, 0);
    for (int i = 0; i < N; i++) {
        any_hit |= layer.id[i] >= 0;
        before[i] = layer.id[i] >= 0 ? layer.key[i] - 1e-4f * fabs(layer.key[i]) : -INFINITY;
    }
    if (any_hit)
        for (int y = 0; y < SIDE; y += FACTOR)
            for (int x = 0; x < SIDE; x += FACTOR)
                composite(s, tile, x, y, behind, layer.id, over, seen);
    return any_hit;
}

/* All layers over the solid one: their colour, and what each sample counts as showing (-1: nothing). */
static void peel_all(const struct surface *s, const struct tile *tile, int behind, const struct layer *solid,
                     float4 *over, int *seen)
{
    float before[N];
    for (int i = 0; i < N; i++) {
        before[i] = INFINITY;
        over[i] = 0.0f;
        seen[i] = -1;
    }
    for (int layer = 0; layer < LAYERS; layer++)
        if (!peel(s, tile, behind, solid, before, over, seen))
            break;
    for (int i = 0; i < N; i++)
        if (solid->id[i] >= 0 && over[i].w < 0.5f)
            seen[i] = solid->id[i];
}

#endif
