/* io/keypoints/annotations.h - the lists of the person data sets (DeepFashion, Market-1501): the key points of every
 * image, and which images make pairs. Fields may be in quotes, separated by any of ":,;" and tabs, and have the number
 * of the row in front, as pandas saves them. A list is read and checked as a whole when it is opened; messages name its file
 * and line. */
#ifndef GFLA_IO_KEYPOINTS_ANNOTATIONS_H
#define GFLA_IO_KEYPOINTS_ANNOTATIONS_H

#include "io/keypoints/keypoints.h"

/* The key points of images by name: a CSV under the header name:keypoints_y:keypoints_x. Read by any thread. */
typedef struct gfla_annotations gfla_annotations;

/* A name that occurs twice with other points is GFLA_ERROR_INPUT. */
gfla_status gfla_annotations_open(gfla_annotations **annotations, const char *path);
void gfla_annotations_destroy(gfla_annotations **annotations);

size_t gfla_annotations_count(const gfla_annotations *annotations);
/* In the order of the file; valid as long as the annotations are. */
const char *gfla_annotations_name(const gfla_annotations *annotations, size_t index);
bool gfla_annotations_has(const gfla_annotations *annotations, const char *name);
/* COCO-18 in pixels of the images that the points were found in. GFLA_ERROR_INPUT names an image that is not listed. */
gfla_status gfla_annotations_find(const gfla_annotations *annotations, const char *name, struct gfla_keypoints *points);

/* Names of images, two by two: a CSV under the header from,to. Filled by gfla_pair_list_read, freed by
 * gfla_pair_list_free. */
struct gfla_name_pair {
    const char *from, *to;
};
struct gfla_pair_list {
    struct gfla_name_pair *pairs;
    size_t n;
    void *text; /* what the names point into */
};
gfla_status gfla_pair_list_read(const char *path, struct gfla_pair_list *list);
void gfla_pair_list_free(struct gfla_pair_list *list);

enum gfla_person_set { GFLA_PERSON_SET_ANY, GFLA_PERSON_SET_FASHION, GFLA_PERSON_SET_MARKET, GFLA_PERSON_SETS };
enum gfla_person_list { GFLA_PERSON_ANNOTATION, GFLA_PERSON_PAIRS };

/* Width and height of the images that key points of a set's annotations are of, whatever size the images have now: of
 * Market-1501 64 x 128, else 176 x 256. */
void gfla_person_set_frame(enum gfla_person_set set, int *width, int *height);
/* The set that a list is of, as its file's name begins ("market...", "fasion...", "fashion..."); ANY: it says nothing.
 * path may go on behind the file's name (FILE.csv:IMAGE). */
enum gfla_person_set gfla_person_list_set(const char *path);

/* Writes to path where a data set's list lies: ROOT/SET-annotation-PHASE.csv or ROOT/SET-pairs-PHASE.csv, SET being
 * fasion (as the published code spells it), fashion, each also with -resize behind it, or market. *set: the wanted one, and
 * then the one that was found; of ANY, fashion comes first. GFLA_ERROR_INPUT says what was looked for. */
gfla_status gfla_person_list_path(const char *root, enum gfla_person_set *set, enum gfla_person_list list,
                                  const char *phase, char *path, size_t size);

#endif
