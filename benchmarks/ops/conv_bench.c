/* conv_bench - GF/s of every convolution class of a training step, by direction, weight packing included; then GFLOP per second of
 * processor time, which other work on the machine hardly changes (CPU devices only).
 * usage: conv_bench [ALGORITHM [TEXT]]   naive, gemm or tile ("" for the default choice); TEXT selects layers by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ops/plan.h"
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
};

enum direction { FORWARD, DATA, WEIGHTS, DIRECTION_COUNT };

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
    gfla_tensor *src = gfla_graph_input(graph, "src", gfla_shape_4d(l->n, l->ic, l->size, l->size), GFLA_LAYOUT_BLOCKED), *dst;
    gfla_tensor *weights = gfla_graph_param(graph, "weights",
                                            l->transposed ? gfla_shape_4d(l->ic, l->oc, l->k, l->k) : gfla_shape_4d(l->oc, l->ic, l->k, l->k));
    TRY(gfla_graph_status(graph));
    src->needs_grad = true;
    if (l->transposed)
        dst = gfla_conv_transpose2d(graph, src, weights, NULL,
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

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct seconds {
    double wall, processor;
};

/* The medians of some runs after a warm-up. */
static gfla_status time_runs(gfla_plan *plan, gfla_device *device, struct seconds *seconds)
{
    enum { RUNS = 9 };
    gfla_status status = GFLA_OK;
    double wall[RUNS], processor[RUNS];
    for (int i = -2; i < RUNS; i++) {
        const double start = now(CLOCK_MONOTONIC), processor_start = now(CLOCK_PROCESS_CPUTIME_ID);
        TRY(gfla_plan_run(plan));
        TRY(gfla_device_finish(device));
        wall[i < 0 ? 0 : i] = now(CLOCK_MONOTONIC) - start;
        processor[i < 0 ? 0 : i] = now(CLOCK_PROCESS_CPUTIME_ID) - processor_start;
    }
    qsort(wall, RUNS, sizeof *wall, compare);
    qsort(processor, RUNS, sizeof *processor, compare);
    *seconds = (struct seconds){wall[RUNS / 2], processor[RUNS / 2]};
fail:
    return status;
}

static double layer_flops(const struct layer *l)
{
    const double side = l->transposed ? l->size : (l->size + 2 * l->pad - l->k) / l->stride + 1;
    return 2.0 * l->n * side * side * l->ic * l->oc * l->k * l->k;
}

static gfla_status measure(gfla_device *device, const struct layer *l, enum direction direction, const char *algorithm,
                           struct seconds *seconds, double *flops)
{
    gfla_status status;
    gfla_graph *graph = NULL;
    gfla_plan *plan = NULL;
    const struct gfla_plan_params params = {.training = true, .conv_algorithm = algorithm};
    TRY(gfla_graph_create(&graph));
    TRY(build(graph, l, direction));
    TRY(gfla_plan_create(&plan, graph, device, &params));
    TRY(fill(plan, graph, "src"));
    TRY(fill(plan, graph, "weights"));
    TRY(fill(plan, graph, "d_dst"));
    *flops = layer_flops(l);
    TRY(time_runs(plan, device, seconds));
fail:
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    return status;
}

static void print_speed(double flops, struct seconds seconds)
{
    printf("  %7.2fms %4.0f %4.0f", seconds.wall * 1e3, flops / seconds.wall * 1e-9, flops / seconds.processor * 1e-9);
    fflush(stdout);
}

/* One row: a layer in all directions, added to the sums. */
static gfla_status measure_layer(gfla_device *device, const struct layer *l, const char *algorithm, struct seconds *sums,
                                 double *sum_flops)
{
    gfla_status status = GFLA_OK;
    struct seconds seconds;
    double flops;
    printf("%-20s %6.3f", l->name, layer_flops(l) * 1e-9);
    for (int d = 0; d < DIRECTION_COUNT; d++) {
        TRY(measure(device, l, (enum direction)d, algorithm, &seconds, &flops));
        print_speed(flops, seconds);
        sums[d].wall += seconds.wall * l->count;
        sums[d].processor += seconds.processor * l->count;
    }
    *sum_flops += flops * l->count;
    printf("\n");
fail:
    return status;
}

int main(int argc, char **argv)
{
    gfla_status status;
    gfla_device *device = NULL;
    const char *algorithm = argc > 1 && argv[1][0] ? argv[1] : NULL, *text = argc > 2 ? argv[2] : "";
    struct seconds sums[DIRECTION_COUNT] = {{0}};
    double flops = 0;
    TRY(gfla_device_open(&device, NULL));
    printf("%-20s %6s  %19s  %19s  %19s\n", "layer, batch 8", "GFLOP", "forward", "d source", "d weights");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (strstr(layers[i].name, text))
            TRY(measure_layer(device, &layers[i], algorithm, sums, &flops));
    printf("%-20s %6.2f", "all, by count", flops * 1e-9);
    for (int d = 0; d < DIRECTION_COUNT; d++)
        print_speed(flops, sums[d]);
    printf("\n");
fail:
    if (status != GFLA_OK)
        fprintf(stderr, "conv_bench: %s\n", gfla_error_message());
    gfla_device_destroy(&device);
    return (int)status;
}
