/* raster/bin.cl - which triangles touch which tile, in the order of the mesh, without atomics.
 *
 * The mesh is cut into n_chunks runs of triangles. A work-item walks the triangles of one chunk once, whatever the
 * number of tiles; lists come out ordered and the same on every run, because a tile's list has its chunks one after the
 * other. raster_bin_count: global (n_chunks, n_views): counts[view][chunk][tile] = triangles of the chunk whose box
 * covers the tile.
 * raster_bin_sum:   global (n_tiles * n_tiles, n_views): starts[view][tile] = sum of counts over the chunks.
 * raster_bin_scan:  one group: starts[i] = sum of starts before i, over all tiles of all views; starts has one more
 *                   entry, the
 *   total, -1 where it does not fit an int.
 * raster_bin_place: global (n_tiles * n_tiles, n_views): counts become where each chunk's part of the tile's list
 * begins.
 * raster_bin_fill:  global (n_chunks, n_views): list[...] = triangle numbers, ascending. counts are used up. */
#include "shared/group.h"
#include "shared/raster.h"

/* First triangle of a chunk. */
static int chunk_start(const struct raster_frame *frame, int chunk)
{
    return (int)((long)frame->n_triangles * chunk / frame->n_chunks);
}

kernel void raster_bin_count(global const uint *boxes, struct raster_frame frame, global int *counts)
{
    int chunk = (int)get_global_id(0), view = (int)get_global_id(1), n_tiles = frame.n_tiles;
    if (chunk >= frame.n_chunks || view >= frame.n_views)
        return;
    global const uint *box = boxes + (size_t)view * frame.n_triangles;
    global int *count = counts + ((size_t)view * frame.n_chunks + chunk) * n_tiles * n_tiles;
    for (int i = 0; i < n_tiles * n_tiles; i++)
        count[i] = 0;
    int end = chunk_start(&frame, chunk + 1);
    for (int t = chunk_start(&frame, chunk); t < end; t++) {
        uint b = box[t];
        for (uint y = b >> 16 & 255; y <= b >> 24; y++)
            for (uint x = b & 255; x <= (b >> 8 & 255); x++)
                count[y * n_tiles + x]++;
    }
}

kernel void raster_bin_sum(global const int *counts, struct raster_frame frame, global int *starts)
{
    int tile = (int)get_global_id(0), view = (int)get_global_id(1), n = frame.n_tiles * frame.n_tiles, sum = 0;
    if (tile >= n || view >= frame.n_views)
        return;
    global const int *count = counts + (size_t)view * frame.n_chunks * n + tile;
    for (int i = 0; i < frame.n_chunks; i++)
        sum += count[(size_t)i * n];
    starts[view * n + tile] = sum;
}

kernel GROUPED void raster_bin_scan(global int *starts, int n)
{
#if GROUP > 1
    /* Each work-item has a run of tiles: it adds them up, and begins where those before it end. */
    local long sums[GROUP];
    const int first = (int)((long)n * GROUP_ITEM / GROUP), last = (int)((long)n * (GROUP_ITEM + 1) / GROUP);
    long at = 0;
    for (int i = first; i < last; i++)
        at += starts[i];
    sums[GROUP_ITEM] = at;
    barrier(CLK_LOCAL_MEM_FENCE);
    at = 0;
    for (int i = 0; i < GROUP_ITEM; i++)
        at += sums[i];
    for (int i = first; i < last; i++) {
        const int count = starts[i];
        starts[i] = (int)at;
        at += count;
    }
    if (GROUP_ITEM == GROUP - 1)
        starts[n] = at > INT_MAX ? -1 : (int)at;
#else
    if (get_global_id(0) != 0)
        return;
    long sum = 0;
    for (int i = 0; i < n; i++) {
        int count = starts[i];
        starts[i] = (int)sum;
        sum += count;
    }
    starts[n] = sum > INT_MAX ? -1 : (int)sum;
#endif
}

kernel void raster_bin_place(global int *counts, struct raster_frame frame, global const int *starts)
{
    int tile = (int)get_global_id(0), view = (int)get_global_id(1), n = frame.n_tiles * frame.n_tiles;
    if (tile >= n || view >= frame.n_views)
        return;
    global int *count = counts + (size_t)view * frame.n_chunks * n + tile;
    int sum = starts[view * n + tile];
    for (int i = 0; i < frame.n_chunks; i++) {
        int here = count[(size_t)i * n];
        count[(size_t)i * n] = sum;
        sum += here;
    }
}

kernel void raster_bin_fill(global const uint *boxes, struct raster_frame frame, global int *cursors, global int *list)
{
    int chunk = (int)get_global_id(0), view = (int)get_global_id(1), n_tiles = frame.n_tiles;
    if (chunk >= frame.n_chunks || view >= frame.n_views)
        return;
    global const uint *box = boxes + (size_t)view * frame.n_triangles;
    global int *cursor = cursors + ((size_t)view * frame.n_chunks + chunk) * n_tiles * n_tiles;
    int end = chunk_start(&frame, chunk + 1);
    for (int t = chunk_start(&frame, chunk); t < end; t++) {
        uint b = box[t];
        for (uint y = b >> 16 & 255; y <= b >> 24; y++)
            for (uint x = b & 255; x <= (b >> 8 & 255); x++)
                list[cursor[y * n_tiles + x]++] = t;
    }
}
