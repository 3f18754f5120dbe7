#include "io/keypoints/json_members.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/text.h"

static const char *const people_keys[] = {"people",
                                          "bodies",
                                          "annotations",
                                          "instances",
                                          "instance_info",
                                          "predictions",
                                          "landmarks",
                                          "poseLandmarks",
                                          "pose_landmarks",
                                          "faceLandmarks",
                                          "face_landmarks",
                                          "multiFaceLandmarks",
                                          "multi_face_landmarks"};
/* What a frame or a person may call the image it is in. */
static const char *const name_keys[] = {"image_id", "frame_id", "file_name", "image_path", "image", "frame"};

static bool is_key(const struct gfla_json_part *part, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (gfla_json_key_is(part, names[i]))
            return true;
    return false;
}
#define IS_KEY(part, names) is_key(part, names, sizeof names / sizeof *(names))

static int side_of(const struct gfla_json_part *part)
{
    char digits[24] = "";
    long long side;
    if (part->value_size >= sizeof digits)
        return 0;
    memcpy(digits, part->value, part->value_size);
    return gfla_parse_int(digits, 1, 16384, "side", &side) == GFLA_OK ? (int)side : 0;
}

static gfla_status take_name(const char *file, const struct gfla_json_part *part, char *name, size_t size)
{
    cJSON *value = NULL;
    char number[GFLA_JSON_NUMBER];
    const gfla_status status = gfla_json_parse(file, part->value, part->value_size, &value);
    const char *text = status == GFLA_OK ? gfla_json_text(value, number) : NULL;
    if (text)
        snprintf(name, size, "%s", text);
    cJSON_Delete(value);
    return status;
}

gfla_status gfla_json_look_at(const char *file, const struct gfla_json_part *object, struct gfla_json_members *m)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    bool more;
    *m = (struct gfla_json_members){0};
    TRY(gfla_json_parts_open(&parts, file, object->value, object->value_size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        m->has_people = m->has_people || IS_KEY(&part, people_keys);
        m->has_points = m->has_points || gfla_json_is_points_key(part.key, part.key_size);
        m->is_point = m->is_point || (gfla_json_key_is(&part, "x") && !strchr("[{", part.value[0]));
        if (gfla_json_key_is(&part, "canvas_width"))
            m->width = side_of(&part);
        else if (gfla_json_key_is(&part, "canvas_height"))
            m->height = side_of(&part);
        else if (!m->name[0] && IS_KEY(&part, name_keys) && !strchr("[{", part.value[0]))
            TRY(take_name(file, &part, m->name, sizeof m->name));
    }
    if (!m->width || !m->height)
        m->width = m->height = 0;
fail:
    return status;
}

bool gfla_json_is_people_key(const struct gfla_json_part *part)
{
    return IS_KEY(part, people_keys);
}

const char *gfla_json_image_name(const cJSON *person, char number[GFLA_JSON_NUMBER])
{
    const char *name = NULL;
    for (size_t i = 0; i < sizeof name_keys / sizeof *name_keys && !name; i++)
        name = gfla_json_text(cJSON_GetObjectItemCaseSensitive(person, name_keys[i]), number);
    return name;
}
