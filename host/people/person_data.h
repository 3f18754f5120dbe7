/* people/person_data.h - data sets of people in two poses, as DeepFashion and Market-1501 are laid out for the
 * published code:
 *
 *   ROOT/train, ROOT/test                    images
 *   ROOT/fasion-annotation-{train,test}.csv  their key points (io/keypoints/annotations.h; fashion- and market-
 *                                            likewise, and fasion-resize-)
 *   ROOT/fasion-pairs-{train,test}.csv       which two show one person
 *
 * Key points are those of images of a set's own size (gfla_person_set_frame), whatever size the images have. */
#ifndef GFLA_PEOPLE_PERSON_DATA_H
#define GFLA_PEOPLE_PERSON_DATA_H

#include "io/keypoints/annotations.h"

/* Reading is safe from any thread. */
typedef struct gfla_person_data gfla_person_data;

struct gfla_person_data_params {
    enum gfla_person_set set; /* GFLA_PERSON_SET_ANY: whichever is there */
    const char *phase;        /* "train" or "test" */
};

/* Reads the lists, and both ends of each image (gfla_bitmap_probe). A pair of an image that is missing, empty, cut short
 * or without key points is left out, the first such image with a warning in the log; no pair left is GFLA_ERROR_INPUT.
 * Of a training, people who are in the list of the test too are warned of. */
gfla_status gfla_person_data_open(gfla_person_data **data, const char *root,
                                  const struct gfla_person_data_params *params);
void gfla_person_data_destroy(gfla_person_data **data);

enum gfla_person_set gfla_person_data_set(const gfla_person_data *data); /* that was found */
size_t gfla_person_data_count(const gfla_person_data *data);             /* pairs */
size_t gfla_person_data_skipped(const gfla_person_data *data);           /* pairs that were left out */
/* Pair number `index`, in the order of the list: that of the published test, when the phase is. */
struct gfla_name_pair gfla_person_data_pair(const gfla_person_data *data, size_t index);

/* Says once, with the message of this thread's last failure, that a pair could not be read after all. */
void gfla_person_data_refuse(const gfla_person_data *data, size_t index);

/* Whether the images' surfaces lie beside them (people/person_surface.h): of a set that was drawn. */
bool gfla_person_data_has_surfaces(const gfla_person_data *data);
/* Of such a pair, gfla_person_flow_read: flow [2, height, width], visible [height, width]. */
gfla_status gfla_person_data_flow(const gfla_person_data *data, struct gfla_name_pair pair, int width, int height,
                                  float *flow, float *visible);

/* One image by name, stretched to width x height, as planes [3, height, width] in [-1, 1], and its key points in its
 * pixels. */
gfla_status gfla_person_data_read(const gfla_person_data *data, const char *name, int width, int height, float *planes,
                                  struct gfla_keypoints *points);

#endif
