/* Clips of people, as FashionVideo lays them out: frames, clean and noisy poses, masks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "tasks/render/render_people.h"

#define N_FRAMED 16 /* frames that the camera is placed by */

/* Of the mistakes of detectors. */
#define JITTER 0.006f     /* standard deviation, in parts of the height */
#define LOST 0.03f        /* share of joints that are not found */
#define LOST_HIDDEN 0.35f /* of hidden ones */
#define SWAPPED 0.02f     /* share of frames whose legs are taken for each other */

struct clip {
    struct gfla_people_work *work;
    size_t person;
    struct gfla_figure_pose *poses;
    struct gfla_camera camera;
    struct gfla_people_shot look; /* view, light and backdrop of all frames */
};

/* ---- the camera ---- */

static gfla_status frame_all(struct clip *c)
{
    gfla_status status;
    struct gfla_people_work *w = c->work;
    const int n = w->people->clip, framed = n < N_FRAMED ? n : N_FRAMED;
    const size_t per_frame = w->figure.mesh->n_triangles;
    float(*points)[3] = NULL;
    double lowest = INFINITY;
    TRY(gfla_calloc(&points, per_frame * (size_t)framed, sizeof *points, "points of a clip"));
    for (int first = 0; first < framed; first += GFLA_PEOPLE_CHUNK) {
        w->count = framed - first < GFLA_PEOPLE_CHUNK ? framed - first : GFLA_PEOPLE_CHUNK;
        for (int i = 0; i < w->count; i++) {
            w->shots[i].pose = c->poses[framed > 1 ? (first + i) * (n - 1) / (framed - 1) : 0];
            w->shots[i].view = c->look.view;
            w->shots[i].cut = -INFINITY;
        }
        TRY(gfla_people_work_place(w));
        for (int i = 0; i < w->count; i++)
            memcpy(points + per_frame * (size_t)(first + i), w->shots[i].points, per_frame * sizeof *points);
    }
    for (size_t i = 0; i < per_frame * (size_t)framed; i++)
        lowest = fmin(lowest, (double)points[i][1]);
    w->lift = c->poses[0].has_place ? -lowest : 0;
    for (size_t i = 0; i < per_frame * (size_t)framed; i++)
        points[i][1] += (float)w->lift;
    c->camera = gfla_figure_view_camera(&c->look.view, (const float(*)[3])points, per_frame * (size_t)framed);
fail:
    free(points);
    return status;
}

/* ---- files ---- */

static gfla_status folder_of(const struct clip *c, const char *kind, struct gfla_text *path)
{
    char name[16];
    path->size = 0;
    gfla_text_add(path, "%s/%s_256/%s/%s", c->work->job->output, gfla_people_phase(c->person), kind,
                  gfla_people_name(c->person, name));
    return path->failed ? gfla_fail(GFLA_ERROR_MEMORY, "a path: host memory ran out") : GFLA_OK;
}

static gfla_status frame_path(const struct clip *c, const char *kind, int frame, const char *ending,
                              struct gfla_text *path)
{
    const gfla_status status = folder_of(c, kind, path);
    gfla_text_add(path, "/%05d.%s", frame, ending);
    return status;
}

static void swap(struct gfla_joint *a, struct gfla_joint *b)
{
    const struct gfla_joint kept = *a;
    *a = *b;
    *b = kept;
}

/* As a detector finds them. */
static void add_noise(const struct gfla_people_shot *shot, struct gfla_random *random, struct gfla_keypoints *points)
{
    const float reach = JITTER * (float)shot->view.height;
    for (int j = 0; j < points->n; j++) {
        points->joint[j].x += (double)(reach * gfla_random_normal(random));
        points->joint[j].y += (double)(reach * gfla_random_normal(random));
        if (gfla_random_uniform(random, 0, 1) < (shot->joints[j].seen == GFLA_FIGURE_HIDDEN ? LOST_HIDDEN : LOST))
            points->joint[j] = (struct gfla_joint){0};
    }
    if (gfla_random_uniform(random, 0, 1) < SWAPPED)
        for (int j = 8; j < 11; j++)
            swap(&points->joint[j], &points->joint[j + 3]);
}

static gfla_status write_pose(const char *path, const struct gfla_keypoints *points)
{
    gfla_status status;
    struct gfla_text json = {0};
    gfla_keypoints_add_json(&json, points);
    REQUIRE(!json.failed, GFLA_ERROR_MEMORY, "key points: host memory ran out");
    TRY(gfla_file_write(path, json.data, json.size));
fail:
    gfla_text_free(&json);
    return status;
}

static gfla_status write_mask(const char *path, const struct gfla_people_shot *shot)
{
    gfla_status status;
    struct gfla_bitmap mask;
    TRY(gfla_bitmap_copy(&shot->parts, &mask));
    uint8_t *values = mask.pixels;
    for (size_t i = 0; i < gfla_bitmap_size(&mask); i++)
        values[i] = values[i] != GFLA_PART_NONE ? 255 : 0;
    TRY(gfla_bitmap_write(path, &mask, &(struct gfla_bitmap_write_params){.fast = true}));
fail:
    gfla_bitmap_free(&mask);
    return status;
}

static gfla_status write_frame(void *context, int index)
{
    gfla_status status;
    const struct clip *c = context;
    const struct gfla_people_shot *shot = &c->work->shots[index];
    const int frame = c->work->first + index;
    struct gfla_random random = gfla_people_random(c->work->job->seed, c->person, 0x200000000u + (uint64_t)frame);
    struct gfla_keypoints exact = gfla_people_points(shot, true), found = gfla_people_points(shot, false), clean;
    struct gfla_text path = {0};
    TRY(frame_path(c, "train_A", frame, "png", &path));
    TRY(gfla_bitmap_write(path.data, &shot->image, &(struct gfla_bitmap_write_params){.fast = true}));
    TRY(frame_path(c, "train_C", frame, "png", &path));
    TRY(write_mask(path.data, shot));
    TRY(gfla_keypoints_convert(&clean, GFLA_JOINTS_H36M_17, &exact));
    TRY(frame_path(c, "train_video2d", frame, "json", &path));
    TRY(write_pose(path.data, &clean));
    add_noise(shot, &random, &found);
    TRY(frame_path(c, "train_alphapose", frame, "json", &path));
    TRY(write_pose(path.data, &found));
fail:
    gfla_text_free(&path);
    return status;
}

static gfla_status create_folders(const struct clip *c)
{
    gfla_status status = GFLA_OK;
    static const char *const kinds[] = {"train_A", "train_C", "train_video2d", "train_alphapose"};
    struct gfla_text path = {0};
    for (int i = 0; i < 4; i++) {
        TRY(folder_of(c, kinds[i], &path));
        TRY(gfla_folder_create(path.data));
    }
fail:
    gfla_text_free(&path);
    return status;
}

/* ---- all frames ---- */

static gfla_status draw_frames(struct clip *c)
{
    gfla_status status = GFLA_OK;
    struct gfla_people_work *w = c->work;
    w->camera = &c->camera;
    for (int first = 0; first < w->people->clip; first += GFLA_PEOPLE_CHUNK) {
        w->first = first;
        w->count = w->people->clip - first < GFLA_PEOPLE_CHUNK ? w->people->clip - first : GFLA_PEOPLE_CHUNK;
        for (int i = 0; i < w->count; i++) {
            struct gfla_people_shot *s = &w->shots[i];
            s->pose = c->poses[first + i];
            s->view = c->look.view;
            s->cut = -INFINITY;
            s->lighting = c->look.lighting;
            s->backdrop = c->look.backdrop;
            s->shadow = c->look.shadow;
        }
        TRY(gfla_people_work_place(w));
        TRY(gfla_people_work_draw(w));
        TRY(gfla_parallel(w->n_threads, w->count, write_frame, c));
    }
fail:
    w->camera = NULL;
    return status;
}

gfla_status gfla_people_draw_clip(struct gfla_people_work *w, size_t index)
{
    gfla_status status;
    struct clip c = {.work = w, .person = index};
    struct gfla_random random = gfla_people_random(w->job->seed, index, 1);
    const struct gfla_text nothing = {0};
    TRY(gfla_people_work_begin(w, index));
    TRY(gfla_calloc(&c.poses, (size_t)w->people->clip, sizeof *c.poses, "poses of a clip"));
    TRY(gfla_people_motions_clip(&w->motions, &random, c.poses, w->people->clip));
    gfla_people_draw_view(w, &random, gfla_people_heading(&c.poses[0]), &c.look);
    c.look.backdrop = gfla_people_random(w->job->seed, index, 0x706c61696e);
    TRY(frame_all(&c));
    TRY(create_folders(&c));
    TRY(draw_frames(&c));
    TRY(gfla_people_write_marker(w, index, &nothing, w->people->clip));
fail:
    free(c.poses);
    return status;
}
