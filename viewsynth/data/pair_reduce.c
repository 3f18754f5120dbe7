#include "viewsynth/data/pair_reduce.h"

#include <stdlib.h>

#include "viewsynth/render/layout/layout.h"

/* Depths this near to the median are one surface. */
#define SAME_SURFACE 0.05f

/* In steps of the file. */
static int same_surface(const struct gfla_pair_truth *truth)
{
    return (int)(SAME_SURFACE / (truth->range > 0 ? truth->range : GFLA_DEPTH_RANGE) * 65535);
}

/* The pixels of a block that are visible, or that are hidden; those of `pixel` past n are not set. */
struct members {
    int n;
    size_t pixel[GFLA_REDUCE_MAX * GFLA_REDUCE_MAX];
};

static void collect(const struct gfla_pair_truth *truth, int k, int bx, int by, struct members *visible,
                    struct members *hidden)
{
    visible->n = hidden->n = 0;
    for (int y = by * k; y < (by + 1) * k; y++)
        for (int x = bx * k; x < (bx + 1) * k; x++) {
            const size_t i = (size_t)y * truth->size + x;
            if (truth->points[i] == GFLA_POINT_VISIBLE)
                visible->pixel[visible->n++] = i;
            else if (truth->points[i] == GFLA_POINT_HIDDEN)
                hidden->pixel[hidden->n++] = i;
        }
}

static int compare_depths(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

static int median_depth(const struct gfla_pair_truth *truth, const struct members *m, int same)
{
    uint16_t depths[GFLA_REDUCE_MAX * GFLA_REDUCE_MAX], least = UINT16_MAX, most = 0;
    for (int i = 0; i < m->n; i++) {
        depths[i] = truth->depth[m->pixel[i]];
        least = depths[i] < least ? depths[i] : least;
        most = depths[i] > most ? depths[i] : most;
    }
    if (most - least <= same) /* nearly always: every depth is near to any of them */
        return depths[0];
    qsort(depths, (size_t)m->n, sizeof *depths, compare_depths);
    return depths[m->n / 2];
}

static void mean_flow(const struct gfla_pair_truth *truth, const struct members *m, int k, int same, float flow[2])
{
    int median = median_depth(truth, m, same), n = 0;
    double sum_x = 0, sum_y = 0;
    for (int i = 0; i < m->n; i++) {
        size_t p = m->pixel[i];
        if (abs((int)truth->depth[p] - median) > same)
            continue;
        sum_x += truth->flow[p];
        sum_y += truth->flow[(size_t)truth->size * truth->size + p];
        n++;
    }
    flow[0] = (float)(sum_x / ((double)n * k));
    flow[1] = (float)(sum_y / ((double)n * k));
}

void gfla_pair_reduce(const struct gfla_pair_truth *truth, int k, float *flow, float *weight)
{
    const int s = truth->size / k, same = same_surface(truth);
    struct members visible, hidden; /* not cleared for each block: with k = 1 that took most of the time */
    for (int y = 0; y < s; y++)
        for (int x = 0; x < s; x++) {
            collect(truth, k, x, y, &visible, &hidden);
            const struct members *m = visible.n ? &visible : &hidden;
            float f[2] = {0, 0};
            if (m->n)
                mean_flow(truth, m, k, same, f);
            size_t i = (size_t)y * s + x;
            flow[i] = f[0];
            flow[(size_t)s * s + i] = f[1];
            weight[i] =
                (GFLA_WEIGHT_VISIBLE * (float)visible.n + GFLA_WEIGHT_HIDDEN * (float)hidden.n) / (float)(k * k);
        }
}

void gfla_pair_reduce_mean(const float *plane, int size, int k, float *coarse)
{
    int s = size / k;
    for (int y = 0; y < s; y++)
        for (int x = 0; x < s; x++) {
            float sum = 0;
            for (int i = 0; i < k * k; i++)
                sum += plane[(size_t)(y * k + i / k) * size + x * k + i % k];
            coarse[(size_t)y * s + x] = sum / (float)(k * k);
        }
}
