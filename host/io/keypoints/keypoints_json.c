/* One person of a JSON file: the people of all shapes come from json_walk.c, their points from json_person.c. */
#include <stdint.h>
#include <string.h>

#include "base/random.h"
#include "io/keypoints/json_person.h"
#include "io/keypoints/json_walk.h"
#include "io/keypoints/keypoints_format.h"

struct reading {
    const struct gfla_keypoints_select *params;
    struct gfla_person_choice choice;
    struct gfla_found_size size; /* of the image of the person that is chosen so far */
    bool whole;                  /* names must be the same as a whole */
    size_t n_images;             /* with a name of their own; more than one counts as two */
    uint64_t first_hash, found_hash;
    char first_image[48], found_image[48], other_image[48]; /* for messages */
    bool found, ambiguous;                                  /* the image that was asked for */
    size_t n_without_points;
};

static void note_found(struct reading *r, const char *name, uint64_t hash)
{
    if (r->found && hash != r->found_hash && !r->ambiguous) {
        r->ambiguous = true;
        gfla_excerpt(name, strlen(name), r->other_image);
    } else if (!r->found) {
        gfla_excerpt(name, strlen(name), r->found_image);
        r->found_hash = hash;
    }
    r->found = true;
}

/* Counts the image if it is another than the first, and tells whether it is the one that was asked for. */
static bool image_is_wanted(struct reading *r, const struct gfla_json_image *image)
{
    const uint64_t hash = gfla_hash_text(image->name);
    if (r->n_images == 0) {
        r->n_images = 1;
        r->first_hash = hash;
        gfla_excerpt(image->name, strlen(image->name), r->first_image);
    } else if (hash != r->first_hash) {
        r->n_images = 2;
    }
    if (!r->params->name)
        return true;
    const bool wanted =
        gfla_image_is(image->name, r->params->name, r->whole) || (image->id && strcmp(image->id, r->params->name) == 0);
    if (wanted)
        note_found(r, image->name, hash);
    return wanted;
}

static gfla_status take_image(void *context, const struct gfla_json_image *image, bool *wanted)
{
    *wanted = image_is_wanted(context, image);
    return GFLA_OK;
}

static gfla_status take_person(void *context, const struct gfla_json_image *image, const struct gfla_json_part *part,
                               const struct cJSON *json)
{
    gfla_status status;
    struct reading *r = context;
    struct gfla_keypoints person;
    const double before = r->choice.largest;
    const int n_before = r->choice.n_seen;
    bool found;
    if (image->name && !image_is_wanted(r, image))
        return GFLA_OK;
    TRY(gfla_json_person(json, r->params, image->width, image->height, &person, &found));
    r->n_without_points += !found;
    gfla_person_offer(&r->choice, &person);
    if (r->choice.wanted < 0 ? r->choice.largest > before : n_before == r->choice.wanted)
        r->size = (struct gfla_found_size){image->width, image->height};
fail:
    return status;
}

static gfla_status check(const struct reading *r)
{
    gfla_status status;
    const struct gfla_keypoints_select *p = r->params;
    REQUIRE(!p->name || r->n_images == 0 || r->found, GFLA_ERROR_INPUT, "no picture '%s'; the first is '%s'", p->name,
            r->first_image);
    REQUIRE(!r->ambiguous, GFLA_ERROR_INPUT, "'%s' is the name of two pictures, '%s' and '%s'. hint: with the folder",
            p->name, r->found_image, r->other_image);
    REQUIRE(p->name || r->n_images < 2, GFLA_ERROR_INPUT,
            "shows more than one picture. hint: name one, as FILE.json:%s", r->first_image);
    REQUIRE(r->n_without_points == 0 || r->n_without_points < (size_t)r->choice.n_seen, GFLA_ERROR_INPUT,
            p->face ? "no \"face_keypoints_2d\" in it. hint: run OpenPose with --face"
                    : "no \"pose_keypoints_2d\", \"joints\" or \"keypoints\" in it. hint: OpenPose --write_json and "
                      "AlphaPose's layouts are read");
    TRY(gfla_person_check(&r->choice));
fail:
    return status;
}

static gfla_status read_once(struct reading *r, const char *text, size_t size, struct gfla_keypoints *points)
{
    const struct gfla_json_walk walk = {r, take_image, take_person};
    const struct reading begin = {.params = r->params, .whole = r->whole};
    *r = begin;
    r->choice = gfla_person_choose(r->params, points);
    *points = (struct gfla_keypoints){.set = r->params->face ? GFLA_JOINTS_FACE_68 : GFLA_JOINTS_COCO_18};
    return gfla_json_walk(&walk, text, size);
}

gfla_status gfla_keypoints_read_json(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                     struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct reading r = {.params = params, .whole = true};
    TRY(read_once(&r, text, size, points));
    if (params->name && r.n_images > 0 && !r.found) {
        r.whole = false;
        TRY(read_once(&r, text, size, points));
    }
    TRY(check(&r));
    *found = r.size;
fail:
    return status;
}
