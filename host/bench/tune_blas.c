#include "bench/tune_blas.h"

#include <stdlib.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/progress.h"
#include "runtime/tuning.h"

gfla_status gfla_tune_blas_run(struct gfla_tune_blas *tune, gfla_device *device,
                               void (*tried)(void *user_data, const struct gfla_blas_trial *trial), void *user_data)
{
    gfla_status status;
    struct gfla_progress_count progress;
    const int n = gfla_blas_n_trials(device);
    *tune = (struct gfla_tune_blas){.store = gfla_tuning_path(device)};
    TRY(gfla_calloc(&tune->trials, (size_t)n, sizeof *tune->trials, "trials"));
    gfla_progress_begin(&progress, "parameter sets", (size_t)n);
    while (tune->n < n && !gfla_is_cancelled()) {
        struct gfla_blas_trial *trial = &tune->trials[tune->n];
        TRY(gfla_blas_try(device, tune->n, trial));
        tried(user_data, trial);
        gfla_progress_set(&progress, (size_t)++tune->n);
    }
    gfla_progress_end(&progress);
    tune->best = gfla_blas_keep_fastest(device, tune->trials, tune->n);
    status = gfla_check_cancelled();
fail:
    return status;
}

void gfla_tune_blas_free(struct gfla_tune_blas *tune)
{
    free(tune->trials);
    *tune = (struct gfla_tune_blas){0};
}
