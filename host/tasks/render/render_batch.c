/* render_batch.c - models shared among devices, drawn and written in the layout that was asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/device_crew.h"
#include "tasks/render/render_batch.h"
#include "tasks/render/render_worker.h"

#define CHUNK_BYTES ((size_t)256 << 20) /* of images held at once */
#define PARTS 3                         /* of a model's views: one is written while the next is drawn */

/* ---- before the first model ---- */

/* The view of that name (n characters), or -1. */
static int find_view(const struct gfla_render *r, const char *name, size_t n)
{
    char view[32];
    for (int i = 0; i < r->views.n_views; i++)
        if (strlen(gfla_view_name(&r->workers[0].cameras[i], view)) == n && strncmp(view, name, n) == 0)
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
                                            .cameras = r->workers[0].cameras,
                                            .n_views = r->views.n_views};
    if (!gfla_render_views_are_fixed(&r->views))
        return GFLA_OK;
    TRY(gfla_render_views_place(&r->views, model.unit, 0, "cameras", r->workers[0].cameras));
    TRY(gfla_layout_check(r->workers[0].set, &model));
    TRY(find_flows(r));
fail:
    return status;
}

/* How many views are drawn at once. */
static int choose_chunk(const struct gfla_render *r)
{
    const size_t pixels = (size_t)r->views.size * (size_t)r->views.size;
    const size_t bytes = gfla_render_bytes(gfla_render_views_images(&r->views));
    size_t chunk = CHUNK_BYTES / 2 / (bytes * pixels);
    if (r->n_flows == 0 && chunk > (size_t)(r->views.n_views + PARTS - 1) / PARTS)
        chunk = (size_t)(r->views.n_views + PARTS - 1) / PARTS;
    return chunk < 1 ? 1 : chunk > (size_t)r->views.n_views ? r->views.n_views : (int)chunk;
}

gfla_status gfla_render_prepare(struct gfla_render *r, const struct gfla_render_job *job)
{
    gfla_status status = GFLA_OK;
    const struct gfla_render_views *v = &r->views;
    size_t n_devices = 0;
    REQUIRE(v->n_views <= GFLA_CAMERAS_MAX, GFLA_ERROR_USAGE, "--views: %d views, the limit is %d", v->n_views,
            GFLA_CAMERAS_MAX);
    r->chunk = choose_chunk(r);
    TRY(gfla_device_open_all(&r->devices, &n_devices, NULL, job->device));
    r->n_workers = (int)n_devices;
    REQUIRE(r->n_workers == 1 || !v->layout->one_file, GFLA_ERROR_USAGE,
            "--layout %s is one file, which one device draws. hint: -d with one, or a layout of folders",
            v->layout->name);
    TRY(gfla_calloc(&r->workers, n_devices, sizeof *r->workers, "devices"));
    TRY(gfla_render_worker_open(&r->workers[0], r, job, r->devices[0]));
    TRY(check_cameras(r));
fail:
    return status;
}

void gfla_render_free(struct gfla_render *r)
{
    size_t n_devices = (size_t)r->n_workers;
    for (int i = 0; r->workers && i < r->n_workers; i++)
        gfla_render_worker_close(&r->workers[i]);
    gfla_device_destroy_all(&r->devices, &n_devices);
    gfla_library_destroy(&r->library);
    gfla_render_views_free(&r->views);
    free(r->workers);
    free(r->are_skipped);
    free(r->paths);
    free(r->models);
    free(r->purposes);
}

/* ---- all models ---- */

bool gfla_render_ends(gfla_status status)
{
    return status == GFLA_ERROR_DEVICE || status == GFLA_ERROR_OUTPUT;
}

/* Keeps what is complete; the status and message of the batch come back when that works. */
static gfla_status end_set(struct gfla_render *r, gfla_status batch)
{
    gfla_status status;
    char message[1024];
    snprintf(message, sizeof message, "%s", batch == GFLA_OK ? "" : gfla_error_message());
    for (int i = 0; i < r->n_workers; i++)
        if (r->workers[i].n_done > 0)
            TRY(gfla_layout_commit(r->workers[i].set));
    return batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
fail:
    return status;
}

void gfla_render_tell_problems(const struct gfla_render *r, const struct gfla_render_job *job)
{
    size_t n;
    const struct gfla_library_problem *problems = gfla_library_problems(r->library, &n);
    for (size_t i = 0; i < n; i++)
        gfla_batch_failed(job->batch, problems[i].what, gfla_fail(problems[i].status, "%s", problems[i].message));
}

/* What the workers share. */
struct shared {
    struct gfla_render *render;
    const struct gfla_render_job *job;
    size_t n_taken;
};

static gfla_status start(void *context, int worker)
{
    const struct shared *s = context;
    struct gfla_render *r = s->render;
    return worker == 0 ? GFLA_OK /* for the checks before */
                       : gfla_render_worker_open(&r->workers[worker], r, s->job, r->devices[worker]);
}

static void ready(void *context)
{
    struct gfla_render *r = ((struct shared *)context)->render;
    gfla_progress_begin(&r->progress, "views", r->n_models * (size_t)r->views.n_views);
}

static bool *place(struct gfla_render *r, size_t model)
{
    return &r->are_skipped[model % gfla_crew_places(r->n_workers)];
}

static gfla_status work(void *context, int worker, size_t model)
{
    const struct shared *s = context;
    bool *skip = place(s->render, model);
    *skip = false;
    return gfla_render_worker_draw(&s->render->workers[worker], s->job, model, skip);
}

static gfla_status take(void *context, size_t model, gfla_status status)
{
    struct shared *s = context;
    struct gfla_render *r = s->render;
    const size_t n_views = (size_t)r->views.n_views;
    const bool skip = *place(r, model);
    if (gfla_render_ends(status))
        return status;
    gfla_batch_take(s->job->batch, gfla_library_entry(r->library, r->models[model])->id, status, skip);
    if (skip)
        gfla_progress_skip(&r->progress, n_views);
    gfla_progress_set(&r->progress, ++s->n_taken * n_views);
    return GFLA_OK;
}

gfla_status gfla_render_models(struct gfla_render *r, const struct gfla_render_job *job)
{
    gfla_status status;
    struct shared shared = {.render = r, .job = job};
    const struct gfla_crew crew = {
        .n_items = r->n_models, .context = &shared, .start = start, .ready = ready, .work = work, .take = take};
    gfla_render_tell_problems(r, job);
    TRY(gfla_calloc(&r->are_skipped, gfla_crew_places(r->n_workers), sizeof *r->are_skipped, "models"));
    status = gfla_device_crew_run(r->devices, r->n_workers, &crew);
    if (r->progress.report.what)
        gfla_progress_end(&r->progress);
    return end_set(r, gfla_batch_end(job->batch, status));
fail:
    return status;
}
