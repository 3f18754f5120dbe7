/* io/keypoints/keypoints_csv.h - a line of an annotation CSV. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_CSV_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_CSV_H

#include "io/keypoints/csv_form.h"
#include "io/keypoints/keypoints_format.h"

/* Pieces of the line: a name (which may hold colons) and two lists. */
struct gfla_annotation_line {
    const char *name;
    size_t name_size;
    const char *y;
    size_t y_size;
    const char *x;
    size_t x_size;
};
/* Whether the line is the header of such a file. */
bool gfla_annotation_header(const char *line, size_t size, struct gfla_csv_form *form);
gfla_status gfla_annotation_split(const struct gfla_csv_form *form, const char *line, size_t size,
                                  struct gfla_annotation_line *parts);
gfla_status gfla_annotation_points(const struct gfla_annotation_line *parts, struct gfla_keypoints *points);

#endif
