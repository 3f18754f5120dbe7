/* raster/setup.cl - triangles as the views of a batch see them. Launched by viewsynth/render/raster_draw.c.
 *
 * raster_setup: global (n_triangles, n_views). Projects a triangle, snaps it, decides how it takes part; writes
 * triangles[n_views][n_triangles] and boxes[n_views][n_triangles]: first and last tile column
 *   and row, a byte each from the low one; an empty box has first > last.
 * Triangles with a corner nearer than near_z, or farther outside the image than RASTER_MAX_REACH, are dropped: models
 * lie inside the unit sphere, cameras outside it. */
#include "shared/raster.h"

#define RASTER_NO_BOX 0x000000ff

static float3 to_camera(constant const struct raster_camera *camera, float3 p)
{
    constant const float *r = camera->rows;
    return (float3)(r[0] * p.x + r[1] * p.y + r[2] * p.z + r[3], r[4] * p.x + r[5] * p.y + r[6] * p.z + r[7],
                    r[8] * p.x + r[9] * p.y + r[10] * p.z + r[11]);
}

/* First and last sample whose centre lies in [lo, hi] (snapped units): centre of sample i is at (i + 0.5) *
 * RASTER_SNAP. */
static int2 sample_range(int lo, int hi, int limit)
{
    int first = max(lo + RASTER_SNAP / 2 - 1, 0) / RASTER_SNAP;
    int last = hi < RASTER_SNAP / 2 ? -1 : (hi - RASTER_SNAP / 2) / RASTER_SNAP;
    return (int2)(first, min(last, limit - 1));
}

static uint tile_box(const int x[3], const int y[3], struct raster_frame frame)
{
    int samples = frame.size * frame.factor;
    int2 xs = sample_range(min(x[0], min(x[1], x[2])), max(x[0], max(x[1], x[2])), samples);
    int2 ys = sample_range(min(y[0], min(y[1], y[2])), max(y[0], max(y[1], y[2])), samples);
    if (xs.x > xs.y || ys.x > ys.y)
        return RASTER_NO_BOX;
    int tile = RASTER_TILE * frame.factor;
    return (uint)(xs.x / tile) | (uint)(xs.y / tile) << 8 | (uint)(ys.x / tile) << 16 | (uint)(ys.y / tile) << 24;
}

/* The level at which holes are looked for, whose texels are about as large as samples: one for the whole triangle,
 * because perspective hardly changes the scale inside one. area: of the triangle in samples, twice. */
static int mip_level(global const struct raster_look *c, global const struct raster_texture *texture, float area)
{
    float2 a = (float2)(c[1].uv[0] - c[0].uv[0], c[1].uv[1] - c[0].uv[1]);
    float2 b = (float2)(c[2].uv[0] - c[0].uv[0], c[2].uv[1] - c[0].uv[1]);
    float texels = fabs(a.x * b.y - a.y * b.x) * (float)texture->width * (float)texture->height;
    float level = 0.5f * log2(fmax(texels, 1e-12f) / area);
    return clamp((int)rint(level), 0, texture->n_levels - 1);
}

/* Which side is seen. The winding decides it, not the vertex normals, so that smooth silhouettes do not flicker. */
static int side_flags(int flags, float3 a, float3 b, float3 c, float3 eye)
{
    int back = dot(cross(b - a, c - a), eye - a) < 0.0f, flipped = (flags & RASTER_FLIP) != 0;
    return (back ? RASTER_BACK : 0) | (back != flipped ? RASTER_FLIP : 0) | (flags & (RASTER_BLEND | RASTER_TESTED));
}

kernel void raster_setup(global const struct raster_face *faces, global const struct raster_look *looks,
                         global const struct raster_material *materials, global const struct raster_texture *textures,
                         constant struct raster_camera *cameras, struct raster_frame frame,
                         global struct raster_triangle *triangles, global uint *boxes)
{
    int t = (int)get_global_id(0), view = (int)get_global_id(1);
    if (t >= frame.n_triangles || view >= frame.n_views)
        return;
    size_t out = (size_t)view * frame.n_triangles + t;
    constant const struct raster_camera *camera = cameras + view;
    struct raster_face face = faces[t];

    boxes[out] = RASTER_NO_BOX;
    if (face.flags & RASTER_GONE)
        return;
    struct raster_triangle triangle;
    int large = 0;
    for (int i = 0; i < 3; i++) {
        float3 p = to_camera(camera, vload3(i, face.position));
        if (!(p.z >= camera->near_z))
            return;
        triangle.inverse_z[i] = 1.0f / p.z;
        float2 s = camera->centre + camera->focal * p.xy * triangle.inverse_z[i];
        if (!(fabs(s.x) < RASTER_MAX_REACH && fabs(s.y) < RASTER_MAX_REACH))
            return;
        if (fabs(s.x) >= RASTER_MAX_SAMPLES || fabs(s.y) >= RASTER_MAX_SAMPLES)
            large = RASTER_LARGE;
        triangle.x[i] = convert_int_rte(s.x * RASTER_SNAP);
        triangle.y[i] = convert_int_rte(s.y * RASTER_SNAP);
    }
    uint box = tile_box(triangle.x, triangle.y, frame);
    long area = (long)(triangle.x[1] - triangle.x[0]) * (triangle.y[2] - triangle.y[0]) -
                (long)(triangle.x[2] - triangle.x[0]) * (triangle.y[1] - triangle.y[0]);
    if (area == 0 || box == RASTER_NO_BOX)
        return;

    triangle.flags = side_flags(face.flags, vload3(0, face.position), vload3(1, face.position),
                                vload3(2, face.position), vload3(0, camera->position));
    triangle.flags |= large;
    int texture = face.flags & RASTER_TESTED ? materials[face.material].texture : -1;
    if (texture >= 0) {
        float in_samples = fabs((float)area) / (RASTER_SNAP * RASTER_SNAP);
        triangle.flags |= mip_level(looks + 3 * t, textures + texture, in_samples) << RASTER_LEVEL_SHIFT;
    }
    triangles[out] = triangle;
    boxes[out] = box;
}
