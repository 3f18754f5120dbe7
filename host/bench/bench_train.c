#include "bench/bench_train.h"

#include <stdio.h>

#include "tasks/check/net_fill.h"
#include "tasks/train/train_losses.h"
#include "models/gfla/shapenet.h"
#include "models/gfla/paper_made.h"

#define LEARNING_RATE 1e-4f

static const struct gfla_task_settings published = {
    .form = GFLA_FORM_PUBLISHED,
    .losses = GFLA_LOSSES_PAPER,
    .discriminator_width = 32,
    .train = {.batch = 1, .steps = 1, .learning_rate = (double)LEARNING_RATE, .flow_rate = 1}};

static gfla_status step(void *trainer)
{
    return gfla_trainer_step(trainer, LEARNING_RATE);
}

static gfla_status create(gfla_trainer **trainer, int batch, gfla_graph *graph, gfla_device *device)
{
    gfla_status status;
    struct gfla_shapenet_config config = {.form = GFLA_FORM_PUBLISHED};
    const struct gfla_trainer_params optimiser = gfla_train_losses_optimiser(&published);
    struct gfla_shapenet net;
    struct gfla_paper_made made;
    struct gfla_loss_terms loss;
    config.batch = batch;
    TRY(gfla_shapenet_build(graph, &config, &net));
    gfla_paper_made_shapenet(graph, &net, &made);
    TRY(gfla_train_losses_paper(graph, &made, &published, &loss));
    TRY(gfla_trainer_create(trainer, graph, loss.total, device, &optimiser));
    TRY(gfla_net_fill(gfla_trainer_plan(*trainer), graph));
fail:
    return status;
}

gfla_status gfla_bench_train(int batch, struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                             const struct gfla_bench_effort *effort)
{
    gfla_status status;
    gfla_device *device = NULL;
    gfla_graph *graph = NULL;
    gfla_trainer *trainer = NULL;
    struct gfla_bench_row row = {
        .kind = GFLA_BENCH_NET, .name = GFLA_BENCH_TRAIN_NAME, .batch = batch ? batch : published.train.batch};
    TRY(gfla_device_open(&device, NULL, setup->device));
    TRY(gfla_graph_create(&graph));
    TRY(create(&trainer, row.batch, graph, device));
    row.flops = gfla_plan_flops(gfla_trainer_plan(trainer)) / row.batch;
    TRY(gfla_bench_time(device, step, trainer, effort, &row.times));
    gfla_bench_times_divide(&row.times, row.batch);
    row.peak_bytes = (double)gfla_device_memory_peak(device);
    TRY(gfla_bench_report_add(report, setup, &row));
fail:
    gfla_trainer_destroy(&trainer);
    gfla_graph_destroy(&graph);
    gfla_device_destroy(&device);
    return status;
}
