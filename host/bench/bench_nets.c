#include "bench/bench_nets.h"
#include "base/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bench/bench_cold.h"
#include "tasks/check/difference.h"
#include "tasks/check/read_tensor.h"
#include "bench/bench_start.h"
#include "tasks/check/net_fill.h"

/* Recurrent networks (face, dance) are timed by the frame. Of eighteen views of one source, what depends on the source
 * alone is computed once, as `gfla view` does. */
const struct gfla_bench_net gfla_bench_nets[] = {
    {.name = "person-256", .model = "person"},
    {.name = "person-market", .model = "person-market"},
    {.name = "shapenet-256", .model = "shapenet"},
    {.name = "shapenet-256-per-view-of-18", .model = "shapenet", .n_views = 18, .source = "source", .view = "target_B"},
    {.name = "face-256", .model = "face"},
    {.name = "dance-256", .model = "dance"},
    {.name = "motion", .model = "motion"},
};
const size_t gfla_bench_n_nets = sizeof gfla_bench_nets / sizeof *gfla_bench_nets;

static const struct gfla_bench_net *find(const char *name)
{
    for (size_t i = 0; i < gfla_bench_n_nets; i++)
        if (strcmp(gfla_bench_nets[i].name, name) == 0)
            return &gfla_bench_nets[i];
    return NULL;
}

gfla_status gfla_bench_net_build(const struct gfla_bench_net *net, int batch, gfla_graph *graph, gfla_tensor **result)
{
    gfla_status status;
    const struct gfla_architecture *model = gfla_architecture_find(net->model);
    struct gfla_network_config config = model->config;
    struct gfla_model_net built;
    config.batch = batch ? batch : 1;
    TRY(gfla_architecture_build(model, graph, &config, &built));
    *result = built.output[0].tensor;
fail:
    return status;
}

/* An input with numbers to write. */
struct feed {
    gfla_tensor *tensor;
    float *values;
};

/* A network on a device of its own, filled with random numbers. */
struct ready {
    gfla_device *device;
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *result;
    struct feed source, view;
    int n_views;
};

static void ready_destroy(struct ready *r)
{
    free(r->source.values);
    free(r->view.values);
    gfla_plan_destroy(&r->plan);
    gfla_graph_destroy(&r->graph);
    gfla_device_destroy(&r->device);
    *r = (struct ready){NULL};
}

/* What the input was filled with, to be written again. */
static gfla_status take_feed(struct ready *r, const char *name, struct feed *feed)
{
    gfla_status status;
    feed->tensor = gfla_graph_find(r->graph, name);
    TRY(gfla_calloc(&feed->values, (size_t)gfla_shape_count(feed->tensor->shape), sizeof *feed->values, name));
    TRY(gfla_tensor_read(r->plan, feed->tensor, feed->values));
fail:
    return status;
}

/* is_plain: for a reference. */
static gfla_status ready_create(struct ready *r, const struct gfla_bench_net *net, int batch, bool is_plain,
                                const struct gfla_bench_setup *setup)
{
    gfla_status status;
    const struct gfla_plan_params fast = {.build_aside = true, .skip_unchanged = net->n_views > 0};
    const struct gfla_plan_params plain = {.no_fusion = true, .algorithm = "naive"};
    *r = (struct ready){.n_views = is_plain ? 0 : net->n_views};
    TRY(gfla_device_open(&r->device, NULL, setup->device));
    TRY(gfla_graph_create(&r->graph));
    TRY(gfla_bench_net_build(net, batch, r->graph, &r->result));
    TRY(gfla_plan_create(&r->plan, r->graph, r->device, is_plain ? &plain : &fast));
    TRY(gfla_net_fill(r->plan, r->graph));
    if (r->n_views > 0) {
        TRY(take_feed(r, net->source, &r->source));
        TRY(take_feed(r, net->view, &r->view));
    }
    return GFLA_OK;
fail:
    ready_destroy(r);
    return status;
}

/* One run, or all views of one source. */
static gfla_status ready_run(void *context)
{
    gfla_status status;
    struct ready *r = context;
    if (r->n_views > 0)
        TRY(gfla_tensor_write(r->plan, r->source.tensor, r->source.values));
    for (int i = 0; i < r->n_views; i++) {
        TRY(gfla_tensor_write(r->plan, r->view.tensor, r->view.values));
        TRY(gfla_plan_run(r->plan));
    }
    status = r->n_views > 0 ? GFLA_OK : gfla_plan_run(r->plan);
fail:
    return status;
}

void gfla_bench_net_reference_free(struct gfla_bench_net_reference *reference)
{
    free(reference->result);
    *reference = (struct gfla_bench_net_reference){NULL};
}

static gfla_status make_reference(struct gfla_bench_net_reference *reference, const struct gfla_bench_net *net,
                                  int batch, const struct gfla_bench_setup *setup)
{
    gfla_status status;
    struct ready plain = {NULL};
    gfla_bench_net_reference_free(reference);
    TRY(gfla_check_cancelled());
    gfla_log(GFLA_LOG_INFO, "%s: once more by the plainest kernels, to find its error%s", net->name,
             setup->is_fixed ? "" : ". --no-check does without");
    TRY(ready_create(&plain, net, batch, true, setup));
    TRY(ready_run(&plain));
    TRY(gfla_read_doubles(plain.plan, plain.result, &reference->result));
    reference->model = net->model;
fail:
    ready_destroy(&plain);
    return status;
}

/* Of what `ready` gave last. Destroys it, so that it and the reference do not take the device's memory together. */
static gfla_status find_error(struct ready *ready, struct gfla_bench_net_reference *reference,
                              const struct gfla_bench_net *net, const struct gfla_bench_setup *setup,
                              struct gfla_bench_row *row)
{
    gfla_status status;
    struct gfla_difference d = {0, 1};
    float *result = NULL;
    const ptrdiff_t n = (ptrdiff_t)gfla_shape_count(ready->result->shape);
    TRY(gfla_read_floats(ready->plan, ready->result, &result));
    ready_destroy(ready);
    if (!reference->model || strcmp(reference->model, net->model) != 0)
        TRY(make_reference(reference, net, row->batch, setup));
    gfla_difference_add(&d, result, reference->result, n);
    row->max_error = d.most / d.largest;
    row->has_error = true;
fail:
    free(result);
    return status;
}

gfla_status gfla_bench_net_measure(const struct gfla_bench_net *net, int batch, struct gfla_bench_report *report,
                                   const struct gfla_bench_setup *setup, const struct gfla_bench_effort *effort,
                                   bool with_start, struct gfla_bench_net_reference *reference)
{
    gfla_status status;
    struct ready ready = {NULL};
    struct gfla_bench_row row = {.kind = GFLA_BENCH_NET, .batch = batch ? batch : 1};
    snprintf(row.name, sizeof row.name, "%s", net->name);
    if (with_start)
        TRY(gfla_bench_start(net->name, setup, &row.cold, &row.warm, NULL));
    TRY(ready_create(&ready, net, row.batch, false, setup));
    row.flops = gfla_plan_flops(ready.plan) / row.batch;
    TRY(gfla_bench_time(ready.device, ready_run, &ready, effort, &row.times));
    gfla_bench_times_divide(&row.times, row.batch * (net->n_views > 0 ? net->n_views : 1));
    row.peak_bytes = (double)gfla_device_memory_peak(ready.device);
    /* it is the same in every round */
    if (reference && !gfla_bench_report_find(report, gfla_bench_kind_names[GFLA_BENCH_NET], net->name))
        TRY(find_error(&ready, reference, net, setup, &row));
    TRY(gfla_bench_report_add(report, setup, &row));
fail:
    ready_destroy(&ready);
    return status;
}

gfla_status gfla_bench_net_first_run(const char *name, const struct gfla_bench_setup *setup, struct gfla_text *kernels)
{
    gfla_status status = GFLA_OK;
    const struct gfla_bench_net *net = find(name);
    struct ready ready;
    REQUIRE(net, GFLA_ERROR_USAGE, "%s: no network of `gfla bench nets`", name);
    TRY(ready_create(&ready, net, 0, false, setup));
    status = ready_run(&ready);
    if (status == GFLA_OK)
        status = gfla_device_finish(ready.device);
    if (status == GFLA_OK)
        status = gfla_bench_cold_table(ready.device, kernels);
    ready_destroy(&ready);
fail:
    return status;
}
