/* render_worker.c - one device that draws models of a set. */
#include "tasks/render/render_worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "tasks/render/render_set.h"
#include "viewsynth/render/drawn/drawn_material.h"
#include "viewsynth/render/drawn_from.h"

/* ---- the worker ---- */

size_t gfla_render_bytes(unsigned images)
{
    return 8 + (images >> GFLA_LAYOUT_BACK & 1 ? 4 : 0) + (images >> GFLA_LAYOUT_BACK_DEPTH & 1 ? 4 : 0) +
           (images >> GFLA_LAYOUT_NORMAL & 1 ? 12 : 0) + (images >> GFLA_LAYOUT_COORDINATES & 1 ? 12 : 0);
}

/* Room for a chunk of views that is drawn, and for one that is written. */
static gfla_status reserve(struct gfla_render_worker *w, unsigned images)
{
    gfla_status status;
    const struct gfla_render *r = w->render;
    const size_t pixels = (size_t)r->views.size * (size_t)r->views.size;
    const bool back = images >> GFLA_LAYOUT_BACK & 1, back_depth = images >> GFLA_LAYOUT_BACK_DEPTH & 1;
    const bool normal = images >> GFLA_LAYOUT_NORMAL & 1, position = images >> GFLA_LAYOUT_COORDINATES & 1;
    const size_t n = (size_t)r->chunk * pixels;
    for (struct gfla_render_out *d = w->drawn; d < w->drawn + 2; d++) {
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

gfla_status gfla_render_worker_open(struct gfla_render_worker *w, const struct gfla_render *r,
                                    const struct gfla_render_job *job, gfla_device *device)
{
    gfla_status status;
    const struct gfla_render_views *v = &r->views;
    struct gfla_renderer_params params = {.size = v->size, .factor = r->samples};
    const int n_threads = gfla_render_n_threads() / r->n_workers;
    const struct gfla_layout_params layout = {.size = v->size,
                                              .white = v->white,
                                              .images = gfla_render_views_images(v),
                                              .depth_npy = v->depth_npy,
                                              .own_cameras = !v->cameras,
                                              .n_threads = n_threads > 1 ? n_threads : 1};
    *w = (struct gfla_render_worker){.render = r};
    TRY(gfla_calloc(&w->cameras, (size_t)v->n_views, sizeof *w->cameras, "cameras"));
    TRY(reserve(w, layout.images));
    TRY(gfla_layout_open(&w->set, v->layout, job->output, &layout));
    TRY(gfla_importer_open(&w->importer, r->import_seconds, r->import_megabytes));
    TRY(gfla_renderer_create(&w->renderer, device, &params));
fail:
    return status;
}

void gfla_render_worker_close(struct gfla_render_worker *w)
{
    gfla_layout_close(&w->set);
    gfla_renderer_destroy(&w->renderer);
    gfla_importer_destroy(&w->importer);
    free(w->cameras);
    for (struct gfla_render_out *d = w->drawn; d < w->drawn + 2; d++) {
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
static int views_at_once(const struct gfla_render_worker *w, int first)
{
    int n = 1;
    while (n < w->render->chunk && first + n < w->render->views.n_views &&
           w->cameras[first + n].fov == w->cameras[first].fov)
        n++;
    return n;
}

static gfla_status draw_views(struct gfla_render_worker *w, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    int side = 0; /* of one chunk alone: 0 */
    for (int first = 0, n; first < model->n_views; first += n, side = 1 - side) {
        n = views_at_once(w, first);
        TRY(gfla_check_cancelled());
        TRY(gfla_renderer_draw(w->renderer, w->cameras + first, n, &w->drawn[side]));
        TRY(gfla_render_writer_begin(&w->writer, w->set, model, first, n, &w->drawn[side]));
    }
    return gfla_render_writer_wait(&w->writer);
fail:
    gfla_render_writer_abandon(&w->writer);
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
static bool is_there(const struct gfla_render_worker *w, const struct gfla_render_job *job, size_t i)
{
    char marker[4096];
    const struct gfla_render *r = w->render;
    return job->existing == GFLA_EXISTING_SKIP &&
           gfla_layout_marker(w->set, gfla_library_entry(r->library, r->models[i]), marker, sizeof marker) &&
           gfla_file_exists(marker);
}

/* The i-th model. *unit: how long the layout measures it. A single worker knows which one it will draw next. */
static gfla_status load_model(struct gfla_render_worker *w, const struct gfla_render_job *job, size_t i, double *unit)
{
    gfla_status status;
    const struct gfla_render *r = w->render;
    const size_t index = r->models[i], next = i + 1;
    const struct gfla_model_entry *e = gfla_library_entry(r->library, index);
    struct gfla_mesh *mesh = NULL;
    struct gfla_load_params load = {.importer = w->importer, .z_up = r->z_up};
    TRY(gfla_library_load(r->library, index, &load, &mesh));
    if (r->n_workers == 1 && next < r->n_models && !is_there(w, job, next))
        gfla_library_begin(r->library, r->models[next], &load); /* it is read while this one is drawn */
    tell_notes(e, mesh);
    if (r->looks != GFLA_LOOKS_OWN)
        TRY(gfla_mesh_draw_materials(mesh, &(struct gfla_drawn_params){.seed = gfla_drawn_seed(e->id, r->looks_seed),
                                                                       .all = r->looks == GFLA_LOOKS_REDRAWN}));
    *unit = gfla_layout_unit_of(r->views.layout, mesh);
    gfla_render_lights_apply(&r->lights, w->renderer, e->id);
    TRY(gfla_renderer_set_mesh(w->renderer, mesh));
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

gfla_status gfla_render_worker_draw(struct gfla_render_worker *w, const struct gfla_render_job *job, size_t i,
                                    bool *skip)
{
    gfla_status status = GFLA_OK;
    const struct gfla_render *r = w->render;
    struct gfla_layout_model model = {.entry = gfla_library_entry(r->library, r->models[i]),
                                      .purpose = r->purposes[i],
                                      .cameras = w->cameras,
                                      .n_views = r->views.n_views};
    char marker[4096];
    if (gfla_layout_marker(w->set, model.entry, marker, sizeof marker))
        TRY(gfla_output_allow(job->existing, marker, skip));
    if (*skip)
        return check_source(marker, model.entry);
    TRY(load_model(w, job, i, &model.unit));
    TRY(gfla_render_views_place(&r->views, model.unit, job->seed, model.entry->id, w->cameras));
    TRY(gfla_layout_begin(w->set, &model));
    TRY(draw_views(w, &model));
    for (int f = 0; f < r->n_flows; f++)
        TRY(gfla_layout_add_flow(w->set, &model, w->drawn[0].depth, r->flow_source[f], r->flow_target[f]));
    TRY(gfla_layout_end(w->set, &model));
    w->n_done++;
fail:
    return status;
}
