/* io/keypoints/keypoints_list.h - poses one after the other: a folder of files, a file about many images, or a list of
 * paths. In memory are the names; a pose is read when it is asked for. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_LIST_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_LIST_H

#include "base/memory.h"
#include "io/keypoints/keypoints.h"

/* Poses may be read by several threads at once. */
typedef struct gfla_keypoints_list gfla_keypoints_list;

struct gfla_keypoints_list_info {
    size_t n;                /* poses, at least one */
    bool falls;              /* names of a list of paths are not in the order of their numbers */
    long long n_missing;     /* numbered names: numbers left out between the first and the last, */
    long long first_missing; /* and the first of them */
};

/* Opens
 *   a folder: its .json files, or without any its .txt files, or its .png files (drawings that carry their points), in
 *   natural order (pose2 before pose10); hidden ones do not count;
 *   JSON about many images (AlphaPose's results): the images in natural order of their names. Images without people are
 *   not in it; an annotation CSV: its images in the order of the file;
 *   a text file: a path in each line, as gfla_keypoints_read_file takes them, from the text file's folder; blank lines
 *   and # comments; anything else that gfla_keypoints_read_file takes: one pose.
 * Of params, which may be NULL, name does not count. GFLA_ERROR_INPUT where there are no poses. */
gfla_status gfla_keypoints_list_open(gfla_keypoints_list **list, const char *path,
                                     const struct gfla_keypoints_select *params);
void gfla_keypoints_list_destroy(gfla_keypoints_list **list);

const struct gfla_keypoints_list_info *gfla_keypoints_list_about(const gfla_keypoints_list *list);
/* The file's or image's name, for messages and names of outputs; valid as long as the list. */
const char *gfla_keypoints_list_name(const gfla_keypoints_list *list, size_t index);
/* The size of the image that a pose lies in, where its file says it (see gfla_keypoints_read_sized); else 0, also of
 * what cannot be read. */
gfla_status gfla_keypoints_list_size(const gfla_keypoints_list *list, size_t index, int *width, int *height);
/* What outputs made from n images and poses are called, no two alike (base/output_names.h): such names, or paths (of
 * FILE.csv:NAME what follows the colon), without folder, extension and what detectors put behind ("_keypoints",
 * "_pose"); "-" is "stdin". names[i] belong to the arena. */
gfla_status gfla_keypoints_output_names(const char *const *paths, size_t n, gfla_arena *arena, const char **names);
/* Nobody in it is GFLA_OK, as for gfla_keypoints_read_file. */
gfla_status gfla_keypoints_list_read(const gfla_keypoints_list *list, size_t index, struct gfla_keypoints *points);
/* The same, and the size of the image as gfla_keypoints_read_sized says it; with another selection where select is not
 * NULL. */
gfla_status gfla_keypoints_list_read_sized(const gfla_keypoints_list *list, size_t index,
                                           const struct gfla_keypoints_select *select, struct gfla_keypoints *points,
                                           struct gfla_found_size *size);

#endif
