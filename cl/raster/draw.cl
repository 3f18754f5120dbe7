/* raster/draw.cl - visibility, shading and filtering, one tile of one view per work-item.
 *
 * raster_draw: global (n_tiles, n_tiles, n_views): tile column, tile row, view. Walks the tile's triangles in order,
 * keeps
 *   the nearest of every sample, peels up to LAYERS layers of what is seen through, shades every triangle once in each
 *   pixel that it shows in, and averages over the samples:
 *   rgba[n_views][size][size] (alpha not premultiplied), depth[n_views][size][size] (camera z at the pixel centre, 0
 *   empty). With BACK the same walk keeps the farthest of every sample too, and peels from behind: back_rgba and
 *   back_depth are what would be seen through the object from its other side. Light and silhouettes are the same from
 *   there. With MAPS: normal[..][3], position[..][3], triangle[..] of the surface whose depth is told.
 * Built with -DFACTOR= samples along a pixel's side (1..4), -DBACK= and -DMAPS= 0 or 1; buffers of what is not built
 * are not touched. */
#ifndef FACTOR
#define FACTOR 2
#endif
#ifndef BACK
#define BACK 0
#endif
#ifndef MAPS
#define MAPS 0
#endif

#include "shared/raster_cover.h"

#define SURFACE_SPREAD 4.0f /* samples of one surface differ less in depth, in widths of a pixel */

/* What lies at the centre of a pixel. */
struct centre {
    float depth; /* 0: nothing */
    int number;  /* of the triangle; -1: nothing */
};

/* Of the pixel whose first sample is (x, y) of the tile, from its innermost samples (one, or four around the centre):
 * their mean depth where they lie on one surface, otherwise that of the nearest one's triangle, from behind the
 * farthest one's, so that nothing is mixed across edges. Nothing when fewer than half of them show anything. */
static struct centre pixel_centre(const struct surface *s, const struct tile *tile, const int *seen, int x, int y,
                                  float pixel_width, int behind)
{
    int lo = (FACTOR - 1) / 2, hi = FACTOR / 2, n = 0;
    int all_inner = (hi - lo + 1) * (hi - lo + 1);
    struct centre c = {0.0f, -1};
    float sum = 0.0f, nearest = 0.0f, farthest = INFINITY;
    for (int j = lo; j <= hi; j++) {
        for (int i = lo; i <= hi; i++) {
            int number = seen[(y + j) * SIDE + x + i];
            if (number < 0)
                continue;
            float z = inverse_depth_at(s, number, (tile->x + x + i) * RASTER_SNAP + RASTER_SNAP / 2,
                                       (tile->y + y + j) * RASTER_SNAP + RASTER_SNAP / 2);
            sum += z;
            n++;
            if (behind ? z < farthest : z > nearest)
                c.number = number;
            farthest = fmin(farthest, z);
            nearest = fmax(nearest, z);
        }
    }
    if (2 * n < all_inner || n == 0) {
        c.number = -1;
        return c;
    }
    float spread = 1.0f / farthest - 1.0f / nearest;
    if (n == all_inner && spread < SURFACE_SPREAD * pixel_width / nearest)
        c.depth = (float)n / sum;
    else
        c.depth = 1.0f / inverse_depth_at(s, c.number, (tile->x + x) * RASTER_SNAP + PIXEL / 2,
                                          (tile->y + y) * RASTER_SNAP + PIXEL / 2);
    return c;
}

/* Mean of the samples of a pixel: the solid surface under what lies over it (NULL: nothing). */
static float4 pixel_colour(const struct surface *s, const struct tile *tile, const int *solid, const float4 *over,
                           int x, int y, int behind)
{
    float4 sum = 0.0f;
    for (uint left = ALL_SAMPLES; left;) {
        struct group g = take_group(solid, tile, x, y, &left);
        float shown = (float)popcount(g.mask);
        if (over) {
            shown = 0.0f;
            for (int k = 0; k < FACTOR * FACTOR; k++) {
                if (!(g.mask >> k & 1))
                    continue;
                float4 above = over[(y + k / FACTOR) * SIDE + x + k % FACTOR];
                sum += above;
                shown += 1.0f - above.w;
            }
        }
        if (g.id >= 0 && shown > 0.0f)
            sum += shown * shade(s, g.id, g.x, g.y, behind);
    }
    return sum * (1.0f / (FACTOR * FACTOR));
}

#if MAPS
/* Whether a point (snapped units) lies in the triangle or on its outline. */
static int covers_point(const struct raster_triangle *t, int x, int y)
{
    long a = edge_at(t, 0, x, y), b = edge_at(t, 1, x, y), c = edge_at(t, 2, x, y);
    return (a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0);
}

/* The triangle of the innermost samples in which the centre of the pixel lies, among those at its depth; else as it is
 * told. */
static int centre_triangle(const struct surface *s, const struct tile *tile, const int *seen, struct centre c, int x,
                           int y, float pixel_width)
{
    int cx = (tile->x + x) * RASTER_SNAP + PIXEL / 2, cy = (tile->y + y) * RASTER_SNAP + PIXEL / 2;
    for (int j = (FACTOR - 1) / 2; j <= FACTOR / 2; j++) {
        for (int i = (FACTOR - 1) / 2; i <= FACTOR / 2; i++) {
            int number = seen[(y + j) * SIDE + x + i];
            if (number < 0)
                continue;
            struct raster_triangle t = s->triangles[number];
            float off = 1.0f / inverse_depth_at(s, number, cx, cy) - c.depth;
            if (covers_point(&t, cx, cy) && fabs(off) < SURFACE_SPREAD * pixel_width * c.depth)
                return number;
        }
    }
    return c.number;
}

/* World position at a depth on the ray through a point (samples). The rows of a camera are orthonormal. */
static float3 unproject(constant const struct raster_camera *camera, float x, float y, float depth)
{
    constant const float *r = camera->rows;
    float u = (x - camera->centre) * depth / camera->focal, v = (y - camera->centre) * depth / camera->focal;
    return vload3(0, camera->position) + u * (float3)(r[0], r[1], r[2]) + v * (float3)(r[4], r[5], r[6]) +
           depth * (float3)(r[8], r[9], r[10]);
}

/* x, y: first sample of the pixel in the image. */
static void write_maps(const struct surface *s, constant const struct raster_camera *camera, struct centre c, int x,
                       int y, global float *normal, global float *position, global int *triangle)
{
    float3 n = 0.0f, p = 0.0f;
    if (c.number >= 0) {
        struct raster_triangle t = s->triangles[c.number];
        /* a little outside the triangle is moved into it */
        float3 w = fmax(point_at(&t, x * RASTER_SNAP + PIXEL / 2, y * RASTER_SNAP + PIXEL / 2).w, 1e-6f);
        p = unproject(camera, (float)x + 0.5f * FACTOR, (float)y + 0.5f * FACTOR, c.depth);
        n = normal_at(s, c.number, t.flags, w / (w.x + w.y + w.z), 0);
        /* smooth normals at an outline may look away a little */
        float3 ray = normalize(p - s->eye);
        float away = dot(n, ray);
        if (away > 0.0f)
            n = normalize(n - away * ray);
    }
    vstore3(n, 0, normal);
    vstore3(p, 0, position);
    *triangle = c.number;
}
#endif

static uchar4 straight_bytes(float4 c)
{
    if (c.w <= 0.0f)
        return (uchar4)(0);
    c.xyz /= c.w;
    return convert_uchar4_sat_rte(c * 255.0f);
}

kernel void raster_draw(global const struct raster_face *faces, global const struct raster_look *looks,
                        global const float2 *emission_uv, global const struct raster_material *materials,
                        global const struct raster_texture *textures, global const uchar4 *texels,
                        constant struct raster_camera *cameras, global const struct raster_triangle *triangles,
                        global const int *starts, global const int *list, struct raster_frame frame,
                        struct raster_lighting lighting, global uchar4 *rgba, global float *depth,
                        global uchar4 *back_rgba, global float *back_depth, global float *normal,
                        global float *position, global int *triangle)
{
    int column = (int)get_global_id(0), row = (int)get_global_id(1), view = (int)get_global_id(2);
    if (column >= frame.n_tiles || row >= frame.n_tiles || view >= frame.n_views)
        return;
    int number = (view * frame.n_tiles + row) * frame.n_tiles + column;
    struct tile tile = {column * SIDE, row * SIDE, list + starts[number], starts[number + 1] - starts[number], 0};
    struct surface s = {faces,
                        looks,
                        emission_uv,
                        materials,
                        textures,
                        texels,
                        triangles + (size_t)view * frame.n_triangles,
                        &lighting,
                        vload3(0, cameras[view].position)};
    float pixel_width = FACTOR / cameras[view].focal; /* at depth 1 */

    if (tile.n == 0) {
        for (int y = tile.y / FACTOR; y < min(tile.y / FACTOR + RASTER_TILE, frame.size); y++) {
            for (int x = tile.x / FACTOR; x < min(tile.x / FACTOR + RASTER_TILE, frame.size); x++) {
                size_t at = ((size_t)view * frame.size + y) * frame.size + x;
                rgba[at] = (uchar4)(0);
                depth[at] = 0.0f;
#if BACK
                back_rgba[at] = (uchar4)(0);
                back_depth[at] = 0.0f;
#endif
#if MAPS
                vstore3((float3)(0.0f), at, normal);
                vstore3((float3)(0.0f), at, position);
                triangle[at] = -1;
#endif
            }
        }
        return;
    }
    struct layer solid[1 + BACK];
    for (int behind = 0; behind <= BACK; behind++)
        clear_layer(&solid[behind]);
    for (int i = 0; i < tile.n; i++) {
        if (s.triangles[tile.list[i]].flags & RASTER_BLEND)
            tile.n_blend++;
        else
            cover(&s, tile.list[i], &tile, 1.0f, &solid[0], 0, BACK ? &solid[BACK] : 0);
    }
    for (int behind = 0; behind <= BACK; behind++) {
        int blend_seen[N], *seen = solid[behind].id;
        float4 blend_over[N], *over = 0;
        if (tile.n_blend > 0) {
            seen = blend_seen;
            over = blend_over;
            peel_all(&s, &tile, behind, &solid[behind], over, seen);
        }
        for (int y = 0; y < SIDE; y += FACTOR) {
            for (int x = 0; x < SIDE; x += FACTOR) {
                int px = (tile.x + x) / FACTOR, py = (tile.y + y) / FACTOR;
                if (px >= frame.size || py >= frame.size)
                    continue;
                size_t at = ((size_t)view * frame.size + py) * frame.size + px;
                struct centre c = pixel_centre(&s, &tile, seen, x, y, pixel_width, behind);
                uchar4 colour = straight_bytes(pixel_colour(&s, &tile, solid[behind].id, over, x, y, behind));
                if (behind) {
                    back_rgba[at] = colour;
                    back_depth[at] = depth[at] > 0.0f ? fmax(c.depth, depth[at]) : 0.0f;
                    continue;
                }
                rgba[at] = colour;
                depth[at] = c.depth;
#if MAPS
                if (c.number >= 0)
                    c.number = centre_triangle(&s, &tile, seen, c, x, y, pixel_width);
                write_maps(&s, cameras + view, c, tile.x + x, tile.y + y, normal + 3 * at, position + 3 * at,
                           triangle + at);
#endif
            }
        }
    }
}
