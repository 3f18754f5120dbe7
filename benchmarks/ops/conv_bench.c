/* conv_bench - GF/s of every convolution class of a training step, by direction, weight packing included; then GFLOP
 * per second of processor time, which other work on the machine hardly changes (CPU devices only). The least of some
 * runs, and those of several algorithms take turns.
 * usage: conv_bench [-i] [ALGORITHM,... [TEXT]]   names of conv_algorithm.c ("" for the default choice); TEXT selects
 *        layers by name. -i: as in a plan for inference, where weights are packed once; forward and d source only */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "graph/plan.h"
#include "runtime/commands.h"

struct layer {
    const char *name;
    int count; /* times in one step, for the sum */
    bool transposed;
    int n, ic, size, oc, k, stride, pad, output_pad;
};

/* 128x128, ngf 32, batch 8. */
static const struct layer layers[] = {
    {"3->32 4x4s2 @128", 1, false, 8, 3, 128, 32, 4, 2, 1, 0},
    {"32->32 3x3 @64", 8, false, 8, 32, 64, 32, 3, 1, 1, 0},
    {"32->64 4x4s2 @64", 2, false, 8, 32, 64, 64, 4, 2, 1, 0},
    {"64->64 3x3 @32", 8, false, 8, 64, 32, 64, 3, 1, 1, 0},
    {"64->128 4x4s2 @32", 2, false, 8, 64, 32, 128, 4, 2, 1, 0},
    {"128->128 3x3 @16", 8, false, 8, 128, 16, 128, 3, 1, 1, 0},
    {"256->256 3x3 @4", 4, false, 8, 256, 4, 256, 3, 1, 1, 0},
    {"128->64 t3x3s2 @16", 2, true, 8, 128, 16, 64, 3, 2, 1, 1},
    {"64->32 t3x3s2 @32", 2, true, 8, 64, 32, 32, 3, 2, 1, 1},
    {"32->32 t3x3s2 @64", 2, true, 8, 32, 64, 32, 3, 2, 1, 1},
    {"64->128 5x5 @32", 2, false, 8, 64, 32, 128, 5, 1, 2, 0},
    {"128->128 3x3 @16 p2", 2, false, 8, 128, 16, 128, 3, 1, 2, 0},
    {"64->128 1x1 @32", 2, false, 8, 64, 32, 128, 1, 1, 0, 0},
    {"128->25 1x1 @32", 1, false, 8, 128, 32, 25, 1, 1, 0, 0},
    {"32->3 3x3 @128", 1, false, 8, 32, 128, 3, 3, 1, 1, 0},
    {"64->2 3x3 @32", 1, false, 8, 64, 32, 2, 3, 1, 1, 0},
    {"3->64 3x3 @128", 1, false, 8, 3, 128, 64, 3, 1, 1, 0},
    {"64->64 3x3 @128", 1, false, 8, 64, 128, 64, 3, 1, 1, 0},
    /* 256x256, ngf 64, batch 1. */
    {"1: 64->64 3x3 @128", 6, false, 1, 64, 128, 64, 3, 1, 1, 0},
    {"1: 64->64 3x3 @256", 2, false, 1, 64, 256, 64, 3, 1, 1, 0},
    {"1: 128->128 3x3 @64", 12, false, 1, 128, 64, 128, 3, 1, 1, 0},
    {"1: 256->256 3x3 @32", 8, false, 1, 256, 32, 256, 3, 1, 1, 0},
    {"1: 256->256 3x3 @16", 4, false, 1, 256, 16, 256, 3, 1, 1, 0},
    {"1: 256->256 3x3 @8", 2, false, 1, 256, 8, 256, 3, 1, 1, 0},
    {"1: 128->128 3x3 @32", 4, false, 1, 128, 32, 128, 3, 1, 1, 0},
    {"1: 64->64 3x3 @64", 4, false, 1, 64, 64, 64, 3, 1, 1, 0},
};

enum direction { FORWARD, DATA, WEIGHTS, DIRECTION_COUNT };
enum { MAX_ALGORITHMS = 4 };

struct options {
    bool inference;
    const char *algorithms[MAX_ALGORITHMS]; /* NULL: the default choice */
    int n_algorithms;
    const char *text;
};

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A graph of one direction alone: what does not lead to the kept result is dropped by the planner. */
static gfla_status build(gfla_graph *graph, const struct layer *l, enum direction direction)
{
    gfla_status status;
    gfla_tensor *src =
                    gfla_graph_input(graph, "src", gfla_shape_4d(l->n, l->ic, l->size, l->size), GFLA_LAYOUT_BLOCKED),
                *dst;
    gfla_tensor *weights = gfla_graph_param(graph, "weights",
                                            l->transposed ? gfla_shape_4d(l->ic, l->oc, l->k, l->k)
                                                          : gfla_shape_4d(l->oc, l->ic, l->k, l->k));
    TRY(gfla_graph_status(graph));
    src->needs_grad = true;
    if (l->transposed)
        dst = gfla_conv_transpose2d(
            graph, src, weights, NULL,
            &(struct gfla_conv_transpose2d_params){.stride = l->stride, .pad = l->pad, .output_pad = l->output_pad});
    else
        dst = gfla_conv2d(graph, src, weights, NULL, &(struct gfla_conv2d_params){.stride = l->stride, .pad = l->pad});
    TRY(gfla_graph_status(graph));
    if (direction == FORWARD) {
        gfla_graph_keep(dst);
        return GFLA_OK;
    }
    dst->grad = gfla_graph_input(graph, "d_dst", dst->shape, GFLA_LAYOUT_BLOCKED);
    TRY(dst->producer->op->differentiate(graph, dst->producer));
    gfla_graph_keep(direction == DATA ? src->grad : weights->grad);
    return GFLA_OK;
fail:
    return status;
}

/* Zeros would be as fast on most devices, but not on all. */
static gfla_status fill(gfla_plan *plan, gfla_graph *graph, const char *name)
{
    gfla_status status;
    gfla_tensor *tensor = gfla_graph_find(graph, name);
    float *values = NULL;
    struct gfla_random random = gfla_random_seed(1, 1);
    if (!tensor || !tensor->buffer)
        return GFLA_OK;
    const int64_t count = gfla_shape_count(tensor->shape);
    TRY(gfla_calloc(&values, (size_t)count, sizeof *values, "values"));
    for (int64_t i = 0; i < count; i++)
        values[i] = gfla_random_uniform(&random, -1, 1);
    status = gfla_tensor_write(plan, tensor, values);
fail:
    free(values);
    return status;
}

struct seconds {
    double wall, processor;
};

/* A layer in one direction with one algorithm. */
struct run {
    gfla_graph *graph;
    gfla_plan *plan;
    struct seconds best;
};

static void close_run(struct run *run)
{
    gfla_plan_destroy(&run->plan);
    gfla_graph_destroy(&run->graph);
}

static gfla_status open_run(struct run *run, gfla_device *device, const struct layer *l, enum direction direction,
                            const struct gfla_plan_params *params)
{
    gfla_status status;
    *run = (struct run){.best = {INFINITY, INFINITY}};
    TRY(gfla_graph_create(&run->graph));
    TRY(build(run->graph, l, direction));
    TRY(gfla_plan_create(&run->plan, run->graph, device, params));
    TRY(fill(run->plan, run->graph, "src"));
    TRY(fill(run->plan, run->graph, "weights"));
    TRY(fill(run->plan, run->graph, "d_dst"));
fail:
    return status;
}

static gfla_status time_once(struct run *run, gfla_device *device, bool is_warm)
{
    gfla_status status = GFLA_OK;
    const double start = now(CLOCK_MONOTONIC), processor_start = now(CLOCK_PROCESS_CPUTIME_ID);
    TRY(gfla_plan_run(run->plan));
    TRY(gfla_device_finish(device));
    if (is_warm) {
        run->best.wall = fmin(run->best.wall, now(CLOCK_MONOTONIC) - start);
        run->best.processor = fmin(run->best.processor, now(CLOCK_PROCESS_CPUTIME_ID) - processor_start);
    }
fail:
    return status;
}

static double layer_flops(const struct layer *l)
{
    const double side = l->transposed ? l->size : (l->size + 2 * l->pad - l->k) / l->stride + 1;
    return 2.0 * l->n * side * side * l->ic * l->oc * l->k * l->k;
}

/* All algorithms on one direction of a layer, taking turns; after two runs to warm up. */
static gfla_status measure(gfla_device *device, const struct layer *l, enum direction direction,
                           const struct options *options, struct seconds *seconds)
{
    enum { RUNS = 11 };
    gfla_status status = GFLA_OK;
    struct run runs[MAX_ALGORITHMS] = {{0}};
    for (int a = 0; a < options->n_algorithms; a++) {
        const struct gfla_plan_params params = {.training = !options->inference, .algorithm = options->algorithms[a]};
        TRY(open_run(&runs[a], device, l, direction, &params));
    }
    for (int i = -2; i < RUNS; i++)
        for (int a = 0; a < options->n_algorithms; a++)
            TRY(time_once(&runs[a], device, i >= 0));
    for (int a = 0; a < options->n_algorithms; a++)
        seconds[a] = runs[a].best;
fail:
    for (int a = 0; a < options->n_algorithms; a++)
        close_run(&runs[a]);
    return status;
}

static void print_speed(double flops, struct seconds seconds)
{
    printf("  %7.2fms %4.0f %4.0f", seconds.wall * 1e3, flops / seconds.wall * 1e-9, flops / seconds.processor * 1e-9);
    fflush(stdout);
}

static int n_directions(const struct options *options)
{
    return options->inference ? WEIGHTS : DIRECTION_COUNT;
}

typedef struct seconds sums[MAX_ALGORITHMS][DIRECTION_COUNT];

static void print_row(const char *name, double flops, const char *algorithm, const struct seconds *seconds, int count)
{
    printf("%-20s %6.3f %-10.10s", name, flops * 1e-9, algorithm ? algorithm : "");
    for (int d = 0; d < count; d++)
        print_speed(flops, seconds[d]);
    printf("\n");
}

/* One row for each algorithm: a layer in all directions, added to the sums. */
static gfla_status measure_layer(gfla_device *device, const struct layer *l, const struct options *options, sums all)
{
    gfla_status status = GFLA_OK;
    sums here;
    for (int d = 0; d < n_directions(options); d++) {
        struct seconds seconds[MAX_ALGORITHMS];
        TRY(measure(device, l, (enum direction)d, options, seconds));
        for (int a = 0; a < options->n_algorithms; a++) {
            here[a][d] = seconds[a];
            all[a][d].wall += seconds[a].wall * l->count;
            all[a][d].processor += seconds[a].processor * l->count;
        }
    }
    for (int a = 0; a < options->n_algorithms; a++)
        print_row(l->name, layer_flops(l), options->algorithms[a], here[a], n_directions(options));
fail:
    return status;
}

static gfla_status measure_all(gfla_device *device, const struct options *options)
{
    gfla_status status = GFLA_OK;
    sums all = {{{0}}};
    double flops = 0;
    printf("%-20s %6s %-10s  %19s  %19s%s\n", "layer, batch 8", "GFLOP", "algorithm", "forward", "d source",
           options->inference ? "" : "            d weights");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (strstr(layers[i].name, options->text)) {
            TRY(measure_layer(device, &layers[i], options, all));
            flops += layer_flops(&layers[i]) * layers[i].count;
        }
    for (int a = 0; a < options->n_algorithms; a++)
        print_row("all, by count", flops, options->algorithms[a], all[a], n_directions(options));
fail:
    return status;
}

static void parse(int argc, char **argv, struct options *options)
{
    *options = (struct options){.text = ""};
    if (argc > 1 && strcmp(argv[1], "-i") == 0) {
        options->inference = true;
        argc--, argv++;
    }
    for (char *name = argc > 1 ? strtok(argv[1], ",") : NULL; name && options->n_algorithms < MAX_ALGORITHMS;
         name = strtok(NULL, ","))
        options->algorithms[options->n_algorithms++] = name;
    if (options->n_algorithms == 0)
        options->n_algorithms = 1;
    if (argc > 2)
        options->text = argv[2];
}

int main(int argc, char **argv)
{
    gfla_status status;
    gfla_device *device = NULL;
    struct options options;
    parse(argc, argv, &options);
    TRY(gfla_device_open(&device, NULL));
    TRY(measure_all(device, &options));
fail:
    if (status != GFLA_OK)
        fprintf(stderr, "conv_bench: %s\n", gfla_error_message());
    gfla_device_destroy(&device);
    return (int)status;
}
