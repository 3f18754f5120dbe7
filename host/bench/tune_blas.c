#include "bench/tune_blas.h"
#include "base/context.h"
#include "base/progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/progress.h"
#include "bench/tune_report.h"
#include "runtime/blas_tune.h"
#include "runtime/tuning.h"

static const char *const verdicts[GFLA_BLAS_VERDICT_COUNT] = {"timed", "wrong", "failed"};

static const char *text_of(const struct gfla_blas_trial *trial, char text[static GFLA_BLAS_TEXT_SIZE])
{
    return trial->is_own ? "own" : gfla_blas_config_text(&trial->config, text);
}

static double giga(const struct gfla_blas_trial *trial)
{
    return trial->verdict == GFLA_BLAS_TIMED ? 1e-9 * trial->flops / trial->seconds : 0;
}

static void print_row(const struct cli *cli, const struct gfla_blas_trial *trial)
{
    char text[GFLA_BLAS_TEXT_SIZE];
    cli_progress_clear();
    if (trial->verdict == GFLA_BLAS_FAILED)
        cli_print(cli, "%9s %9s  %s: %s\n", "failed", "", text_of(trial, text), trial->message);
    else if (trial->verdict == GFLA_BLAS_WRONG)
        cli_print(cli, "%9s %9.1e  %s\n", "wrong", trial->error, text_of(trial, text));
    else
        cli_print(cli, "%9.1f %9.1e  %s\n", giga(trial), trial->error, text_of(trial, text));
}

static double gain_of(const struct gfla_blas_trial *trials, const struct gfla_blas_trial *best)
{
    return best && trials[0].verdict == GFLA_BLAS_TIMED ? trials[0].seconds / best->seconds : 0;
}

static void print_sum(const struct cli *cli, const struct gfla_blas_trial *trials, const struct gfla_blas_trial *best,
                      const char *store)
{
    const double gain = gain_of(trials, best);
    if (!best)
        cli_print(cli, "\nnone computes rightly; gfla uses CLBlast only where nothing else is chosen\n");
    else if (best->is_own)
        cli_print(cli, "\nCLBlast's own parameters are the fastest\n");
    else if (gain > 0)
        cli_print(cli, "\n%.2f times as fast as with CLBlast's own parameters\n", gain);
    if (best && store)
        cli_print(cli, "kept in %s\n", store);
    else
        cli_print(cli, "nothing is kept\n");
}

static gfla_status print_json(const struct gfla_device_info *info, const struct gfla_blas_trial *trials, int n,
                              const struct gfla_blas_trial *best, const char *store)
{
    struct gfla_text json = {0};
    char text[GFLA_BLAS_TEXT_SIZE];
    gfla_tune_json_begin(&json, info, store);
    gfla_text_add(&json, ",\"chosen\":");
    if (best)
        gfla_text_add_json(&json, text_of(best, text));
    else
        gfla_text_add(&json, "null");
    gfla_text_add(&json, ",\"gain\":%.4g,\"results\":[", gain_of(trials, best));
    for (int i = 0; i < n; i++) {
        gfla_text_add(&json, "%s{\"parameters\":\"%s\",\"verdict\":\"%s\",\"gflops\":%.5g,\"error\":", i ? "," : "",
                      text_of(&trials[i], text), verdicts[trials[i].verdict], giga(&trials[i]));
        if (isfinite(trials[i].error))
            gfla_text_add(&json, "%.3g}", trials[i].error);
        else
            gfla_text_add(&json, "null}");
    }
    gfla_text_add(&json, "]}");
    return cli_print_json(&json);
}

gfla_status gfla_tune_blas(const struct cli *cli, gfla_device *device)
{
    gfla_status status;
    struct gfla_blas_trial *trials = NULL;
    struct gfla_progress_count progress;
    const int n = gfla_blas_n_trials(device);
    int done = 0;
    TRY(gfla_calloc(&trials, (size_t)n, sizeof *trials, "trials"));
    gfla_tune_heading(cli, gfla_device_get_info(device));
    cli_print(cli, "%9s %9s  %s\n", "GFLOP/s", "error", "parameters of CLBlast's product");
    gfla_progress_begin(&progress, "parameter sets", (size_t)n);
    for (; done < n && !gfla_is_cancelled(); done++) {
        TRY(gfla_blas_try(device, done, &trials[done]));
        print_row(cli, &trials[done]);
        gfla_progress_set(&progress, (size_t)done + 1);
    }
    gfla_progress_end(&progress);
    const struct gfla_blas_trial *best = gfla_blas_keep_fastest(device, trials, done);
    const char *store = gfla_tuning_path(device);
    print_sum(cli, trials, best, store);
    if (cli->json)
        TRY(print_json(gfla_device_get_info(device), trials, done, best, store));
    TRY(gfla_check_cancelled());
fail:
    free(trials);
    return status;
}
