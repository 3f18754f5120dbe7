#include "train/validate_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train/pairwise.h"

/* A score as ranks tell it. */
struct record {
    char name[32];
    double sum;
    long n_items;
};

/* What a rank makes of its parts. */
struct round {
    gfla_training *training;
    gfla_tensor *const *wanted;
    size_t n_wanted;
    float *levels;          /* of sums of wanted (train/pairwise.h) */
    struct record *records; /* [parts][GFLA_TRAIN_MAX_SCORES]; those without a name are none */
    int first, n_parts;
};

static gfla_status create_round(struct round *round)
{
    gfla_status status;
    const size_t n = (size_t)round->n_parts, levels = (size_t)gfla_pairwise_levels((unsigned)n);
    TRY(gfla_calloc(&round->levels, levels * (round->n_wanted + 1), sizeof *round->levels, "losses"));
    TRY(gfla_calloc(&round->records, n * GFLA_TRAIN_MAX_SCORES, sizeof *round->records, "scores"));
fail:
    return status;
}

static gfla_status weigh_all(const struct round *round, bool *is_there)
{
    gfla_status status = GFLA_OK;
    gfla_training *t = round->training;
    for (int i = 0; i < round->n_parts; i++) {
        TRY(t->task->validate(t, round->first + i, is_there));
        if (!*is_there)
            return GFLA_OK;
        TRY(gfla_parts_weigh(t->parts, i));
    }
fail:
    return status;
}

static void keep_scores(const struct gfla_train_scores *scores, struct record *records)
{
    for (int i = 0; i < scores->n; i++) {
        snprintf(records[i].name, sizeof records[i].name, "%s", scores->name[i]);
        records[i].sum = scores->sum[i];
        records[i].n_items = scores->n_items[i];
    }
}

static gfla_status score_part(struct round *round, int number)
{
    gfla_status status;
    gfla_training *t = round->training;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_scores scores = {.n = 0};
    bool is_there;
    if (round->n_parts > 1) /* others were written since */
        TRY(t->task->validate(t, round->first + number, &is_there));
    TRY(gfla_plan_run_for(plan, round->wanted, round->n_wanted));
    for (size_t i = 0; i < round->n_wanted; i++) {
        float value;
        TRY(gfla_tensor_read(plan, round->wanted[i], &value));
        gfla_pairwise_push(round->levels + i, round->n_wanted, (unsigned)number, &value, 1);
    }
    if (t->task->score)
        TRY(t->task->score(t, &scores));
    keep_scores(&scores, round->records + number * GFLA_TRAIN_MAX_SCORES);
fail:
    return status;
}

static gfla_status score_all(struct round *round)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < round->n_parts; i++)
        TRY(score_part(round, i));
fail:
    return status;
}

static gfla_status add_record(gfla_training *t, const struct record *record, struct gfla_train_scores *scores)
{
    int i = 0;
    while (i < scores->n && strcmp(scores->name[i], record->name) != 0)
        i++;
    if (!record->name[0] || i == GFLA_TRAIN_MAX_SCORES)
        return GFLA_OK;
    if (i == scores->n) {
        scores->name[i] = gfla_arena_strdup(t->arena, record->name);
        if (!scores->name[i])
            return GFLA_ERROR_MEMORY;
        scores->n++;
    }
    scores->sum[i] += record->sum;
    scores->n_items[i] += record->n_items;
    return GFLA_OK;
}

/* In the order of the parts, whoever scored them. */
static gfla_status share_scores(const struct round *round, struct gfla_train_scores *scores)
{
    gfla_status status;
    gfla_training *t = round->training;
    const size_t n = (size_t)round->n_parts * GFLA_TRAIN_MAX_SCORES,
                 n_all = n * (size_t)gfla_exchange_where(t->params.exchange).n_ranks;
    struct record *all = NULL;
    TRY(gfla_calloc(&all, n_all, sizeof *all, "scores"));
    TRY(gfla_exchange_gather(t->params.exchange, round->records, n * sizeof *all, all));
    for (size_t i = 0; i < n_all; i++)
        TRY(add_record(t, &all[i], scores));
fail:
    free(all);
    return status;
}

gfla_status gfla_validate_parts(gfla_training *t, int number, gfla_tensor *const *wanted, size_t n, float *sums,
                                struct gfla_train_scores *scores, bool *is_there)
{
    gfla_status status;
    gfla_exchange *exchange = t->params.exchange;
    const int n_parts = (int)gfla_share_ours(t->share);
    struct round round = {
        .training = t, .wanted = wanted, .n_wanted = n, .first = number * n_parts, .n_parts = n_parts};
    *is_there = false;
    status = create_round(&round);
    if (status == GFLA_OK)
        status = weigh_all(&round, is_there);
    TRY(gfla_exchange_agree(exchange, status));
    if (!*is_there) /* on no rank: they have the same data */
        goto fail;
    TRY(gfla_parts_norms(t->parts, NULL, 0));
    TRY(gfla_exchange_agree(exchange, score_all(&round)));
    gfla_pairwise_take(round.levels, n, (unsigned)n_parts, sums, n);
    TRY(gfla_exchange_sum_few(exchange, sums, n));
    TRY(share_scores(&round, scores));
fail:
    free(round.levels);
    free(round.records);
    return status;
}
