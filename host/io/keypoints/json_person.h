/* io/keypoints/json_person.h - the points of one person in JSON, however they are written down. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_PERSON_H
#define GFLA_IO_KEYPOINTS_JSON_PERSON_H

#include "io/keypoints/keypoints.h"

struct cJSON;

/* person: an object in which one of the known keys holds the points, or a list of points (MediaPipe). width, height: of
 * the image, 0: not known. *found false: no key for what params wants, body or face; nobody then. A key without points
 * (null, an empty list) is nobody, too. */
gfla_status gfla_json_person(const struct cJSON *person, const struct gfla_keypoints_select *params, int width,
                             int height, struct gfla_keypoints *points, bool *found);

/* Whether the key is one that holds the points of a person; it has its quotes, as in the file. */
bool gfla_json_is_points_key(const char *key, size_t size);

#endif
