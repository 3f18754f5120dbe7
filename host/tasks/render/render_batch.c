/* render_batch.c - models drawn one after another and written in the layout that was asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/context.h"
#include "base/progress.h"
#include "base/log.h"
#include "base/memory.h"
#include "tasks/render/render_batch.h"
#include "viewsynth/render/drawn_from.h"
#include "viewsynth/render/drawn/drawn_material.h"

#define CHUNK_BYTES ((size_t)256 << 20) /* of images held at once */
#define PARTS 3                         /* of a model's views: one is written while the next is drawn */

/* ---- before the first model ---- */

/* The view of that name (n characters), or -1. */
static int find_view(const struct gfla_render *r, const char *name, size_t n)
{
    char view[32];
    for (int i = 0; i < r->views.n_views; i++)
        if (strlen(gfla_view_name(&r->cameras[i], view)) == n && strncmp(view, name, n) == 0)
            return i;
    return -1;
}

static gfla_status find_flows(struct gfla_render *r)
{
    gfla_status status = GFLA_OK;
    REQUIRE(r->n_flows == 0 || r->chunk == r->views.n_views, GFLA_ERROR_USAGE,
            "--flow: %d views of %d pixels do not fit in %zu MiB at once; "
            "hint: fewer views",
            r->views.n_views, r->views.size, CHUNK_BYTES / 2 >> 20);
    for (int i = 0; i < r->n_flows; i++) {
        size_t n = strcspn(r->flows[i], ":");
        r->flow_source[i] = find_view(r, r->flows[i], n);
        r->flow_target[i] = r->flows[i][n] ? find_view(r, r->flows[i] + n + 1, strlen(r->flows[i] + n + 1)) : -1;
        REQUIRE(r->flow_source[i] >= 0 && r->flow_target[i] >= 0, GFLA_ERROR_USAGE,
                "--flow: '%s' does not name two of the views; hint: SOURCE:TARGET as 080_00:100_10, among --views",
                r->flows[i]);
    }
fail:
    return status;
}

/* Cameras that all models share are checked before anything is drawn. */
static gfla_status check_cameras(struct gfla_render *r)
{
    gfla_status status;
    const enum gfla_layout_unit unit = r->views.layout->unit;
    const struct gfla_model_entry any = {.id = "any"};
    const struct gfla_layout_model model = {.entry = &any,
                                            .unit = unit == GFLA_UNIT_DIAGONAL_2 ? 1 : 0.5,
                                            .cameras = r->cameras,
                                            .n_views = r->views.n_views};
    if (!gfla_render_views_are_fixed(&r->views))
        return GFLA_OK;
    TRY(gfla_render_views_place(&r->views, model.unit, 0, "cameras", r->cameras));
    TRY(gfla_layout_check(r->set, &model));
    TRY(find_flows(r));
fail:
    return status;
}

static gfla_status reserve(struct gfla_render *r, unsigned images)
{
    gfla_status status;
    const size_t pixels = (size_t)r->views.size * (size_t)r->views.size;
    const bool back = images >> GFLA_LAYOUT_BACK & 1, back_depth = images >> GFLA_LAYOUT_BACK_DEPTH & 1;
    const bool normal = images >> GFLA_LAYOUT_NORMAL & 1, position = images >> GFLA_LAYOUT_COORDINATES & 1;
    const size_t bytes = 8 + (back ? 4 : 0) + (back_depth ? 4 : 0) + (normal ? 12 : 0) + (position ? 12 : 0);
    size_t chunk = CHUNK_BYTES / 2 / (bytes * pixels);
    if (r->n_flows == 0 && chunk > (size_t)(r->views.n_views + PARTS - 1) / PARTS)
        chunk = (size_t)(r->views.n_views + PARTS - 1) / PARTS;
    r->chunk = chunk < 1 ? 1 : chunk > (size_t)r->views.n_views ? r->views.n_views : (int)chunk;
    const size_t n = (size_t)r->chunk * pixels;
    for (struct gfla_render_out *d = r->drawn; d < r->drawn + 2; d++) {
        TRY(gfla_calloc(&d->rgba, n, 4, "pictures"));
        TRY(gfla_calloc(&d->depth, n, sizeof(float), "depths"));
        if (back)
            TRY(gfla_calloc(&d->back_rgba, n, 4, "pictures of the last surface"));
        if (back_depth)
            TRY(gfla_calloc(&d->back_depth, n, sizeof(float), "depths of the last surface"));
        if (normal)
            TRY(gfla_calloc(&d->normal, n, 3 * sizeof(float), "normals"));
        if (position)
            TRY(gfla_calloc(&d->position, n, 3 * sizeof(float), "coordinates"));
    }
fail:
    return status;
}

gfla_status gfla_render_prepare(struct gfla_render *r, const struct gfla_render_job *job)
{
    gfla_status status = GFLA_OK;
    const struct gfla_render_views *v = &r->views;
    struct gfla_renderer_params params = {.size = v->size, .factor = r->samples};
    const struct gfla_layout_params layout = {.size = v->size,
                                              .white = v->white,
                                              .images = gfla_render_views_images(v),
                                              .depth_npy = v->depth_npy,
                                              .own_cameras = !v->cameras,
                                              .n_threads = gfla_render_n_threads()};
    REQUIRE(v->n_views <= GFLA_CAMERAS_MAX, GFLA_ERROR_USAGE, "--views: %d views, the limit is %d", v->n_views,
            GFLA_CAMERAS_MAX);
    TRY(gfla_calloc(&r->cameras, (size_t)v->n_views, sizeof *r->cameras, "cameras"));
    TRY(reserve(r, layout.images));
    TRY(gfla_layout_open(&r->set, v->layout, job->output, &layout));
    TRY(check_cameras(r));
    TRY(gfla_importer_open(&r->importer, r->import_seconds, r->import_megabytes));
    TRY(gfla_device_open(&r->device, NULL, job->device));
    TRY(gfla_renderer_create(&r->renderer, r->device, &params));
fail:
    return status;
}

void gfla_render_free(struct gfla_render *r)
{
    gfla_layout_close(&r->set);
    gfla_renderer_destroy(&r->renderer);
    gfla_device_destroy(&r->device);
    gfla_importer_destroy(&r->importer);
    gfla_library_destroy(&r->library);
    gfla_render_views_free(&r->views);
    free(r->paths);
    free(r->models);
    free(r->purposes);
    free(r->cameras);
    for (struct gfla_render_out *d = r->drawn; d < r->drawn + 2; d++) {
        free(d->rgba);
        free(d->depth);
        free(d->back_rgba);
        free(d->back_depth);
        free(d->normal);
        free(d->position);
    }
}

/* ---- one model ---- */

/* Views from `first` on that one drawing makes: as many as fit, of one field of view. */
static int views_at_once(const struct gfla_render *r, int first)
{
    int n = 1;
    while (n < r->chunk && first + n < r->views.n_views && r->cameras[first + n].fov == r->cameras[first].fov)
        n++;
    return n;
}

static gfla_status draw_views(struct gfla_render *r, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    int side = 0; /* of one chunk alone: 0 */
    for (int first = 0, n; first < model->n_views; first += n, side = 1 - side) {
        n = views_at_once(r, first);
        TRY(gfla_check_cancelled());
        TRY(gfla_renderer_draw(r->renderer, r->cameras + first, n, &r->drawn[side]));
        TRY(gfla_render_writer_begin(&r->writer, r->set, model, first, n, &r->drawn[side]));
    }
    return gfla_render_writer_wait(&r->writer);
fail:
    gfla_render_writer_abandon(&r->writer);
    return status;
}

static void tell_notes(const struct gfla_model_entry *e, const struct gfla_mesh *mesh)
{
    for (const char *line = mesh->notes.data; line && *line;) {
        size_t n = strcspn(line, "\n");
        gfla_log(GFLA_LOG_INFO, "%s: %.*s", e->id, (int)n, line);
        line += n + (line[n] == '\n');
    }
}

/* Whether a model will be skipped, most likely. */
static bool is_there(const struct gfla_render *r, const struct gfla_render_job *job, size_t i)
{
    char marker[4096];
    return job->existing == GFLA_EXISTING_SKIP &&
           gfla_layout_marker(r->set, gfla_library_entry(r->library, r->models[i]), marker, sizeof marker) &&
           gfla_file_exists(marker);
}

/* *unit: how long the layout measures it. */
static gfla_status load_model(struct gfla_render *r, const struct gfla_render_job *job, size_t index, double *unit)
{
    gfla_status status;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, index);
    struct gfla_mesh *mesh = NULL;
    struct gfla_load_params load = {.importer = r->importer, .z_up = r->z_up};
    TRY(gfla_library_load(r->library, index, &load, &mesh));
    if (r->next < r->n_models && !is_there(r, job, r->next))
        gfla_library_begin(r->library, r->models[r->next], &load); /* it is read while this one is drawn */
    tell_notes(e, mesh);
    if (r->looks != GFLA_LOOKS_OWN)
        TRY(gfla_mesh_draw_materials(mesh, &(struct gfla_drawn_params){.seed = gfla_drawn_seed(e->id, r->looks_seed),
                                                                       .all = r->looks == GFLA_LOOKS_REDRAWN}));
    *unit = gfla_layout_unit_of(r->views.layout, mesh);
    gfla_render_lights_apply(&r->lights, r->renderer, e->id);
    TRY(gfla_renderer_set_mesh(r->renderer, mesh));
fail:
    gfla_mesh_destroy(&mesh);
    return status;
}

/* What is skipped must be of this model: another one of the same id would be left out in silence. */
static gfla_status check_source(const char *cameras, const struct gfla_model_entry *e)
{
    bool same;
    char other[512];
    gfla_status status = gfla_drawn_from(cameras, e, &same, other, sizeof other);
    if (status == GFLA_OK && !same)
        status = gfla_fail(GFLA_ERROR_FAILED,
                           "%s: is of another model, %s, not of %s. hint: another -o, or name the folder above both",
                           cameras, other, e->source);
    return status;
}

/* The i-th model. *skip: it was there and is left alone. */
static gfla_status render_model(struct gfla_render *r, const struct gfla_render_job *job, size_t i, bool *skip)
{
    gfla_status status = GFLA_OK;
    struct gfla_layout_model model = {.entry = gfla_library_entry(r->library, r->models[i]),
                                      .purpose = r->purposes[i],
                                      .cameras = r->cameras,
                                      .n_views = r->views.n_views};
    char marker[4096];
    if (gfla_layout_marker(r->set, model.entry, marker, sizeof marker))
        TRY(gfla_output_allow(job->existing, marker, skip));
    if (*skip)
        return check_source(marker, model.entry);
    TRY(load_model(r, job, r->models[i], &model.unit));
    TRY(gfla_render_views_place(&r->views, model.unit, job->seed, model.entry->id, r->cameras));
    TRY(gfla_layout_begin(r->set, &model));
    TRY(draw_views(r, &model));
    for (int f = 0; f < r->n_flows; f++)
        TRY(gfla_layout_add_flow(r->set, &model, r->drawn[0].depth, r->flow_source[f], r->flow_target[f]));
    TRY(gfla_layout_end(r->set, &model));
    r->n_done++;
fail:
    return status;
}

/* ---- all models ---- */

/* A failure that the next model would meet too. */
static bool is_fatal(gfla_status status)
{
    return status == GFLA_ERROR_INTERRUPTED || status == GFLA_ERROR_DEVICE || status == GFLA_ERROR_OUTPUT;
}

/* Keeps what is complete; the status and message of the batch come back when that works. */
static gfla_status end_set(struct gfla_render *r, gfla_status batch)
{
    char message[512];
    if (r->n_done == 0)
        return batch;
    snprintf(message, sizeof message, "%s", gfla_error_message());
    const gfla_status status = gfla_layout_commit(r->set);
    return status != GFLA_OK ? status : batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
}

void gfla_render_tell_problems(const struct gfla_render *r, const struct gfla_render_job *job)
{
    size_t n;
    const struct gfla_library_problem *problems = gfla_library_problems(r->library, &n);
    for (size_t i = 0; i < n; i++)
        gfla_batch_failed(job->batch, problems[i].what, gfla_fail(problems[i].status, "%s", problems[i].message));
}

gfla_status gfla_render_models(struct gfla_render *r, const struct gfla_render_job *job)
{
    gfla_status status = GFLA_OK;
    const size_t n_views = (size_t)r->views.n_views;
    gfla_render_tell_problems(r, job);
    gfla_progress_begin(&r->progress, "views", r->n_models * n_views);
    for (size_t i = 0; i < r->n_models && !gfla_is_cancelled(); i++) {
        bool skip = false;
        r->next = i + 1;
        status = render_model(r, job, i, &skip);
        if (is_fatal(status))
            break;
        if (status != GFLA_OK)
            gfla_batch_failed(job->batch, gfla_library_entry(r->library, r->models[i])->id, status);
        else
            skip ? gfla_batch_skipped(job->batch) : gfla_batch_done(job->batch);
        if (skip)
            gfla_progress_skip(&r->progress, n_views);
        gfla_progress_set(&r->progress, (i + 1) * n_views);
    }
    gfla_progress_end(&r->progress);
    return end_set(r, is_fatal(status) && status != GFLA_ERROR_INTERRUPTED ? status : gfla_batch_status(job->batch));
}
