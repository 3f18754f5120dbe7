/* Images of a person: placed in threads, drawn one after another on the device, put before their backdrops in
 * threads. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/context.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "tasks/render/render_people.h"

/* ---- what all people share ---- */

static gfla_status list_images(struct gfla_people_work *w)
{
    gfla_status status;
    char **names = NULL;
    size_t n = 0;
    TRY(gfla_bitmap_files(w->people->background, false, &names, &n));
    TRY(gfla_calloc(&w->images, n ? n : 1, sizeof *w->images, "pictures of backgrounds"));
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(w->people->background) + strlen(names[i]) + 2;
        TRY(gfla_calloc(&w->images[w->n_images], length, 1, "a path"));
        snprintf(w->images[w->n_images++], length, "%s/%s", w->people->background, names[i]);
    }
    REQUIRE(w->n_images > 0, GFLA_ERROR_INPUT, "--background: no picture in %s", w->people->background);
fail:
    free(names);
    return status;
}

static gfla_status create_shot(struct gfla_people_work *w, struct gfla_people_shot *s)
{
    gfla_status status;
    const size_t square = (size_t)w->side * (size_t)w->side,
                 pixels = (size_t)w->people->width * (size_t)w->people->height;
    TRY(gfla_calloc(&s->rgba, square, 4, "pictures"));
    TRY(gfla_calloc(&s->depth, square, sizeof *s->depth, "depths"));
    TRY(gfla_calloc(&s->triangles, square, sizeof *s->triangles, "triangles of pixels"));
    TRY(gfla_calloc(&s->rgb, 3 * pixels, sizeof *s->rgb, "backdrops"));
    TRY(gfla_calloc(&s->scratch, 3 * pixels, sizeof *s->scratch, "backdrops"));
fail:
    return status;
}

gfla_status gfla_people_work_open(struct gfla_people_work *w, const struct gfla_people *people,
                                  const struct gfla_render_job *job, gfla_device *device, int n_threads)
{
    gfla_status status;
    const struct gfla_renderer_params params = {.size = gfla_figure_view_square(people->width, people->height),
                                                .factor = people->samples};
    *w = (struct gfla_people_work){.people = people, .job = job, .side = params.size, .n_threads = n_threads};
    TRY(gfla_figure_maker_open(&w->maker, people->figures, people->data));
    TRY(gfla_people_motions_open(&w->motions, people));
    if (strcmp(people->background, "plain") != 0 && strcmp(people->background, "varied") != 0)
        TRY(list_images(w));
    for (int i = 0; i < GFLA_PEOPLE_CHUNK; i++)
        TRY(create_shot(w, &w->shots[i]));
    TRY(gfla_renderer_create(&w->renderer, device, &params));
fail:
    return status;
}

static void free_images(struct gfla_people_shot *s)
{
    gfla_bitmap_free(&s->image);
    gfla_bitmap_free(&s->parts);
}

void gfla_people_work_close(struct gfla_people_work *w)
{
    for (int i = 0; i < GFLA_PEOPLE_CHUNK; i++) {
        struct gfla_people_shot *s = &w->shots[i];
        free_images(s);
        free(s->mesh.corners);
        free(s->points);
        free(s->rgba);
        free(s->depth);
        free(s->triangles);
        free(s->rgb);
        free(s->scratch);
    }
    for (size_t i = 0; i < w->n_images; i++)
        free(w->images[i]);
    free(w->images);
    gfla_figure_free(&w->figure);
    gfla_renderer_destroy(&w->renderer);
    gfla_people_motions_close(&w->motions);
    gfla_figure_maker_close(&w->maker);
}

/* ---- a person ---- */

gfla_status gfla_people_work_begin(struct gfla_people_work *w, size_t index)
{
    gfla_status status;
    struct gfla_random random = gfla_people_random(w->job->seed, index, 0);
    const uint64_t seed = (uint64_t)gfla_random_u32(&random) << 32 | gfla_random_u32(&random);
    w->person = index;
    w->camera = NULL;
    w->lift = 0;
    gfla_figure_free(&w->figure);
    const bool test = strcmp(gfla_people_phase(index), "test") == 0;
    TRY(test ? gfla_figure_maker_make_test(&w->maker, seed, &w->figure)
             : gfla_figure_maker_make(&w->maker, seed, &w->figure));
    const struct gfla_mesh *mesh = w->figure.mesh;
    for (int i = 0; i < GFLA_PEOPLE_CHUNK; i++) {
        struct gfla_people_shot *s = &w->shots[i];
        free(s->mesh.corners);
        free(s->points);
        s->mesh = (struct gfla_mesh){.n_triangles = mesh->n_triangles};
        s->points = NULL;
        TRY(gfla_calloc(&s->mesh.corners, 3 * mesh->n_triangles, sizeof *s->mesh.corners, "a posed figure"));
        memcpy(s->mesh.corners, mesh->corners, 3 * mesh->n_triangles * sizeof *mesh->corners);
        TRY(gfla_calloc(&s->points, mesh->n_triangles, sizeof *s->points, "points of a figure"));
    }
    TRY(gfla_renderer_set_mesh(w->renderer, mesh));
fail:
    return status;
}

/* A corner of each triangle: enough to frame a person and to throw a shadow. */
static void take_points(struct gfla_people_shot *s)
{
    for (size_t i = 0; i < s->mesh.n_triangles; i++)
        memcpy(s->points[i], s->mesh.corners[3 * i].position, sizeof s->points[i]);
}

/* Points above the cut; all, where none is. */
static size_t points_above(const struct gfla_people_shot *s, float (*out)[3])
{
    size_t n = 0;
    for (size_t i = 0; i < s->mesh.n_triangles; i++)
        if ((double)s->points[i][1] >= s->cut)
            memcpy(out[n++], s->points[i], sizeof *out);
    if (n > 0)
        return n;
    memcpy(out, s->points, s->mesh.n_triangles * sizeof *out);
    return s->mesh.n_triangles;
}

static gfla_status place_shot(void *context, int index)
{
    struct gfla_people_work *w = context;
    struct gfla_people_shot *s = &w->shots[index];
    float(*framed)[3] = NULL;
    gfla_status status;
    gfla_figure_pose_apply(&w->figure, &s->pose, s->place);
    if (s->pose.has_place)
        gfla_figure_move(&w->figure, (struct vector){0, w->lift, 0}, s->place);
    gfla_figure_skin(&w->figure, s->place, &s->mesh);
    take_points(s);
    TRY(gfla_calloc(&framed, s->mesh.n_triangles, sizeof *framed, "points of a figure"));
    s->camera =
        w->camera ? *w->camera : gfla_figure_view_camera(&s->view, (const float(*)[3])framed, points_above(s, framed));
fail:
    free(framed);
    return status;
}

gfla_status gfla_people_work_place(struct gfla_people_work *w)
{
    return gfla_parallel(w->n_threads, w->count, place_shot, w);
}

/* ---- images ---- */

static gfla_status draw_backdrop(const struct gfla_people_work *w, struct gfla_people_shot *s,
                                 const struct gfla_backdrop *backdrop)
{
    gfla_status status = GFLA_OK;
    struct gfla_random random = s->backdrop;
    struct gfla_bitmap image = {0};
    const struct gfla_bitmap_read_params rgb = {.channels = 3};
    if (w->n_images > 0) {
        TRY(gfla_bitmap_read(w->images[gfla_random_below(&random, (uint32_t)w->n_images)], &rgb, &image));
        TRY(gfla_backdrop_image(backdrop, &image, &random));
    } else if (strcmp(w->people->background, "varied") == 0) {
        gfla_backdrop_varied(backdrop, &random);
    } else {
        gfla_backdrop_plain(backdrop, &random);
    }
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* The part that each pixel of the image shows. */
static gfla_status take_parts(const struct gfla_people_work *w, struct gfla_people_shot *s)
{
    int left, top;
    gfla_figure_view_corner(w->people->width, w->people->height, &left, &top);
    const gfla_status status = gfla_bitmap_create(&s->parts, w->people->width, w->people->height, 1, 8);
    if (status != GFLA_OK)
        return status;
    uint8_t *out = s->parts.pixels;
    for (int y = 0; y < s->parts.height; y++)
        for (int x = 0; x < s->parts.width; x++) {
            const int32_t triangle = s->triangles[(size_t)(y + top) * (size_t)w->side + (size_t)(x + left)];
            *out++ = triangle >= 0 ? w->figure.parts[triangle] : GFLA_PART_NONE;
        }
    return GFLA_OK;
}

static gfla_status finish_shot(void *context, int index)
{
    gfla_status status;
    struct gfla_people_work *w = context;
    struct gfla_people_shot *s = &w->shots[index];
    const struct gfla_backdrop backdrop = {&s->camera, w->people->width, w->people->height, s->rgb, s->scratch};
    free_images(s);
    gfla_figure_view_joints(&w->figure, s->place, &s->camera, w->people->width, w->people->height, s->depth, s->joints);
    TRY(draw_backdrop(w, s, &backdrop));
    if (s->shadow > 0)
        gfla_backdrop_shadow(&backdrop, (const float(*)[3])s->points, s->mesh.n_triangles,
                             s->lighting.lights[0].direction, s->shadow);
    TRY(gfla_backdrop_composite(&backdrop, s->rgba, &s->image));
    TRY(take_parts(w, s));
fail:
    return status;
}

gfla_status gfla_people_work_draw(struct gfla_people_work *w)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < w->count; i++) {
        struct gfla_people_shot *s = &w->shots[i];
        TRY(gfla_check_cancelled());
        gfla_renderer_set_lighting(w->renderer, &s->lighting);
        TRY(gfla_renderer_set_corners(w->renderer, &s->mesh));
        TRY(gfla_renderer_draw(
            w->renderer, &s->camera, 1,
            &(struct gfla_render_out){.rgba = s->rgba, .depth = s->depth, .triangle = s->triangles}));
    }
    TRY(gfla_parallel(w->n_threads, w->count, finish_shot, w));
fail:
    return status;
}
