#include "ops/conv/conv_tuning.h"
#include "base/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "graph/fuse.h"
#include "graph/graph_internal.h"
#include "runtime/tuning.h"

#define KEY_PREFIX "conv "
#define SAY_SECONDS 5.0 /* between lines of progress */

const char *gfla_conv_case_name(const struct gfla_conv_case *c, char name[static GFLA_CONV_KEY_SIZE])
{
    static const char *const steps[GFLA_CONV_STEP_COUNT] = {"fwd", "bwd_data", "bwd_weights"};
    static const char *const paddings[] = {"zero", "reflect", "replicate"};
    const struct gfla_conv *g = &c->g;
    snprintf(name, GFLA_CONV_KEY_SIZE, "%s %d->%d %dx%d s%d p%d %s @%dx%d n%d%s", steps[c->step], g->ic, g->oc, g->kh,
             g->kw, g->stride, g->pad, paddings[g->padding], g->ih, g->iw, g->n, c->training ? " training" : "");
    return name;
}

static void make_key(const struct gfla_conv_case *c, char key[static GFLA_CONV_KEY_SIZE + sizeof KEY_PREFIX])
{
    char name[GFLA_CONV_KEY_SIZE];
    snprintf(key, GFLA_CONV_KEY_SIZE + sizeof KEY_PREFIX, KEY_PREFIX "%s", gfla_conv_case_name(c, name));
}

/* ---- the store ---- */

/* A value is the name of an algorithm, and milliseconds for people. */
const struct gfla_conv_algorithm *gfla_conv_find_tuned(gfla_device *device, const struct gfla_conv_case *c)
{
    char key[GFLA_CONV_KEY_SIZE + sizeof KEY_PREFIX];
    int n;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&n);
    make_key(c, key);
    const char *value = gfla_tuning_find(device, key);
    const size_t length = value ? strcspn(value, " ") : 0;
    for (int i = 0; i < n && value; i++)
        if (strlen(all[i]->name) == length && memcmp(all[i]->name, value, length) == 0)
            return gfla_conv_supports(all[i], c, gfla_device_get_info(device)) ? all[i] : NULL;
    return NULL;
}

static void store(gfla_device *device, const struct gfla_conv_case *c, const struct gfla_conv_trial *winner)
{
    char key[GFLA_CONV_KEY_SIZE + sizeof KEY_PREFIX], value[96];
    make_key(c, key);
    snprintf(value, sizeof value, "%s %.4g ms", winner->algorithm->name, 1e3 * winner->seconds);
    gfla_tuning_put(device, key, value);
}

static void warn_of(const gfla_device *device, const struct gfla_conv_case *c, const struct gfla_conv_trial *trial)
{
    char name[GFLA_CONV_KEY_SIZE];
    const char *algorithm = trial->algorithm->name, *device_name = gfla_device_get_info(device)->name;
    gfla_conv_case_name(c, name);
    if (trial->verdict == GFLA_CONV_WRONG)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: %s computes %s wrongly (error %.1e, tolerance %.0e) and is not used for it. hint: gfla selftest, "
                 "another driver",
                 device_name, algorithm, name, trial->error, GFLA_CONV_TOLERANCE);
    else if (trial->verdict == GFLA_CONV_FAILED)
        gfla_log(GFLA_LOG_WARNING, "%s: %s cannot compute %s and is not used for it: %s", device_name, algorithm, name,
                 trial->message);
    else if (trial->verdict == GFLA_CONV_TOO_LARGE)
        gfla_log(GFLA_LOG_VERBOSE, "%s: %s is too large for %s: %s", device_name, algorithm, name, trial->message);
}

gfla_status gfla_conv_tune(gfla_device *device, const struct gfla_conv_case *c, struct gfla_conv_tuned *tuned)
{
    gfla_status status;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&tuned->n);
    const struct gfla_conv_algorithm *standard = gfla_conv_default(c, gfla_device_get_info(device));
    tuned->winner = tuned->standard = NULL;
    REQUIRE(tuned->n <= GFLA_CONV_MOST_ALGORITHMS, GFLA_ERROR_FAILED,
            "%d convolution algorithms are more than the %d that are tried", tuned->n, GFLA_CONV_MOST_ALGORITHMS);
    TRY(gfla_conv_try(device, c, all, tuned->n, tuned->trials));
    for (int i = 0; i < tuned->n; i++) {
        warn_of(device, c, &tuned->trials[i]);
        if (tuned->trials[i].algorithm == standard)
            tuned->standard = &tuned->trials[i];
    }
    tuned->winner = gfla_conv_fastest(tuned->trials, tuned->n, standard);
    if (tuned->winner)
        store(device, c, tuned->winner);
fail:
    return status;
}

/* ---- collecting ---- */

static bool is_equal(const struct gfla_conv_case *a, const struct gfla_conv_case *b)
{
    return a->step == b->step && a->training == b->training && memcmp(&a->g, &b->g, sizeof a->g) == 0;
}

gfla_status gfla_conv_cases_add(struct gfla_conv_cases *cases, const struct gfla_conv_case *c)
{
    gfla_status status;
    for (size_t i = 0; i < cases->count; i++)
        if (is_equal(&cases->items[i], c)) {
            cases->uses[i]++;
            return GFLA_OK;
        }
    TRY(gfla_grow(&cases->items, &cases->capacity, cases->count + 1, sizeof *cases->items, "a list of convolutions"));
    TRY(gfla_grow(&cases->uses, &cases->uses_capacity, cases->count + 1, sizeof *cases->uses,
                  "a list of convolutions"));
    cases->items[cases->count] = *c;
    cases->uses[cases->count++] = 1;
fail:
    return status;
}

void gfla_conv_cases_free(struct gfla_conv_cases *cases)
{
    free(cases->items);
    free(cases->uses);
    *cases = (struct gfla_conv_cases){NULL};
}

gfla_status gfla_conv_collect(struct gfla_conv_cases *cases, gfla_graph *graph, const struct gfla_device_info *device,
                              bool training)
{
    gfla_status status;
    TRY(gfla_graph_status(graph));
    REQUIRE(!graph->planned, GFLA_ERROR_USAGE, "the graph has a plan already");
    graph->planned = true;
    graph->lowering = (struct gfla_lowering){.training = training, .cases = cases};
    TRY(gfla_graph_drop_unused(graph));
    TRY(gfla_graph_fuse(graph, device, &(struct gfla_stages_params){.training = training}));
    TRY(gfla_graph_lower(graph, device));
fail:
    graph->lowering.cases = NULL;
    return status;
}

/* ---- at first use ---- */

static bool measures_unasked(const gfla_device *device)
{
    const enum gfla_tuning_mode mode = gfla_context_settings()->tuning;
    const gfla_device_kind kind = gfla_device_get_info(device)->kind;
    return kind != GFLA_DEVICE_NULL &&
           (mode == GFLA_TUNING_FORCE || (mode == GFLA_TUNING_AUTO && kind != GFLA_DEVICE_CPU));
}

static void say_progress(struct gfla_lowering *lowering, const struct gfla_conv_case *c)
{
    char name[GFLA_CONV_KEY_SIZE];
    const double now = gfla_clock();
    const char *device = gfla_device_get_info(lowering->device)->name, *path = gfla_tuning_path(lowering->device);
    if (lowering->n_measured == 0) {
        gfla_log(GFLA_LOG_INFO,
                 "measuring convolutions that are new to %s; this is done once%s%s. GFLA_TUNE=read does without",
                 device, path ? " and kept in " : "", path ? path : "");
        lowering->said = now;
    } else if (now - lowering->said > SAY_SECONDS) {
        gfla_log(GFLA_LOG_INFO, "%d convolutions measured, now %s", lowering->n_measured, gfla_conv_case_name(c, name));
        lowering->said = now;
    }
}

static const struct gfla_conv_algorithm *measure(struct gfla_lowering *lowering, const struct gfla_conv_case *c)
{
    struct gfla_conv_tuned tuned;
    char name[GFLA_CONV_KEY_SIZE];
    const double start = gfla_clock();
    say_progress(lowering, c);
    const gfla_status status = gfla_conv_tune(lowering->device, c, &tuned);
    lowering->n_measured++;
    lowering->seconds += gfla_clock() - start;
    gfla_conv_case_name(c, name);
    if (status != GFLA_OK) {
        gfla_log(GFLA_LOG_INFO, "%s could not be measured: %s", name, gfla_error_message());
        return NULL;
    }
    if (tuned.winner)
        gfla_log(GFLA_LOG_VERBOSE, "%s: %s, %.4g ms", name, tuned.winner->algorithm->name, 1e3 * tuned.winner->seconds);
    return tuned.winner ? tuned.winner->algorithm : NULL;
}

gfla_status gfla_conv_choose_measured(struct gfla_lowering *lowering, const struct gfla_conv_case *c,
                                      const struct gfla_conv_algorithm **algorithm)
{
    gfla_status status = GFLA_OK;
    *algorithm = NULL;
    /* A data gradient with a border is lowered to one without, which is asked for in turn. */
    if (c->step == GFLA_CONV_BWD_DATA && c->g.padding != GFLA_CONV_PAD_ZERO && c->g.pad > 0)
        return GFLA_OK;
    if (lowering->cases)
        TRY(gfla_conv_cases_add(lowering->cases, c));
    if (!lowering->device)
        return GFLA_OK;
    *algorithm = gfla_conv_find_tuned(lowering->device, c);
    if (!*algorithm && measures_unasked(lowering->device))
        *algorithm = measure(lowering, c);
fail:
    return status;
}

void gfla_conv_tuning_done(const struct gfla_lowering *lowering)
{
    if (lowering->n_measured > 0)
        gfla_log(GFLA_LOG_INFO, "%d convolutions measured in %.1f s", lowering->n_measured, lowering->seconds);
}
