/* Points in JSON are written
 *   x, y, confidence, x ...                   flat, with or without confidences: OpenPose, AlphaPose, COCO
 *   [x, y], [x, y] ...                        with confidences in it or in "keypoint_scores": MMPose
 *   {"x": x, "y": y, "visibility": v} ...     MediaPipe, TensorFlow.js
 *   {"x": [x ...], "y": [y ...], "visible": [v ...]}     Ultralytics
 * null in place of a number: the point is missing. */
#include "io/keypoints/json_person.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/memory.h"
#include "io/keypoints/joint_layouts.h"
#include "io/keypoints/json_parts.h"

static const struct key {
    const char *name, *quoted;
    enum gfla_point_family family;
} keys[] = {
    {"pose_keypoints_2d", "\"pose_keypoints_2d\"", GFLA_POINTS_OPENPOSE},
    {"pose_keypoints", "\"pose_keypoints\"", GFLA_POINTS_OPENPOSE}, /* OpenPose before 1.2 */
    {"face_keypoints_2d", "\"face_keypoints_2d\"", GFLA_POINTS_FACE},
    {"face_keypoints", "\"face_keypoints\"", GFLA_POINTS_FACE},
    {"face_kpts", "\"face_kpts\"", GFLA_POINTS_FACE}, /* COCO-WholeBody */
    {"joints", "\"joints\"", GFLA_POINTS_LIST},
    {"keypoints", "\"keypoints\"", GFLA_POINTS_LIST},
    {"landmark", "\"landmark\"", GFLA_POINTS_LANDMARKS},
};
#define N_KEYS (sizeof keys / sizeof *keys)
static const struct key landmarks = {NULL, "\"landmarks\"", GFLA_POINTS_LANDMARKS};

bool gfla_json_is_points_key(const char *key, size_t size)
{
    for (size_t i = 0; i < N_KEYS; i++)
        if (strlen(keys[i].quoted) == size && memcmp(key, keys[i].quoted, size) == 0)
            return true;
    return false;
}

/* ---- numbers ---- */

/* null is NaN. */
static gfla_status take_number(const cJSON *item, const char *key, int index, double *value)
{
    *value = NAN;
    if (cJSON_IsNumber(item))
        *value = item->valuedouble;
    else if (item && !cJSON_IsNull(item))
        return gfla_fail(GFLA_ERROR_INPUT, "%s[%d] is not a number", key, index);
    return GFLA_OK;
}

/* How many numbers of a flat list are a point; 0: it is no whole number of points that are read. */
static int numbers_per_point(const struct gfla_point_row *row, bool face, int n)
{
    for (int per = 3; per > 1; per--)
        if (n % per == 0 && gfla_points_known(row->family, false, face, n / per))
            return per;
    const bool has_depth = row->family == GFLA_POINTS_LANDMARKS && n % 4 == 0;
    return has_depth && gfla_points_known(row->family, false, face, n / 4) ? 4 : 0;
}

/* x, y, confidence; of four numbers, the third is a depth. */
static struct gfla_point to_point(const double *v, int per)
{
    return (struct gfla_point){v[0], v[1], per == 2 ? 1 : v[per - 1]};
}

static gfla_status take_flat(const cJSON *list, bool face, struct gfla_point_row *row)
{
    gfla_status status;
    const int n = cJSON_GetArraySize(list), per = numbers_per_point(row, face, n);
    double v[4];
    int i = 0;
    const cJSON *item;
    if (per == 0)
        return gfla_points_refuse(row->family, face, row->key, n, false);
    cJSON_ArrayForEach(item, list)
    {
        TRY(take_number(item, row->key, i, &v[i % per]));
        if (i++ % per == per - 1)
            row->at[row->n++] = to_point(v, per);
    }
    return GFLA_OK;
fail:
    return status;
}

/* ---- points ---- */

static const cJSON *first_of(const cJSON *object, const char *const *names)
{
    const cJSON *item = NULL;
    for (int i = 0; names[i] && !item; i++)
        item = cJSON_GetObjectItemCaseSensitive(object, names[i]);
    return item;
}

static const char *const confidences[] = {"visibility", "score", "confidence", "visible", NULL};

/* {"x": .., "y": ..} */
static gfla_status take_object(const cJSON *object, const char *key, int index, struct gfla_point *point)
{
    gfla_status status;
    const cJSON *confidence = first_of(object, confidences);
    *point = (struct gfla_point){NAN, NAN, 1};
    TRY(take_number(cJSON_GetObjectItemCaseSensitive(object, "x"), key, index, &point->x));
    TRY(take_number(cJSON_GetObjectItemCaseSensitive(object, "y"), key, index, &point->y));
    if (confidence)
        TRY(take_number(confidence, key, index, &point->confidence));
fail:
    return status;
}

/* [x, y], with a confidence or, of landmarks, a depth and perhaps a visibility. */
static gfla_status take_list(const cJSON *list, const char *key, int index, bool has_depth, struct gfla_point *point)
{
    gfla_status status = GFLA_OK;
    const int n = cJSON_GetArraySize(list);
    double v[4];
    int i = 0;
    const cJSON *item;
    REQUIRE(n >= 2 && n <= 4, GFLA_ERROR_INPUT, "%s[%d] has %d numbers, and a point has x and y", key, index, n);
    cJSON_ArrayForEach(item, list) TRY(take_number(item, key, index, &v[i++]));
    *point = to_point(v, n == 3 && has_depth ? 2 : n);
fail:
    return status;
}

static gfla_status take_nested(const cJSON *list, struct gfla_point_row *row)
{
    gfla_status status;
    const int n = cJSON_GetArraySize(list);
    const bool has_depth = row->family == GFLA_POINTS_LANDMARKS || n == 33;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        struct gfla_point *point = &row->at[row->n];
        *point = (struct gfla_point){NAN, NAN, 0};
        if (row->n == GFLA_MAX_POINTS)
            return gfla_fail(GFLA_ERROR_INPUT, "%s has %d points, at most %d are read", row->key, n, GFLA_MAX_POINTS);
        if (cJSON_IsObject(item))
            TRY(take_object(item, row->key, row->n, point));
        else if (cJSON_IsArray(item))
            TRY(take_list(item, row->key, row->n, has_depth, point));
        else
            REQUIRE(cJSON_IsNull(item), GFLA_ERROR_INPUT, "%s[%d] is not a point", row->key, row->n);
        row->n++;
    }
    row->nested = true;
    return GFLA_OK;
fail:
    return status;
}

/* {"x": [..], "y": [..], "visible": [..]} */
static gfla_status take_columns(const cJSON *object, struct gfla_point_row *row)
{
    gfla_status status = GFLA_OK;
    const cJSON *x = cJSON_GetObjectItemCaseSensitive(object, "x"), *y = cJSON_GetObjectItemCaseSensitive(object, "y"),
                *c = first_of(object, confidences);
    const int n = cJSON_GetArraySize(x);
    REQUIRE(cJSON_IsArray(x) && cJSON_IsArray(y) && cJSON_GetArraySize(y) == n && n <= GFLA_MAX_POINTS,
            GFLA_ERROR_INPUT, "%s has no lists \"x\" and \"y\" of one length", row->key);
    REQUIRE(!cJSON_IsArray(c) || cJSON_GetArraySize(c) == n, GFLA_ERROR_INPUT,
            "%s has %d points and %d values of visibility", row->key, n, cJSON_GetArraySize(c));
    const cJSON *xi = x->child, *yi = y->child, *ci = cJSON_IsArray(c) ? c->child : NULL;
    for (int i = 0; i < n; i++, xi = xi->next, yi = yi->next, ci = ci ? ci->next : NULL) {
        struct gfla_point *point = &row->at[row->n++];
        point->confidence = 1;
        TRY(take_number(xi, row->key, i, &point->x));
        TRY(take_number(yi, row->key, i, &point->y));
        if (ci)
            TRY(take_number(ci, row->key, i, &point->confidence));
    }
    row->nested = true;
fail:
    return status;
}

/* MMPose writes confidences beside the points. */
static gfla_status take_scores(const cJSON *person, struct gfla_point_row *row)
{
    gfla_status status = GFLA_OK;
    static const char *const names[] = {"keypoint_scores", "keypoints_scores", NULL};
    const cJSON *scores = cJSON_IsObject(person) ? first_of(person, names) : NULL, *item;
    int i = 0;
    if (!cJSON_IsArray(scores) || !row->nested)
        return GFLA_OK;
    REQUIRE(cJSON_GetArraySize(scores) == row->n, GFLA_ERROR_INPUT, "%s has %d points and %d scores", row->key, row->n,
            cJSON_GetArraySize(scores));
    cJSON_ArrayForEach(item, scores)
    {
        TRY(take_number(item, "\"keypoint_scores\"", i, &row->at[i].confidence));
        i++;
    }
fail:
    return status;
}

/* ---- a person ---- */

/* Lists or objects in it; points that are null may stand before. */
static bool has_points(const cJSON *list)
{
    const cJSON *item = list->child;
    while (item && cJSON_IsNull(item))
        item = item->next;
    return cJSON_IsArray(item) || cJSON_IsObject(item);
}

static gfla_status take_points(const cJSON *person, const cJSON *value, const struct key *key,
                               const struct gfla_keypoints_select *params, int width, int height,
                               struct gfla_keypoints *points, bool *found)
{
    gfla_status status;
    struct gfla_point_row *row = NULL;
    TRY(gfla_calloc(&row, 1, sizeof *row, "points"));
    row->family = key->family;
    row->key = key->quoted;
    if (cJSON_IsObject(value))
        TRY(take_columns(value, row));
    else if (has_points(value))
        TRY(take_nested(value, row));
    else
        TRY(take_flat(value, params->face, row));
    TRY(take_scores(person, row));
    /* hands, and bodies where faces are wanted, lie beside what is looked for */
    *found = key->family != GFLA_POINTS_LANDMARKS || gfla_points_known(key->family, true, params->face, row->n) ||
             (params->face && row->n > 400);
    if (*found)
        TRY(gfla_points_arrange(row, params, width, height, points));
fail:
    free(row);
    return status;
}

static bool is_wanted(enum gfla_point_family family, bool face)
{
    return face ? family != GFLA_POINTS_OPENPOSE : family != GFLA_POINTS_FACE;
}

gfla_status gfla_json_person(const cJSON *person, const struct gfla_keypoints_select *params, int width, int height,
                             struct gfla_keypoints *points, bool *found)
{
    *points = (struct gfla_keypoints){.set = params->face ? GFLA_JOINTS_FACE_68 : GFLA_JOINTS_COCO_18};
    *found = false;
    if (cJSON_IsArray(person))
        return take_points(NULL, person, &landmarks, params, width, height, points, found);
    for (size_t i = 0; i < N_KEYS; i++) {
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(person, keys[i].name);
        if (!value || !is_wanted(keys[i].family, params->face))
            continue;
        *found = true; /* null or an empty list: the detector was off, or found none */
        if (cJSON_IsNull(value) || (cJSON_IsArray(value) && !value->child))
            return GFLA_OK;
        if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
            return gfla_fail(GFLA_ERROR_INPUT, "%s is no list of numbers", keys[i].quoted);
        return take_points(person, value, &keys[i], params, width, height, points, found);
    }
    return GFLA_OK;
}
