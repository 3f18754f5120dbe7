/* Where the poses of drawn people come from. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/file.h"
#include "tasks/render/render_people.h"

#define CLIP_FPS 25
#define POSE_FRAMES 18 /* between two drawn poses of a clip */

static gfla_status add_motion(struct gfla_people_motions *m, gfla_importer *importer, const char *path)
{
    gfla_status status;
    const struct gfla_motion_params params = {.in_place = true, .fps = CLIP_FPS, .importer = importer};
    TRY(gfla_grow(&m->motions, &m->capacity, m->n + 1, sizeof *m->motions, "motions"));
    TRY(gfla_motion_open(&m->motions[m->n], path, &params));
    m->n++;
fail:
    return status;
}

static bool is_motion(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcasecmp(dot, ".bvh") == 0 || strcasecmp(dot, ".fbx") == 0);
}

/* BVH and FBX files of a folder, by name. */
static gfla_status add_folder(struct gfla_people_motions *m, gfla_importer *importer, const char *folder)
{
    gfla_status status;
    char **names = NULL;
    size_t n = 0;
    const size_t before = m->n;
    struct gfla_text path = {0};
    TRY(gfla_folder_list(folder, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (!is_motion(names[i]))
            continue;
        path.size = 0;
        gfla_text_add(&path, "%s/%s", folder, names[i]);
        REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
        TRY(add_motion(m, importer, path.data));
    }
    REQUIRE(m->n > before, GFLA_ERROR_INPUT, "--motion: no .bvh or .fbx file in %s", folder);
fail:
    gfla_text_free(&path);
    free(names);
    return status;
}

static bool is_zeroad(const char *path)
{
    const size_t n = strlen(path);
    return strcmp(path, "0ad") == 0 || (n > 4 && strcasecmp(path + n - 4, ".zip") == 0);
}

gfla_status gfla_people_motions_open(struct gfla_people_motions *m, const struct gfla_people *people)
{
    gfla_status status = GFLA_OK;
    struct stat about;
    gfla_importer *importer = NULL;
    *m = (struct gfla_people_motions){.drawn = people->n_motions == 0};
    TRY(gfla_importer_open(&importer, 0, 0));
    for (int i = 0; i < people->n_motions; i++) {
        const char *path = people->motions[i];
        if (strcmp(path, "drawn") == 0)
            m->drawn = true;
        else if (is_zeroad(path))
            TRY(gfla_zeroad_motion_open(&m->zeroad, strcmp(path, "0ad") == 0 ? NULL : path));
        else
            TRY(stat(path, &about) == 0 && S_ISDIR(about.st_mode) ? add_folder(m, importer, path)
                                                                  : add_motion(m, importer, path));
    }
fail:
    gfla_importer_destroy(&importer);
    return status;
}

void gfla_people_motions_close(struct gfla_people_motions *m)
{
    for (size_t i = 0; i < m->n; i++)
        gfla_motion_destroy(&m->motions[i]);
    gfla_zeroad_motion_destroy(&m->zeroad);
    free(m->motions);
    *m = (struct gfla_people_motions){0};
}

/* Standing and walking are more common than leaping, as in images of clothes. */
static const int kind_weights[GFLA_FIGURE_POSE_KINDS] = {12, 12, 8, 5, 4, 5, 4, 8, 14, 4, 4, 4, 7, 3, 4, 4};

static int draw_kind(struct gfla_random *random)
{
    uint32_t sum = 0;
    int kind = 0;
    for (int i = 0; i < GFLA_FIGURE_POSE_KINDS; i++)
        sum += (uint32_t)kind_weights[i];
    for (uint32_t left = gfla_random_below(random, sum); left >= (uint32_t)kind_weights[kind]; kind++)
        left -= (uint32_t)kind_weights[kind];
    return kind;
}

/* What a pose is taken from. */
enum origin { ORIGIN_FILE, ORIGIN_ZEROAD, ORIGIN_DRAWN };

static enum origin draw_origin(const struct gfla_people_motions *m, struct gfla_random *random,
                               const gfla_motion **motion)
{
    const uint32_t files = (uint32_t)m->n, zeroad = m->zeroad ? 1 : 0, drawn = m->drawn ? 1 : 0;
    const uint32_t i = gfla_random_below(random, files + zeroad + drawn);
    *motion = i < files ? m->motions[i] : NULL;
    return i < files ? ORIGIN_FILE : i < files + zeroad ? ORIGIN_ZEROAD : ORIGIN_DRAWN;
}

static const struct gfla_figure_pose *draw_zeroad(const struct gfla_people_motions *m, struct gfla_random *random,
                                                  size_t *n)
{
    return gfla_zeroad_motion_poses(m->zeroad, gfla_random_below(random, (uint32_t)gfla_zeroad_motion_clips(m->zeroad)),
                                    n);
}

gfla_status gfla_people_motions_draw(const struct gfla_people_motions *m, struct gfla_random *random,
                                     struct gfla_figure_pose *pose)
{
    const gfla_motion *motion;
    size_t n;
    const enum origin origin = draw_origin(m, random, &motion);
    if (origin == ORIGIN_FILE)
        return gfla_figure_pose_of_motion(motion, gfla_random_below(random, (uint32_t)gfla_motion_count(motion)), pose);
    if (origin == ORIGIN_ZEROAD) {
        const struct gfla_figure_pose *poses = draw_zeroad(m, random, &n);
        *pose = poses[gfla_random_below(random, (uint32_t)n)];
        return GFLA_OK;
    }
    *pose = gfla_figure_pose_draw(draw_kind(random), random);
    return GFLA_OK;
}

static void draw_walk(struct gfla_random *random, struct gfla_figure_pose *poses, int n)
{
    const double start = (double)gfla_random_uniform(random, 0, 1),
                 stride = (double)gfla_random_uniform(random, 0.1f, 0.8f);
    for (int i = 0; i < n; i++)
        poses[i] = gfla_figure_pose_walk(start + i / (26.0 - 4 * stride), stride);
}

static void draw_changes(struct gfla_random *random, struct gfla_figure_pose *poses, int n)
{
    struct gfla_figure_pose from = gfla_figure_pose_draw(draw_kind(random), random), to = from;
    for (int i = 0; i < n; i++) {
        if (i % POSE_FRAMES == 0) {
            from = to;
            to = gfla_figure_pose_draw(draw_kind(random), random);
        }
        const double t = (i % POSE_FRAMES) / (double)POSE_FRAMES;
        poses[i] = gfla_figure_pose_between(&from, &to, t * t * (3 - 2 * t));
    }
}

/* Frame i of a clip in a motion of n poses: one that is too short goes there and back. */
static size_t frame_of(size_t first, size_t i, size_t n)
{
    const size_t at = n == 1 ? 0 : (first + i) % (2 * (n - 1));
    return at < n ? at : 2 * (n - 1) - at;
}

gfla_status gfla_people_motions_clip(const struct gfla_people_motions *m, struct gfla_random *random,
                                     struct gfla_figure_pose *poses, int n)
{
    gfla_status status = GFLA_OK;
    const gfla_motion *motion;
    const struct gfla_figure_pose *clip = NULL;
    size_t count = 1;
    const enum origin origin = draw_origin(m, random, &motion);
    if (origin == ORIGIN_DRAWN) {
        gfla_random_below(random, 3) ? draw_changes(random, poses, n) : draw_walk(random, poses, n);
        return GFLA_OK;
    }
    if (origin == ORIGIN_ZEROAD)
        clip = draw_zeroad(m, random, &count);
    else
        count = gfla_motion_count(motion);
    const size_t length = (size_t)n,
                 first = count > length ? gfla_random_below(random, (uint32_t)(count - length + 1)) : 0;
    for (size_t i = 0; i < length; i++) {
        const size_t at = frame_of(first, i, count);
        if (clip)
            poses[i] = clip[at];
        else
            TRY(gfla_figure_pose_of_motion(motion, at, &poses[i]));
        poses[i].has_place = true;
        poses[i].shares[0] = poses[i].shares[2] = 0; /* on the spot */
    }
fail:
    return status;
}
