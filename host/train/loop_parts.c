/* loop_parts.c - a step of a training whose batch is in parts (train/parts.h). */
#include "base/context.h"
#include "base/log.h"
#include "train/task.h"

/* The parts of a step. */
struct step {
    gfla_training *training;
    uint64_t first; /* the number of the first */
};

static gfla_status feed_part(void *context, int number)
{
    const struct step *step = context;
    return step->training->task->feed(step->training, step->first + (uint64_t)number);
}

static gfla_status run_parts(void *context)
{
    gfla_training *t = ((const struct step *)context)->training;
    return gfla_parts_run(t->parts, t->losses);
}

/* Told to stop while others are waited for, which may be gone, as their machine's death ends this job too: what was made
 * is saved at once. With an adversary, which has taken its own step, it is not whole until the step is done. */
static void save_while_waiting(void *context)
{
    gfla_training *t = context;
    const bool is_whole = gfla_parts_is_before_updates(t->parts) && t->terms.n_adversary == 0;
    if (is_whole && gfla_trainer_steps(t->trainer) > 0 && gfla_training_write(t) != GFLA_OK)
        gfla_log(GFLA_LOG_WARNING, "%s", gfla_error_message());
}

static gfla_status step_in_parts(gfla_training *t, uint64_t i, bool is_over, bool *is_stopped)
{
    gfla_status status;
    gfla_exchange *exchange = t->params.exchange;
    struct step step = {t, gfla_share_number(t->share, i)};
    float over = gfla_training_writes(t) && is_over;
    status = gfla_parts_feed(t->parts, feed_part, &step);
    if (status == GFLA_OK)
        status = gfla_check_cancelled();
    status = gfla_exchange_agree(exchange, status);
    *is_stopped = status == GFLA_ERROR_INTERRUPTED;
    TRY(status);
    TRY(gfla_parts_norms(t->parts, &over, 1));
    *is_stopped = over > 0;
    if (!*is_stopped)
        TRY(gfla_trainer_step_by(t->trainer, gfla_training_rate(t, i), run_parts, &step));
fail:
    return status;
}

gfla_status gfla_training_step_in_parts(gfla_training *t, uint64_t i, bool is_over, bool *is_stopped)
{
    gfla_exchange_set_idle(t->params.exchange, save_while_waiting, t);
    const gfla_status status = step_in_parts(t, i, is_over, is_stopped);
    gfla_exchange_set_idle(t->params.exchange, NULL, NULL);
    return status;
}

void gfla_training_tell_parts(const gfla_training *t)
{
    const struct gfla_exchange_place place = gfla_exchange_where(t->params.exchange);
    if (!t->parts)
        return;
    const struct gfla_buckets_counts b = gfla_parts_get_counts(t->parts);
    /* the slices of the others to them, and our own one, summed, to all of them */
    const double sent = 2.0 * (place.n_ranks - 1) / place.n_ranks * b.bytes;
    if (b.n_steps > 0)
        gfla_log(GFLA_LOG_VERBOSE,
                 "rank %d of %d, %llu parts each: %.4g MB of gradients in %d buckets, %.4g MB sent a step, %.0f %% of "
                 "the buckets summed when the last was read, then %.3g ms a step of waiting",
                 place.rank, place.n_ranks, (unsigned long long)gfla_share_ours(t->share), 1e-6 * b.bytes, b.n_buckets,
                 1e-6 * sent, 100.0 * (double)b.n_hidden / (double)b.n_sums, 1e3 * b.waited / (double)b.n_steps);
}
