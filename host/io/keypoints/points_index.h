/* io/keypoints/points_index.h - where in a file the people of each image are, so that they can be read one image at a
 * time. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_POINTS_INDEX_H
#define GFLA_IO_KEYPOINTS_POINTS_INDEX_H

#include "base/string_list.h"
#include "io/keypoints/keypoints_format.h"
#include "io/weights/reader.h"

struct gfla_index_piece {
    size_t name; /* where in names.bytes */
    uint64_t offset;
    size_t size; /* 0: the image is there, whether or not it shows people */
    struct gfla_found_size image;
};

struct gfla_points_index {
    struct gfla_reader reader;
    struct gfla_string_list names;
    struct gfla_index_piece *pieces; /* in natural order of their names */
    size_t n_pieces, capacity;
    size_t *firsts; /* pieces[firsts[i]] .. pieces[firsts[i + 1] - 1] are image i */
    size_t n;       /* 0: the file is about one image without a name */
    /* The pieces of an image are read as a file of the format: behind `open`, with `between` between them. */
    char *open;
    const char *between, *close;
    gfla_points_reader *read;
};

/* Fills an index that is empty from the content of a file. */
typedef gfla_status gfla_points_indexer(struct gfla_points_index *index, const char *text, size_t size);
gfla_points_indexer gfla_json_index, gfla_openface_index;

gfla_status gfla_points_index_add(struct gfla_points_index *index, const char *name, uint64_t offset, size_t size,
                                  struct gfla_found_size image);

/* text: the content of the file. After a failure there is nothing to close. */
gfla_status gfla_points_index_open(struct gfla_points_index *index, const char *path, gfla_points_indexer *fill,
                                   const char *text, size_t size);
/* Takes an empty struct. */
void gfla_points_index_close(struct gfla_points_index *index);
const char *gfla_points_index_name(const struct gfla_points_index *index, size_t image);
gfla_status gfla_points_index_read(const struct gfla_points_index *index, size_t image,
                                   const struct gfla_keypoints_select *params, struct gfla_keypoints *points,
                                   struct gfla_found_size *found);

#endif
