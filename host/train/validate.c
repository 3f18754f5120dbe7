#include "train/validate.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "train/task.h"
#include "train/validate_parts.h"

/* Of all batches: the means of the terms. */
struct scores {
    gfla_training *training;
    double terms[GFLA_TRAIN_MAX_TERMS], sum; /* without an adversary's, and without what it judges */
    int n_batches;
    struct gfla_train_scores images;
};

void gfla_train_scores_add(struct gfla_train_scores *s, const char *name, double value)
{
    int i = 0;
    while (i < s->n && strcmp(s->name[i], name) != 0)
        i++;
    if (i == GFLA_TRAIN_MAX_SCORES)
        return;
    s->name[i] = name;
    s->sum[i] += value;
    s->n_items[i]++;
    s->n += i == s->n;
}

/* How well a changing adversary is fooled says nothing of one step beside another. */
static bool counts(const struct gfla_train_terms *terms, int i)
{
    return i >= terms->n_adversary && strncmp(terms->name[i], "adversarial", 11) != 0;
}

/* The terms that count, and which of all they are. */
struct wanted {
    gfla_tensor *tensor[GFLA_TRAIN_MAX_TERMS];
    int term[GFLA_TRAIN_MAX_TERMS];
    size_t n;
};

static struct wanted choose_terms(const struct gfla_train_terms *terms)
{
    struct wanted wanted = {.n = 0};
    for (int i = 0; i < terms->n; i++)
        if (counts(terms, i)) {
            wanted.tensor[wanted.n] = terms->tensor[i];
            wanted.term[wanted.n++] = i;
        }
    return wanted;
}

static gfla_status score_whole(struct scores *scores, const struct wanted *wanted, float *values, bool *is_there)
{
    gfla_status status;
    gfla_training *t = scores->training;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    TRY(t->task->validate(t, scores->n_batches, is_there));
    if (!*is_there)
        return GFLA_OK;
    TRY(gfla_plan_run_for(plan, wanted->tensor, wanted->n));
    for (size_t i = 0; i < wanted->n; i++)
        TRY(gfla_tensor_read(plan, wanted->tensor[i], &values[i]));
    if (t->task->score)
        TRY(t->task->score(t, &scores->images));
fail:
    return status;
}

static gfla_status score_batch(struct scores *scores, const struct wanted *wanted, bool *is_there)
{
    gfla_status status;
    gfla_training *t = scores->training;
    float values[GFLA_TRAIN_MAX_TERMS];
    TRY(t->parts
            ? gfla_validate_parts(t, scores->n_batches, wanted->tensor, wanted->n, values, &scores->images, is_there)
            : score_whole(scores, wanted, values, is_there));
    for (size_t i = 0; *is_there && i < wanted->n; i++)
        scores->terms[wanted->term[i]] += (double)values[i];
    scores->n_batches += *is_there;
fail:
    return status;
}

static gfla_status score_all(void *context)
{
    gfla_status status;
    struct scores *scores = context;
    gfla_training *t = scores->training;
    const struct wanted wanted = choose_terms(&t->terms);
    bool more = true;
    while (more)
        TRY(score_batch(scores, &wanted, &more));
    for (int i = 0; i < t->terms.n && scores->n_batches > 0; i++) {
        scores->terms[i] /= scores->n_batches;
        scores->sum += scores->terms[i];
    }
fail:
    return status;
}

static gfla_status log_scores(gfla_training *t, const struct scores *scores)
{
    gfla_status status;
    struct gfla_text text = {0};
    gfla_text_add(&text, "{\"step\":%" PRIu64 ",\"validation\":{\"loss\":%.6g", gfla_trainer_steps(t->trainer),
                  scores->sum);
    for (int i = 0; i < t->terms.n; i++)
        if (counts(&t->terms, i))
            gfla_text_add(&text, ",\"%s\":%.6g", t->terms.name[i], scores->terms[i]);
    for (int i = 0; i < scores->images.n; i++)
        gfla_text_add(&text, "%s\"%s\":%.6g", i ? "," : "},\"scores\":{", scores->images.name[i],
                      scores->images.sum[i] / (double)scores->images.n_items[i]);
    gfla_text_add(&text, "},\"best_step\":%" PRIu64 ",\"overfitting\":%s}", t->validation.best_step,
                  t->validation.is_overfit ? "true" : "false");
    status = text.failed ? gfla_fail(GFLA_ERROR_MEMORY, "memory ran out for a line of the log")
                         : gfla_train_run_log_text(&t->run, text.data, t->params.line, t->params.user_data);
    gfla_text_free(&text);
    return status;
}

gfla_status gfla_train_validate_due(gfla_training *t, bool is_last)
{
    gfla_status status = GFLA_OK;
    struct scores scores = {.training = t};
    const uint64_t step = gfla_trainer_steps(t->trainer), every = (uint64_t)t->common->validate_every;
    if (!t->task->validate || every == 0 || (step % every != 0 && !is_last))
        return GFLA_OK;
    TRY(gfla_trainer_with_averages(t->trainer, score_all, &scores));
    if (scores.n_batches == 0)
        return GFLA_OK;
    const bool is_best = gfla_validation_compare(&t->validation, step, scores.sum);
    TRY(log_scores(t, &scores));
    if (is_best)
        TRY(gfla_training_write_weights(t, t->run.best));
fail:
    return status;
}
