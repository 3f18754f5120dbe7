/* io/keypoints/keypoints_format.h - what the readers of key point files share. Private to host/io. Messages name no
 * file: gfla_keypoints_read_file puts its name in front. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_FORMAT_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_FORMAT_H

#include <stdint.h>

#include "io/keypoints/keypoints.h"

#define GFLA_KEYPOINTS_MAX_BYTES ((uint64_t)512 << 20)

/* The person that a reader is after, among those it comes across. */
struct gfla_person_choice {
    int wanted; /* as params.person */
    int n_seen;
    double largest; /* area of the largest so far */
    struct gfla_keypoints *points;
};
struct gfla_person_choice gfla_person_choose(const struct gfla_keypoints_select *params, struct gfla_keypoints *points);
void gfla_person_offer(struct gfla_person_choice *choice, const struct gfla_keypoints *person);
/* After all have been offered: GFLA_ERROR_INPUT when there are people, but not the wanted one. */
gfla_status gfla_person_check(const struct gfla_person_choice *choice);

/* Sets a joint; GFLA_ERROR_INPUT when a number is none or beyond +-1e6. */
gfla_status gfla_keypoints_put(struct gfla_keypoints *points, int joint, double x, double y, double confidence);

/* The readers; text[size] is 0. params is never NULL. */
typedef gfla_status gfla_points_reader(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                       struct gfla_keypoints *points, struct gfla_found_size *found);
gfla_points_reader gfla_keypoints_read_json, gfla_keypoints_read_csv, gfla_keypoints_read_note;
bool gfla_keypoints_is_csv(const char *text, size_t size);

/* Whether what a file calls `id` is the image `name`: as a whole, or, where that is not found, without its folders. */
bool gfla_image_is(const char *id, const char *name, bool whole);

#define GFLA_NO_PEOPLE                                                                                                 \
    "no \"people\" or \"bodies\" in it. hint: OpenPose --write_json, AlphaPose's layouts, COCO, ControlNet, MMPose, "  \
    "Ultralytics and MediaPipe are read"

/* Separates FILE.csv:NAME and FILE.json:NAME; a file that is called so as a whole is not separated. *file is freed with
 * free(); *name points into path or is NULL. */
gfla_status gfla_keypoints_split_path(const char *path, char **file, const char **name);

/* The next line of text, without its end; false: there is none. Blanks, in the other functions, include ends of
 * lines. */
bool gfla_next_line(const char **at, const char *end, const char **line, size_t *size);
const char *gfla_skip_blanks(const char *at, const char *end);
/* The number at *at, in plain decimal notation; false: there is none. */
bool gfla_next_number(const char **at, const char *end, double *value);
/* Up to 40 bytes of text for a message, with '?' for what a terminal might obey. Returns out. */
const char *gfla_excerpt(const char *text, size_t size, char out[48]);
/* Moves on past blanks and, if it follows, the character. */
bool gfla_next_is(const char **at, const char *end, char c);

#endif
