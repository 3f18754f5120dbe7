/* shared/moments.h - mean and variance of the channels of an image, found in parts that a later kernel merges; compiled
 * by host and device.
 *
 * A part is GFLA_MOMENTS_ROWS rows of 16 lanes: the mean of some pixels, the sum of their squared deviations from it,
 * and their count in every lane. Parts are merged by Chan's formula, so a mean that is far larger than the deviations
 * costs no digits.
 *
 * Who writes a tensor may write the parts of its norm beside it, while what it stored is in the first-level cache, so
 * that nothing reads the tensor a second time. A work-item stores a range of tiles, which are counted through all
 * images, and so may see the end of one image and the beginning of the next: it writes one part for each image, block
 * of channels and pass over its tiles. No two items share one:
 *   parts [n][blocks of channels][slots][passes][GFLA_MOMENTS_ROWS][16]
 * The first item that sees an image writes to its slot 0, and so on; slots that no item has are not written. */
#ifndef GFLA_SHARED_MOMENTS_H
#define GFLA_SHARED_MOMENTS_H

#define GFLA_MOMENTS_ROWS 3

struct gfla_moments_share {
    int tiles; /* of an image */
    int tiles_per_item;
    int passes;
    int slots; /* the most items that see one image; 0: no moments are wanted */
};

/* The first item that sees an image, and how many do. */
static inline int gfla_moments_first_item(const struct gfla_moments_share *s, int image)
{
    return image * s->tiles / s->tiles_per_item;
}

static inline int gfla_moments_n_items(const struct gfla_moments_share *s, int image)
{
    return ((image + 1) * s->tiles - 1) / s->tiles_per_item + 1 - gfla_moments_first_item(s, image);
}

#ifdef __OPENCL_C_VERSION__
#include "shared/group.h"
#include "shared/vec.h"

typedef char gfla_moments_share_size[sizeof(struct gfla_moments_share) == 16 ? 1 : -1];

struct moments {
    vec mean, deviations; /* deviations: sum of squared differences from the mean */
    float count;
};

static inline struct moments no_moments(void)
{
    const struct moments m = {0.0f, 0.0f, 0.0f};
    return m;
}

static inline struct moments merged(struct moments a, struct moments b)
{
    const float count = a.count + b.count, share = count > 0.0f ? b.count / count : 0.0f;
    const vec delta = b.mean - a.mean;
    a.deviations += b.deviations + delta * delta * (a.count * share);
    a.mean += delta * share;
    a.count = count;
    return a;
}

static inline struct moments load_moments(__global const float *parts, int part, int lane)
{
    __global const float *row = parts + (size_t)part * GFLA_MOMENTS_ROWS * LANES + lane;
    const struct moments m = {VLOAD(0, row), VLOAD(0, row + LANES), row[2 * LANES]};
    return m;
}

static inline void store_moments(struct moments m, __global float *parts, int part, int lane)
{
    __global float *row = parts + (size_t)part * GFLA_MOMENTS_ROWS * LANES + lane;
    VSTORE(m.mean, 0, row);
    VSTORE(m.deviations, 0, row + LANES);
    VSTORE((vec)(m.count), 0, row + 2 * LANES);
}

/* Parts first .. first + count - 1. */
static inline struct moments merged_parts(__global const float *parts, int first, int count, int lane)
{
    struct moments m = no_moments();
    for (int i = 0; i < count; i++)
        m = merged(m, load_moments(parts, first + i, lane));
    return m;
}

#if GROUP > 1
#define GROUP_MOMENTS_FLOATS (2 * VEC + 1)
#define GROUP_SLICES (GROUP / VECS_PER_PIXEL)

/* Parts first .. first + count - 1 by a group, whose first VECS_PER_PIXEL work-items, one for each vector of the lanes,
 * get the result; scratch: GROUP_MOMENTS_FLOATS of each. Each slice of the group takes every GROUP_SLICES-th part. */
static inline struct moments group_merged_parts(__global const float *parts, int first, int count,
                                                __local float *scratch)
{
    const int slice = GROUP_ITEM / VECS_PER_PIXEL, lane = GROUP_ITEM % VECS_PER_PIXEL * VEC;
    __local float *deviations = scratch + GROUP * VEC, *counts = scratch + 2 * GROUP * VEC;
    struct moments m = no_moments();
    for (int i = slice; i < count; i += GROUP_SLICES)
        m = merged(m, load_moments(parts, first + i, lane));
    VSTORE(m.mean, GROUP_ITEM, scratch);
    VSTORE(m.deviations, GROUP_ITEM, deviations);
    counts[GROUP_ITEM] = m.count;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 1; i < GROUP_SLICES && slice == 0; i++) {
        const int item = i * VECS_PER_PIXEL + GROUP_ITEM;
        const struct moments other = {VLOAD(item, scratch), VLOAD(item, deviations), counts[item]};
        m = merged(m, other);
    }
    return m;
}
#endif
#else
_Static_assert(sizeof(struct gfla_moments_share) == 16, "host and device agree on gfla_moments_share");
#endif

#endif
