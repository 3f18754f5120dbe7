#include "bench/submission_run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/context.h"
#include "base/folder_scratch.h"
#include "base/progress.h"
#include "bench/bench_layers.h"
#include "bench/bench_nets.h"
#include "bench/bench_peak.h"
#include "bench/bench_render.h"
#include "bench/bench_train.h"
#include "bench/submission_facts.h"

#define MOST_OTHERS_AT_FIRST 0.25
#define ROOT "" /* of /proc and /sys */

gfla_status gfla_submission_check_marks(const struct gfla_machine_mark *before, const struct gfla_machine_mark *after)
{
    gfla_status status = GFLA_OK;
    const double others = gfla_machine_others(before, after);
    REQUIRE(
        others <= MOST_OTHERS_AT_FIRST, GFLA_ERROR_FAILED,
        "this machine is busy: other processes take %.0f %% of its processors' time (load average %.2f), and what is "
        "measured would not be its speed. hint: end them, and start again",
        100 * others, after->load_average);
fail:
    return status;
}

gfla_status gfla_submission_check_quiet(void)
{
    gfla_status status;
    const struct gfla_machine_mark before = gfla_machine_mark_now(ROOT);
    for (int i = 0; i < 20; i++) {
        TRY(gfla_check_cancelled());
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    const struct gfla_machine_mark after = gfla_machine_mark_now(ROOT);
    TRY(gfla_submission_check_marks(&before, &after));
fail:
    return status;
}

/* ---- rows of gfla bench become rounds ---- */

struct run {
    struct gfla_submission *s;
    const struct gfla_submission_plan *plan;
    struct gfla_bench_setup setup;
    struct gfla_bench_report report;
    struct gfla_bench_net_reference reference;
    struct gfla_progress_count progress;
    size_t n_done;
    int round;
};

static void add_round(struct run *r, enum gfla_submission_part part, double value)
{
    struct gfla_submission_result *result = &r->s->results[part];
    if ((r->plan->parts >> part & 1) && value > 0 && result->n_rounds < GFLA_SUBMISSION_MOST_ROUNDS)
        result->rounds[result->n_rounds++] = value;
}

static void add_error(struct run *r, enum gfla_submission_part part, const struct gfla_bench_row *row)
{
    struct gfla_submission_result *result = &r->s->results[part];
    if (!row->has_error)
        return;
    /* what is no number stays */
    result->error = result->has_error && !(row->max_error > result->error) && !isnan(row->max_error) ? result->error
                                                                                                     : row->max_error;
    result->has_error = true;
}

/* In the unit of the part. */
static double value_of(const struct gfla_bench_row *row, enum gfla_submission_part part)
{
    const char *unit = gfla_submission_parts[part].unit;
    if (strcmp(unit, "ms") == 0)
        return 1e3 * row->times.median;
    if (strcmp(unit, "us") == 0)
        return 1e6 * row->times.median;
    return gfla_bench_row_giga(row);
}

static void take_row(void *user_data, const struct gfla_bench_report *report, const struct gfla_bench_row *row)
{
    struct run *r = user_data;
    if (row->kind == GFLA_BENCH_LAYER) { /* only those of check_gradients */
        add_error(r, GFLA_SUBMISSION_TRAIN, row);
        return;
    }
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++)
        if (strcmp(gfla_submission_parts[part].name, row->name) == 0) {
            add_round(r, part, value_of(row, part));
            add_error(r, part, row);
        }
    add_round(r, GFLA_SUBMISSION_COLD, row->cold);
    add_round(r, GFLA_SUBMISSION_WARM, row->warm);
}

/* ---- what a round does ---- */

static gfla_status measure_device(struct run *r, enum gfla_submission_part part)
{
    gfla_status status;
    gfla_device *device = NULL;
    TRY(gfla_device_open(&device, NULL, r->setup.device));
    status = gfla_bench_peak(&r->report, &r->setup, device, &r->plan->effort);
fail:
    gfla_device_destroy(&device);
    return status;
}

static gfla_status measure_net(struct run *r, enum gfla_submission_part part)
{
    const char *name = gfla_submission_parts[part].name;
    const bool with_start = part == GFLA_SUBMISSION_PERSON && r->round < r->plan->start_rounds &&
                            (r->plan->parts >> GFLA_SUBMISSION_COLD & 1);
    for (size_t i = 0; i < gfla_bench_n_nets; i++)
        if (strcmp(gfla_bench_nets[i].name, name) == 0)
            return gfla_bench_net_measure(&gfla_bench_nets[i], 0, &r->report, &r->setup, &r->plan->effort, with_start,
                                          &r->reference);
    return gfla_fail(GFLA_ERROR_FAILED, "%s: no network of `gfla bench`", name);
}

static gfla_status measure_render(struct run *r, enum gfla_submission_part part)
{
    return gfla_bench_render(&r->report, &r->setup, &r->plan->effort);
}

/* A step changes the weights, and so has no reference: the gradients of two of its layers are compared with plain C,
 * once. */
static gfla_status check_gradients(struct run *r)
{
    gfla_status status;
    gfla_device *device = NULL;
    const struct gfla_bench_choice choice = {
        .texts = {"conv2d 64->64 3x3 @64x64", "conv2d 64->128 4x4 s2 @64x64"}, .n_texts = 2, .gradients = true};
    TRY(gfla_device_open(&device, NULL, r->setup.device));
    status = gfla_bench_layers(&r->report, &r->setup, device, &(struct gfla_bench_effort){1, 0}, &choice);
fail:
    gfla_device_destroy(&device);
    return status;
}

static gfla_status measure_train(struct run *r, enum gfla_submission_part part)
{
    gfla_status status;
    TRY(gfla_bench_train(0, &r->report, &r->setup, &r->plan->effort));
    if (r->round == 0)
        status = check_gradients(r);
fail:
    return status;
}

static const struct step {
    const char *name;
    enum gfla_submission_part part; /* the first that it measures */
    gfla_status (*measure)(struct run *r, enum gfla_submission_part part);
} steps[] = {
    {"device", GFLA_SUBMISSION_FMA, measure_device},
    {GFLA_BENCH_RENDER_NAME, GFLA_SUBMISSION_RENDER, measure_render},
    {"person-256", GFLA_SUBMISSION_PERSON, measure_net},
    {"shapenet-256", GFLA_SUBMISSION_VIEW, measure_net},
    {"face-256", GFLA_SUBMISSION_FACE, measure_net},
    {GFLA_BENCH_TRAIN_NAME, GFLA_SUBMISSION_TRAIN, measure_train},
};
enum { N_STEPS = sizeof steps / sizeof *steps };

static bool is_planned(const struct run *r, const struct step *step)
{
    return r->plan->parts >> step->part & 1;
}

static gfla_status measure_round(struct run *r)
{
    gfla_status status = GFLA_OK;
    char notes[96];
    for (int i = 0; i < N_STEPS; i++) {
        if (!is_planned(r, &steps[i]))
            continue;
        snprintf(notes, sizeof notes, "%s, round %d of %d", steps[i].name, r->round + 1, r->plan->rounds);
        gfla_progress_tell(&r->progress, r->n_done, notes);
        TRY(gfla_bench_item(&r->setup, steps[i].name, steps[i].measure(r, steps[i].part)));
        r->n_done++;
    }
fail:
    return status;
}

static gfla_status measure_rounds(struct run *r)
{
    gfla_status status = GFLA_OK;
    size_t n = 0;
    for (int i = 0; i < N_STEPS; i++)
        n += is_planned(r, &steps[i]);
    gfla_progress_begin(&r->progress, "measurements", n * (size_t)r->plan->rounds);
    for (r->round = 0; r->round < r->plan->rounds && status == GFLA_OK; r->round++)
        status = measure_round(r);
    if (status == GFLA_OK)
        gfla_progress_set(&r->progress, r->n_done);
    gfla_progress_end(&r->progress);
    return status;
}

/* ---- all of it ---- */

/* As the caller's, for a device that is new to it. */
static gfla_status enter_own_context(const char *folder, gfla_context **own, gfla_context **before)
{
    gfla_status status;
    struct gfla_context_params params = *gfla_context_settings();
    params.cache_folder = folder;
    params.cache = GFLA_CACHE_AUTO;
    params.tuning = GFLA_TUNING_AUTO;
    TRY(gfla_context_create(own, &params));
    *before = gfla_context_enter(*own);
fail:
    return status;
}

static gfla_status measure(struct gfla_submission *s, const struct gfla_submission_plan *plan,
                           const struct gfla_bench_setup *setup)
{
    gfla_status status;
    struct run r = {.s = s, .plan = plan, .setup = *setup};
    r.setup.row = take_row;
    r.setup.user_data = &r;
    r.setup.is_fixed = true;
    TRY(gfla_submission_take_facts(s, setup->device, ROOT));
    gfla_bench_report_begin(&r.report, &s->device, 0);
    const struct gfla_machine_mark before = gfla_machine_mark_now(ROOT);
    TRY(measure_rounds(&r));
    const struct gfla_machine_mark after = gfla_machine_mark_now(ROOT);
    s->load_before = before.load_average;
    s->load_after = after.load_average;
    s->others = gfla_machine_others(&before, &after);
fail:
    gfla_bench_net_reference_free(&r.reference);
    gfla_bench_report_free(&r.report);
    return status;
}

gfla_status gfla_submission_measure(struct gfla_submission *s, const struct gfla_submission_plan *plan,
                                    const struct gfla_bench_setup *setup)
{
    gfla_status status;
    gfla_context *own = NULL, *before = gfla_context_current();
    struct gfla_folder_scratch caches = {.lock = 0};
    *s = (struct gfla_submission){0};
    TRY(gfla_folder_scratch_create(&caches, setup->temporary, GFLA_BENCH_CACHES));
    TRY(enter_own_context(caches.path, &own, &before));
    status = measure(s, plan, setup);
fail:
    gfla_context_enter(before);
    gfla_context_destroy(&own);
    gfla_folder_scratch_remove(&caches);
    return status;
}
