/* io/keypoints/keypoints_formats.h - the table of formats of key points. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_KEYPOINTS_FORMATS_H
#define GFLA_IO_KEYPOINTS_KEYPOINTS_FORMATS_H

#include "io/keypoints/points_index.h"

struct gfla_points_format {
    const char *name;
    /* Whether the content is of this format; text lies behind a byte order mark and blanks, text[size] is 0. */
    bool (*is)(const char *text, size_t size);
    gfla_points_reader *read;
    gfla_points_indexer *index; /* NULL: a file is about one image, or an annotation CSV (annotations.h) */
};

/* What a file is, by its content: the first of the table that says so; NULL: none. data: the whole content. */
const struct gfla_points_format *gfla_points_format_of(const char *data, size_t size);

/* The readers of texts with a person or face in it. */
gfla_points_reader gfla_keypoints_read_pts, gfla_keypoints_read_openface, gfla_keypoints_read_yolo,
    gfla_keypoints_read_lines;
bool gfla_keypoints_is_pts(const char *text, size_t size);
bool gfla_keypoints_is_openface(const char *text, size_t size);
bool gfla_keypoints_is_yolo(const char *text, size_t size);
bool gfla_keypoints_is_lines(const char *text, size_t size);

#endif
