/* loop.c - the steps of a training, and what is written between them. */
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/progress.h"
#include "train/data_identity.h"
#include "train/report.h"
#include "train/task.h"
#include "train/validate.h"

float gfla_training_rate(const gfla_training *t, uint64_t step)
{
    const struct gfla_train_settings *s = t->common;
    const double part = fmin(1, (double)step / s->steps);
    const double warm = s->warm_up > 0 ? fmin(1, ((double)step + 1) / s->warm_up) : 1;
    const double fall = 0.5 * (1 + cos(3.14159265358979 * part)), last = s->final_rate;
    return (float)(s->learning_rate * warm * (s->schedule == GFLA_TRAIN_COSINE ? last + (1 - last) * fall : 1));
}

static gfla_status save_checkpoint(gfla_training *t)
{
    struct gfla_train_metadata metadata = {0};
    char means[GFLA_TRAIN_MEANS_SIZE], validation[GFLA_VALIDATION_TEXT_SIZE];
    gfla_train_run_format_means(&t->run, means);
    gfla_training_describe(t, &metadata);
    gfla_train_metadata_add(&metadata, GFLA_TRAIN_MEANS_KEY, means);
    gfla_validation_format(&t->validation, validation);
    if (t->task->validate && t->common->validate_every > 0)
        gfla_train_metadata_add(&metadata, GFLA_VALIDATION_KEY, validation);
    gfla_train_data_describe(t, &metadata);
    return gfla_trainer_save(t->trainer, t->run.checkpoint, metadata.pairs);
}

gfla_status gfla_training_write_weights(gfla_training *t, const char *path)
{
    struct gfla_train_metadata metadata = {0};
    char steps[24];
    snprintf(steps, sizeof steps, "%llu", (unsigned long long)gfla_trainer_steps(t->trainer));
    if (!gfla_training_writes(t))
        return GFLA_OK;
    gfla_training_describe(t, &metadata);
    gfla_train_metadata_add(&metadata, "steps", steps);
    gfla_train_metadata_add(&metadata, "version", GFLA_VERSION);
    if (t->params.name)
        gfla_train_metadata_add(&metadata, "name", t->params.name);
    if (t->params.licence)
        gfla_train_metadata_add(&metadata, "licence", t->params.licence);
    return gfla_trainer_save_weights(t->trainer, path, t->loss_prefix, true, metadata.pairs);
}

/* What is written behind a checkpoint. */
static gfla_status write_results(gfla_training *t)
{
    const gfla_status status = gfla_training_write_weights(t, t->run.weights);
    return status == GFLA_OK && gfla_training_writes(t) ? gfla_report_write(t) : status;
}

gfla_status gfla_training_write(gfla_training *t)
{
    gfla_status status;
    REQUIRE(t->trainer, GFLA_ERROR_USAGE, "the training failed when its images grew. hint: close it and resume it");
    if (!gfla_training_writes(t))
        return GFLA_OK;
    TRY(save_checkpoint(t));
    return write_results(t);
fail:
    return status;
}

/* Data that cannot be read any more does not cost the steps that were made: a checkpoint is written first. */
static gfla_status save_what_was_made(gfla_training *t, gfla_status status)
{
    const unsigned long long steps = gfla_trainer_steps(t->trainer);
    char reason[1024];
    if (status != GFLA_ERROR_INPUT || steps == 0)
        return status;
    snprintf(reason, sizeof reason, "%s", gfla_error_message());
    if (gfla_training_write(t) != GFLA_OK)
        return gfla_fail_context(status, "%s; the checkpoint of step %llu could not be written either", reason, steps);
    return gfla_fail(status, "%s. hint: %s holds all %llu steps that were made; bring the data back, and resume",
                     reason, t->run.checkpoint, steps);
}

static gfla_status step(gfla_training *t, uint64_t i)
{
    gfla_status status;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    TRY(t->task->feed(t, i));
    TRY(gfla_trainer_step(t->trainer, gfla_training_rate(t, gfla_trainer_steps(t->trainer))));
    for (int k = 0; k < t->terms.n; k++)
        TRY(gfla_tensor_read(plan, t->terms.tensor[k], &t->losses[k]));
    return GFLA_OK;
fail:
    return status;
}

/* Every rank has the same losses. */
static gfla_status take_losses(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    for (int k = 0; k < t->terms.n; k++)
        REQUIRE(isfinite(t->losses[k]), GFLA_ERROR_FAILED,
                "the loss \"%s\" is %g at step %llu. hint: a smaller learning rate", t->terms.name[k], t->losses[k],
                (unsigned long long)gfla_trainer_steps(t->trainer));
    t->has_losses = true;
    gfla_train_run_add(&t->run, t->losses, t->terms.n);
    gfla_validation_add(&t->validation, gfla_training_loss(t));
    return GFLA_OK;
fail:
    return gfla_exchange_agree(t->params.exchange, status);
}

double gfla_training_loss(const gfla_training *t)
{
    double sum = 0;
    for (int i = t->terms.n_adversary; i < t->terms.n; i++)
        sum += t->losses[i];
    return sum;
}

double gfla_training_seconds(const gfla_training *t)
{
    return t->seconds + gfla_clock() - t->call_started;
}

static uint64_t items(const gfla_training *t, uint64_t n_steps)
{
    return gfla_growth_items(&t->growth, n_steps, t->whole_batch);
}

static gfla_status log_line(gfla_training *t, double time)
{
    gfla_status status;
    const double flops = gfla_plan_flops(gfla_trainer_plan(t->trainer)) * (double)gfla_share_all(t->share),
                 seconds = time - t->lined;
    const uint64_t done = gfla_trainer_steps(t->trainer), n_steps = done - t->logged, samples = items(t, done);
    TRY(gfla_train_run_log(
        &t->run, &(struct gfla_train_line){.step = done,
                                           .samples = samples,
                                           .size = t->growth.n > 0 ? t->growth.part[t->part].size : NULL,
                                           .names = t->terms.name,
                                           .n_terms = t->terms.n,
                                           .n_adversary_terms = t->terms.n_adversary,
                                           .off = t->off,
                                           .learning_rate = gfla_training_rate(t, done - 1),
                                           .samples_per_second = (double)(samples - items(t, t->logged)) / seconds,
                                           .gflops = 1e-9 * flops * (double)n_steps / seconds,
                                           .callback = t->params.line,
                                           .user_data = t->params.user_data}));
    t->logged = done;
    t->lined = time;
fail:
    return status;
}

/* What is due after a step. */
static gfla_status write_due(gfla_training *t, double time)
{
    gfla_status status = GFLA_OK;
    const uint64_t done = gfla_trainer_steps(t->trainer);
    const bool is_last = done == (uint64_t)t->common->steps, ends_part = done == t->growth.part[t->part].end;
    if (done % (uint64_t)t->params.log_steps == 0 || is_last || ends_part)
        TRY(log_line(t, time));
    if (time - t->drawn > 60 * t->params.sheet_minutes || is_last) {
        TRY(gfla_training_writes(t) ? t->task->sheet(t, done) : GFLA_OK);
        t->drawn = time;
    }
    TRY(gfla_train_validate_due(t, is_last));
    if (time - t->saved > 60 * t->params.save_minutes || is_last) {
        TRY(gfla_training_write(t));
        t->saved = time;
    }
fail:
    return status;
}

/* *is_stopped: by cancelling, which is GFLA_ERROR_INTERRUPTED, or because the time is over, no step was made. */
static gfla_status make_step(gfla_training *t, uint64_t i, bool is_over, bool *is_stopped)
{
    if (t->parts)
        return gfla_training_step_in_parts(t, i, is_over, is_stopped);
    *is_stopped = is_over || gfla_is_cancelled();
    return *is_stopped ? gfla_check_cancelled() : step(t, i);
}

/* Rank 0 alone writes. The others hear that it could not where they next agree, which is their next exchange. */
static gfla_status tell_others(gfla_training *t, gfla_status status)
{
    gfla_exchange *exchange = t->params.exchange;
    const bool is_own = status == GFLA_ERROR_OUTPUT && !gfla_exchange_is_agreed(exchange);
    return is_own ? gfla_exchange_agree(exchange, status) : status;
}

static gfla_status write_stopped(gfla_training *t, gfla_status ended)
{
    const gfla_status written = gfla_training_write(t);
    return gfla_exchange_agree(t->params.exchange, written == GFLA_OK ? ended : written);
}

static gfla_status run_to(gfla_training *t, uint64_t end, struct gfla_progress_count *progress)
{
    gfla_status status, ended = GFLA_OK;
    const uint64_t first = gfla_trainer_steps(t->trainer);
    const double limit = 60 * t->params.max_minutes;
    bool is_stopped = false;
    char notes[32];
    if (first == end && t->params.resume) /* which may have ended between the last checkpoint and its results */
        TRY(tell_others(t, write_results(t)));
    for (uint64_t i = first; i < end && !is_stopped; i++) {
        TRY(tell_others(t, gfla_training_grow(t)));
        ended = make_step(t, i, limit > 0 && i > first && gfla_training_seconds(t) > limit, &is_stopped);
        if (is_stopped)
            break;
        TRY(save_what_was_made(t, ended));
        TRY(take_losses(t));
        TRY(tell_others(t, write_due(t, gfla_training_seconds(t))));
        snprintf(notes, sizeof notes, "loss %.4g", gfla_training_loss(t));
        gfla_progress_tell(progress, (size_t)(i + 1), notes);
    }
    if (!is_stopped)
        ended = gfla_exchange_agree(t->params.exchange, gfla_check_cancelled());
    if (is_stopped || (ended != GFLA_OK && gfla_trainer_steps(t->trainer) < (uint64_t)t->common->steps))
        return write_stopped(t, ended);
    return ended;
fail:
    return status;
}

gfla_status gfla_training_run(gfla_training *t, uint64_t n_steps)
{
    gfla_status status;
    struct gfla_progress_count progress;
    if (!t->trainer)
        return gfla_fail(GFLA_ERROR_USAGE, "the training failed when its images grew. hint: close it and resume it");
    const uint64_t first = gfla_trainer_steps(t->trainer), total = (uint64_t)t->common->steps,
                   left = total > first ? total - first : 0;
    t->call_started = gfla_clock();
    gfla_progress_begin(&progress, "steps", (size_t)total);
    gfla_progress_skip(&progress, (size_t)first);
    status = run_to(t, first + (n_steps > 0 && n_steps < left ? n_steps : left), &progress);
    gfla_progress_end(&progress);
    gfla_training_tell_parts(t);
    t->seconds = gfla_training_seconds(t);
    return status;
}
