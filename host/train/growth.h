/* train/growth.h - sizes of images that grow during a training: small ones first, of which there are many in the same
 * time, and the last ones in the size that is wanted.
 *
 * As text: "64:0.5,128:0.4,256:0.1", a size and its share of all steps; or "64:5000,128:4000,256", sizes and how many
 * steps they have. The last lasts to the end, whatever is said, or not, of its length. A size is "N" or "WxH". A third
 * number is the batch: "64:0.5:16,128:0.5:8". */
#ifndef GFLA_TRAIN_GROWTH_H
#define GFLA_TRAIN_GROWTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_GROWTH_MAX 8

struct gfla_growth_part {
    char size[16];
    double length; /* share of the steps, or steps; of the last part 0 where nothing was said */
    int batch;     /* 0: that of the training; either all parts have one or none */
    uint64_t end;  /* gfla_growth_plan: the step at which the next part begins */
};

struct gfla_growth {
    struct gfla_growth_part part[GFLA_GROWTH_MAX];
    int n; /* 0: sizes do not change */
    bool in_shares;
};

/* GFLA_ERROR_USAGE: the text is none of the above, or shares are not 1 together. "" is no growth. */
gfla_status gfla_growth_parse(struct gfla_growth *growth, const char *text);
/* Sets the ends. GFLA_ERROR_USAGE: the parts before the last leave it no step. */
gfla_status gfla_growth_plan(struct gfla_growth *growth, uint64_t n_steps);

/* The part to which a step (from 0) belongs; 0 without growth. */
int gfla_growth_part_of(const struct gfla_growth *growth, uint64_t step);
/* Items in the first n_steps steps; batch is that of parts without one. */
uint64_t gfla_growth_items(const struct gfla_growth *growth, uint64_t n_steps, int batch);

#endif
