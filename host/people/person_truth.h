/* people/person_truth.h - what a training of poses is told of a pair of drawn images: flow, visibility, foreground, at
 * the scales of the network. */
#ifndef GFLA_PEOPLE_PERSON_TRUTH_H
#define GFLA_PEOPLE_PERSON_TRUTH_H

#include "base/error.h"

#define GFLA_PERSON_SCALES 3
/* Of the image: an eighth, a quarter, all of it. */
extern const int gfla_person_scale_divisor[GFLA_PERSON_SCALES];

/* Of one pair, or of the pairs of a batch one after the other; h and w are those of the scale. */
struct gfla_person_truth {
    float *flow[GFLA_PERSON_SCALES]; /* [2, h, w] in pixels of the scale, from target to source; 0 in the background */
    float *weight[GFLA_PERSON_SCALES]; /* [h, w]: 1 where the source shows the point, 0.5 where not, 0 background */
    float *mask[GFLA_PERSON_SCALES];   /* [h, w]: the target's foreground, 0 .. 1 */
};

/* For n pairs of width x height, multiples of 8; zeros. What was made of it before a failure is to be destroyed too. */
gfla_status gfla_person_truth_create(struct gfla_person_truth *truth, int n, int width, int height);
void gfla_person_truth_destroy(struct gfla_person_truth *truth);
/* Pair number i: its part of the same memory. */
struct gfla_person_truth gfla_person_truth_of(const struct gfla_person_truth *truth, int i, int width, int height);

/* From flow and weight at full size, which are filled, all the rest. Coarse flow is the median over the visible pixels
 * of a block, or over the hidden where there is none; weight and mask are means. */
void gfla_person_truth_reduce(const struct gfla_person_truth *truth, int width, int height);

#endif
