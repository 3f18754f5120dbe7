/* Sources beside those of keypoints_sets.c. BODY_25B: OpenPose's doc/02_output.md and getPoseBodyPartMapping; its first
 * 17 joints are COCO's. Halpe's 26, 68 (body and hands) and 136 and WholeBody's 133 points of AlphaPose and MMPose begin
 * with the 17 of COCO. OpenPose's 70 points of a face are dlib's 68 and the pupils. BlazePose's 33: MediaPipe's
 * PoseLandmark. */
#include "io/keypoints/joint_layouts.h"

#include <math.h>
#include <stdio.h>

#include "io/keypoints/joint_order.h"
#include "io/keypoints/keypoints_format.h"

#define OPENPOSE GFLA_POINTS_OPENPOSE
#define LIST GFLA_POINTS_LIST
#define FACE GFLA_POINTS_FACE
#define LANDMARKS GFLA_POINTS_LANDMARKS
#define LINES GFLA_POINTS_LINES

enum shape { ANY, FLAT, NESTED };

/* Where COCO-17's joints are among BlazePose's. */
static const short blaze_pose[17] = {0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28};

struct layout {
    int n;
    enum gfla_joint_set set;
    int families;
    enum shape shape;
    int first;        /* of the row's points, where map is NULL */
    const short *map; /* from joints of the set */
    bool has_other;   /* the same number in another order: the first 17 are COCO's */
};
static const struct layout layouts[] = {
    {17, GFLA_JOINTS_H36M_17, OPENPOSE | LINES, ANY, 0, NULL, true},
    {17, GFLA_JOINTS_COCO_17, LIST | LANDMARKS, ANY, 0, NULL, false},
    {18, GFLA_JOINTS_COCO_18, OPENPOSE | LIST | LINES, ANY, 0, NULL, false},
    {25, GFLA_JOINTS_BODY_25, OPENPOSE | LIST | LINES, ANY, 0, NULL, true},
    {26, GFLA_JOINTS_COCO_17, LIST, ANY, 0, NULL, false},
    {33, GFLA_JOINTS_COCO_17, LANDMARKS | LIST, ANY, 0, blaze_pose, false},
    {68, GFLA_JOINTS_COCO_17, LIST, FLAT, 0, NULL, false},
    {133, GFLA_JOINTS_COCO_17, LIST, ANY, 0, NULL, false},
    {136, GFLA_JOINTS_COCO_17, LIST, ANY, 0, NULL, false},
    {68, GFLA_JOINTS_FACE_68, FACE | LANDMARKS | LINES, ANY, 0, NULL, false},
    {68, GFLA_JOINTS_FACE_68, LIST, NESTED, 0, NULL, false},
    {70, GFLA_JOINTS_FACE_68, FACE, ANY, 0, NULL, false},
    {133, GFLA_JOINTS_FACE_68, LIST, ANY, 23, NULL, false},
    {136, GFLA_JOINTS_FACE_68, LIST, ANY, 26, NULL, false},
};
#define N_LAYOUTS (sizeof layouts / sizeof *layouts)

/* ---- numbers of points ---- */

static bool shows(const struct layout *l, enum gfla_point_family family, bool face)
{
    return (l->families & (int)family) && (family == LINES || (l->set == GFLA_JOINTS_FACE_68) == face);
}

static const struct layout *find(enum gfla_point_family family, bool nested, bool face, int n)
{
    for (size_t i = 0; i < N_LAYOUTS; i++)
        if (layouts[i].n == n && shows(&layouts[i], family, face) &&
            (layouts[i].shape == ANY || (layouts[i].shape == NESTED) == nested))
            return &layouts[i];
    return NULL;
}

bool gfla_points_known(enum gfla_point_family family, bool nested, bool face, int n)
{
    return find(family, nested, face, n) != NULL;
}

gfla_status gfla_points_refuse(enum gfla_point_family family, bool face, const char *key, int n, bool per_point)
{
    char known[200] = "";
    size_t used = 0;
    if (n == 468 || n == 478)
        return gfla_fail(GFLA_ERROR_INPUT,
                         "%s has %d points: MediaPipe's mesh of a face, of which dlib's 68 points are no part; tables "
                         "that pick 68 of them disagree. hint: the 68 points of dlib, face_alignment or AlphaPose, of "
                         "OpenFace (.csv) or .pts files, or the 70 of OpenPose --face",
                         key, n);
    for (size_t i = 0; i < N_LAYOUTS; i++)
        if (shows(&layouts[i], family, face) && (layouts[i].set == GFLA_JOINTS_FACE_68 || !face) &&
            layouts[i].shape != NESTED)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%d (%s)", used ? ", " : "", layouts[i].n,
                                     gfla_joint_set_name(layouts[i].set));
    return gfla_fail(GFLA_ERROR_INPUT, "%s has %d %s; %s%s are read. hint: %s", key, n,
                     per_point ? "points" : "numbers", per_point ? "" : "two or three for each of the points of ",
                     known,
                     !face ? "OpenPose --model_pose BODY_25 or COCO, AlphaPose with a COCO model"
                     : family == GFLA_POINTS_LINES ? "dlib's 68-point predictor writes them"
                                                   : "OpenPose --face");
}

/* ---- one reading of a row ---- */

static bool is_missing(const struct gfla_point *p)
{
    return isnan(p->x) || isnan(p->y) || !(p->confidence > 0) || (p->x == 0 && p->y == 0) || (p->x == -1 && p->y == -1);
}

static gfla_status fill(const struct gfla_point_row *row, enum gfla_joint_set set, int first, const short *map,
                        struct gfla_keypoints *points)
{
    gfla_status status = GFLA_OK;
    *points = (struct gfla_keypoints){.set = set, .n = gfla_joint_set_size(set)};
    for (int i = 0; i < points->n; i++) {
        const struct gfla_point *p = &row->at[map ? map[i] : first + i];
        if (!is_missing(p))
            TRY(gfla_keypoints_put(points, i, p->x, p->y, p->confidence));
        else if (!isnan(p->x) && !isnan(p->y)) /* limits hold for what is not there, too */
            TRY(gfla_keypoints_put(points, i, p->x, p->y, 0));
    }
fail:
    return status;
}

/* Whether the second order is meant; the poses of a sequence vote, and their list says what came out. */
static bool is_other(const struct layout *l, const struct gfla_keypoints_select *params,
                     const struct gfla_keypoints *first, const struct gfla_keypoints *second)
{
    const bool is_17 = l->n == 17;
    const double told = gfla_joint_order_compare(first, second);
    if (params->vote)
        *(is_17 ? &params->vote->seventeen : &params->vote->twenty_five) += told;
    if (is_17 && (params->coco_17 || params->h36m_17))
        return params->coco_17;
    if (!is_17 && params->body_25 != GFLA_BODY_25_TOLD)
        return params->body_25 == GFLA_BODY_25_B;
    return told < 0;
}

/* ---- fractions ---- */

static bool lies_within(const struct gfla_keypoints *points, double lo, double hi)
{
    double left, top, right, bottom;
    return gfla_keypoints_count(points) > 1 && gfla_keypoints_bounds(points, &left, &top, &right, &bottom) &&
           left >= lo && top >= lo && right <= hi && bottom <= hi;
}

/* Nobody is three pixels large. Landmarks are guessed far outside the image, too. */
static bool is_fraction(const struct gfla_point_row *row, const struct gfla_keypoints *points)
{
    return row->fractions || (row->family == LANDMARKS ? lies_within(points, -4, 4) : lies_within(points, -1, 2));
}

static gfla_status scale(const struct gfla_point_row *row, int width, int height, struct gfla_keypoints *points)
{
    gfla_status status = GFLA_OK;
    REQUIRE(row->family != OPENPOSE || lies_within(points, -0.1, 2), GFLA_ERROR_INPUT,
            "the coordinates in %s lie within -1 .. 1, and pixels are needed. hint: OpenPose --keypoint_scale 0",
            row->key);
    REQUIRE(width > 0 && height > 0, GFLA_ERROR_INPUT,
            "the coordinates in %s are fractions of a picture whose size is not known, and pixels are needed. hint: "
            "--pose-size WxH (of faces --frame-size), or OpenPose --keypoint_scale 0",
            row->key);
    gfla_keypoints_scale(points, width, height, 0, 0);
fail:
    return status;
}

gfla_status gfla_points_arrange(const struct gfla_point_row *row, const struct gfla_keypoints_select *params, int width,
                                int height, struct gfla_keypoints *points)
{
    gfla_status status;
    const struct layout *l = find(row->family, row->nested, params->face, row->n);
    struct gfla_keypoints other;
    *points = (struct gfla_keypoints){.set = params->face ? GFLA_JOINTS_FACE_68 : GFLA_JOINTS_COCO_18};
    if (!l)
        return gfla_points_refuse(row->family, params->face, row->key, row->n, true);
    TRY(fill(row, l->set, l->first, l->map, points));
    if (l->has_other) {
        TRY(fill(row, GFLA_JOINTS_COCO_17, 0, NULL, &other));
        if (is_other(l, params, points, &other))
            *points = other;
    }
    if (gfla_keypoints_count(points) == 0)
        points->n = 0;
    else if (is_fraction(row, points))
        TRY(scale(row, width ? width : params->width, width ? height : params->height, points));
fail:
    if (status != GFLA_OK)
        points->n = 0;
    return status;
}
