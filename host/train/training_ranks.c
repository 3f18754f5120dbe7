/* training_ranks.c - a training as one of several ranks, or in parts: which part it computes, and what ranks have in common. */
#include "train/training_ranks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "train/data_identity.h"

#define MOST_PARTS 4096 /* of a batch */

bool gfla_training_writes(const gfla_training *t)
{
    return gfla_exchange_where(t->params.exchange).rank == 0;
}

uint64_t gfla_training_next_number(const gfla_training *t)
{
    return gfla_share_number(t->share, gfla_trainer_steps(t->trainer));
}

void gfla_training_describe(const gfla_training *t, struct gfla_train_metadata *metadata)
{
    gfla_settings_describe(t->task->settings, t->settings, metadata);
    for (int i = 0; i < metadata->n_pairs; i++)
        if (strcmp(metadata->pairs[2 * i], "batch") == 0)
            snprintf(metadata->storage[i], sizeof metadata->storage[i], "%d", t->whole_batch);
}

gfla_status gfla_training_settle_share(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const struct gfla_exchange_place place = gfla_exchange_where(t->params.exchange);
    const int n = t->params.micro_batches > 0 ? t->params.micro_batches : 1;
    REQUIRE(t->params.micro_batches >= 0 && n <= MOST_PARTS / place.n_ranks, GFLA_ERROR_USAGE,
            "micro_batches: %d for each of %d ranks: 0 .. %d expected", t->params.micro_batches, place.n_ranks,
            MOST_PARTS / place.n_ranks);
    t->share = (struct gfla_share){.first = place.rank * n, .n = n, .of = place.n_ranks * n};
fail:
    return status;
}

gfla_status gfla_training_compare_ranks(gfla_training *t)
{
    gfla_status status;
    const struct gfla_exchange_place place = gfla_exchange_where(t->params.exchange);
    struct gfla_train_metadata metadata = {0};
    uint64_t mine = gfla_trainer_steps(t->trainer), *all = NULL;
    gfla_training_describe(t, &metadata);
    gfla_train_data_describe(t, &metadata);
    for (int i = 0; i < 2 * metadata.n_pairs; i++) {
        const uint64_t words[2] = {mine, gfla_hash_text(metadata.pairs[i])};
        mine = gfla_hash_bytes(words, sizeof words);
    }
    TRY(gfla_calloc(&all, (size_t)place.n_ranks, sizeof *all, "what ranks train"));
    TRY(gfla_exchange_gather(t->params.exchange, &mine, sizeof mine, all));
    REQUIRE(
        mine == all[0], GFLA_ERROR_INPUT,
        "its settings, data or steps are not those of rank 0. hint: the same command, files and gfla on all machines");
    status = GFLA_OK;
fail:
    free(all);
    return gfla_exchange_agree(t->params.exchange, status);
}

/* The networks of all ranks are built for one part of the batch. */
gfla_status gfla_training_divide(gfla_training *t, int batch)
{
    gfla_status status = GFLA_OK;
    const int n_ranks = gfla_exchange_where(t->params.exchange).n_ranks, n_micro = (int)gfla_share_ours(t->share),
              n = (int)gfla_share_all(t->share);
    REQUIRE(
        batch % n == 0, GFLA_ERROR_USAGE,
        "batch %d cannot be computed in %d equal parts: %d rank%s, %d micro-batch%s each. hint: a multiple of %d, as "
        "\"batch\"",
        batch, n, n_ranks, n_ranks == 1 ? "" : "s", n_micro, n_micro == 1 ? "" : "es", n);
    t->whole_batch = batch;
    t->common->batch = batch / n;
fail:
    return status;
}

gfla_status gfla_training_share_weights(gfla_training *t)
{
    return gfla_exchange_where(t->params.exchange).n_ranks > 1 ? gfla_trainer_broadcast(t->trainer, t->params.exchange)
                                                               : GFLA_OK;
}
