#include "cli/train/train_threads.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/thread.h"
#include "tasks/device_crew.h"

struct train_rank {
    struct train_threads *threads;
    int rank;
    pthread_t thread;
    bool is_running;
    gfla_status status;
    bool is_agreed; /* all ranks have this failure */
    char message[1024];
};

gfla_status train_threads_open(struct train_threads *t, struct cli *cli)
{
    gfla_status status;
    *t = (struct train_threads){.cli = cli};
    TRY(cli_open_devices(cli, &t->devices, &t->n));
    TRY(gfla_calloc(&t->exchanges, t->n, sizeof(gfla_exchange *), "ranks"));
    TRY(gfla_calloc(&t->ranks, t->n, sizeof *t->ranks, "ranks"));
    if (t->n > 1)
        TRY(gfla_exchange_create_threads(t->exchanges, (int)t->n));
fail:
    return status;
}

/* Keeps how a rank ended, before its exchange is left. */
static void end_rank(struct train_rank *r, gfla_status status)
{
    gfla_exchange **exchange = &r->threads->exchanges[r->rank];
    r->status = status;
    r->is_agreed = status == GFLA_OK || (*exchange && gfla_exchange_is_agreed(*exchange));
    snprintf(r->message, sizeof r->message, "%s", status == GFLA_OK ? "" : gfla_error_message());
    gfla_exchange_leave(exchange); /* others that wait for this rank fail */
}

static void *run_rank(void *argument)
{
    gfla_status status;
    struct train_rank *r = argument;
    gfla_training *training = NULL;
    struct gfla_train_params params = r->threads->options->params;
    params.exchange = r->threads->exchanges[r->rank];
    params.line = NULL;
    TRY(gfla_training_open(&training, r->threads->devices[r->rank], r->threads->options->task, &params));
    status = gfla_training_step(training, 0);
fail:
    gfla_training_close(&training);
    end_rank(r, status);
    return NULL;
}

gfla_status train_threads_start(struct train_threads *t, const struct train_options *options)
{
    gfla_status status = GFLA_OK;
    t->options = options;
    t->cli->speaks_alone = t->n > 1;
    for (size_t i = 1; i < t->n; i++) {
        struct train_rank *r = &t->ranks[i];
        *r = (struct train_rank){.threads = t, .rank = (int)i};
        TRY(gfla_thread_create(&r->thread, run_rank, r, "a device to train on"));
        r->is_running = true;
    }
fail:
    return status;
}

/* The failure that was there first: one that a rank had alone, while the others waited for it in vain. */
static const struct train_rank *find_cause(const struct train_threads *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct train_rank *r = &t->ranks[i];
        if (r->status != GFLA_OK && !r->is_agreed && r->status != GFLA_ERROR_FAILED &&
            r->status != GFLA_ERROR_INTERRUPTED)
            return r;
    }
    return NULL;
}

gfla_status train_threads_close(struct train_threads *t, gfla_status status)
{
    char message[1024];
    snprintf(message, sizeof message, "%s", status == GFLA_OK ? "" : gfla_error_message());
    if (t->ranks && t->n > 0) {
        t->ranks[0].threads = t;
        end_rank(&t->ranks[0], status);
    }
    for (size_t i = 1; t->ranks && i < t->n; i++) {
        if (t->ranks[i].is_running)
            pthread_join(t->ranks[i].thread, NULL);
        else
            gfla_exchange_leave(&t->exchanges[i]);
    }
    const struct train_rank *cause = t->ranks && t->n > 1 ? find_cause(t) : NULL;
    if (cause && cause->status == GFLA_ERROR_OUTPUT) /* of the run's folder, whatever the device */
        status = gfla_fail(cause->status, "%s", cause->message);
    else if (cause)
        status = gfla_fail(cause->status, "%s: %s", gfla_device_crew_name(t->devices[cause->rank]), cause->message);
    else if (status != GFLA_OK)
        gfla_fail(status, "%s", message);
    free(t->exchanges);
    free(t->ranks);
    gfla_device_destroy_all(&t->devices, &t->n);
    return status;
}
