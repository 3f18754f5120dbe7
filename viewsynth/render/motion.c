#include "viewsynth/render/motion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/log.h"
#include "base/memory.h"
#include "viewsynth/render/motion_body.h"

#define RADIANS (3.14159265358979323846 / 180.0)
#define DEFAULT_SIDE 256
#define DEFAULT_MARGIN 0.1
#define DEFAULT_TICKS 25.0 /* per second, of files that say nothing */
#define MAX_POSES 1000000
#define N_LEARNT 256 /* moments that the axes of the head and of the world are learnt from */
/* Cosine beyond which the head hides a part: detectors see a nose in profile, and an ear almost until it points
 * away. */
#define HIDDEN -0.2

struct gfla_motion {
    char *path;
    struct gfla_motion_params params;
    struct gfla_skeleton *skeleton;
    struct gfla_rig rig;
    struct gfla_body_head head;
    size_t n;
    double fps, ticks;                   /* per second */
    struct vector world_up;              /* an axis */
    struct vector right, upward, toward; /* of the image; toward the camera */
    double scale, middle[2];             /* pixels per unit; what is in the image's middle, along right and upward */
};

/* ---- opening ---- */

static gfla_status check_params(const struct gfla_motion_params *p)
{
    gfla_status status = GFLA_OK;
    REQUIRE(p->set != GFLA_JOINTS_FACE_68 && p->set < GFLA_JOINTS_SETS, GFLA_ERROR_USAGE,
            "motion has no %s points. hint: take a body's", gfla_joint_set_name(GFLA_JOINTS_FACE_68));
    REQUIRE(p->fps >= 0 && p->fps <= 1000, GFLA_ERROR_USAGE, "%g poses per second are not in 0 .. 1000", p->fps);
    REQUIRE(fabs(p->azimuth) <= 3600 && fabs(p->elevation) <= 90, GFLA_ERROR_USAGE,
            "azimuth %g, elevation %g: not within +-3600 and +-90 degrees", p->azimuth, p->elevation);
    REQUIRE(p->width > 0 && p->height > 0 && p->width <= 16384 && p->height <= 16384, GFLA_ERROR_USAGE,
            "a picture of %d x %d is not of 1 .. 16384 pixels a side", p->width, p->height);
    REQUIRE(p->margin >= 0 && p->margin < 0.5, GFLA_ERROR_USAGE, "a margin of %g is not in 0 .. 0.5", p->margin);
    REQUIRE(p->up >= 0 && p->up < GFLA_MOTION_UPS, GFLA_ERROR_USAGE, "up %d is none of gfla_motion_up", (int)p->up);
fail:
    return status;
}

static struct gfla_motion_params with_defaults(const struct gfla_motion_params *params)
{
    struct gfla_motion_params p = params ? *params : (struct gfla_motion_params){0};
    p.width = p.width ? p.width : DEFAULT_SIDE;
    p.height = p.height ? p.height : DEFAULT_SIDE;
    p.margin = p.margin == 0 ? DEFAULT_MARGIN : p.margin == -1 ? 0 : p.margin;
    return p;
}

/* Poses per second as captured: BVH has a key for each pose. */
static double own_fps(const gfla_motion *m)
{
    const size_t keys = m->skeleton->most_keys;
    const double seconds = m->skeleton->duration / m->ticks;
    return keys > 1 && seconds > 0 ? (double)(keys - 1) / seconds : DEFAULT_TICKS;
}

static gfla_status measure_time(gfla_motion *m)
{
    const double duration = m->skeleton->duration;
    m->ticks = m->skeleton->ticks > 0 ? m->skeleton->ticks : DEFAULT_TICKS;
    if (m->skeleton->ticks == 0 && duration > 0)
        gfla_log(GFLA_LOG_WARNING, "%s: does not say how long its poses last: %g are taken for a second", m->path,
                 DEFAULT_TICKS);
    m->fps = m->params.fps > 0 ? m->params.fps : own_fps(m);
    const double n = duration > 0 ? duration / m->ticks * m->fps : 0;
    if (!(n < MAX_POSES) || !isfinite(m->fps))
        return gfla_fail(GFLA_ERROR_INPUT, "%g poses, at most %d are read. hint: fewer per second", n, MAX_POSES);
    m->n = (size_t)(n + 1e-3) + 1; /* frame times are rounded in files */
    return GFLA_OK;
}

static gfla_status take_body(const gfla_motion *m, size_t index, struct gfla_rig_pose *pose, struct gfla_body *body)
{
    gfla_status status = gfla_rig_take(&m->rig, (double)index / m->fps * m->ticks, pose);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "pose %zu", index);
    gfla_body_trunk(pose, body);
    return GFLA_OK;
}

/* ---- the camera ---- */

/* The axis that the sum of directions is nearest to. */
static struct vector nearest_axis(struct vector v)
{
    if (fabs(v.y) >= fabs(v.x) && fabs(v.y) >= fabs(v.z))
        return (struct vector){0, v.y < 0 ? -1 : 1, 0};
    if (fabs(v.z) >= fabs(v.x))
        return (struct vector){0, 0, v.z < 0 ? -1 : 1};
    return (struct vector){v.x < 0 ? -1 : 1, 0, 0};
}

static gfla_status learn_axes(gfla_motion *m)
{
    gfla_status status = GFLA_OK;
    struct vector upright = {0};
    for (size_t i = 0; i < N_LEARNT; i++) {
        struct gfla_rig_pose pose;
        struct gfla_body body;
        if (i >= m->n)
            break;
        TRY(take_body(m, m->n <= N_LEARNT ? i : i * (m->n - 1) / (N_LEARNT - 1), &pose, &body));
        gfla_body_learn_head(&pose, &body, &m->head);
        const struct vector feet = vector_middle(body.at[GFLA_RIG_R_ANKLE], body.at[GFLA_RIG_L_ANKLE]);
        upright = vector_sum(upright, vector_unit(vector_difference(body.at[GFLA_BODY_THORAX], feet)));
    }
    m->head.forward = vector_unit(m->head.forward);
    m->head.up = vector_unit(m->head.up);
    m->world_up = m->params.up == GFLA_MOTION_UP_Y   ? (struct vector){0, 1, 0}
                  : m->params.up == GFLA_MOTION_UP_Z ? (struct vector){0, 0, 1}
                                                     : nearest_axis(upright);
fail:
    return status;
}

/* A horizontal direction for a person who lies on a side. */
static struct vector any_beside(struct vector up)
{
    return up.x == 0 ? (struct vector){1, 0, 0} : (struct vector){0, 1, 0};
}

static gfla_status aim(gfla_motion *m)
{
    gfla_status status;
    struct gfla_rig_pose pose;
    struct gfla_body body;
    TRY(take_body(m, 0, &pose, &body));
    struct vector left = vector_beside(body.left, m->world_up);
    left = vector_unit(vector_length(left) > 1e-3 ? left : any_beside(m->world_up));
    const struct vector front = vector_cross(left, m->world_up);
    const double a = m->params.azimuth * RADIANS, e = m->params.elevation * RADIANS;
    const struct vector around = vector_difference(vector_times(front, cos(a)), vector_times(left, sin(a)));
    m->right = vector_cross(m->world_up, around);
    m->toward = vector_sum(vector_times(around, cos(e)), vector_times(m->world_up, sin(e)));
    m->upward = vector_cross(m->toward, m->right);
fail:
    return status;
}

/* Where the middle of the person stands: what is taken off for a walk on the spot. */
static struct vector standing(const gfla_motion *m, const struct gfla_body *body)
{
    if (!m->params.in_place)
        return (struct vector){0};
    return vector_beside(body->at[GFLA_BODY_HIP], m->world_up);
}

static gfla_status whole_body(const gfla_motion *m, size_t index, struct gfla_body *body)
{
    struct gfla_rig_pose pose;
    gfla_status status = take_body(m, index, &pose, body);
    if (status != GFLA_OK)
        return status;
    gfla_body_add_head(&m->rig, &pose, &m->head, body);
    const struct vector from = standing(m, body);
    for (int i = 0; i < GFLA_BODY_PARTS; i++)
        body->at[i] = vector_difference(body->at[i], from);
    return GFLA_OK;
}

static gfla_status fit(gfla_motion *m)
{
    gfla_status status = GFLA_OK;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < m->n; i++) {
        struct gfla_body body;
        TRY(gfla_check_cancelled()); /* a small file can have a million poses */
        TRY(whole_body(m, i, &body));
        for (int p = 0; p < (body.has_head ? GFLA_BODY_PARTS : GFLA_BODY_NOSE); p++) {
            const double at[2] = {vector_dot(body.at[p], m->right), vector_dot(body.at[p], m->upward)};
            for (int k = 0; k < 2; k++) {
                low[k] = fmin(low[k], at[k]);
                high[k] = fmax(high[k], at[k]);
            }
        }
    }
    const double inner = 1 - 2 * m->params.margin, w = high[0] - low[0], h = high[1] - low[1];
    REQUIRE(fmax(w, h) > 1e-9, GFLA_ERROR_INPUT, "all joints are in one place");
    m->scale = fmin(w > 0 ? inner * m->params.width / w : INFINITY, h > 0 ? inner * m->params.height / h : INFINITY);
    for (int k = 0; k < 2; k++)
        m->middle[k] = (low[k] + high[k]) / 2;
fail:
    return status;
}

gfla_status gfla_motion_open(gfla_motion **motion, const char *path, const struct gfla_motion_params *params)
{
    gfla_status status;
    gfla_motion *m = NULL;
    *motion = NULL;
    TRY(gfla_calloc(&m, 1, sizeof *m, "motion"));
    TRY(gfla_calloc(&m->path, strlen(path) + 1, 1, path));
    strcpy(m->path, path);
    m->params = with_defaults(params);
    TRY(check_params(&m->params));
    TRY(m->params.importer ? gfla_importer_skeleton(m->params.importer, path, m->params.animation, &m->skeleton)
                           : gfla_skeleton_import(&m->skeleton, path, m->params.animation));
    m->params.importer = NULL;
    TRY(gfla_rig_find(&m->rig, m->skeleton));
    if (m->rig.joints[GFLA_RIG_HEAD] < 0)
        gfla_log(GFLA_LOG_WARNING, "%s: no head was found: nose, eyes and ears are missing. hint: call it Head", path);
    TRY(measure_time(m));
    TRY(learn_axes(m));
    TRY(aim(m));
    TRY(fit(m));
    *motion = m;
    return GFLA_OK;
fail:
    gfla_motion_destroy(&m);
    return gfla_fail_context(status, "motion %s", path);
}

gfla_status gfla_motion_open_apart(gfla_motion **motion, const char *path, const struct gfla_motion_params *params)
{
    struct gfla_motion_params with = params ? *params : (struct gfla_motion_params){0};
    *motion = NULL;
    gfla_status status = gfla_importer_open(&with.importer, 0, 0);
    if (status == GFLA_OK)
        status = gfla_motion_open(motion, path, &with);
    gfla_importer_destroy(&with.importer);
    return status;
}

void gfla_motion_destroy(gfla_motion **motion)
{
    gfla_motion *m = *motion;
    if (!m)
        return;
    gfla_skeleton_destroy(&m->skeleton);
    free(m->path);
    free(m);
    *motion = NULL;
}

size_t gfla_motion_count(const gfla_motion *motion)
{
    return motion->n;
}

double gfla_motion_fps(const gfla_motion *motion)
{
    return motion->fps;
}

/* ---- poses ---- */

static bool is_seen(const gfla_motion *m, const struct gfla_body *body, enum gfla_body_part part)
{
    return part < GFLA_BODY_NOSE || (body->has_head && vector_dot(body->faces[part], m->toward) >= HIDDEN);
}

gfla_status gfla_motion_pose(const gfla_motion *motion, size_t index, struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_body body;
    const enum gfla_joint_set set = motion->params.set, taken = set == GFLA_JOINTS_H36M_17 ? set : GFLA_JOINTS_COCO_18;
    const enum gfla_body_part *parts = gfla_body_parts_of(taken);
    *points = (struct gfla_keypoints){.set = taken};
    REQUIRE(index < motion->n, GFLA_ERROR_USAGE, "pose %zu was asked for, and there are %zu", index, motion->n);
    TRY(whole_body(motion, index, &body));
    points->n = gfla_joint_set_size(taken);
    for (int i = 0; i < points->n; i++) {
        const struct vector at = body.at[parts[i]];
        if (taken == GFLA_JOINTS_H36M_17 ? parts[i] < GFLA_BODY_NOSE || body.has_head
                                         : is_seen(motion, &body, parts[i]))
            points->joint[i] = (struct gfla_joint){
                (motion->params.width - 1) / 2.0 + motion->scale * (vector_dot(at, motion->right) - motion->middle[0]),
                (motion->params.height - 1) / 2.0 -
                    motion->scale * (vector_dot(at, motion->upward) - motion->middle[1]),
                1};
    }
    return gfla_keypoints_convert(points, set, points);
fail:
    return gfla_fail_context(status, "motion %s", motion->path);
}

gfla_status gfla_motion_body(const gfla_motion *motion, size_t index, struct gfla_body *body)
{
    gfla_status status;
    REQUIRE(index < motion->n, GFLA_ERROR_USAGE, "pose %zu was asked for, and there are %zu", index, motion->n);
    TRY(whole_body(motion, index, body));
    for (int i = 0; i < GFLA_BODY_PARTS; i++) {
        const struct vector at = body->at[i];
        body->at[i] = (struct vector){vector_dot(at, motion->right), vector_dot(at, motion->upward),
                                      vector_dot(at, motion->toward)};
    }
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "motion %s", motion->path);
}
