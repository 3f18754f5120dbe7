#include "cli/bench/tune_blas.h"

#include <math.h>
#include <string.h>

#include "bench/tune_blas.h"
#include "cli/bench/tune_report.h"

static const char *const verdicts[GFLA_BLAS_VERDICT_COUNT] = {"timed", "wrong", "failed"};

static const char *text_of(const struct gfla_blas_trial *trial, char text[static GFLA_BLAS_TEXT_SIZE])
{
    return trial->is_own ? "own" : gfla_blas_config_text(&trial->config, text);
}

static double giga(const struct gfla_blas_trial *trial)
{
    return trial->verdict == GFLA_BLAS_TIMED ? 1e-9 * trial->flops / trial->seconds : 0;
}

static void print_row(void *cli, const struct gfla_blas_trial *trial)
{
    char text[GFLA_BLAS_TEXT_SIZE];
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
    tune_json_begin(&json, info, store);
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

gfla_status tune_blas(const struct cli *cli, gfla_device *device)
{
    struct gfla_tune_blas tune;
    const struct gfla_device_info *info = gfla_device_get_info(device);
    tune_heading(cli, info);
    cli_print(cli, "%9s %9s  %s\n", "GFLOP/s", "error", "parameters of CLBlast's product");
    gfla_status status = gfla_tune_blas_run(&tune, device, print_row, (void *)cli);
    if (status == GFLA_OK || status == GFLA_ERROR_INTERRUPTED) {
        print_sum(cli, tune.trials, tune.best, tune.store);
        const gfla_status printed = cli->json ? print_json(info, tune.trials, tune.n, tune.best, tune.store) : GFLA_OK;
        status = status == GFLA_OK ? printed : status;
    }
    gfla_tune_blas_free(&tune);
    return status;
}
