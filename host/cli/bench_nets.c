#include "cli/bench_nets.h"

#include <stdio.h>
#include <string.h>

#include "cli/bench_start.h"
#include "cli/net_fill.h"

/* Recurrent networks (face, dance) are timed by the frame. Eighteen views are made as `gfla view --turn 18` makes them. */
const struct bench_net bench_nets[] = {
    {"person-256", "person", 1},
    {"person-market", "person-market", 1},
    {"shapenet-256", "shapenet", 1},
    {"shapenet-256-per-view-of-18", "shapenet", 6},
    {"face-256", "face", 1},
    {"dance-256", "dance", 1},
    {"motion", "motion", 1},
};
const size_t bench_n_nets = sizeof bench_nets / sizeof *bench_nets;

static const struct bench_net *find(const char *name)
{
    for (size_t i = 0; i < bench_n_nets; i++)
        if (strcmp(bench_nets[i].name, name) == 0)
            return &bench_nets[i];
    return NULL;
}

gfla_status bench_net_build(const struct bench_net *net, int batch, gfla_graph *graph)
{
    const struct gfla_model *model = gfla_model_find(net->model);
    struct gfla_model_config config = model->config;
    struct gfla_model_net built;
    config.batch = batch ? batch : net->at_once;
    return gfla_model_build(model, graph, &config, &built);
}

/* A network on a device of its own, filled with random numbers. */
struct ready {
    gfla_device *device;
    gfla_graph *graph;
    gfla_plan *plan;
};

static void ready_destroy(struct ready *r)
{
    gfla_plan_destroy(&r->plan);
    gfla_graph_destroy(&r->graph);
    gfla_device_destroy(&r->device);
}

static gfla_status ready_create(struct ready *r, const struct bench_net *net, int batch, const struct cli *cli)
{
    gfla_status status;
    *r = (struct ready){NULL};
    TRY(cli_open_device(cli, &r->device));
    TRY(gfla_graph_create(&r->graph));
    TRY(bench_net_build(net, batch, r->graph));
    TRY(gfla_plan_create(&r->plan, r->graph, r->device, NULL));
    TRY(net_fill(r->plan, r->graph));
    return GFLA_OK;
fail:
    ready_destroy(r);
    return status;
}

gfla_status bench_net_measure(const struct bench_net *net, int batch, struct bench_report *report, const struct cli *cli,
                              const struct bench_effort *effort, bool with_start)
{
    gfla_status status;
    struct ready ready;
    struct bench_row row = {.kind = BENCH_NET, .batch = batch ? batch : net->at_once};
    snprintf(row.name, sizeof row.name, "%s", net->name);
    if (with_start)
        TRY(bench_start(net->name, cli, &row.cold, &row.warm));
    TRY(ready_create(&ready, net, row.batch, cli));
    row.flops = gfla_plan_flops(ready.plan) / row.batch;
    status = bench_time_plan(ready.device, ready.plan, effort, &row.times);
    bench_times_divide(&row.times, row.batch);
    row.peak_bytes = (double)gfla_device_memory_peak(ready.device);
    ready_destroy(&ready);
    if (status == GFLA_OK)
        status = bench_report_add(report, cli, &row);
fail:
    return status;
}

gfla_status bench_net_first_run(const char *name, const struct cli *cli)
{
    gfla_status status = GFLA_OK;
    const struct bench_net *net = find(name);
    struct ready ready;
    REQUIRE(net, GFLA_ERROR_USAGE, "%s: no network of `gfla bench nets`", name);
    TRY(ready_create(&ready, net, 0, cli));
    status = gfla_plan_run(ready.plan);
    if (status == GFLA_OK)
        status = gfla_device_finish(ready.device);
    if (status == GFLA_OK) {
        printf("%s\n", net->name);
        fflush(stdout);
    }
    ready_destroy(&ready);
fail:
    return status;
}
