/* io/keypoints/frame_pairs.h - which frames and which poses, masks or cameras belong together. Numbers in names decide:
 * a detector that finds nothing leaves a number out, and by their order all that follow would belong to the frame
 * before.
 *
 * The number of a name is the last of its numbers that is not the same in the whole list: 7 of "v3_0007_2d.json". Where
 * both lists have a number for each name, all going up, equal numbers belong together. Lists without a gap that are
 * equally long go by their order, and lists that span as many numbers from different starts by the distance from the
 * first; so do frames from 1 with poses from 0, where equal numbers would lead out of the frames. Names without such numbers go by their text, without folder, extension and what
 * detectors put behind ("_keypoints"); if no two are the same, lists that are equally long go by their order. */
#ifndef GFLA_IO_KEYPOINTS_FRAME_PAIRS_H
#define GFLA_IO_KEYPOINTS_FRAME_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_NO_FRAME SIZE_MAX

/* Names in their order; a path's folders do not count. */
struct gfla_frame_names {
    const char *const *names; /* NULL: of 0, 1, ... n - 1, as the frames of a video */
    size_t n;                 /* SIZE_MAX, of such: not known */
};

struct gfla_frame_pairs {
    size_t *frame;     /* [n of found]: the frame that each belongs to, GFLA_NO_FRAME where there is none */
    size_t n_pairs;    /* that have one; no frame has two */
    size_t first_left; /* the first of found without a frame; GFLA_NO_FRAME: each has one */
    long long shift;   /* of numbers that begin differently: that of a frame less that of what belongs to it */
    bool by_order;     /* names said nothing: the first belongs to the first */
};

/* What was found in frames. Nothing that belongs together is no error: n_pairs is 0. Of a video whose frames are
 * counted from 0, numbers from 1 on are taken as counted from 1, unless there is a 0. */
gfla_status gfla_frame_pairs_find(struct gfla_frame_pairs *pairs, const struct gfla_frame_names *frames,
                                  const struct gfla_frame_names *found);
void gfla_frame_pairs_free(struct gfla_frame_pairs *pairs);

#endif
