#include "bench/submission.h"

#include <math.h>
#include <string.h>

#include "bench/bench_ratio.h"
#include "bench/bench_train.h"
#include "bench/submission_reference.h"

/* Rounding errors are a hundred times smaller, of whole networks and of gradients, too; of the renderer, the mesh of a
 * ball is off by a twelfth of it. */
#define TOLERANCE 1e-3

const char *const gfla_submission_reference = REFERENCE_MACHINE;

const struct gfla_submission_part_info gfla_submission_parts[GFLA_SUBMISSION_PART_COUNT] = {
    [GFLA_SUBMISSION_FMA] = {"fma", "multiply-add", "GFLOP/s", true, false, REFERENCE_FMA, 0},
    [GFLA_SUBMISSION_COPY] = {"copy", "copy", "GB/s", true, false, REFERENCE_COPY, 0},
    [GFLA_SUBMISSION_LAUNCH] = {"launch", "launch, queued", "us", false, false, REFERENCE_LAUNCH, 0},
    [GFLA_SUBMISSION_WAIT] = {"launch and wait", "launch and wait", "us", false, false, REFERENCE_WAIT, 0},
    [GFLA_SUBMISSION_PERSON] = {"person-256", "person", "ms", false, true, REFERENCE_PERSON, TOLERANCE},
    [GFLA_SUBMISSION_VIEW] = {"shapenet-256-per-view-of-18", "a view of 18", "ms", false, true, REFERENCE_VIEW,
                              TOLERANCE},
    [GFLA_SUBMISSION_FACE] = {"face-256", "face", "ms", false, true, REFERENCE_FACE, TOLERANCE},
    [GFLA_SUBMISSION_RENDER] = {"render-256", "rendered view", "ms", false, true, REFERENCE_RENDER, TOLERANCE},
    [GFLA_SUBMISSION_TRAIN] = {GFLA_BENCH_TRAIN_NAME, "training step", "ms", false, true, REFERENCE_TRAIN, TOLERANCE},
    [GFLA_SUBMISSION_COLD] = {"cold start", "cold start", "s", false, false, REFERENCE_COLD, 0},
    [GFLA_SUBMISSION_WARM] = {"warm start", "warm start", "s", false, false, REFERENCE_WARM, 0},
};

const struct gfla_submission_plan gfla_submission_profile = {
    .parts = (1u << GFLA_SUBMISSION_PART_COUNT) - 1, .rounds = 5, .start_rounds = 3, .effort = {3, 0.3}};

double gfla_submission_median(const struct gfla_submission *s, enum gfla_submission_part part)
{
    return gfla_bench_value_of_rounds(s->results[part].rounds, s->results[part].n_rounds).median;
}

double gfla_submission_ratio(const struct gfla_submission *s, enum gfla_submission_part part)
{
    const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
    const double median = gfla_submission_median(s, part);
    if (!(median > 0))
        return 0;
    return info->more_is_better ? median / info->reference : info->reference / median;
}

double gfla_submission_largest_error(const struct gfla_submission *s)
{
    double largest = 0;
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++)
        if (s->results[part].has_error)
            largest = isnan(s->results[part].error) ? HUGE_VAL : fmax(largest, s->results[part].error);
    return largest;
}

static void add_reason(struct gfla_text *why, int *n, const char *what, const char *reason)
{
    if (why)
        gfla_text_add(why, "%s%s%s", (*n)++ ? "; " : "", what, reason);
    else
        (*n)++;
}

/* Why a part voids the score, if it does. */
static void judge_part(const struct gfla_submission *s, enum gfla_submission_part part, struct gfla_text *why, int *n)
{
    const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
    const struct gfla_submission_result *r = &s->results[part];
    if (r->n_rounds == 0) {
        add_reason(why, n, info->name, ": not measured");
    } else if (info->tolerance > 0 && !r->has_error) {
        add_reason(why, n, info->name, ": its error was not measured");
    } else if (info->tolerance > 0 && !(r->error <= info->tolerance)) {
        add_reason(why, n, info->name, "");
        if (why)
            gfla_text_add(why, ": the error %.1e is above %.0e", r->error, info->tolerance);
    }
}

static void judge_machine(const struct gfla_submission *s, struct gfla_text *why, int *n)
{
    if (s->others > GFLA_SUBMISSION_MOST_OTHERS) {
        add_reason(why, n, "busy", "");
        if (why)
            gfla_text_add(why, ": other processes took %.0f %% of the processors' time, %.0f are allowed",
                          100 * s->others, 100 * GFLA_SUBMISSION_MOST_OTHERS);
    }
    if (gfla_submission_is_emulator(s))
        add_reason(why, n, "out of contest", ": the device is an emulator");
}

bool gfla_submission_score(const struct gfla_submission *s, double *score, struct gfla_text *why)
{
    double sum = 0;
    int n = 0, n_scored = 0;
    *score = 0;
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++)
        judge_part(s, part, why, &n);
    judge_machine(s, why, &n);
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT && n == 0; part++)
        if (gfla_submission_parts[part].is_scored) {
            sum += log(gfla_submission_ratio(s, part));
            n_scored++;
        }
    if (n == 0)
        *score = exp(sum / n_scored);
    return n == 0;
}

bool gfla_submission_is_emulator(const struct gfla_submission *s)
{
    return strstr(s->device.platform, "Oclgrind") || strstr(s->device.name, "Oclgrind");
}

const char *gfla_submission_vendor(const struct gfla_submission *s)
{
    static const struct {
        const char *part, *name;
    } known[] = {{"AuthenticAMD", "AMD"},
                 {"Advanced Micro", "AMD"},
                 {"AMD", "AMD"},
                 {"Intel", "Intel"},
                 {"NVIDIA", "NVIDIA"},
                 {"Apple", "Apple"},
                 {"ARM", "Arm"},
                 {"Arm", "Arm"},
                 {"QUALCOMM", "Qualcomm"},
                 {"Qualcomm", "Qualcomm"},
                 {"Imagination", "Imagination"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(s->device.vendor, known[i].part))
            return known[i].name;
    return s->device.vendor[0] ? s->device.vendor : "unknown";
}
