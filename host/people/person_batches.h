/* people/person_batches.h - batches of pairs for training: a person in two poses.
 *
 * Batch k is a pure function of (seed, k, parameters that shape it), so that a resumed training sees what it would have
 * seen. */
#ifndef GFLA_PEOPLE_PERSON_BATCHES_H
#define GFLA_PEOPLE_PERSON_BATCHES_H

#include "base/share.h"
#include "people/augment.h"
#include "people/person_data.h"
#include "people/person_truth.h"

struct gfla_person_batches_params {
    int batch;         /* pairs in a batch */
    int width, height; /* of the images */
    uint64_t seed;
    const struct gfla_augment *augment; /* each image by itself; NULL: images as they are */
    bool exact;                         /* also the truth of flows: of a set that has surfaces, without augment */
    int n_threads;                      /* background threads; 0: 2 */
    int queue;                          /* batches prepared ahead; 0: n_threads + 1 */
    struct gfla_share share;            /* batches are parts of one, with their own numbers; {0}: whole */
};

struct gfla_person_batch {
    int n, width, height;
    uint64_t step;
    float *source, *target;                               /* [n, 3, height, width] in [-1, 1] */
    struct gfla_keypoints *source_points, *target_points; /* [n], COCO-18 in pixels of these images */
    struct gfla_name_pair *pair;                          /* [n] */
    struct gfla_person_truth truth;                       /* [n]; NULLs unless exact */
};

/* Safe for one consumer thread; the data must outlive it. Seek and next as in base/prefetch.h: the batch is valid until
 * the next call, and an image that cannot be read fails with its name. */
typedef struct gfla_person_batches gfla_person_batches;
gfla_status gfla_person_batches_open(gfla_person_batches **batches, const gfla_person_data *data,
                                     const struct gfla_person_batches_params *params);
void gfla_person_batches_destroy(gfla_person_batches **batches);
void gfla_person_batches_seek(gfla_person_batches *batches, uint64_t step);
gfla_status gfla_person_batches_next(gfla_person_batches *batches, const struct gfla_person_batch **batch);

#endif
