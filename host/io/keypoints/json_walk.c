/* Shapes of files, of OpenPose (doc/02_output.md), AlphaPose (docs/output.md, pPose_nms.py), COCO, ControlNet, MMPose,
 * Ultralytics and MediaPipe:
 *   {"people": PEOPLE}, and other keys in place of "people": one image, or with "image_id" in each person many
 *   PEOPLE: the same; AlphaPose's and Ultralytics' default
 *   [{"people": PEOPLE, "canvas_width": .., "canvas_height": ..} ...]: a list of frames, ControlNet and MMPose
 *   {IMAGE_ID: {"people": PEOPLE} ...}: what AlphaPose writes beside the files of single images
 * PEOPLE is a list of persons, which may lie in lists of their own (MMPose), or a single one. A person is an object with
 * a key of json_person.c, or a list of landmarks. */
#include "io/keypoints/json_walk.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/text.h"
#include "io/keypoints/json_images.h"
#include "io/keypoints/json_members.h"
#include "io/keypoints/keypoints_format.h"

#define MAX_LISTS 8 /* within each other */

struct walk {
    const struct gfla_json_walk *calls;
    const char *file;
    struct gfla_json_images images;
    int depth;
};

static gfla_status walk_list(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *list);
static gfla_status walk_object(struct walk *w, const struct gfla_json_image *image,
                               const struct gfla_json_part *object);

/* ---- persons ---- */

/* The image that a person says it is in, in place of the one around it. */
static struct gfla_json_image image_of(const struct walk *w, const struct gfla_json_image *around, const cJSON *person,
                                       char number[GFLA_JSON_NUMBER])
{
    struct gfla_json_image image = *around;
    const char *id = gfla_json_image_name(person, number);
    if (!id)
        return image;
    const struct gfla_json_image *listed = gfla_json_images_find(&w->images, id);
    image.name = id;
    return listed ? *listed : image;
}

static gfla_status take_person(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *part)
{
    gfla_status status;
    cJSON *json = NULL;
    char number[GFLA_JSON_NUMBER];
    TRY(gfla_json_parse(w->file, part->value, part->value_size, &json));
    const struct gfla_json_image own = image_of(w, image, json, number);
    TRY(w->calls->person(w->calls->context, &own, part, json));
fail:
    cJSON_Delete(json);
    return status;
}

/* One of several images. */
static gfla_status take_frame(struct walk *w, const struct gfla_json_image *around, const struct gfla_json_members *m,
                              size_t index, const struct gfla_json_part *part)
{
    gfla_status status;
    bool wanted = true;
    char number[GFLA_JSON_NUMBER];
    snprintf(number, sizeof number, "%zu", index);
    struct gfla_json_image image = *around;
    image.name = m->name[0] ? m->name : number;
    image.width = m->width ? m->width : around->width;
    image.height = m->width ? m->height : around->height;
    TRY(w->calls->image(w->calls->context, &image, &wanted));
    if (!wanted)
        return GFLA_OK;
    if (part->value[0] == '[')
        TRY(walk_list(w, &image, part));
    else
        TRY(walk_object(w, &image, part));
fail:
    return status;
}

/* ---- lists ---- */

/* Whether the first thing in a list is a point, so that the list is a person. */
static gfla_status is_person(const struct walk *w, const struct gfla_json_part *first, bool *is)
{
    gfla_status status = GFLA_OK;
    struct gfla_json_members m;
    *is = false;
    if (first->value[0] == '{') {
        TRY(gfla_json_look_at(w->file, first, &m));
        *is = m.is_point && !m.has_points && !m.has_people;
    } else if (first->value[0] == '[') {
        const char *end = first->value + first->value_size, *at = gfla_skip_blanks(first->value + 1, end);
        double number;
        *is = gfla_next_number(&at, end, &number);
    }
fail:
    return status;
}

/* An element of a list of persons, of frames, or of lists of persons. alone: the list has no other. */
static gfla_status take_element(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *part,
                                size_t index, bool alone)
{
    struct gfla_json_members m = {0};
    if (memcmp(part->value, "null", part->value_size < 4 ? part->value_size : 4) == 0)
        return GFLA_OK;
    if (part->value[0] != '{' && part->value[0] != '[')
        return gfla_fail(GFLA_ERROR_INPUT, "person %zu is not an object", index);
    if (part->value[0] == '{') {
        const gfla_status status = gfla_json_look_at(w->file, part, &m);
        if (status != GFLA_OK)
            return status;
        if (!m.has_people) {
            const gfla_status taken = take_person(w, image, part);
            return taken == GFLA_OK ? GFLA_OK : gfla_fail_context(taken, "person %zu", index);
        }
        if (!alone || m.name[0])
            return take_frame(w, image, &m, index, part);
        return walk_object(w, image, part);
    }
    bool is = false;
    struct gfla_json_parts parts;
    struct gfla_json_part first;
    bool more = false;
    gfla_status status = gfla_json_parts_open(&parts, w->file, part->value, part->value_size);
    if (status == GFLA_OK)
        status = gfla_json_parts_next(&parts, &first, &more);
    if (status == GFLA_OK && more)
        status = is_person(w, &first, &is);
    if (status != GFLA_OK)
        return status;
    if (is)
        return take_person(w, image, part);
    return alone || image->name ? walk_list(w, image, part) : take_frame(w, image, &m, index, part);
}

static gfla_status walk_elements(struct walk *w, const struct gfla_json_image *image, struct gfla_json_parts *parts,
                                 struct gfla_json_part part)
{
    gfla_status status = GFLA_OK;
    struct gfla_json_part next;
    bool more = true;
    for (size_t i = 0; more; i++, part = next) {
        TRY(gfla_json_parts_next(parts, &next, &more));
        TRY(take_element(w, image, &part, i, i == 0 && !more));
    }
fail:
    return status;
}

static gfla_status walk_list(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *list)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part first;
    bool more, is;
    REQUIRE(w->depth < MAX_LISTS, GFLA_ERROR_INPUT, "lists of people lie more than %d deep in each other", MAX_LISTS);
    w->depth++;
    TRY(gfla_json_parts_open(&parts, w->file, list->value, list->value_size));
    TRY(gfla_json_parts_next(&parts, &first, &more));
    if (more) {
        TRY(is_person(w, &first, &is));
        TRY(is ? take_person(w, image, list) : walk_elements(w, image, &parts, first));
    }
    w->depth--;
fail:
    return status;
}

/* ---- objects ---- */

static gfla_status read_images(struct walk *w, const struct gfla_json_part *object)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    bool more;
    TRY(gfla_json_parts_open(&parts, w->file, object->value, object->value_size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        if (gfla_json_key_is(&part, "images") && part.value[0] == '[')
            TRY(gfla_json_images_read(&w->images, w->file, &part));
    }
fail:
    return status;
}

/* Under each key of people. */
static gfla_status walk_people(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *object)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    bool more;
    TRY(gfla_json_parts_open(&parts, w->file, object->value, object->value_size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        if (!gfla_json_is_people_key(&part) || strncmp(part.value, "null", 4) == 0)
            continue;
        if (part.value[0] == '{')
            TRY(walk_object(w, image, &part));
        else
            TRY(walk_list(w, image, &part));
    }
fail:
    return status;
}

static gfla_status walk_object(struct walk *w, const struct gfla_json_image *image, const struct gfla_json_part *object)
{
    gfla_status status;
    struct gfla_json_members m;
    struct gfla_json_image own = *image;
    REQUIRE(w->depth < MAX_LISTS, GFLA_ERROR_INPUT, "people lie more than %d deep in each other", MAX_LISTS);
    TRY(gfla_json_look_at(w->file, object, &m));
    if (m.width) {
        own.width = m.width;
        own.height = m.height;
    }
    w->depth++;
    if (m.has_people)
        TRY(walk_people(w, &own, object));
    else if (m.has_points)
        TRY(take_person(w, &own, object));
    else
        TRY(gfla_fail(GFLA_ERROR_INPUT, GFLA_NO_PEOPLE));
    w->depth--;
fail:
    return status;
}

/* {IMAGE_ID: {"people": ...} ...} */
static gfla_status walk_images(struct walk *w, const struct gfla_json_part *object)
{
    gfla_status status;
    struct gfla_json_parts parts;
    struct gfla_json_part part;
    struct gfla_json_members m;
    cJSON *key = NULL;
    bool more;
    size_t n_images = 0;
    TRY(gfla_json_parts_open(&parts, w->file, object->value, object->value_size));
    for (;;) {
        TRY(gfla_json_parts_next(&parts, &part, &more));
        if (!more)
            break;
        if (part.value[0] != '{')
            continue;
        TRY(gfla_json_parse(w->file, part.key, part.key_size, &key));
        TRY(gfla_json_look_at(w->file, &part, &m));
        snprintf(m.name, sizeof m.name, "%s", cJSON_IsString(key) ? key->valuestring : "");
        cJSON_Delete(key);
        key = NULL;
        TRY(take_frame(w, &(struct gfla_json_image){0}, &m, n_images++, &part));
    }
    REQUIRE(n_images > 0, GFLA_ERROR_INPUT, GFLA_NO_PEOPLE);
fail:
    cJSON_Delete(key);
    return status;
}

gfla_status gfla_json_walk(const struct gfla_json_walk *walk, const char *file, size_t size)
{
    gfla_status status;
    struct walk w = {.calls = walk, .file = file};
    struct gfla_json_members m;
    const char *end = file + size, *at = gfla_skip_blanks(gfla_text_start(file, size), end);
    const struct gfla_json_part whole = {.value = at, .value_size = (size_t)(end - at)};
    const struct gfla_json_image none = {0};
    if (at < end && *at == '[')
        return walk_list(&w, &none, &whole);
    TRY(gfla_json_look_at(file, &whole, &m));
    TRY(read_images(&w, &whole));
    TRY(m.has_people || m.has_points ? walk_object(&w, &none, &whole) : walk_images(&w, &whole));
fail:
    gfla_json_images_free(&w.images);
    return status;
}
