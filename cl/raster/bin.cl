/* raster/bin.cl - which triangles touch which tile, in the order of the mesh, without atomics.
 *
 * One work-item per row of tiles walks all triangles of its view, so lists come out ordered and the same on every run.
 * raster_bin_count: global (n_tiles, n_views): counts[view][row][column] = triangles whose box covers the tile.
 * raster_bin_scan:  global (1): starts[i] = sum of counts before i, over all tiles of all views; starts has one more entry,
 *   the total. counts become cursors (a copy of starts).
 * raster_bin_fill:  global (n_tiles, n_views): list[starts[tile] ...] = triangle numbers, ascending. */
#include "shared/raster.h"

static int box_covers_row(uint box, int row)
{
    return (int)(box >> 16 & 255) <= row && row <= (int)(box >> 24) && (box & 255) <= (box >> 8 & 255);
}

kernel void raster_bin_count(global const uint *boxes, struct raster_frame frame, global int *counts)
{
    int row = (int)get_global_id(0), view = (int)get_global_id(1);
    if (row >= frame.n_tiles || view >= frame.n_views) return;
    global const uint *box = boxes + (size_t)view * frame.n_triangles;
    global int *count = counts + ((size_t)view * frame.n_tiles + row) * frame.n_tiles;
    for (int i = 0; i < frame.n_tiles; i++) count[i] = 0;
    for (int t = 0; t < frame.n_triangles; t++) {
        if (!box_covers_row(box[t], row)) continue;
        for (uint i = box[t] & 255; i <= (box[t] >> 8 & 255); i++) count[i]++;
    }
}

kernel void raster_bin_scan(global int *counts, int n, global int *starts)
{
    if (get_global_id(0) != 0) return;
    int sum = 0;
    for (int i = 0; i < n; i++) {
        starts[i] = sum;
        sum += counts[i];
        counts[i] = starts[i];
    }
    starts[n] = sum;
}

kernel void raster_bin_fill(global const uint *boxes, struct raster_frame frame, global int *cursors, global int *list)
{
    int row = (int)get_global_id(0), view = (int)get_global_id(1);
    if (row >= frame.n_tiles || view >= frame.n_views) return;
    global const uint *box = boxes + (size_t)view * frame.n_triangles;
    global int *cursor = cursors + ((size_t)view * frame.n_tiles + row) * frame.n_tiles;
    for (int t = 0; t < frame.n_triangles; t++) {
        if (!box_covers_row(box[t], row)) continue;
        for (uint i = box[t] & 255; i <= (box[t] >> 8 & 255); i++) list[cursor[i]++] = t;
    }
}
