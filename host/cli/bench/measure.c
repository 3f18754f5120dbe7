#include "cli/bench/measure.h"

#include <string.h>
#include <unistd.h>

#include "bench/bench_layers.h"
#include "bench/bench_nets.h"
#include "bench/bench_peak.h"
#include "bench/bench_train.h"
#include "cli/bench/bench_print.h"
#include "cli/bench/outputs.h"

static gfla_status measure_nets(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                                const struct bench_options *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_bench_net_reference reference = {NULL};
    for (size_t i = 0; i < gfla_bench_n_nets; i++) {
        const struct gfla_bench_net *net = &gfla_bench_nets[i];
        if (gfla_bench_is_wanted(&o->choice, net->name))
            TRY(gfla_bench_item(setup, net->name,
                                gfla_bench_net_measure(net, o->choice.batch, report, setup, &o->effort, !o->no_start,
                                                       o->no_check ? NULL : &reference)));
    }
    if (gfla_bench_is_wanted(&o->choice, GFLA_BENCH_TRAIN_NAME))
        TRY(gfla_bench_item(setup, GFLA_BENCH_TRAIN_NAME,
                            gfla_bench_train(o->choice.batch, report, setup, &o->effort)));
fail:
    gfla_bench_net_reference_free(&reference);
    return status;
}

/* One device for the peak and the layers; each network has its own. */
static gfla_status measure(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                           const struct cli *cli, const struct bench_options *o)
{
    gfla_status status;
    gfla_device *device = NULL;
    TRY(cli_open_device(cli, &device));
    TRY(gfla_bench_peak(report, setup, device, &o->effort));
    if (o->layers)
        TRY(gfla_bench_layers(report, setup, device, &o->effort, &o->choice));
    gfla_device_destroy(&device);
    if (o->nets)
        TRY(measure_nets(report, setup, o));
fail:
    gfla_device_destroy(&device);
    return status;
}

static gfla_status write_report(const struct gfla_bench_report *report, const char *path, gfla_bench_format *format)
{
    struct gfla_text text = {0};
    format(report, &text);
    return strcmp(path, "-") == 0 ? cli_print_json(&text) : bench_write_text(path, &text);
}

static gfla_status write_reports(const struct gfla_bench_report *report, const struct cli *cli,
                                 const struct bench_options *o)
{
    gfla_status status = GFLA_OK;
    if (o->json)
        TRY(write_report(report, o->json, gfla_bench_json));
    if (cli->output)
        TRY(write_report(report, cli->output, gfla_bench_format_of(cli->output)));
fail:
    return status;
}

/* Of what computes: those of a CPU device; else those of the host. */
static int count_threads(const struct gfla_device_info *info)
{
    return info->kind == GFLA_DEVICE_CPU ? (int)info->n_compute_units : (int)sysconf(_SC_NPROCESSORS_ONLN);
}

static gfla_status ask_device(const struct cli *cli, struct gfla_device_info *info)
{
    gfla_status status;
    gfla_device *device = NULL;
    TRY(cli_open_device(cli, &device));
    TRY(gfla_bench_check_device(device));
    *info = *gfla_device_get_info(device);
fail:
    gfla_device_destroy(&device);
    return status;
}

gfla_status bench_measure(struct cli *cli, const struct gfla_bench_setup *asked, const struct bench_options *o)
{
    gfla_status status;
    struct gfla_device_info info;
    struct gfla_bench_values earlier = {0};
    struct gfla_bench_report report = {.rows = NULL};
    struct bench_print print = {cli, -1};
    struct gfla_bench_setup setup = *asked;
    setup.row = bench_print_row;
    setup.user_data = &print;
    if (o->compare)
        TRY(gfla_bench_values_read(&earlier, o->compare));
    TRY(ask_device(cli, &info));
    gfla_bench_report_begin(&report, &info, count_threads(&info));
    cli_print(cli, "%s, %s, driver %s, %d threads\n", info.name, info.platform, info.driver, report.threads);
    for (int round = 0; round < o->rounds && status == GFLA_OK; round++)
        status = measure(&report, &setup, cli, o);
    const gfla_status printed = o->compare ? bench_print_earlier(&earlier, o->compare, &report, cli) : GFLA_OK;
    status = status == GFLA_OK ? printed : status;
    if (status == GFLA_OK || status == GFLA_ERROR_INTERRUPTED) {
        const gfla_status written = write_reports(&report, cli, o); /* what was measured is kept */
        status = status == GFLA_OK ? written : status;
        status = status == GFLA_OK ? gfla_batch_status(&cli->batch) : status;
    }
fail:
    gfla_bench_values_free(&earlier);
    gfla_bench_report_free(&report);
    return status;
}
