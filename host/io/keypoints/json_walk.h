/* io/keypoints/json_walk.h - the people of a JSON file one after the other, and the images that they are in, whatever
 * the file's shape. What is not wanted is not parsed. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_WALK_H
#define GFLA_IO_KEYPOINTS_JSON_WALK_H

#include "io/keypoints/json_images.h"

/* The callbacks return a status, which ends the walk where it is not GFLA_OK. */
struct gfla_json_walk {
    void *context;
    /* An image of several, before its people, which are left out where *wanted becomes false; people of a list that say
     * themselves which image they are in have no such call. */
    gfla_status (*image)(void *context, const struct gfla_json_image *image, bool *wanted);
    /* part: where the person is in the file; json: the same parsed, an object or a list of landmarks. Strings last for
     * the call. */
    gfla_status (*person)(void *context, const struct gfla_json_image *image, const struct gfla_json_part *part,
                          const struct cJSON *json);
};

/* file: where byte 0 of messages is, and size bytes from there the text ends; a byte order mark is skipped.
 * GFLA_ERROR_INPUT: it is not JSON, or holds no people. */
gfla_status gfla_json_walk(const struct gfla_json_walk *walk, const char *file, size_t size);

#endif
