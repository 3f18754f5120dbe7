#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/progress.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/train_task.h"
#include "train/weights.h"

static gfla_status save_checkpoint(struct gfla_training *t)
{
    struct gfla_train_metadata metadata = {0};
    char means[GFLA_TRAIN_MEANS_SIZE];
    gfla_train_run_format_means(&t->run, means);
    gfla_train_settings_describe(t->task->settings, &t->settings, &metadata);
    gfla_train_metadata_add(&metadata, GFLA_TRAIN_MEANS_KEY, means);
    return gfla_trainer_save(t->trainer, t->run.checkpoint, metadata.pairs);
}

static gfla_status save_weights(struct gfla_training *t)
{
    struct gfla_train_metadata metadata = {0};
    char steps[24];
    snprintf(steps, sizeof steps, "%llu", (unsigned long long)gfla_trainer_steps(t->trainer));
    gfla_train_settings_describe(t->task->settings, &t->settings, &metadata);
    gfla_train_metadata_add(&metadata, "steps", steps);
    gfla_train_metadata_add(&metadata, "version", GFLA_VERSION);
    if (t->options.name)
        gfla_train_metadata_add(&metadata, "name", t->options.name);
    if (t->options.licence)
        gfla_train_metadata_add(&metadata, "licence", t->options.licence);
    return gfla_weights_save_without(gfla_trainer_plan(t->trainer), t->graph, t->run.weights, GFLA_LOSS_PREFIX, true,
                                     metadata.pairs);
}

static gfla_status save(struct gfla_training *t)
{
    gfla_status status;
    TRY(save_checkpoint(t));
    return save_weights(t);
fail:
    return status;
}

static gfla_status step(struct gfla_training *t, uint64_t i)
{
    gfla_status status;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    float terms[GFLA_TRAIN_MAX_TERMS];
    TRY(t->task->feed(t, i));
    TRY(gfla_trainer_step(t->trainer, gfla_train_losses_rate(&t->settings, gfla_trainer_steps(t->trainer))));
    for (int k = 0; k < t->loss.n; k++) {
        TRY(gfla_tensor_read(plan, t->loss.term[k], &terms[k]));
        REQUIRE(isfinite(terms[k]), GFLA_ERROR_FAILED, "the loss \"%s\" is %g at step %llu. hint: a smaller --lr",
                t->loss.name[k], terms[k], (unsigned long long)gfla_trainer_steps(t->trainer));
    }
    gfla_train_run_add(&t->run, terms, t->loss.n);
    return GFLA_OK;
fail:
    return status;
}

static gfla_status log_line(struct gfla_training *t, int n_steps, double seconds)
{
    double flops = gfla_plan_flops(gfla_trainer_plan(t->trainer));
    uint64_t done = gfla_trainer_steps(t->trainer);
    return gfla_train_run_log(&t->run,
                              &(struct gfla_train_line){.step = done,
                                                        .samples = done * (uint64_t)t->settings.batch,
                                                        .names = t->loss.name,
                                                        .n_terms = t->loss.n,
                                                        .n_adversary_terms = t->loss.n_adversary,
                                                        .off = gfla_train_losses_off(&t->settings),
                                                        .learning_rate = gfla_train_losses_rate(&t->settings, done - 1),
                                                        .samples_per_second = n_steps * t->settings.batch / seconds,
                                                        .gflops = 1e-9 * flops * n_steps / seconds});
}

gfla_status gfla_train_loop(struct gfla_training *t)
{
    gfla_status status;
    const struct gfla_train_options *o = &t->options;
    struct gfla_progress_count progress;
    double started = gfla_clock(), saved = started, drawn = started, lined = started;
    uint64_t first = gfla_trainer_steps(t->trainer), total = (uint64_t)t->settings.steps, logged = first;
    gfla_progress_begin(&progress, "steps", (size_t)total);
    gfla_progress_skip(&progress, (size_t)first);
    for (uint64_t i = first; i < total && !gfla_is_cancelled(); i++) {
        TRY(step(t, i));
        double time = gfla_clock();
        if ((i + 1) % (uint64_t)o->log_steps == 0 || i + 1 == total) {
            TRY(log_line(t, (int)(i + 1 - logged), time - lined));
            logged = i + 1;
            lined = time;
        }
        if (time - drawn > 60 * o->sheet_minutes || i + 1 == total) {
            TRY(t->task->sheet(t, i + 1));
            drawn = time;
        }
        if (time - saved > 60 * o->save_minutes) {
            TRY(save(t));
            saved = time;
        }
        gfla_progress_set(&progress, (size_t)(i + 1));
        if (o->minutes > 0 && time - started > 60 * o->minutes)
            break;
    }
    gfla_progress_end(&progress);
    TRY(save(t));
    return gfla_check_cancelled();
fail:
    return status;
}
