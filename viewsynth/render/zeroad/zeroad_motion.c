/* The clips of 0 A.D.'s people as poses. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/archive.h"
#include "viewsynth/render/motion_body.h"
#include "viewsynth/render/zeroad/zeroad.h"
#include "viewsynth/render/zeroad/zeroad_biped.h"

#define FPS 25.0
#define REST_MESH "art/meshes/skeletal/new/m_tunic_short.dae.cached.pmd"
#define LOWEST_HEAD 0.4 /* above the feet, in heights of a standing one: what is lower lies */
#define HIGHEST_HEAD 1.25

struct clip {
    size_t first, n;
};

struct gfla_zeroad_motion {
    struct gfla_figure_pose *poses;
    size_t n_poses, poses_capacity;
    struct clip *clips;
    size_t n_clips, clips_capacity;
};

static const struct {
    int part, bone;
} joints[] = {
    {GFLA_RIG_R_HIP, ZEROAD_THIGH_R},    {GFLA_RIG_R_KNEE, ZEROAD_LEG_R},      {GFLA_RIG_R_ANKLE, ZEROAD_FOOT_R},
    {GFLA_RIG_L_HIP, ZEROAD_THIGH_L},    {GFLA_RIG_L_KNEE, ZEROAD_LEG_L},      {GFLA_RIG_L_ANKLE, ZEROAD_FOOT_L},
    {GFLA_RIG_R_SHOULDER, ZEROAD_ARM_R}, {GFLA_RIG_R_ELBOW, ZEROAD_FOREARM_R}, {GFLA_RIG_R_WRIST, ZEROAD_HAND_R},
    {GFLA_RIG_L_SHOULDER, ZEROAD_ARM_L}, {GFLA_RIG_L_ELBOW, ZEROAD_FOREARM_L}, {GFLA_RIG_L_WRIST, ZEROAD_HAND_L},
};

/* On foot: riders sit on what is not there, siege engines and formations likewise. */
static bool is_wanted(const char *name)
{
    static const char *const others[] = {"/rider/", "/chariot/", "siege", "death", "corpse", "capture"};
    const size_t n = strlen(name);
    if (strncmp(name, "art/animation/biped/", 20) != 0 || n < 4 || strcmp(name + n - 4, ".psa") != 0)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(name, others[i]))
            return false;
    return true;
}

static double head_height(const struct zeroad_place *bones)
{
    return bones[ZEROAD_HEAD].move.y - fmin(bones[ZEROAD_FOOT_L].move.y, bones[ZEROAD_FOOT_R].move.y);
}

static gfla_status add_pose(gfla_zeroad_motion *m, const struct zeroad_model *rest, const struct zeroad_place *bones)
{
    gfla_status status;
    struct gfla_body body = {0};
    struct gfla_figure_pose pose;
    const double height = head_height(bones) / head_height(rest->bones);
    if (!(height > LOWEST_HEAD && height < HIGHEST_HEAD))
        return GFLA_OK;
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        body.at[joints[i].part] = bones[joints[i].bone].move;
    body.at[GFLA_BODY_HIP] = vector_middle(body.at[GFLA_RIG_R_HIP], body.at[GFLA_RIG_L_HIP]);
    body.at[GFLA_BODY_THORAX] = vector_middle(body.at[GFLA_RIG_R_SHOULDER], body.at[GFLA_RIG_L_SHOULDER]);
    if (gfla_figure_pose_of_body(&body, &pose) != GFLA_OK)
        return GFLA_OK; /* joints in one place: left out as what lies is */
    pose.head = turn_after(bones[ZEROAD_HEAD].turn, turn_back(rest->bones[ZEROAD_HEAD].turn));
    TRY(gfla_grow(&m->poses, &m->poses_capacity, m->n_poses + 1, sizeof *m->poses, "poses"));
    m->poses[m->n_poses++] = pose;
fail:
    return status;
}

/* A clip at our rate; the nearest frames are good enough for stills, and clips have 30 in a second. */
static gfla_status add_clip(gfla_zeroad_motion *m, const struct zeroad_model *rest, const struct zeroad_clip *clip)
{
    gfla_status status = GFLA_OK;
    const size_t first = m->n_poses;
    const double step = 1000 / FPS / clip->frame_ms;
    for (double at = 0; clip->n_bones >= ZEROAD_BONES && at < clip->n_frames; at += step)
        TRY(add_pose(m, rest, clip->bones + (size_t)at * (size_t)clip->n_bones));
    if (m->n_poses == first)
        goto fail;
    TRY(gfla_grow(&m->clips, &m->clips_capacity, m->n_clips + 1, sizeof *m->clips, "clips"));
    m->clips[m->n_clips++] = (struct clip){first, m->n_poses - first};
fail:
    return status;
}

static gfla_status read_clips(gfla_zeroad_motion *m, gfla_archive *archive, const struct zeroad_model *rest)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_archive_count(archive); i++) {
        const char *name = gfla_archive_name(archive, i);
        struct zeroad_clip clip;
        void *data;
        size_t size;
        if (!is_wanted(name) || gfla_archive_read(archive, name, &data, &size) != GFLA_OK)
            continue;
        status = zeroad_clip_read(data, size, &clip);
        free(data);
        if (status == GFLA_ERROR_INPUT)
            continue;
        if (status == GFLA_OK)
            status = add_clip(m, rest, &clip);
        zeroad_clip_free(&clip);
        if (status != GFLA_OK)
            return status;
    }
    return m->n_clips ? GFLA_OK
                      : gfla_fail(GFLA_ERROR_INPUT, "no clip of a person in it. hint: public.zip of 0ad-data");
}

gfla_status gfla_zeroad_motion_open(gfla_zeroad_motion **motion, const char *path)
{
    gfla_status status;
    gfla_zeroad_motion *m = NULL;
    gfla_archive *archive = NULL;
    struct zeroad_model rest = {0};
    void *data = NULL;
    size_t size;
    *motion = NULL;
    path = path ? path : GFLA_ZEROAD_ARCHIVE;
    TRY(gfla_calloc(&m, 1, sizeof *m, "clips of 0 A.D."));
    TRY(gfla_archive_open(&archive, path));
    TRY(gfla_archive_read(archive, REST_MESH, &data, &size));
    TRY(zeroad_model_read(data, size, &rest));
    REQUIRE(rest.n_bones >= ZEROAD_BONES, GFLA_ERROR_INPUT, "%s: %s has %d bones, a biped %d", path, REST_MESH,
            rest.n_bones, ZEROAD_BONES);
    TRY(read_clips(m, archive, &rest));
    *motion = m;
    m = NULL;
fail:
    gfla_zeroad_motion_destroy(&m);
    zeroad_model_free(&rest);
    free(data);
    gfla_archive_destroy(&archive);
    return status;
}

void gfla_zeroad_motion_destroy(gfla_zeroad_motion **motion)
{
    gfla_zeroad_motion *m = *motion;
    if (!m)
        return;
    free(m->poses);
    free(m->clips);
    free(m);
    *motion = NULL;
}

size_t gfla_zeroad_motion_clips(const gfla_zeroad_motion *motion)
{
    return motion->n_clips;
}

const struct gfla_figure_pose *gfla_zeroad_motion_poses(const gfla_zeroad_motion *motion, size_t clip, size_t *n)
{
    *n = motion->clips[clip].n;
    return motion->poses + motion->clips[clip].first;
}
