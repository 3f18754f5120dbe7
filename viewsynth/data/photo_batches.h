/* data/photo_batches.h - batches of single views for the networks that read a user's image: as cut-outs, framed as a
 * photograph's object is (angle), or in front of something (matte).
 *
 * Batch k is a pure function of (seed, k, parameters), as those of pairs.h. */
#ifndef VIEWSYNTH_DATA_PHOTO_BATCHES_H
#define VIEWSYNTH_DATA_PHOTO_BATCHES_H

#include "base/share.h"
#include "io/image/bitmap.h"
#include "viewsynth/data/pairs.h"

enum gfla_photo_kind {
    GFLA_PHOTO_CUT_OUT, /* on white, framed by its box with some error, alpha imperfect */
    GFLA_PHOTO_SCENE    /* at a random place and size before a backdrop, with shadows and other objects */
};

struct gfla_photo_batches_params {
    enum gfla_photo_kind kind;
    int batch, size; /* images, and their side in pixels; size is at most twice the sets' */
    enum gfla_split split;
    uint64_t seed;
    bool plain;              /* CUT_OUT: the view as it is, only framed: for tests. Nothing else is changed */
    const char *backgrounds; /* SCENE: a folder whose images stand behind three in four objects; NULL: all drawn */
    int n_threads;           /* 0: 1 */
    struct gfla_share share; /* batches are parts of one, with their own numbers; {0}: whole */
};

struct gfla_photo_batch {
    int n, size;
    float *image; /* [n, 3, size, size] in [-1, 1]: CUT_OUT on white */
    float *alpha; /* [n, 1, size, size] in 0 .. 1 */
    float *band;  /* [n, 1, size, size]: 1 within 2 pixels of the outline */
    struct gfla_photo_item {
        int set, model, view;      /* model: its index in the set */
        double azimuth, elevation; /* from where it is seen, degrees; mirrored images count as such */
        bool flip;
    } * item; /* [n] */
};

/* Safe for one consumer thread; the sets must outlive it. */
typedef struct gfla_photo_batches gfla_photo_batches;

/* Starts the threads. GFLA_ERROR_INPUT: a split without models, a folder without images. */
gfla_status gfla_photo_batches_open(gfla_photo_batches **batches, const struct gfla_pairs_set *sets, int n_sets,
                                    const struct gfla_photo_batches_params *params);
void gfla_photo_batches_destroy(gfla_photo_batches **batches);
void gfla_photo_batches_seek(gfla_photo_batches *batches, uint64_t step);
/* Waits for the next batch; it stays valid until the next call. */
gfla_status gfla_photo_batches_next(gfla_photo_batches *batches, const struct gfla_photo_batch **batch);
/* Images of the folder of backgrounds; 0 without. */
int gfla_photo_batches_n_backgrounds(const gfla_photo_batches *batches);

/* One view by choice, as GFLA_PHOTO_CUT_OUT with `plain`: image [3, size, size], alpha [size, size]. */
gfla_status gfla_photo_cut_out(const gfla_views *views, int model, int view, int size, float *image, float *alpha);
/* One image as GFLA_PHOTO_SCENE, with a drawn backdrop: of each item its model, its view and whether it is mirrored count.
 * `other` may stand beside it. The same seed gives the same scene. */
gfla_status gfla_photo_scene(const gfla_views *views, const struct gfla_photo_item *item,
                             const struct gfla_photo_item *other, uint64_t seed, int size, float *image, float *alpha);

#endif
