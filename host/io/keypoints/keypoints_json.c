/* Key points in JSON. Three shapes of files, of OpenPose (doc/02_output.md), AlphaPose (docs/output.md, pPose_nms.py)
 * and COCO:
 *   {"people": [PERSON ...]}, with "bodies" in AlphaPose's cmu layout, "annotations" in COCO's: one image, or PERSONs
 *   with image_id [PERSON ...], each with its image_id: AlphaPose's default
 *   {IMAGE_ID: {"people" or "bodies": [PERSON ...]} ...}: what AlphaPose writes beside the files of single images
 * A PERSON is an object in which one of the fields below holds x, y, confidence of joint after joint. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/random.h"
#include "io/keypoints/json_parts.h"
#include "io/keypoints/keypoints_format.h"

#define LAYOUTS "OpenPose --write_json and AlphaPose's layouts are read"
#define NO_PEOPLE "no \"people\" or \"bodies\" in it. hint: " LAYOUTS

struct field {
    const char *name;
    int n;                   /* joints in the list */
    enum gfla_joint_set set; /* what `first` and the following of them are */
    int first;
};

/* Halpe's 26 and 136 and WholeBody's 133 points of AlphaPose begin with the 17 of COCO. OpenPose before 1.2 wrote
 * "pose_keypoints". OpenPose's 70 points of a face are dlib's 68 and the pupils. */
static const struct field fields[] = {
    {"pose_keypoints_2d", 18, GFLA_JOINTS_COCO_18, 0},
    {"pose_keypoints_2d", 25, GFLA_JOINTS_BODY_25, 0},
    {"pose_keypoints_2d", 17, GFLA_JOINTS_H36M_17, 0},
    {"pose_keypoints", 18, GFLA_JOINTS_COCO_18, 0},
    {"joints", 18, GFLA_JOINTS_COCO_18, 0},
    {"keypoints", 17, GFLA_JOINTS_COCO_17, 0},
    {"keypoints", 26, GFLA_JOINTS_COCO_17, 0},
    {"keypoints", 133, GFLA_JOINTS_COCO_17, 0},
    {"keypoints", 136, GFLA_JOINTS_COCO_17, 0},
    {"face_keypoints_2d", 70, GFLA_JOINTS_FACE_68, 0},
    {"face_keypoints_2d", 68, GFLA_JOINTS_FACE_68, 0},
    {"face_keypoints", 70, GFLA_JOINTS_FACE_68, 0},
    {"keypoints", 133, GFLA_JOINTS_FACE_68, 23},
    {"keypoints", 136, GFLA_JOINTS_FACE_68, 26},
};
#define N_FIELDS (sizeof fields / sizeof fields[0])

struct reading {
    const char *file;
    const struct gfla_keypoints_select *params;
    struct gfla_person_choice choice;
    size_t n_images;      /* with a name of their own; more than one counts as two */
    uint64_t first_hash;  /* of the name of the first */
    char first_image[48]; /* for messages */
    bool found;           /* the image that was asked for */
};

static bool is_wanted(const struct field *field, bool face)
{
    return (field->set == GFLA_JOINTS_FACE_68) == face;
}

/* ---- one person ---- */

/* The counts that could be read, for the message about one that cannot. */
static gfla_status wrong_count(const char *name, int n, bool face)
{
    char known[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < N_FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0 && is_wanted(&fields[i], face))
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%d (%s)", used ? ", " : "", fields[i].n * 3,
                                     gfla_joint_set_name(fields[i].set));
    return gfla_fail(GFLA_ERROR_INPUT, "\"%s\" has %d numbers; three per joint, %s, are read. hint: %s", name, n, known,
                     face ? "OpenPose --face" : "OpenPose --model_pose BODY_25 or COCO, AlphaPose with a COCO model");
}

/* All joints within a square of one pixel around the origin: fractions of the image, not pixels. */
static bool is_normalised(const struct gfla_keypoints *points)
{
    double left, top, right, bottom;
    return gfla_keypoints_count(points) > 1 && gfla_keypoints_bounds(points, &left, &top, &right, &bottom) &&
           left >= -1 && top >= -1 && right <= 1 && bottom <= 1;
}

static gfla_status take_numbers(const cJSON *list, const struct field *field, struct gfla_keypoints *points)
{
    gfla_status status = GFLA_OK;
    double v[3];
    int i = 0, n = gfla_joint_set_size(field->set);
    const cJSON *item;
    *points = (struct gfla_keypoints){.set = field->set, .n = n};
    cJSON_ArrayForEach(item, list)
    {
        REQUIRE(cJSON_IsNumber(item), GFLA_ERROR_INPUT, "\"%s\"[%d] is not a number", field->name, i);
        v[i % 3] = item->valuedouble;
        int joint = i / 3 - field->first;
        if (i++ % 3 != 2 || joint < 0 || joint >= n)
            continue;
        TRY(gfla_keypoints_put(points, joint, v[0], v[1], v[2]));
        if (v[0] == 0 && v[1] == 0)
            points->joint[joint].confidence = 0;
    }
    REQUIRE(!is_normalised(points), GFLA_ERROR_INPUT,
            "the coordinates in \"%s\" lie within -1 .. 1, and pixels are needed. hint: OpenPose --keypoint_scale 0",
            field->name);
fail:
    return status;
}

static gfla_status take_person(const cJSON *person, const struct gfla_keypoints_select *params,
                               struct gfla_keypoints *points)
{
    const char *name = NULL;
    int n = 0;
    *points = (struct gfla_keypoints){0};
    for (size_t i = 0; i < N_FIELDS; i++) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(person, fields[i].name);
        if (!cJSON_IsArray(list) || !is_wanted(&fields[i], params->face))
            continue;
        struct field field = fields[i];
        name = field.name;
        n = cJSON_GetArraySize(list);
        if (field.set == GFLA_JOINTS_H36M_17 && params->coco_17)
            field.set = GFLA_JOINTS_COCO_17;
        if (n == 0)
            return GFLA_OK; /* OpenPose writes an empty list where this detector was off or found none */
        if (n == 3 * field.n)
            return take_numbers(list, &field, points);
    }
    if (name)
        return wrong_count(name, n, params->face);
    if (params->face)
        return gfla_fail(GFLA_ERROR_INPUT, "no \"face_keypoints_2d\" in it. hint: run OpenPose with --face");
    return gfla_fail(GFLA_ERROR_INPUT, "no \"pose_keypoints_2d\", \"joints\" or \"keypoints\" in it. hint: " LAYOUTS);
}

/* ---- names of images ---- */

/* Whether what a file calls `id` is the image `name`: as a whole, or without its folders. */
static bool names_match(const char *id, const char *name)
{
    const char *slash = strrchr(id, '/');
    return strcmp(id, name) == 0 || (slash && strcmp(slash + 1, name) == 0);
}

/* Counts the image if it is another than the first, and tells whether it is the one that was asked for. */
static bool image_is_wanted(struct reading *r, const char *id)
{
    uint64_t h = gfla_hash_text(id);
    if (r->n_images == 0) {
        r->n_images = 1;
        r->first_hash = h;
        gfla_excerpt(id, strlen(id), r->first_image);
    } else if (h != r->first_hash) {
        r->n_images = 2;
    }
    bool wanted = !r->params->name || names_match(id, r->params->name);
    r->found = r->found || wanted;
    return wanted;
}

const char *gfla_json_image_name(const struct cJSON *person, char number[GFLA_IMAGE_NUMBER])
{
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(person, "image_id");
    if (cJSON_IsString(id))
        return id->valuestring;
    if (!cJSON_IsNumber(id))
        return NULL;
    snprintf(number, GFLA_IMAGE_NUMBER, "%.15g", id->valuedouble);
    return number;
}

static bool belongs(struct reading *r, const cJSON *person)
{
    char number[GFLA_IMAGE_NUMBER];
    const char *name = gfla_json_image_name(person, number);
    return !name || image_is_wanted(r, name);
}

/* ---- files ---- */

static gfla_status take_people(struct reading *r, const char *value, size_t size)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    struct gfla_keypoints person;
    cJSON *json = NULL;
    bool more;
    TRY(gfla_json_parts_open(&parts, r->file, value, size));
    for (int i = 0;; i++) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        TRY(gfla_json_parse(r->file, part.value, part.value_size, &json));
        REQUIRE(cJSON_IsObject(json), GFLA_ERROR_INPUT, "person %d is not an object", i);
        if (belongs(r, json)) {
            status = take_person(json, r->params, &person);
            if (status != GFLA_OK) {
                gfla_fail_context(status, "person %d", i);
                goto fail;
            }
            gfla_person_offer(&r->choice, &person);
        }
        cJSON_Delete(json);
        json = NULL;
    }
fail:
    cJSON_Delete(json);
    return status;
}

/* The list of people of an object; *found false: it has none. */
static gfla_status take_object(struct reading *r, const char *value, size_t size, bool *found)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    bool more;
    *found = false;
    TRY(gfla_json_parts_open(&parts, r->file, value, size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        if (!gfla_json_key_is(&part, "people") && !gfla_json_key_is(&part, "bodies") &&
            !gfla_json_key_is(&part, "annotations"))
            continue;
        *found = true;
        TRY(take_people(r, part.value, part.value_size));
    }
fail:
    return status;
}

/* {IMAGE_ID: {"people": ...} ...} */
static gfla_status take_images(struct reading *r, const char *value, size_t size)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    cJSON *key = NULL;
    bool more, found;
    TRY(gfla_json_parts_open(&parts, r->file, value, size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        if (part.value[0] != '{')
            continue;
        TRY(gfla_json_parse(r->file, part.key, part.key_size, &key));
        if (image_is_wanted(r, key->valuestring)) {
            TRY(take_object(r, part.value, part.value_size, &found));
            REQUIRE(found, GFLA_ERROR_INPUT, NO_PEOPLE);
        }
        cJSON_Delete(key);
        key = NULL;
    }
    REQUIRE(r->n_images > 0, GFLA_ERROR_INPUT, NO_PEOPLE);
fail:
    cJSON_Delete(key);
    return status;
}

gfla_status gfla_keypoints_read_json(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                     struct gfla_keypoints *points)
{
    gfla_status status;
    struct reading r = {.file = text, .params = params, .choice = gfla_person_choose(params, points)};
    bool found = true;
    *points = (struct gfla_keypoints){.set = params->face ? GFLA_JOINTS_FACE_68 : GFLA_JOINTS_COCO_18};
    if (text[strspn(text, " \t\r\n")] == '[')
        TRY(take_people(&r, text, size));
    else
        TRY(take_object(&r, text, size, &found));
    if (!found)
        TRY(take_images(&r, text, size));
    REQUIRE(!params->name || r.n_images == 0 || r.found, GFLA_ERROR_INPUT, "no picture '%s'; the first is '%s'",
            params->name, r.first_image);
    REQUIRE(params->name || r.n_images < 2, GFLA_ERROR_INPUT,
            "shows more than one picture. hint: name one, as FILE.json:%s", r.first_image);
    TRY(gfla_person_check(&r.choice));
    return GFLA_OK;
fail:
    return status;
}
