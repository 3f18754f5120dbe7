/* io/keypoints/json_members.h - what an object of a JSON file about people is, by the names of its members. Private to
 * host/io. */
#ifndef GFLA_IO_KEYPOINTS_JSON_MEMBERS_H
#define GFLA_IO_KEYPOINTS_JSON_MEMBERS_H

#include "io/keypoints/json_images.h"
#include "io/keypoints/json_person.h"

struct gfla_json_members {
    bool has_people, has_points, is_point; /* is_point: {"x": NUMBER ...} */
    char name[512];                        /* of the image; "" */
    int width, height;                     /* of the image; 0: not said */
};

/* Looks at the members of an object, not into them. file: where byte 0 of messages is. GFLA_ERROR_INPUT: not JSON. */
gfla_status gfla_json_look_at(const char *file, const struct gfla_json_part *object, struct gfla_json_members *members);
/* Whether people lie under this member, a list of them or one. */
bool gfla_json_is_people_key(const struct gfla_json_part *part);
/* The name of the image that a parsed person says it is in, or NULL. Lasts as long as person and number. */
const char *gfla_json_image_name(const struct cJSON *person, char number[GFLA_JSON_NUMBER]);

#endif
