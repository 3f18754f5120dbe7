/* Scores of a network of views, of warping by its flow alone, of copying, and of answers that other programs made, on
 * held-out models. */
#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/log.h"
#include "base/progress.h"
#include "tasks/eval/eval.h"
#include "tasks/eval/eval_figure.h"
#include "tasks/eval/eval_methods.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/test_pairs.h"

struct evaluation_run {
    const struct gfla_eval_options *options;
    gfla_views *views;
    gfla_test_pairs *tests;
    int n_items;
    gfla_device *device; /* the caller's */
    struct gfla_view_model network;
    bool has_network;
    struct gfla_eval_methods methods;
    gfla_evaluation *scores;
    struct gfla_eval_figure figure;
    struct gfla_eval_perceptual perceptual;
};

static void close_run(struct evaluation_run *r)
{
    gfla_eval_perceptual_close(&r->perceptual);
    gfla_eval_figure_free(&r->figure);
    gfla_evaluation_destroy(&r->scores);
    gfla_eval_methods_free(&r->methods);
    if (r->has_network)
        gfla_view_model_close(&r->network);
    gfla_test_pairs_destroy(&r->tests);
    gfla_views_destroy(&r->views);
}

static gfla_status open_network(struct evaluation_run *r)
{
    gfla_status status;
    if (!r->options->weights)
        return GFLA_OK;
    TRY(gfla_view_model_open(&r->network, r->device, r->options->weights, GFLA_N_AZIMUTHS));
    r->has_network = true;
fail:
    return status;
}

/* The network last, so that it stands at the right of the figure. */
static gfla_status list_methods(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = r->options;
    TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_COPY, "copy", NULL));
    if (o->exact)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_EXACT, "exact", NULL));
    for (int i = 0; i < o->n_compared; i++)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FOLDER, o->names[i], o->folders[i]));
    if (r->has_network && r->network.net.warped && r->network.net.config.form != GFLA_FORM_APPEARANCE_FLOW)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FLOW, "flow", NULL));
    if (r->has_network && r->network.net.image)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FULL, "full", NULL));
fail:
    return status;
}

/* The network was built for one lens; the published form for the poses of the grid. */
static gfla_status check_cameras(const struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    if (!r->has_network)
        return GFLA_OK;
    const double fov = gfla_views_fov(r->views),
                 own = r->network.net.config.fov > 0 ? r->network.net.config.fov : GFLA_CAMERA_FOV;
    REQUIRE(fabs(fov - own) < 0.1, GFLA_ERROR_USAGE,
            "%s: its cameras have a field of view of %.4g degrees, those of the network have %.4g", r->options->data,
            fov, own);
    REQUIRE(r->network.net.config.form != GFLA_FORM_PUBLISHED || gfla_views_are_on_grid(r->views), GFLA_ERROR_USAGE,
            "%s: the published form knows views by one-hot labels of azimuths 0, 20 ... and elevations 0, 10 and 20, "
            "which cannot say "
            "where these cameras are. hint: weights of `gfla train view --form view`",
            r->options->data);
fail:
    return status;
}

static gfla_status open_run(struct evaluation_run *r)
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
    TRY(open_network(r));
    TRY(check_cameras(r));
    int size = r->has_network ? r->network.net.config.size : gfla_views_size(r->views);
    TRY(gfla_eval_perceptual_open(&r->perceptual, r->device, &o->perceptual, size, size));
    TRY(gfla_test_pairs_open(&r->tests, r->views, o->split, size));
    TRY(list_methods(r));
    TRY(gfla_eval_methods_prepare(&r->methods, size));
    r->n_items = gfla_views_split(r->views, o->split, &list);
    r->n_items = o->limit && o->limit < r->n_items ? o->limit : r->n_items;
    TRY(gfla_evaluation_create(&r->scores, r->methods.names, r->methods.n, r->n_items));
    if (r->options->figure)
        TRY(gfla_eval_figure_create(&r->figure, &r->methods, o->n_rows, r->n_items));
fail:
    return status;
}

static gfla_status run_item(struct evaluation_run *r, int item)
{
    gfla_status status;
    const struct gfla_pair_batch *batch = NULL;
    TRY(gfla_check_cancelled());
    TRY(gfla_test_pairs_read(r->tests, item, &batch));
    const char *id = gfla_views_model(r->views, batch->model[0])->id;
    TRY(gfla_eval_methods_run(&r->methods, batch, id, r->has_network ? &r->network : NULL));
    TRY(gfla_eval_methods_score(&r->methods, r->scores, &r->perceptual, item, batch));
    if (r->options->figure)
        TRY(gfla_eval_figure_add(&r->figure, &r->methods, item, batch));
    if (r->options->answers)
        TRY(gfla_eval_methods_write(&r->methods, r->options->answers, id, batch));
fail:
    return status;
}

static gfla_status finish(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_eval_add_fid(&r->perceptual, gfla_evaluation_board(r->scores)));
    if (r->options->figure)
        TRY(gfla_bitmap_write(r->options->figure, &r->figure.canvas, NULL));
fail:
    return status;
}

gfla_status gfla_eval_view(gfla_evaluation **scores, gfla_device *device, const struct gfla_eval_options *options)
{
    gfla_status status;
    struct evaluation_run r = {.options = options, .device = device};
    struct gfla_progress_count progress;
    *scores = NULL;
    TRY(open_run(&r));
    gfla_progress_begin(&progress, "models", (size_t)r.n_items);
    for (int i = 0; i < r.n_items; i++) {
        TRY(run_item(&r, i));
        gfla_progress_set(&progress, (size_t)i + 1);
    }
    gfla_progress_end(&progress);
    TRY(finish(&r));
    *scores = r.scores;
    r.scores = NULL;
fail:
    close_run(&r);
    return status;
}
