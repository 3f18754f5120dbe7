#include "bench/bench_peak.h"

#include <math.h>
#include <stdio.h>

#define SOURCE "bench/peak.cl"
#define LANES 16
#define LINKS 4 /* UNROLL of peak.cl */
#define MOST_ITEMS ((size_t)1 << 20)
#define COPY_BYTES ((size_t)128 << 20) /* beyond the caches of processors, where the device has so much */
#define LOCAL 256
#define FMA_SECONDS 0.002 /* of one run: short enough to be left alone by what else the machine does */

/* A list of one launch, with the buffers that it works on. */
struct probe {
    gfla_device *device;
    gfla_commands *commands;
    gfla_buffer *src, *dst;
};

static void probe_destroy(struct probe *p)
{
    gfla_commands_destroy(&p->commands);
    gfla_buffer_destroy(&p->src);
    gfla_buffer_destroy(&p->dst);
}

static gfla_status probe_run(void *context)
{
    struct probe *p = context;
    return gfla_commands_run(p->commands, 0, 1);
}

static gfla_status probe_run_and_wait(void *context)
{
    struct probe *p = context;
    const gfla_status status = gfla_commands_run(p->commands, 0, 1);
    return status == GFLA_OK ? gfla_device_finish(p->device) : status;
}

/* ---- arithmetic ---- */

/* Few items with much work where an item is a thread; many where it is a lane. */
static void fma_work(const struct gfla_device_info *info, size_t *items, size_t *local)
{
    const bool is_cpu = info->kind == GFLA_DEVICE_CPU;
    *local = is_cpu ? 1 : LOCAL <= info->max_work_group ? LOCAL : info->max_work_group;
    *items = (size_t)info->n_compute_units * (is_cpu ? 8 : 16 * *local);
    *items = *items < MOST_ITEMS ? *items : MOST_ITEMS;
}

/* The device's rate by this function, with so many chains in an item; the run's length is found by trying. */
static gfla_status time_fma(gfla_device *device, const char *function, int chains,
                            const struct gfla_bench_effort *effort, struct gfla_bench_row *row)
{
    gfla_status status;
    struct probe p = {.device = device};
    struct gfla_bench_times times = {0};
    size_t items, local;
    char options[64];
    int rounds = 256;
    fma_work(gfla_device_get_info(device), &items, &local);
    snprintf(options, sizeof options, "-DCHAINS=%d -DMULTIPLY_ADD=%s", chains, function);
    TRY(gfla_buffer_create(&p.dst, device, items * LANES * sizeof(float), GFLA_MEMORY_ACTIVATIONS, "peak_fma"));
    TRY(gfla_commands_create(&p.commands, device));
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(p.dst), GFLA_ARG_F32(0.999f), GFLA_ARG_F32(0.001f),
                                    GFLA_ARG_I32(rounds)};
    TRY(gfla_commands_add(p.commands, &(struct gfla_launch){.source = SOURCE,
                                                            .kernel = "peak_fma",
                                                            .options = options,
                                                            .global = {items},
                                                            .local = {local},
                                                            .args = args,
                                                            .n_args = 4}));
    TRY(gfla_bench_time(device, probe_run, &p, &(struct gfla_bench_effort){3, 0}, &times));
    rounds = (int)fmin(1e8, ceil(rounds * fmax(1, FMA_SECONDS / times.min)));
    TRY(gfla_commands_set_arg(p.commands, 0, 3, GFLA_ARG_I32(rounds)));
    TRY(gfla_bench_time(device, probe_run, &p, effort, &times));
    *row = (struct gfla_bench_row){
        .kind = GFLA_BENCH_PEAK, .times = times, .flops = 2.0 * LANES * chains * LINKS * rounds * (double)items};
    snprintf(row->name, sizeof row->name, "fma");
fail:
    probe_destroy(&p);
    return status;
}

/* How many chains hide the latency without spilling registers, and which function is one instruction, is the device's
 * own secret. */
static gfla_status add_fma(struct gfla_bench_report *report, const struct gfla_bench_setup *setup, gfla_device *device,
                           const struct gfla_bench_effort *effort)
{
    static const struct {
        const char *function;
        int chains;
    } variants[] = {{"fma", 6}, {"fma", 8}, {"fma", 12}, {"mad", 8}, {"mad", 12}};
    gfla_status status = GFLA_OK;
    struct gfla_bench_row best = {.kind = GFLA_BENCH_PEAK};
    double best_rate = 0;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct gfla_bench_row row;
        TRY(time_fma(device, variants[i].function, variants[i].chains, effort, &row));
        if (row.flops / row.times.min > best_rate) {
            best_rate = row.flops / row.times.min;
            best = row;
        }
    }
    report->fma_rate = fmax(report->fma_rate, best_rate);
    TRY(gfla_bench_report_add(report, setup, &best));
fail:
    return status;
}

/* ---- memory ---- */

static gfla_status add_copy(struct gfla_bench_report *report, const struct gfla_bench_setup *setup, gfla_device *device,
                            const struct gfla_bench_effort *effort)
{
    gfla_status status;
    const struct gfla_device_info *info = gfla_device_get_info(device);
    struct probe p = {.device = device};
    struct gfla_bench_row row = {.kind = GFLA_BENCH_PEAK, .name = "copy"};
    size_t bytes = COPY_BYTES;
    while (bytes > info->max_allocation / 2 || bytes > info->global_memory / 8)
        bytes /= 2;
    const size_t n_vectors = bytes / (LANES * sizeof(float)),
                 local = LOCAL <= info->max_work_group ? LOCAL : info->max_work_group;
    TRY(gfla_buffer_create(&p.src, device, bytes, GFLA_MEMORY_ACTIVATIONS, "peak_copy"));
    TRY(gfla_buffer_create(&p.dst, device, bytes, GFLA_MEMORY_ACTIVATIONS, "peak_copy"));
    TRY(gfla_buffer_zero(p.src));
    TRY(gfla_commands_create(&p.commands, device));
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(p.src), GFLA_ARG_BUFFER(p.dst), GFLA_ARG_I32(n_vectors)};
    TRY(gfla_commands_add(p.commands, &(struct gfla_launch){.source = SOURCE,
                                                            .kernel = "peak_copy",
                                                            .global = {n_vectors},
                                                            .local = {local},
                                                            .args = args,
                                                            .n_args = 3}));
    TRY(gfla_bench_time(device, probe_run, &p, effort, &row.times));
    row.bytes = 2.0 * (double)bytes;
    report->copy_rate = fmax(report->copy_rate, row.bytes / row.times.min);
    TRY(gfla_bench_report_add(report, setup, &row));
fail:
    probe_destroy(&p);
    return status;
}

/* ---- launches ---- */

static gfla_status add_launch(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                              gfla_device *device, const struct gfla_bench_effort *effort, const char *name,
                              gfla_bench_run run)
{
    gfla_status status;
    struct probe p = {.device = device};
    struct gfla_bench_row row = {.kind = GFLA_BENCH_PEAK};
    snprintf(row.name, sizeof row.name, "%s", name);
    TRY(gfla_buffer_create(&p.dst, device, LANES * sizeof(float), GFLA_MEMORY_ACTIVATIONS, "peak_empty"));
    TRY(gfla_commands_create(&p.commands, device));
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(p.dst)};
    TRY(gfla_commands_add(
        p.commands,
        &(struct gfla_launch){
            .source = SOURCE, .kernel = "peak_empty", .global = {1}, .local = {1}, .args = args, .n_args = 1}));
    TRY(gfla_bench_time(device, run, &p, effort, &row.times));
    TRY(gfla_bench_report_add(report, setup, &row));
fail:
    probe_destroy(&p);
    return status;
}

gfla_status gfla_bench_peak(struct gfla_bench_report *report, const struct gfla_bench_setup *setup, gfla_device *device,
                            const struct gfla_bench_effort *effort)
{
    gfla_status status;
    TRY(add_fma(report, setup, device, effort));
    TRY(add_copy(report, setup, device, effort));
    TRY(add_launch(report, setup, device, effort, "launch", probe_run));
    TRY(add_launch(report, setup, device, effort, "launch and wait", probe_run_and_wait));
fail:
    return status;
}
