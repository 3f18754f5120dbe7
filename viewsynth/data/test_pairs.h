/* viewsynth/data/test_pairs.h - the pairs that methods are tested on, by the protocol of the published code: the source
 * of the i-th held-out model is azimuth 20 * (i mod 18), elevation 0, and its targets are all 18 views of that
 * elevation. Of a set that is no grid, the source of item i is view i (modulo their number), and the targets are 18
 * views evenly over all. Also what simple methods answer, to compare networks with. */
#ifndef VIEWSYNTH_DATA_TEST_PAIRS_H
#define VIEWSYNTH_DATA_TEST_PAIRS_H

#include "viewsynth/data/pairs.h"

/* The source of the i-th model of a test, on a grid. */
struct gfla_pose gfla_test_source(int item);

/* One thread at a time; the set must outlive it. */
typedef struct gfla_test_pairs gfla_test_pairs;

/* size as in gfla_pairs_params; back: with the last surface, which the set must have (gfla_views_have_back).
 * GFLA_ERROR_INPUT when the split is empty. */
gfla_status gfla_test_pairs_open(gfla_test_pairs **tests, const gfla_views *views, enum gfla_split split, int size,
                                 bool back);
void gfla_test_pairs_destroy(gfla_test_pairs **tests);

int gfla_test_pairs_count(const gfla_test_pairs *tests); /* models */
/* Test item 0 .. count - 1: a batch of 18 pairs with one source, targets by azimuth, and flows at all scales. Valid
 * until the next call. */
gfla_status gfla_test_pairs_read(gfla_test_pairs *tests, int item, const struct gfla_pair_batch **batch);

/* Warping: each target pixel takes what the source has where flow [n, 2, s, s] (of that scale, brought to full size
 * bilinearly) points, is blended by mask [n, 1, s, s] in [0, 1] with white, and written to predicted [n, 3, S, S].
 * With the batch's own flow and mask at scale 1 this is the limit of what warping can do. */
void gfla_test_warp(const struct gfla_pair_batch *batch, const float *flow, const float *mask, enum gfla_scale scale,
                    float *predicted);

#endif
