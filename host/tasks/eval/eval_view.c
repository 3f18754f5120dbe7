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
#include "tasks/eval/eval_points.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/test_pairs.h"

struct evaluation_run {
    const struct gfla_eval_options *options;
    gfla_views *views;
    gfla_test_pairs *tests;
    int n_items;
    gfla_device *device;                               /* the caller's */
    struct gfla_view_model networks[GFLA_MAX_METHODS]; /* those to compare with, then the one that is tested */
    int n_networks;
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
    for (int i = 0; i < r->n_networks; i++)
        gfla_view_model_close(&r->networks[i]);
    gfla_test_pairs_destroy(&r->tests);
    gfla_views_destroy(&r->views);
}

/* The network was built for one lens; the published form for the poses of the grid. */
static gfla_status check_cameras(const struct evaluation_run *r, const struct gfla_view_model *network)
{
    gfla_status status = GFLA_OK;
    const struct gfla_shapenet_config *config = &network->net.config;
    const double fov = gfla_views_fov(r->views), own = config->fov > 0 ? config->fov : GFLA_CAMERA_FOV;
    REQUIRE(fabs(fov - own) < 0.1, GFLA_ERROR_USAGE,
            "%s: its cameras have a field of view of %.4g degrees, those of the network have %.4g", r->options->data,
            fov, own);
    REQUIRE(config->form != GFLA_FORM_PUBLISHED || gfla_views_are_on_grid(r->views), GFLA_ERROR_USAGE,
            "%s: the published form knows views by one-hot labels of azimuths 0, 20 ... and elevations 0, 10 and 20, "
            "which cannot say "
            "where these cameras are. hint: weights of `gfla train view --form view`",
            r->options->data);
fail:
    return status;
}

static gfla_status open_network(struct evaluation_run *r, const char *weights)
{
    gfla_status status;
    struct gfla_view_model *network = &r->networks[r->n_networks];
    TRY(gfla_view_model_open(network, r->device, weights, GFLA_N_AZIMUTHS));
    r->n_networks++;
    TRY(check_cameras(r, network));
    REQUIRE(network->net.config.size == r->networks[0].net.config.size, GFLA_ERROR_USAGE,
            "%s: makes images of %d pixels, %s of %d, which cannot be compared. hint: networks of one size", weights,
            network->net.config.size, r->networks[0].base.path, r->networks[0].net.config.size);
fail:
    return status;
}

static gfla_status open_networks(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = r->options;
    for (int i = 0; i < o->n_against; i++) {
        TRY(open_network(r, o->against[i]));
        REQUIRE(r->networks[i].net.image, GFLA_ERROR_USAGE, "%s: a flow net alone makes no images to compare with",
                o->against[i]);
    }
    if (o->weights)
        TRY(open_network(r, o->weights));
fail:
    return status;
}

/* The network that is tested, at the right of the others. */
static gfla_status list_network(struct evaluation_run *r, struct gfla_view_model *network)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_origin origin = {.network = network};
    if (gfla_eval_points_has(network))
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_POINTS, "points", origin));
    if (network->net.warped && network->net.config.form != GFLA_FORM_APPEARANCE_FLOW)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FLOW, "flow", origin));
    if (network->net.image)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FULL, "full", origin));
fail:
    return status;
}

static gfla_status list_methods(struct evaluation_run *r)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = r->options;
    TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_COPY, "copy", (struct gfla_eval_origin){0}));
    if (o->exact)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_EXACT, "exact", (struct gfla_eval_origin){0}));
    for (int i = 0; i < o->n_compared; i++)
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FOLDER, o->names[i],
                                  (struct gfla_eval_origin){.folder = o->folders[i]}));
    for (int i = 0; i < o->n_against; i++) {
        const char *name = o->against_names[i] ? o->against_names[i] : r->networks[i].base.model->name;
        TRY(gfla_eval_methods_add(&r->methods, GFLA_EVAL_FULL, name,
                                  (struct gfla_eval_origin){.network = &r->networks[i]}));
    }
    if (o->weights)
        TRY(list_network(r, &r->networks[o->n_against]));
fail:
    return status;
}

/* Whether there is a back that could be scored, and a true one. */
static bool wants_back(const struct evaluation_run *r)
{
    return r->options->weights && gfla_eval_points_has(&r->networks[r->n_networks - 1]) &&
           gfla_views_have_back(r->views);
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
    tell_left_out(r->views, o->data);
    TRY(open_networks(r));
    const int size = r->n_networks ? r->networks[0].net.config.size : gfla_views_size(r->views);
    TRY(gfla_eval_perceptual_open(&r->perceptual, r->device, &o->perceptual, size, size));
    status = gfla_test_pairs_open(&r->tests, r->views, o->split, size, wants_back(r));
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", o->data);
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
    TRY(gfla_eval_methods_run(&r->methods, batch, id));
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
    size_t n_done = 0;
    *scores = NULL;
    TRY(open_run(&r));
    gfla_progress_begin(&progress, "models", gfla_batch_count(&options->batch, (size_t)r.n_items));
    for (int i = 0; i < r.n_items; i++) {
        if (!gfla_batch_has(&options->batch, (size_t)i))
            continue;
        TRY(run_item(&r, i));
        gfla_progress_set(&progress, ++n_done);
    }
    gfla_progress_end(&progress);
    TRY(finish(&r));
    *scores = r.scores;
    r.scores = NULL;
fail:
    close_run(&r);
    return status;
}
