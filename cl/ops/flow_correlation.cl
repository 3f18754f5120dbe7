/* ops/flow_correlation.cl - for every position of a target map, the position of a source map whose features are most
 * alike.
 *
 * The cosine of all pairs is a matrix product of normalised features; tiles of it are made in registers, of which only
 * the best value and its place are kept, so memory stays linear in the number of positions.
 *
 *   flow_correlation_pack(g, src, packed)               global: tiles of all images
 *     packed [n][tiles][blocks * 16][VECTORS * 16]: src / (|src| + EPS), positions side by side; zeros past the last
 *     one
 *   flow_correlation_match(g, target, packed, found)    global: {groups of TARGETS targets, chunks of tiles, n}
 *     found [chunks][n][h w][2]: the best cosine within the chunk, and the number of its source position
 *   flow_correlation_choose(g, n_chunks, found, best, flow)     global: pixels of all images
 * src [n][blocks][src_h][src_w][16], target [n][blocks][h][w][16]; best (lane 0) and flow (lanes x, y)
 * [n][1][h][w][16]. Of equal cosines the first source position counts. Build options TARGETS and VECTORS: the register
 * tile.
 */
#ifndef TARGETS
#define TARGETS 12
#endif
#ifndef VECTORS
#define VECTORS 2
#endif
#define EPS 1e-8f
#define TILE (VECTORS * LANES)
#define UNROLL __attribute__((opencl_unroll_hint))

#include "shared/vec.h"
#include "shared/flow_correlation.h"

/* 1 / (length + EPS) of the features at p, the blocks of which are `plane` pixels apart. */
static float inverse_length(__global const float16 *p, int plane, int blocks)
{
    float16 sum = 0.0f;
    for (int block = 0; block < blocks; block++)
        sum = fma(p[block * plane], p[block * plane], sum);
    return 1.0f / (sqrt(lanes_sum(sum)) + EPS);
}

__kernel void flow_correlation_pack(const struct gfla_correlation g, __global const float16 *restrict src,
                                    __global float *restrict packed)
{
    const int id = get_global_id(0), image = id / g.tiles, first = id % g.tiles * TILE, plane = g.src_h * g.src_w;
    if (image >= g.n)
        return;
    __global float *tile = packed + (size_t)id * g.blocks * LANES * TILE;
    for (int i = 0; i < TILE; i++) {
        __global const float16 *p = src + (size_t)image * g.blocks * plane + first + i;
        const int inside = first + i < plane;
        const float factor = inside ? inverse_length(p, plane, g.blocks) : 0.0f;
        for (int block = 0; block < g.blocks; block++) {
            float lanes[LANES];
            vstore16(inside ? factor * p[block * plane] : (float16)(0.0f), 0, lanes);
            for (int k = 0; k < LANES; k++)
                tile[(block * LANES + k) * TILE + i] = lanes[k];
        }
    }
}

/* The best so far of one target in each lane. */
struct leader {
    float16 value;
    int16 position;
};

static void challenge(struct leader *leader, float16 value, int first, int end)
{
    const int16 position = first + (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const int16 wins = (value > leader->value) & (position < end);
    leader->value = select(leader->value, value, wins);
    leader->position = select(leader->position, position, wins);
}

static float2 final_leader(const struct leader *leader)
{
    float values[LANES];
    int positions[LANES], best = 0;
    vstore16(leader->value, 0, values);
    vstore16(leader->position, 0, positions);
    for (int k = 1; k < LANES; k++)
        if (values[k] > values[best] || (values[k] == values[best] && positions[k] < positions[best]))
            best = k;
    return (float2)(values[best], (float)positions[best]);
}

/* Products of the targets at p with one tile, channel by channel. */
static void multiply(float16 product[TARGETS][VECTORS], __global const float *const p[TARGETS], int step, int blocks,
                     __global const float *tile)
{
    UNROLL for (int i = 0; i < TARGETS; i++) UNROLL for (int j = 0; j < VECTORS; j++) product[i][j] = 0.0f;
    for (int block = 0; block < blocks; block++)
        for (int k = 0; k < LANES; k++, tile += TILE) {
            float16 b[VECTORS];
            UNROLL for (int j = 0; j < VECTORS; j++) b[j] = vload16(j, tile);
            UNROLL for (int i = 0; i < TARGETS; i++)
            {
                const float16 a = (float16)(p[i][(size_t)block * step + k]);
                UNROLL for (int j = 0; j < VECTORS; j++) product[i][j] = fma(a, b[j], product[i][j]);
            }
        }
}

__kernel void flow_correlation_match(const struct gfla_correlation g, __global const float *restrict target,
                                     __global const float *restrict packed, __global float2 *restrict found)
{
    const int image = get_global_id(2), chunk = get_global_id(1), plane = g.h * g.w, first = get_global_id(0) * TARGETS;
    const int end = min((chunk + 1) * g.chunk, g.tiles);
    if (first >= plane)
        return;
    const size_t tile_floats = (size_t)g.blocks * LANES * TILE;
    __global const float *p[TARGETS], *features = target + (size_t)image * g.blocks * plane * LANES;
    struct leader leader[TARGETS];
    for (int i = 0; i < TARGETS; i++) {
        p[i] = features + min(first + i, plane - 1) * LANES;
        leader[i].value = -INFINITY;
        leader[i].position = chunk * g.chunk * TILE;
    }
    for (int tile = chunk * g.chunk; tile < end; tile++) {
        float16 product[TARGETS][VECTORS];
        multiply(product, p, plane * LANES, g.blocks, packed + (image * g.tiles + tile) * tile_floats);
        UNROLL for (int i = 0; i < TARGETS; i++) UNROLL for (int j = 0; j < VECTORS; j++)
            challenge(&leader[i], product[i][j], tile * TILE + j * LANES, g.src_h * g.src_w);
    }
    for (int i = 0; i < TARGETS && first + i < plane; i++) {
        const float2 best = final_leader(&leader[i]);
        const float factor = inverse_length((__global const float16 *)p[i], plane, g.blocks);
        found[((size_t)chunk * g.n + image) * plane + first + i] = (float2)(best.x * factor, best.y);
    }
}

__kernel void flow_correlation_choose(const struct gfla_correlation g, const int n_chunks,
                                      __global const float2 *restrict found, __global float16 *restrict best,
                                      __global float16 *restrict flow)
{
    const int pixel = get_global_id(0), pixels = g.n * g.h * g.w;
    if (pixel >= pixels)
        return;
    float2 leader = found[pixel];
    for (int chunk = 1; chunk < n_chunks; chunk++) {
        const float2 other = found[(size_t)chunk * pixels + pixel];
        leader = other.x > leader.x ? other : leader;
    }
    const int position = (int)leader.y, x = pixel % g.w, y = pixel / g.w % g.h;
    best[pixel] = lane0(leader.x);
    flow[pixel] = (float16)((float)(position % g.src_w - x), (float)(position / g.src_w - y), (float2)(0.0f),
                            (float4)(0.0f), (float8)(0.0f));
}
