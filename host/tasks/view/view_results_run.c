/* gfla_view_results_run: views as the network makes them, or enlarged. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"
#include "base/memory.h"
#include "runtime/answers.h"
#include "tasks/view/view_results.h"
#include "tasks/view/view_results_large.h"

/* Reads a tensor of the whole batch and keeps its first n items from item `first` of `all` on; of images the first
 * three channels, changed from -1 .. 1 to 0 .. 1. */
static gfla_status fetch(struct gfla_view_model *model, gfla_tensor *tensor, float *batch, float *all, int first, int n,
                         bool is_image)
{
    gfla_status status;
    if (!tensor || !all)
        return GFLA_OK;
    const int64_t *d = tensor->shape.dim;
    const size_t stored = (size_t)(d[1] * d[2] * d[3]), kept = is_image ? (size_t)(3 * d[2] * d[3]) : stored;
    float *to = all + (size_t)first * kept;
    TRY(gfla_view_model_get(model, tensor, batch));
    for (size_t i = 0; i < kept * (size_t)n; i++) {
        const float value = batch[i / kept * stored + i % kept];
        to[i] = is_image ? fminf(fmaxf((value + 1) / 2, 0), 1) : value;
    }
    return GFLA_OK;
fail:
    return status;
}

/* What is object: the alpha of the image, or of a network that makes none, what its flow net says. */
static gfla_tensor *mask_of(const struct gfla_shapenet *net)
{
    return net->alpha ? net->alpha : net->full_mask;
}

/* Numbers of the largest tensor that run_some reads. */
static size_t largest(const struct gfla_shapenet *net)
{
    const gfla_tensor *const read[] = {net->image, net->drawn, net->warped, net->full_flow, mask_of(net)};
    int64_t most = 0;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (read[i] && gfla_shape_count(read[i]->shape) > most)
            most = gfla_shape_count(read[i]->shape);
    return (size_t)most;
}

/* As the network makes them. */
static gfla_status run_some(struct gfla_view_results *r, gfla_view *view, int first, int n, float *batch)
{
    gfla_status status;
    const struct gfla_shapenet *net = &view->model.net;
    TRY(fetch(&view->model, net->image, batch, r->image, first, n, true));
    TRY(fetch(&view->model, net->drawn, batch, r->points, first, n, true));
    TRY(fetch(&view->model, net->warped, batch, r->warped, first, n, true));
    TRY(fetch(&view->model, net->full_flow, batch, r->flow, first, n, false));
    TRY(fetch(&view->model, mask_of(net), batch, r->mask, first, n, false));
fail:
    return status;
}

/* Not every network of views has all that can be shown. */
static gfla_status check_shown(const struct gfla_view_results *r, const gfla_view *view)
{
    gfla_status status = GFLA_OK;
    const struct gfla_shapenet *net = &view->model.net;
    REQUIRE(net->drawn || !(r->show & GFLA_VIEW_SHOW_POINTS), GFLA_ERROR_USAGE,
            "%s: this network turns no points, so there are none to show", view->name);
    REQUIRE(net->config.form != GFLA_FORM_APPEARANCE_FLOW || !(r->show & GFLA_VIEW_SHOW_CORRELATION), GFLA_ERROR_USAGE,
            "%s: Appearance Flow has no features of places to compare by", view->name);
fail:
    return status;
}

/* A run by several devices. */
struct shared_run {
    struct gfla_view_results *results;
    gfla_view *const *views;
    float **batches; /* room for what a device reads of one run of its network */
    struct gfla_progress_count *progress;
    int at_once;
};

static int views_in_run(const struct shared_run *s, size_t run)
{
    const int left = s->results->n - (int)run * s->at_once;
    return left < s->at_once ? left : s->at_once;
}

static gfla_status start(void *context, int worker)
{
    struct shared_run *s = context;
    return gfla_calloc(&s->batches[worker], largest(&s->views[worker]->model.net), sizeof **s->batches, "images");
}

static gfla_status work(void *context, int worker, size_t run)
{
    gfla_status status;
    struct shared_run *s = context;
    gfla_view *view = s->views[worker];
    struct gfla_view_results *r = s->results;
    const int first = (int)run * s->at_once, n = views_in_run(s, run);
    TRY(gfla_view_model_run(&view->model, r->angles + first, n));
    if (gfla_view_is_enlarged(view))
        TRY(gfla_view_results_enlarge(r, view, first, n));
    else
        TRY(run_some(r, view, first, n, s->batches[worker]));
fail:
    return status;
}

static bool is_able(const void *members, int worker)
{
    return gfla_device_answers(((gfla_view *const *)members)[worker]->device);
}

static const char *name(const void *members, int worker)
{
    return gfla_device_label(((gfla_view *const *)members)[worker]->device);
}

static gfla_status take(void *context, size_t run, gfla_status run_status)
{
    struct shared_run *s = context;
    if (run_status != GFLA_OK)
        return run_status;
    s->results->n_done += views_in_run(s, run);
    if (s->progress)
        gfla_progress_set(s->progress, (size_t)s->progress->report.done + (size_t)views_in_run(s, run));
    return GFLA_OK;
}

static gfla_status run_shared(struct gfla_view_results *r, gfla_view *const *views, int n_views,
                              struct gfla_progress_count *progress)
{
    gfla_status status;
    struct shared_run s = {
        .results = r, .views = views, .progress = progress, .at_once = views[0]->model.net.config.batch};
    const struct gfla_crew crew = {.n_workers = n_views,
                                   .n_items = (size_t)((r->n + s.at_once - 1) / s.at_once),
                                   .context = &s,
                                   .start = start,
                                   .work = work,
                                   .is_able = is_able,
                                   .name = name,
                                   .members = views,
                                   .take = take};
    TRY(gfla_calloc(&s.batches, (size_t)n_views, sizeof(float *), "images"));
    status = gfla_crew_run(&crew);
fail:
    for (int i = 0; s.batches && i < n_views; i++)
        free(s.batches[i]);
    free(s.batches);
    return status;
}

gfla_status gfla_view_results_run(struct gfla_view_results *r, gfla_view *const *views, int n_views,
                                  struct gfla_progress_count *progress)
{
    gfla_status status;
    const gfla_view *first = views[0];
    const int net = first->model.net.config.size;
    TRY(check_shown(r, first));
    r->source_angles = first->angles;
    r->n_done = 0;
    memcpy(r->source, first->shown, (size_t)3 * r->size * r->size * sizeof *r->source);
    if ((r->show & GFLA_VIEW_SHOW_CORRELATION) && gfla_view_is_enlarged(first) && !r->small)
        TRY(gfla_calloc(&r->small, (size_t)r->n * 3 * net * net, sizeof *r->small, "images"));
    const double started = gfla_clock() - gfla_device_compile_seconds(first->device);
    status = run_shared(r, views, n_views, progress);
    r->seconds = gfla_clock() - gfla_device_compile_seconds(first->device) - started;
fail:
    return status;
}
