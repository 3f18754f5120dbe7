/* data/pair_reduce.h - exact flow and visibility of an image brought to a coarser grid, whose pixel (X, Y) covers the
 * block of k x k pixels that begins at (k X, k Y): what a strided network sees there. */
#ifndef VIEWSYNTH_DATA_PAIR_REDUCE_H
#define VIEWSYNTH_DATA_PAIR_REDUCE_H

#include "viewsynth/data/pair_flow.h"

#define GFLA_WEIGHT_VISIBLE 1.0f
#define GFLA_WEIGHT_HIDDEN 0.5f

#define GFLA_REDUCE_MAX 8

/* An image's worth of full-scale truth. */
struct gfla_pair_truth {
    int size;
    const float *flow;     /* [2][size][size], pixels of the image */
    const uint8_t *points; /* [size][size]: enum gfla_point */
    const uint16_t *depth; /* [size][size] of the target */
    float range;           /* of depths from 0 to 65535; 0: GFLA_DEPTH_RANGE */
};

/* flow [2][s][s], weight [s][s] with s = size / k, k 1..GFLA_REDUCE_MAX. The weight is the mean of the block (visible
 * 1, hidden 0.5, background 0). The flow is in pixels of the coarse grid: the mean over the visible pixels of the
 * block, or over the hidden ones where none is visible, and of those only over the surface of the median depth: a mean
 * across an edge would point between two surfaces, to where neither of them is. 0 where the block is empty. */
void gfla_pair_reduce(const struct gfla_pair_truth *truth, int k, float *flow, float *weight);

/* Means of blocks of a plane. */
void gfla_pair_reduce_mean(const float *plane, int size, int k, float *coarse);

#endif
