#include "tasks/check/self_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/log.h"
#include "graph/plan.h"
#include "ops/conv/conv_tuning.h"
#include "ref/attention_block_ref.h"
#include "runtime/checks.h"
#include "runtime/commands.h"
#include "tasks/check/layer_gradient.h"
#include "tasks/check/net_fill.h"
#include "tasks/check/read_tensor.h"

#define SIDE 8               /* pixels of the maps that small layers compute */
#define MOST_PRODUCTS 1e6    /* of plain C, for each of them */
#define MOST_DIFFERENCE 1e-3 /* rounding errors are a hundred times smaller */
#define MOST_KINDS 96
#define NAME_SIZE 160

/* Layers of one kind are computed by the same kernels: the smallest of them stands for all. */
struct kind {
    struct gfla_layer layer; /* shrunk */
    enum gfla_layer_direction direction;
    const struct gfla_conv_algorithm *algorithm; /* of convolutions; NULL: others */
};

struct kinds {
    gfla_device *device;
    bool training; /* gradients count, too */
    struct kind items[MOST_KINDS];
    int n;
};

/* ---- kinds ---- */

static enum gfla_conv_step step_of(const struct gfla_layer *l, enum gfla_layer_direction direction)
{
    if (direction == GFLA_LAYER_D_WEIGHTS)
        return GFLA_CONV_BWD_WEIGHTS;
    return (l->op == GFLA_LAYER_CONV) == (direction == GFLA_LAYER_FORWARD) ? GFLA_CONV_FWD : GFLA_CONV_BWD_DATA;
}

/* What the planner will choose for the layer as it is in the network. */
static const struct gfla_conv_algorithm *algorithm_of(const struct kinds *kinds, const struct gfla_layer *l,
                                                      enum gfla_layer_direction direction)
{
    const struct gfla_conv_case c = {l->conv, step_of(l, direction), kinds->training};
    const struct gfla_conv_algorithm *tuned = gfla_conv_find_tuned(kinds->device, &c);
    return tuned ? tuned : gfla_conv_default(&c, gfla_device_get_info(kinds->device));
}

static bool is_same_kind(const struct kind *a, const struct kind *b)
{
    const struct gfla_conv *g = &a->layer.conv, *h = &b->layer.conv;
    if (a->layer.op != b->layer.op || a->direction != b->direction || a->algorithm != b->algorithm)
        return false;
    return gfla_layer_is_conv(&a->layer)
               ? g->kh == h->kh && g->kw == h->kw && g->stride == h->stride && g->padding == h->padding
               : a->layer.k == b->layer.k;
}

static double work_of(const struct gfla_layer *l)
{
    const struct gfla_conv *g = &l->conv;
    return gfla_layer_is_conv(l) ? (double)g->ic * g->oc * g->oh * g->ow : (double)l->c * l->h * l->w * (l->hidden + 1);
}

static void add_kind(struct kinds *kinds, const struct gfla_layer *layer, enum gfla_layer_direction direction)
{
    struct kind kind = {*layer, direction, gfla_layer_is_conv(layer) ? algorithm_of(kinds, layer, direction) : NULL};
    gfla_layer_shrink(&kind.layer, SIDE);
    for (int i = 0; i < kinds->n; i++)
        if (is_same_kind(&kinds->items[i], &kind)) {
            if (work_of(&kind.layer) < work_of(&kinds->items[i].layer))
                kinds->items[i] = kind;
            return;
        }
    if (kinds->n < MOST_KINDS)
        kinds->items[kinds->n++] = kind;
}

/* Plain C takes the gradient of an attention too long, and so it does wide ones. */
static gfla_status add_layer(void *context, const struct gfla_layer *layer)
{
    struct kinds *kinds = context;
    const bool attends = layer->op == GFLA_LAYER_ATTENTION;
    const int n = kinds->training && !attends ? GFLA_LAYER_DIRECTION_COUNT : 1;
    if (attends && layer->hidden > GFLA_ATTENTION_BLOCK_REF_HIDDEN)
        return GFLA_OK;
    for (int d = 0; d < n; d++)
        if (gfla_layer_gradient_exists(layer, (enum gfla_layer_direction)d))
            add_kind(kinds, layer, (enum gfla_layer_direction)d);
    return GFLA_OK;
}

static void name_kind(const struct kind *kind, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "%s%s%s%s", kind->layer.name, gfla_layer_direction_names[kind->direction],
             kind->algorithm ? ", " : "", kind->algorithm ? kind->algorithm->name : "");
}

/* ---- comparing ---- */

/* A layer that is being checked. {NULL}: it is not. */
struct trial {
    char name[NAME_SIZE];
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in[GFLA_LAYER_INPUTS], *d_out, *result; /* d_out: of gradients */
};

static void close_trial(struct trial *trial)
{
    gfla_plan_destroy(&trial->plan);
    gfla_graph_destroy(&trial->graph);
}

/* GFLA_ERROR_DEVICE and the like, with what was being checked. */
static gfla_status fail_trial(gfla_device *device, const struct trial *trial, gfla_status status)
{
    const struct gfla_device_info *info = gfla_device_get_info(device);
    return status == GFLA_OK || status == GFLA_ERROR_INTERRUPTED
               ? status
               : gfla_fail_context(status, "check of %s, driver %s, by %s", info->name, info->driver, trial->name);
}

static gfla_status open_trial(struct trial *trial, gfla_device *device, const struct kind *kind)
{
    gfla_status status;
    const struct gfla_plan_params params = {.algorithm = kind->algorithm ? kind->algorithm->name : NULL,
                                            .untuned = true,
                                            .build_aside = true,
                                            .training = kind->direction != GFLA_LAYER_FORWARD};
    TRY(gfla_graph_create(&trial->graph));
    TRY(gfla_layer_build(&kind->layer, trial->graph, trial->in, &trial->result));
    if (kind->direction != GFLA_LAYER_FORWARD)
        TRY(gfla_layer_gradient_build(&kind->layer, kind->direction, trial->graph, trial->in, trial->result,
                                      &trial->d_out, &trial->result));
    TRY(gfla_plan_create(&trial->plan, trial->graph, device, &params));
fail:
    return fail_trial(device, trial, status);
}

static gfla_status read_and_compare(const struct kind *kind, const struct trial *trial, double *error)
{
    gfla_status status;
    double *in[GFLA_LAYER_INPUTS] = {NULL}, *d_out = NULL;
    float *result = NULL;
    bool has_error;
    for (int i = 0; i < GFLA_LAYER_INPUTS && trial->in[i]; i++)
        TRY(gfla_read_doubles(trial->plan, trial->in[i], &in[i]));
    TRY(gfla_read_floats(trial->plan, trial->result, &result));
    if (kind->direction == GFLA_LAYER_FORWARD) {
        status = gfla_layer_error(&kind->layer, (const double *const *)in, result, MOST_PRODUCTS, error);
    } else {
        TRY(gfla_read_doubles(trial->plan, trial->d_out, &d_out));
        status = gfla_layer_gradient_error(&kind->layer, kind->direction, (const double *const *)in, d_out, result,
                                           MOST_PRODUCTS, &has_error, error);
    }
fail:
    for (int i = 0; i < GFLA_LAYER_INPUTS; i++)
        free(in[i]);
    free(d_out);
    free(result);
    return status;
}

static gfla_status compute(const struct trial *trial, const struct kind *kind, double *error)
{
    gfla_status status;
    TRY(gfla_net_fill(trial->plan, trial->graph));
    TRY(gfla_plan_run(trial->plan));
    status = read_and_compare(kind, trial, error);
fail:
    return status;
}

static gfla_status check(gfla_device *device, const struct trial *trial, const struct kind *kind)
{
    const struct gfla_device_info *info = gfla_device_get_info(device);
    double error = 0;
    gfla_status status;
    TRY(gfla_check_cancelled());
    TRY(fail_trial(device, trial, compute(trial, kind, &error)));
    REQUIRE(error <= MOST_DIFFERENCE, GFLA_ERROR_CHECK,
            "%s, %s, driver %s, computes %s wrongly: it differs from plain C by %.2g, where %.0e is allowed. hint: "
            "another driver, or -d with another device; `gfla selftest` says more, GFLA_CHECK=off uses it all the same",
            info->name, info->platform, info->driver, trial->name, error, MOST_DIFFERENCE);
    gfla_check_set_passed(device, trial->name);
fail:
    return status;
}

/* How many kinds were compared. All are planned first, so that their kernels are compiled side by side. */
static gfla_status check_all(gfla_device *device, const struct kinds *kinds, bool always, int *n)
{
    gfla_status status = GFLA_OK;
    struct trial trials[MOST_KINDS] = {{.plan = NULL}};
    for (int i = 0; i < kinds->n; i++) {
        name_kind(&kinds->items[i], trials[i].name);
        if (always || !gfla_check_is_passed(device, trials[i].name))
            TRY(open_trial(&trials[i], device, &kinds->items[i]));
    }
    for (int i = 0; i < kinds->n; i++) {
        if (!trials[i].plan)
            continue;
        TRY(check(device, &trials[i], &kinds->items[i]));
        ++*n;
    }
fail:
    for (int i = 0; i < kinds->n; i++)
        close_trial(&trials[i]);
    return status;
}

static gfla_status check_graph(gfla_device *device, const gfla_graph *graph, bool training)
{
    gfla_status status;
    const enum gfla_check_mode mode = gfla_context_settings()->check;
    const double start = gfla_clock(), compiled = gfla_device_compile_seconds(device);
    struct kinds kinds = {.device = device, .training = training};
    int n = 0;
    if (mode == GFLA_CHECK_OFF || !gfla_device_computes(device))
        return GFLA_OK;
    TRY(gfla_layers_find(graph, add_layer, &kinds));
    TRY(check_all(device, &kinds, mode == GFLA_CHECK_ALWAYS, &n));
    if (n > 0) {
        const double compiling = gfla_device_compile_seconds(device) - compiled;
        gfla_log(GFLA_LOG_VERBOSE, "kinds of layers compared with plain C: %d, in %.2f s, and %.2f s of compiling", n,
                 gfla_clock() - start - compiling, compiling);
    }
fail:
    return status;
}

gfla_status gfla_self_check(gfla_device *device, const gfla_graph *graph)
{
    return check_graph(device, graph, false);
}

gfla_status gfla_self_check_training(gfla_device *device, const gfla_graph *graph)
{
    return check_graph(device, graph, true);
}
