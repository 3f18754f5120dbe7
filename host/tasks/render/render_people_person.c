/* One person: what the images show, and all files of it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "tasks/render/render_people.h"
#include "io/weights/npy.h"

/* ---- what an image shows ---- */

/* Around the person: mostly from the front, as in images of clothes. */
static double draw_azimuth(struct gfla_random *random)
{
    const float kind = gfla_random_uniform(random, 0, 1);
    const double side = gfla_random_below(random, 2) ? 1 : -1;
    if (kind < 0.55f)
        return (double)gfla_random_uniform(random, -35, 35);
    if (kind < 0.75f)
        return side * (double)gfla_random_uniform(random, 35, 75);
    return side * (double)(kind < 0.87f ? gfla_random_uniform(random, 75, 120) : gfla_random_uniform(random, 120, 180));
}

/* Where the chest faces, in degrees as azimuths are. */
double gfla_people_heading(const struct gfla_figure_pose *pose)
{
    const struct vector prefetch = turn_apply(pose->chest, (struct vector){0, 0, 1});
    return fabs(prefetch.x) + fabs(prefetch.z) > 1e-3 ? atan2(-prefetch.x, prefetch.z) * 180 / 3.14159265358979323846
                                                      : 0;
}

void gfla_people_draw_view(const struct gfla_people_work *w, struct gfla_random *random, double heading,
                           struct gfla_people_shot *s)
{
    const bool from_above = gfla_random_below(random, 6) == 0;
    s->view = (struct gfla_figure_view){.width = w->people->width, .height = w->people->height};
    s->view.azimuth = heading + draw_azimuth(random);
    s->view.elevation = (double)(from_above ? gfla_random_uniform(random, 8, 25) : gfla_random_uniform(random, -4, 8));
    s->view.distance = (double)gfla_random_uniform(random, 3.2f, 6.5f);
    s->view.margin = (double)gfla_random_uniform(random, 0.03f, 0.1f);
    for (int k = 0; k < 2; k++)
        s->view.shift[k] = (double)gfla_random_uniform(random, -0.4f, 0.4f) * s->view.margin;
    s->lighting = gfla_figure_view_lighting(s->view.azimuth, random);
    s->shadow = gfla_random_uniform(random, 0, 1) < 0.7f ? gfla_random_uniform(random, 0.15f, 0.6f) : 0;
}

/* How much of the person is meant to be in the image: all, down to the knees, or to the hips. */
static double draw_cut(const struct gfla_people_work *w, struct gfla_random *random, struct gfla_people_shot *s)
{
    const float kind = gfla_random_uniform(random, 0, 1);
    if (w->people->full_figures || kind < 0.7f)
        return -INFINITY;
    const enum gfla_figure_bone_role left = kind < 0.9f ? GFLA_FIGURE_L_SHIN : GFLA_FIGURE_L_THIGH;
    const enum gfla_figure_bone_role right = kind < 0.9f ? GFLA_FIGURE_R_SHIN : GFLA_FIGURE_R_THIGH;
    double cut = INFINITY;
    gfla_figure_pose_apply(&w->figure, &s->pose, s->place);
    for (int side = 0; side < 2; side++) {
        const int bone = w->figure.roles[side == 0 ? right : left];
        cut = fmin(cut, gfla_figure_point(&s->place[bone], w->figure.bones[bone].head).y);
    }
    return cut;
}

static gfla_status plan_shot(struct gfla_people_work *w, size_t person, int image, struct gfla_people_shot *s)
{
    gfla_status status;
    struct gfla_random random = gfla_people_random(w->job->seed, person, 1 + (uint64_t)image);
    TRY(gfla_people_motions_draw(&w->motions, &random, &s->pose));
    gfla_people_draw_view(w, &random, gfla_people_heading(&s->pose), s);
    s->cut = draw_cut(w, &random, s);
    /* a studio is the same in all images of a person */
    const bool is_plain = strcmp(w->people->background, "plain") == 0;
    s->backdrop = is_plain ? gfla_people_random(w->job->seed, person, 0x706c61696e)
                           : gfla_people_random(w->job->seed, person, 0x100000000u + (uint64_t)image);
fail:
    return status;
}

/* ---- its files ---- */

static gfla_status write_shot(void *context, int index)
{
    const struct gfla_people_work *w = context;
    char name[48], person[16];
    snprintf(name, sizeof name, "%s_%02d", gfla_people_name(w->person, person), w->first + index);
    return gfla_people_write_labels(w->job->output, gfla_people_phase(w->person), name, &w->shots[index]);
}

static gfla_status draw_chunk(struct gfla_people_work *w, size_t person, int first,
                              struct gfla_people_surfaces *surfaces, struct gfla_text *csv)
{
    gfla_status status = GFLA_OK;
    w->count = w->people->per_person - first < GFLA_PEOPLE_CHUNK ? w->people->per_person - first : GFLA_PEOPLE_CHUNK;
    w->first = first;
    for (int i = 0; i < w->count; i++)
        TRY(plan_shot(w, person, first + i, &w->shots[i]));
    TRY(gfla_people_work_place(w));
    TRY(gfla_people_work_draw(w));
    TRY(gfla_parallel(w->n_threads, w->count, write_shot, w));
    for (int i = 0; i < w->count; i++) {
        char name[48], short_name[16];
        snprintf(name, sizeof name, "%s_%02d.png", gfla_people_name(person, short_name), first + i);
        gfla_people_add_annotation(csv, name, &w->shots[i]);
        TRY(gfla_people_surfaces_add(surfaces, first + i, &w->shots[i]));
    }
fail:
    return status;
}

static gfla_status write_flows(const struct gfla_people_work *w, size_t person, const struct gfla_people_surfaces *s)
{
    gfla_status status = GFLA_OK;
    char name[16];
    struct gfla_text path = {0};
    const size_t plane = (size_t)w->people->width * (size_t)w->people->height;
    float *values = NULL;
    TRY(gfla_calloc(&values, 3 * plane, sizeof *values, "a flow"));
    gfla_people_name(person, name);
    for (int i = 0; i < s->n * s->n; i++) {
        const int from = i / s->n, to = i % s->n;
        if (from == to)
            continue;
        gfla_person_surface_flow(&s->triangles, &s->images[from], &s->images[to], w->people->width, w->people->height,
                                 values, values + 2 * plane);
        path.size = 0;
        gfla_text_add(&path, "%s/%s_flows/%s_%02d_2_%s_%02d.npy", w->job->output, gfla_people_phase(person), name, from,
                      name, to);
        REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
        TRY(gfla_npy_write(path.data, (struct gfla_shape){.rank = 3, .dim = {3, w->people->height, w->people->width}},
                           values));
    }
fail:
    free(values);
    gfla_text_free(&path);
    return status;
}

/* Clips of 0 A.D. bring its licence along; that of other motion capture is for its user to know. */
static const char *licence_of(const struct gfla_people_work *w)
{
    return w->motions.zeroad ? gfla_figure_source_zeroad.licence : w->figure.licence;
}

/* Where the poses may come from: names without folders. */
static void add_motions(const struct gfla_people *people, struct gfla_text *json)
{
    if (people->n_motions == 0)
        gfla_text_add(json, "\"drawn\"");
    for (int i = 0; i < people->n_motions; i++) {
        const char *path = people->motions[i], *slash = strrchr(path, '/');
        gfla_text_add(json, "%s", i > 0 ? "," : "");
        gfla_text_add_json(json, slash && slash[1] ? slash + 1 : path);
    }
}

/* The marker says what the person is; the list beside it is what the set's lists are made of. */
gfla_status gfla_people_write_marker(const struct gfla_people_work *w, size_t person, const struct gfla_text *csv,
                                     int n)
{
    gfla_status status;
    struct gfla_text path = {0}, json = {0};
    char name[16];
    TRY(gfla_people_marker_path(w->job->output, person, "csv", &path));
    if (csv->size > 0) /* clips have none */
        TRY(gfla_file_write(path.data, csv->data, csv->size));
    TRY(gfla_people_marker_path(w->job->output, person, "json", &path));
    gfla_text_add(&json,
                  "{\"name\":\"%s\",\"phase\":\"%s\",\"pictures\":%d,\"figures\":\"%s\",\"licence\":\"%s\",\"seed\":%"
                  "llu,\"motion\":[",
                  gfla_people_name(person, name), gfla_people_phase(person), n, w->maker.source->name, licence_of(w),
                  (unsigned long long)w->job->seed);
    add_motions(w->people, &json);
    gfla_text_add(&json, "]%s%s}\n", w->figure.description.size ? "," : "",
                  w->figure.description.size ? w->figure.description.data : "");
    REQUIRE(!json.failed && !csv->failed, GFLA_ERROR_MEMORY, "a description: host memory ran out");
    TRY(gfla_file_write(path.data, json.data, json.size));
fail:
    gfla_text_free(&path);
    gfla_text_free(&json);
    return status;
}

gfla_status gfla_people_draw_person(struct gfla_people_work *w, size_t index)
{
    gfla_status status;
    struct gfla_people_surfaces surfaces = {0};
    struct gfla_text csv = {0};
    char name[16];
    TRY(gfla_people_work_begin(w, index));
    TRY(gfla_people_surfaces_begin(&surfaces, &w->figure, w->people->per_person));
    for (int first = 0; first < w->people->per_person; first += GFLA_PEOPLE_CHUNK)
        TRY(draw_chunk(w, index, first, &surfaces, &csv));
    TRY(gfla_people_surfaces_write(&surfaces, w->job->output, gfla_people_phase(index), gfla_people_name(index, name)));
    if (w->people->flow)
        TRY(write_flows(w, index, &surfaces));
    TRY(gfla_people_write_marker(w, index, &csv, w->people->per_person));
fail:
    gfla_people_surfaces_free(&surfaces);
    gfla_text_free(&csv);
    return status;
}
