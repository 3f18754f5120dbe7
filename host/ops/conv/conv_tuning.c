#include "ops/conv/conv_tuning.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "runtime/tuning.h"

#define KEY_PREFIX "conv "

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
