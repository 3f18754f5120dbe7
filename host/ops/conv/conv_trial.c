#include "ops/conv/conv_trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/random.h"
#include "graph/plan.h"
#include "ops/conv/conv.h"

#define N_INPUTS 3
#define ROUNDS 5
#define SMALLEST 1e-6      /* errors are relative to the largest value, and to no less than this */
#define SHORT_SECONDS 2e-3 /* a turn is repeated until it takes so long, */
#define MOST_TOGETHER 200  /* but not more often */
#define LONG_SECONDS 0.3   /* the naive algorithm is timed by its first run if that took longer */
#define FIRST_RUNS 5       /* whose least says whether an algorithm takes turns; */
#define FIRST_SECONDS 0.2  /* fewer when they took so long */
#define HOPELESS 2         /* times the best so far: takes none, but for the standard choice */
#define CLEARLY 0.97       /* times the standard: less is clearly faster */

/* A convolution in a graph of its own, with one algorithm. */
struct bench {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *in[N_INPUTS], *out;
};

/* The nodes of a trial: what lowers them is asked for by pointer, so that tests can try what is in no table. */
struct trial_params {
    struct gfla_conv g; /* first, as gfla_conv_lower_by expects it */
    enum gfla_conv_step step;
    const struct gfla_conv_algorithm *algorithm;
};

struct trials {
    gfla_device *device;
    const struct gfla_conv_case *c;
    float *values[N_INPUTS]; /* inputs as the graph has them, plain */
    float *expected, *found; /* as stored, zero lanes included */
    size_t n_stored;
    double best; /* seconds */
    const struct gfla_conv_algorithm *standard;
};

/* ---- one algorithm ---- */

static gfla_status lower_trial(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct trial_params *p = node->params;
    return gfla_conv_lower_by(p->algorithm, graph, node, p->step, device);
}

static const struct gfla_op trial_ops[GFLA_CONV_STEP_COUNT] = {
    [GFLA_CONV_FWD] = {.name = "conv_trial_fwd", .lower = lower_trial, .record = gfla_conv_fwd_record},
    [GFLA_CONV_BWD_DATA] = {.name = "conv_trial_bwd_data", .lower = lower_trial, .record = gfla_conv_bwd_data_record},
    [GFLA_CONV_BWD_WEIGHTS] = {.name = "conv_trial_bwd_weights",
                               .lower = lower_trial,
                               .record = gfla_conv_bwd_weights_record},
};

static void bench_destroy(struct bench *bench)
{
    gfla_plan_destroy(&bench->plan);
    gfla_graph_destroy(&bench->graph);
    *bench = (struct bench){NULL};
}

static void build(struct bench *bench, const struct gfla_conv_case *c, const struct gfla_conv_algorithm *algorithm)
{
    const struct gfla_conv *g = &c->g;
    const struct trial_params params = {*g, c->step, algorithm};
    const struct gfla_shape src = gfla_shape_4d(g->n, g->ic, g->ih, g->iw),
                            dst = gfla_shape_4d(g->n, g->oc, g->oh, g->ow);
    const struct gfla_shape weights = gfla_shape_4d(g->oc, g->ic, g->kh, g->kw);
    const bool forward = c->step == GFLA_CONV_FWD, to_weights = c->step == GFLA_CONV_BWD_WEIGHTS;
    gfla_graph *graph = bench->graph;
    bench->in[0] = gfla_graph_input(graph, "in0", c->step == GFLA_CONV_BWD_DATA ? dst : src, GFLA_LAYOUT_BLOCKED);
    if (to_weights) {
        bench->in[1] = gfla_graph_input(graph, "in1", dst, GFLA_LAYOUT_BLOCKED);
    } else {
        bench->in[1] = gfla_graph_param(graph, "in1", weights);
        bench->in[2] = gfla_graph_param(graph, "in2", gfla_shape_1d(forward ? g->oc : g->ic));
    }
    struct gfla_node *node =
        gfla_graph_add(graph, &trial_ops[c->step], bench->in, to_weights ? 2 : 3, &params, sizeof params);
    bench->out = gfla_graph_keep(gfla_node_output(graph, node,
                                                  forward      ? dst
                                                  : to_weights ? weights
                                                               : src,
                                                  to_weights ? GFLA_LAYOUT_PLAIN : GFLA_LAYOUT_BLOCKED));
}

static gfla_status bench_create(struct bench *bench, const struct trials *t,
                                const struct gfla_conv_algorithm *algorithm)
{
    gfla_status status;
    *bench = (struct bench){NULL};
    TRY(gfla_graph_create(&bench->graph));
    build(bench, t->c, algorithm);
    TRY(gfla_plan_create(&bench->plan, bench->graph, t->device,
                         &(struct gfla_plan_params){.training = t->c->training, .untuned = true}));
    for (int i = 0; i < N_INPUTS && bench->in[i]; i++)
        TRY(gfla_tensor_write(bench->plan, bench->in[i], t->values[i]));
    return GFLA_OK;
fail:
    bench_destroy(bench);
    return status;
}

static gfla_status time_runs(const struct trials *t, const struct bench *bench, int n, double *seconds)
{
    gfla_status status;
    const double start = gfla_clock();
    for (int i = 0; i < n; i++)
        TRY(gfla_plan_run(bench->plan));
    TRY(gfla_device_finish(t->device));
    *seconds = (gfla_clock() - start) / n;
fail:
    return status;
}

/* The least of some runs: a single short one may have met a busy machine. */
static gfla_status time_first_runs(const struct trials *t, const struct bench *bench, double *least)
{
    gfla_status status;
    double total = 0, seconds;
    *least = INFINITY;
    for (int i = 0; i < FIRST_RUNS && total < FIRST_SECONDS; i++) {
        TRY(time_runs(t, bench, 1, &seconds));
        *least = fmin(*least, seconds);
        total += seconds;
    }
    return GFLA_OK;
fail:
    return status;
}

/* ---- comparing ---- */

static gfla_status read_out(const struct bench *bench, const struct trials *t, float *stored)
{
    return gfla_buffer_read(bench->out->buffer, 0, stored, t->n_stored * sizeof *stored);
}

/* The largest difference relative to the largest value; what is no number is infinitely wrong. */
static double compare(const struct trials *t)
{
    double most = 0, largest = SMALLEST;
    for (size_t i = 0; i < t->n_stored; i++) {
        const double e = fabs((double)t->found[i] - (double)t->expected[i]);
        if (isnan(e))
            return INFINITY;
        most = e > most ? e : most;
        largest = fmax(largest, fabs((double)t->expected[i]));
    }
    return most / largest;
}

/* Random inputs, and what the naive algorithm makes of them. It is left in `bench`, and timed. */
static gfla_status make_reference(struct trials *t, struct bench *bench, const struct gfla_conv_algorithm *naive,
                                  double *seconds)
{
    gfla_status status;
    struct bench shapes = {NULL};
    struct gfla_random random = gfla_random_seed(1, 0);
    TRY(gfla_graph_create(&shapes.graph));
    build(&shapes, t->c, naive);
    TRY(gfla_graph_status(shapes.graph));
    for (int i = 0; i < N_INPUTS && shapes.in[i]; i++) {
        const int64_t n = gfla_shape_count(shapes.in[i]->shape);
        TRY(gfla_calloc(&t->values[i], (size_t)n, sizeof(float), "a trial"));
        for (int64_t j = 0; j < n; j++)
            t->values[i][j] = gfla_random_uniform(&random, -1, 1);
    }
    t->n_stored = (size_t)gfla_tensor_stored(shapes.out);
    TRY(gfla_calloc(&t->expected, t->n_stored, sizeof(float), "a trial"));
    TRY(gfla_calloc(&t->found, t->n_stored, sizeof(float), "a trial"));
    TRY(bench_create(bench, t, naive));
    TRY(time_runs(t, bench, 1, seconds));
    TRY(read_out(bench, t, t->expected));
    if (*seconds < LONG_SECONDS)
        TRY(time_first_runs(t, bench, seconds));
fail:
    bench_destroy(&shapes);
    return status;
}

/* ---- all of them ---- */

static void give_up(struct gfla_conv_trial *trial, gfla_status status)
{
    trial->verdict = status == GFLA_ERROR_MEMORY ? GFLA_CONV_TOO_LARGE : GFLA_CONV_FAILED;
    snprintf(trial->message, sizeof trial->message, "%s", gfla_error_message());
}

static bool is_hopeless(const struct trials *t, const struct gfla_conv_trial *trial)
{
    return trial->seconds > (trial->algorithm == t->standard ? LONG_SECONDS : HOPELESS * t->best);
}

/* The first runs: compared, and timed once. Leaves the bench when it may take turns. */
static void warm_up(struct trials *t, struct bench *bench, struct gfla_conv_trial *trial)
{
    gfla_status status;
    TRY(bench_create(bench, t, trial->algorithm));
    TRY(time_runs(t, bench, 1, &trial->seconds)); /* compiles, where the driver is lazy */
    TRY(read_out(bench, t, t->found));
    trial->error = compare(t);
    trial->verdict = trial->error <= GFLA_CONV_TOLERANCE ? GFLA_CONV_TIMED : GFLA_CONV_WRONG;
    if (trial->verdict == GFLA_CONV_TIMED)
        TRY(time_first_runs(t, bench, &trial->seconds));
fail:
    if (status != GFLA_OK)
        give_up(trial, status);
    if (trial->verdict == GFLA_CONV_TIMED)
        t->best = fmin(t->best, trial->seconds);
    if (trial->verdict != GFLA_CONV_TIMED || is_hopeless(t, trial))
        bench_destroy(bench);
}

static void take_turns(struct trials *t, struct bench *benches, struct gfla_conv_trial *trials, int n)
{
    const int together = (int)fmin(ceil(SHORT_SECONDS / fmax(t->best, 1e-9)), MOST_TOGETHER);
    for (int i = 0; i < n; i++)
        if (benches[i].plan && is_hopeless(t, &trials[i]))
            bench_destroy(&benches[i]);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < n; i++) {
            double seconds;
            if (!benches[i].plan)
                continue;
            const gfla_status status = time_runs(t, &benches[i], together, &seconds);
            if (status != GFLA_OK) {
                give_up(&trials[i], status);
                bench_destroy(&benches[i]);
            } else {
                trials[i].seconds = fmin(trials[i].seconds, seconds);
            }
        }
}

gfla_status gfla_conv_try(gfla_device *device, const struct gfla_conv_case *c,
                          const struct gfla_conv_algorithm *const *algorithms, int n, struct gfla_conv_trial *trials)
{
    gfla_status status;
    struct trials t = {.device = device, .c = c, .best = INFINITY};
    struct bench *benches = NULL;
    int n_algorithms;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&n_algorithms), *naive = all[n_algorithms - 1];
    struct bench reference = {NULL};
    double naive_seconds;
    TRY(gfla_calloc(&benches, (size_t)n, sizeof *benches, "trials"));
    t.standard = gfla_conv_default(c, gfla_device_get_info(device));
    TRY(make_reference(&t, &reference, naive, &naive_seconds));
    for (int i = 0; i < n; i++) {
        trials[i] = (struct gfla_conv_trial){.algorithm = algorithms[i]};
        if (algorithms[i] == naive) {
            trials[i].verdict = GFLA_CONV_TIMED;
            trials[i].seconds = naive_seconds;
            benches[i] = reference;
            reference = (struct bench){NULL};
            t.best = fmin(t.best, naive_seconds);
        } else if (gfla_conv_competes(algorithms[i], c, gfla_device_get_info(device))) {
            warm_up(&t, &benches[i], &trials[i]);
        }
    }
    take_turns(&t, benches, trials, n);
fail:
    for (int i = 0; benches && i < n; i++)
        bench_destroy(&benches[i]);
    bench_destroy(&reference);
    free(benches);
    for (int i = 0; i < N_INPUTS; i++)
        free(t.values[i]);
    free(t.expected);
    free(t.found);
    return status;
}

const struct gfla_conv_trial *gfla_conv_fastest(const struct gfla_conv_trial *trials, int n,
                                                const struct gfla_conv_algorithm *standard)
{
    const struct gfla_conv_trial *best = NULL, *usual = NULL;
    for (int i = 0; i < n; i++) {
        if (trials[i].verdict != GFLA_CONV_TIMED)
            continue;
        if (!best || trials[i].seconds < best->seconds)
            best = &trials[i];
        if (trials[i].algorithm == standard)
            usual = &trials[i];
    }
    return usual && best->seconds > CLEARLY * usual->seconds ? usual : best;
}
