/* Scores of a network of views, of warping by its flow alone, of copying, and of answers that other programs made, on
 * held-out models, which devices share. */
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "tasks/eval/eval_crew.h"
#include "tasks/eval/eval_view_worker.h"
#include "viewsynth/data/split.h"

struct evaluation_run {
    const struct gfla_eval_options *options;
    gfla_device *const *devices; /* the caller's */
    int n_devices;
    gfla_views *views;
    int n_items;
    struct gfla_eval_view_worker *workers;
    int n_workers;
    gfla_evaluation *scores, **made; /* where the scores go once all of them are there */
    struct gfla_eval_fid fid;
    struct gfla_eval_figure figure;
};

static void close_run(struct evaluation_run *r)
{
    gfla_eval_fid_free(&r->fid);
    gfla_eval_figure_free(&r->figure);
    gfla_evaluation_destroy(&r->scores);
    for (int i = 0; r->workers && i < r->n_workers; i++)
        gfla_eval_view_worker_close(&r->workers[i]);
    free(r->workers);
    gfla_views_destroy(&r->views);
}

/* They are in no split, so not in "all" either. */
static void tell_left_out(const gfla_views *views, const char *data)
{
    const struct gfla_set_object *first = NULL;
    int n = 0;
    for (int i = gfla_views_count(views) - 1; i >= 0; i--)
        if (gfla_views_model(views, i)->excluded) {
            first = gfla_views_model(views, i);
            n++;
        }
    if (first)
        gfla_log(GFLA_LOG_INFO, "%s: %d of %d models left out, as %s: %s", data, n, gfla_views_count(views), first->id,
                 first->excluded);
}

static gfla_status open_set(struct evaluation_run *r)
{
    gfla_status status;
    const struct gfla_eval_options *o = r->options;
    const int *list;
    TRY(gfla_views_open(&r->views, o->data, NULL));
    REQUIRE(gfla_views_have_depth(r->views) || !o->exact, GFLA_ERROR_USAGE,
            "--exact: %s has no depths, so its true flow is not known. hint: a folder made by `gfla render`", o->data);
    if (!gfla_views_have_depth(r->views))
        gfla_log(GFLA_LOG_INFO, "%s: no depths: end-point errors are not known, and what is white%s is background",
                 o->data, gfla_views_are_grid(r->views) ? "" : ", where there is neither alpha nor a mask,");
    if (gfla_views_split_by_id(r->views))
        gfla_log(GFLA_LOG_INFO, "%s: all models are of one family: held out are %d in 100 by their ids", o->data,
                 GFLA_HELD_OUT_PERCENT);
    tell_left_out(r->views, o->data);
    r->n_items = gfla_views_split(r->views, o->split, &list);
    r->n_items = o->limit && o->limit < r->n_items ? o->limit : r->n_items;
fail:
    return status;
}

static gfla_status open_worker(void *context, int worker)
{
    struct evaluation_run *r = context;
    return gfla_eval_view_worker_open(&r->workers[worker], r->options, r->views,
                                      gfla_eval_device(r->devices, r->n_devices, worker));
}

/* The set, and the first worker, which says how images are compared. */
static gfla_status open_run(struct evaluation_run *r)
{
    gfla_status status;
    const struct gfla_eval_options *o = r->options;
    TRY(open_set(r));
    r->n_workers = gfla_eval_n_workers(r->n_devices, &o->batch, (size_t)r->n_items);
    TRY(gfla_calloc(&r->workers, (size_t)r->n_workers, sizeof *r->workers, "networks"));
    TRY(open_worker(r, 0));
    struct gfla_eval_view_worker *const first = &r->workers[0];
    TRY(gfla_eval_perceptual_read_truth(&first->perceptual, &o->perceptual));
    gfla_eval_perceptual_take(&first->perceptual, &r->fid);
    TRY(gfla_evaluation_create(&r->scores, first->methods.names, first->methods.n, r->n_items));
    if (o->figure)
        TRY(gfla_eval_figure_create(&r->figure, &first->methods, o->n_rows, r->n_items));
fail:
    return status;
}

static gfla_status work(void *context, int worker, size_t item, size_t place, struct gfla_eval_fid *fid)
{
    gfla_status status;
    struct evaluation_run *r = context;
    struct gfla_eval_view_worker *w = &r->workers[worker];
    TRY(gfla_eval_view_worker_run(w, (int)item, r->scores, &r->figure));
    gfla_eval_perceptual_take(&w->perceptual, fid);
fail:
    return status;
}

static gfla_status finish(void *context)
{
    gfla_status status = GFLA_OK;
    struct evaluation_run *r = context;
    if (r->workers[0].perceptual.has_fid)
        TRY(gfla_eval_fid_score(&r->fid, gfla_evaluation_board(r->scores)));
    if (r->options->figure)
        TRY(gfla_bitmap_write(r->options->figure, &r->figure.canvas, NULL));
    *r->made = r->scores;
    r->scores = NULL;
fail:
    return status;
}

gfla_status gfla_eval_view(gfla_evaluation **scores, gfla_device *const *devices, int n_devices,
                           const struct gfla_eval_options *options)
{
    gfla_status status;
    struct evaluation_run r = {.options = options, .devices = devices, .n_devices = n_devices, .made = scores};
    *scores = NULL;
    TRY(open_run(&r));
    const struct gfla_eval_crew crew = {.devices = devices,
                                        .n_devices = n_devices,
                                        .batch = &options->batch,
                                        .n_items = (size_t)r.n_items,
                                        .what = "models",
                                        .board = gfla_evaluation_board(r.scores),
                                        .fid = &r.fid,
                                        .context = &r,
                                        .start = open_worker,
                                        .work = work,
                                        .finish = finish};
    status = gfla_eval_crew_run(&crew);
fail:
    close_run(&r);
    return status;
}
