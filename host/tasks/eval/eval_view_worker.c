#include "tasks/eval/eval_view_worker.h"

#include <math.h>

#include "base/context.h"
#include "tasks/eval/eval_points.h"

void gfla_eval_view_worker_close(struct gfla_eval_view_worker *w)
{
    gfla_eval_perceptual_close(&w->perceptual);
    gfla_eval_methods_free(&w->methods);
    gfla_test_pairs_destroy(&w->tests);
    for (int i = 0; i < w->n_networks; i++)
        gfla_view_model_close(&w->networks[i]);
    w->n_networks = 0;
}

/* The network was built for one lens; the published form for the poses of the grid. */
static gfla_status check_cameras(const struct gfla_eval_view_worker *w, const struct gfla_view_model *network)
{
    gfla_status status = GFLA_OK;
    const struct gfla_shapenet_config *config = &network->net.config;
    const double fov = gfla_views_fov(w->views), own = config->fov > 0 ? config->fov : GFLA_CAMERA_FOV;
    REQUIRE(fabs(fov - own) < 0.1, GFLA_ERROR_USAGE,
            "%s: its cameras have a field of view of %.4g degrees, those of the network have %.4g", w->options->data,
            fov, own);
    REQUIRE(config->form != GFLA_FORM_PUBLISHED || gfla_views_are_on_grid(w->views), GFLA_ERROR_USAGE,
            "%s: the published form knows views by one-hot labels of azimuths 0, 20 ... and elevations 0, 10 and 20, "
            "which cannot say "
            "where these cameras are. hint: weights of `gfla train view --form view`",
            w->options->data);
fail:
    return status;
}

static gfla_status open_network(struct gfla_eval_view_worker *w, const char *weights)
{
    gfla_status status;
    struct gfla_view_model *network = &w->networks[w->n_networks];
    TRY(gfla_view_model_open(network, w->device, weights, GFLA_N_AZIMUTHS));
    w->n_networks++;
    TRY(check_cameras(w, network));
    REQUIRE(network->net.config.size == w->networks[0].net.config.size, GFLA_ERROR_USAGE,
            "%s: makes images of %d pixels, %s of %d, which cannot be compared. hint: networks of one size", weights,
            network->net.config.size, w->networks[0].base.path, w->networks[0].net.config.size);
fail:
    return status;
}

static gfla_status open_networks(struct gfla_eval_view_worker *w)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = w->options;
    for (int i = 0; i < o->n_against; i++) {
        TRY(open_network(w, o->against[i]));
        REQUIRE(w->networks[i].net.image, GFLA_ERROR_USAGE, "%s: a flow net alone makes no images to compare with",
                o->against[i]);
    }
    if (o->weights)
        TRY(open_network(w, o->weights));
fail:
    return status;
}

/* The network that is tested, at the right of the others. */
static gfla_status list_network(struct gfla_eval_view_worker *w, struct gfla_view_model *network)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_origin origin = {.network = network};
    if (gfla_eval_points_has(network))
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_POINTS, "points", origin));
    if (network->net.warped && network->net.config.form != GFLA_FORM_APPEARANCE_FLOW)
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_FLOW, "flow", origin));
    if (network->net.image)
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_FULL, "full", origin));
fail:
    return status;
}

static gfla_status list_methods(struct gfla_eval_view_worker *w)
{
    gfla_status status = GFLA_OK;
    const struct gfla_eval_options *o = w->options;
    TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_COPY, "copy", (struct gfla_eval_origin){0}));
    if (o->exact)
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_EXACT, "exact", (struct gfla_eval_origin){0}));
    for (int i = 0; i < o->n_compared; i++)
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_FOLDER, o->names[i],
                                  (struct gfla_eval_origin){.folder = o->folders[i]}));
    for (int i = 0; i < o->n_against; i++) {
        const char *name = o->against_names[i] ? o->against_names[i] : w->networks[i].base.model->name;
        TRY(gfla_eval_methods_add(&w->methods, GFLA_EVAL_FULL, name,
                                  (struct gfla_eval_origin){.network = &w->networks[i]}));
    }
    if (o->weights)
        TRY(list_network(w, &w->networks[o->n_against]));
fail:
    return status;
}

/* Whether there is a back that could be scored, and a true one. */
static bool wants_back(const struct gfla_eval_view_worker *w)
{
    return w->options->weights && gfla_eval_points_has(&w->networks[w->n_networks - 1]) &&
           gfla_views_have_back(w->views);
}

gfla_status gfla_eval_view_worker_open(struct gfla_eval_view_worker *w, const struct gfla_eval_options *o,
                                       const gfla_views *views, gfla_device *device)
{
    gfla_status status;
    *w = (struct gfla_eval_view_worker){.options = o, .views = views, .device = device};
    TRY(open_networks(w));
    const int size = w->n_networks ? w->networks[0].net.config.size : gfla_views_size(views);
    TRY(gfla_eval_perceptual_open(&w->perceptual, device, &o->perceptual, size, size));
    status = gfla_test_pairs_open(&w->tests, views, o->split, size, wants_back(w));
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", o->data);
    TRY(list_methods(w));
    TRY(gfla_eval_methods_prepare(&w->methods, size));
fail:
    return status;
}

gfla_status gfla_eval_view_worker_run(struct gfla_eval_view_worker *w, int item, gfla_evaluation *scores,
                                      struct gfla_eval_figure *figure)
{
    gfla_status status;
    const struct gfla_pair_batch *batch = NULL;
    TRY(gfla_check_cancelled());
    TRY(gfla_test_pairs_read(w->tests, item, &batch));
    const char *id = gfla_views_model(w->views, batch->model[0])->id;
    TRY(gfla_eval_methods_run(&w->methods, batch, id));
    TRY(gfla_eval_methods_score(&w->methods, scores, &w->perceptual, item, batch));
    TRY(gfla_eval_figure_add(figure, &w->methods, item, batch));
    if (w->options->answers)
        TRY(gfla_eval_methods_write(&w->methods, w->options->answers, id, batch));
fail:
    return status;
}
