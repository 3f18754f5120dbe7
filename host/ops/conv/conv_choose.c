#include "ops/conv/conv_choose.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/log.h"
#include "ops/conv/conv_cases.h"
#include "ops/conv/conv_tuning.h"
#include "runtime/commands.h"
#include "runtime/tuning.h"

#define SAY_SECONDS 5.0 /* between lines of progress */

static bool measures_unasked(const gfla_device *device)
{
    const enum gfla_tuning_mode mode = gfla_context_settings()->tuning;
    const struct gfla_device_info *info = gfla_device_get_info(device);
    const bool is_cpu = info->kind == GFLA_DEVICE_CPU || info->is_software_gpu;
    return gfla_device_computes(device) && (mode == GFLA_TUNING_FORCE || (mode == GFLA_TUNING_AUTO && !is_cpu));
}

static void say_progress(gfla_chooser *chooser, const struct gfla_conv_case *c)
{
    char name[GFLA_CONV_KEY_SIZE];
    const double now = gfla_clock();
    const char *device = gfla_device_get_info(chooser->device)->name, *path = gfla_tuning_path(chooser->device);
    if (chooser->n_measured == 0) {
        gfla_log(GFLA_LOG_INFO,
                 "measuring convolutions that are new to %s; this is done once%s%s. GFLA_TUNE=read does without",
                 device, path ? " and kept in " : "", path ? path : "");
        chooser->said = now;
    } else if (now - chooser->said > SAY_SECONDS) {
        gfla_log(GFLA_LOG_INFO, "%d convolutions measured, now %s", chooser->n_measured, gfla_conv_case_name(c, name));
        chooser->said = now;
    }
}

static const struct gfla_conv_algorithm *measure(gfla_chooser *chooser, const struct gfla_conv_case *c)
{
    struct gfla_conv_tuned tuned;
    char name[GFLA_CONV_KEY_SIZE];
    const double start = gfla_clock();
    say_progress(chooser, c);
    const gfla_status status = gfla_conv_tune(chooser->device, c, &tuned);
    chooser->n_measured++;
    chooser->seconds += gfla_clock() - start;
    gfla_conv_case_name(c, name);
    if (status != GFLA_OK) {
        gfla_log(GFLA_LOG_INFO, "%s could not be measured: %s", name, gfla_error_message());
        return NULL;
    }
    if (tuned.winner)
        gfla_log(GFLA_LOG_VERBOSE, "%s: %s, %.4g ms", name, tuned.winner->algorithm->name, 1e3 * tuned.winner->seconds);
    return tuned.winner ? tuned.winner->algorithm : NULL;
}

static gfla_status choose_measured(gfla_chooser *chooser, const struct gfla_conv_case *c,
                                   const struct gfla_conv_algorithm **algorithm)
{
    gfla_status status = GFLA_OK;
    *algorithm = NULL;
    /* A data gradient with a border is lowered to one without, which is asked for in turn. */
    if (c->step == GFLA_CONV_BWD_DATA && c->g.padding != GFLA_CONV_PAD_ZERO && c->g.pad > 0)
        return GFLA_OK;
    if (chooser->cases)
        TRY(gfla_conv_cases_add(chooser->cases, c));
    if (!chooser->device)
        return GFLA_OK;
    *algorithm = gfla_conv_find_tuned(chooser->device, c);
    if (!*algorithm && measures_unasked(chooser->device))
        *algorithm = measure(chooser, c);
fail:
    return status;
}

static gfla_status fail_named(const char *name)
{
    char names[256] = "";
    size_t length = 0;
    int n;
    const struct gfla_conv_algorithm *const *all = gfla_conv_algorithms(&n);
    for (int i = 0; i < n && length < sizeof names; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "", all[i]->name);
    return gfla_fail(GFLA_ERROR_USAGE, "there is no convolution algorithm \"%s\". hint: one of %s", name, names);
}

gfla_status gfla_conv_choose(gfla_chooser *chooser, const struct gfla_conv *g, enum gfla_conv_step step,
                             const struct gfla_device_info *device, const struct gfla_conv_algorithm **algorithm)
{
    gfla_status status;
    const struct gfla_conv_case c = {*g, step, chooser->training};
    *algorithm = NULL;
    if (chooser->algorithm) {
        *algorithm = gfla_conv_named(chooser->algorithm, &c, device);
        return *algorithm ? GFLA_OK : fail_named(chooser->algorithm);
    }
    TRY(choose_measured(chooser, &c, algorithm));
    if (!*algorithm)
        *algorithm = gfla_conv_default(&c, device);
fail:
    return status;
}
