/* io/keypoints/json_index.h - where in a JSON file the people of each image are, so that they can be read one image at
 * a time. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_INDEX_H
#define GFLA_IO_KEYPOINTS_JSON_INDEX_H

#include "base/string_list.h"
#include "io/keypoints/keypoints_format.h"
#include "io/weights/reader.h"

/* A person of a list, or all that is said of an image. */
struct gfla_json_piece {
    size_t name; /* where in names.bytes */
    uint64_t offset;
    size_t size;
};

struct gfla_json_index {
    struct gfla_reader reader;
    struct gfla_string_list names;
    struct gfla_json_piece *pieces; /* in natural order of their names */
    size_t n_pieces, capacity;
    size_t *firsts; /* pieces[firsts[i]] .. pieces[firsts[i + 1] - 1] are image i */
    size_t n;
    bool is_list; /* pieces are people */
};

/* text: the content of the file. n is 0 where it is about one image without a name. After a failure there is nothing to
 * close. */
gfla_status gfla_json_index_open(struct gfla_json_index *index, const char *path, const char *text, size_t size);
/* Takes an empty struct. */
void gfla_json_index_close(struct gfla_json_index *index);
const char *gfla_json_index_name(const struct gfla_json_index *index, size_t image);
gfla_status gfla_json_index_read(const struct gfla_json_index *index, size_t image,
                                 const struct gfla_keypoints_select *params, struct gfla_keypoints *points);

#endif
