#include "train/validation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "train/task.h"

#define FALL 0.98 /* of the training's loss, since the best, that counts as one */

int gfla_validation_default(int steps)
{
    return steps / 40 > 500 ? steps / 40 : 500;
}

void gfla_validation_add(struct gfla_validation *v, double loss)
{
    v->sum += loss;
    v->n_summed++;
}

void gfla_validation_format(const struct gfla_validation *v, char text[GFLA_VALIDATION_TEXT_SIZE])
{
    snprintf(text, GFLA_VALIDATION_TEXT_SIZE, "%a %" PRIu64 " %a %d %d %a %" PRIu64, v->best, v->best_step,
             v->best_training, v->n_since, v->is_overfit, v->sum, v->n_summed);
}

gfla_status gfla_validation_parse(struct gfla_validation *v, const char *text)
{
    struct gfla_validation found = {0};
    int is_overfit, length = 0;
    if (sscanf(text, "%lf %" SCNu64 " %lf %d %d %lf %" SCNu64 "%n", &found.best, &found.best_step, &found.best_training,
               &found.n_since, &is_overfit, &found.sum, &found.n_summed, &length) != 7 ||
        text[length] || found.n_since < 0)
        return gfla_fail(GFLA_ERROR_INPUT, "\"%.40s\" is no state of a validation", text);
    found.is_overfit = is_overfit != 0;
    *v = found;
    return GFLA_OK;
}

/* Of all batches: the means of the terms. */
struct scores {
    gfla_training *training;
    double terms[GFLA_TRAIN_MAX_TERMS], sum; /* without an adversary's, and without what it judges */
    int n_batches;
};

/* How well a changing adversary is fooled says nothing of one step beside another. */
static bool counts(const struct gfla_train_terms *terms, int i)
{
    return i >= terms->n_adversary && strncmp(terms->name[i], "adversarial", 11) != 0;
}

static gfla_status score_batch(struct scores *scores)
{
    gfla_status status;
    const struct gfla_train_terms *terms = &scores->training->terms;
    gfla_plan *plan = gfla_trainer_plan(scores->training->trainer);
    gfla_tensor *wanted[GFLA_TRAIN_MAX_TERMS];
    size_t n = 0;
    for (int i = 0; i < terms->n; i++)
        if (counts(terms, i))
            wanted[n++] = terms->tensor[i];
    TRY(gfla_plan_run_for(plan, wanted, n));
    for (int i = 0; i < terms->n; i++) {
        float value = 0;
        if (counts(terms, i))
            TRY(gfla_tensor_read(plan, terms->tensor[i], &value));
        scores->terms[i] += (double)value;
    }
    scores->n_batches++;
fail:
    return status;
}

static gfla_status score_all(void *context)
{
    gfla_status status;
    struct scores *scores = context;
    gfla_training *t = scores->training;
    bool more = true;
    while (more) {
        TRY(t->task->validate(t, scores->n_batches, &more));
        if (more)
            TRY(score_batch(scores));
    }
    for (int i = 0; i < t->terms.n && scores->n_batches > 0; i++) {
        scores->terms[i] /= scores->n_batches;
        scores->sum += scores->terms[i];
    }
fail:
    return status;
}

bool gfla_validation_compare(struct gfla_validation *v, uint64_t step, double sum)
{
    const double training = v->n_summed > 0 ? v->sum / (double)v->n_summed : 0;
    const bool is_best = v->best_step == 0 || sum < v->best;
    v->sum = 0;
    v->n_summed = 0;
    if (is_best) {
        v->best = sum;
        v->best_step = step;
        v->best_training = training;
        v->n_since = 0;
        return true;
    }
    v->n_since++;
    if (!v->is_overfit && v->n_since >= GFLA_VALIDATION_PATIENCE && training < FALL * v->best_training) {
        v->is_overfit = true;
        gfla_log(GFLA_LOG_WARNING,
                 "step %" PRIu64 ": overfitting: the loss in validation was lowest at step %" PRIu64
                 " (%.4g, now %.4g), that in training falls (%.4g, now %.4g). best.safetensors has the best weights. "
                 "hint: more data, or fewer steps",
                 step, v->best_step, v->best, sum, v->best_training, training);
    }
    return false;
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
    gfla_text_add(&text, "},\"best_step\":%" PRIu64 ",\"overfitting\":%s}", t->validation.best_step,
                  t->validation.is_overfit ? "true" : "false");
    status = text.failed ? gfla_fail(GFLA_ERROR_MEMORY, "memory ran out for a line of the log")
                         : gfla_train_run_log_text(&t->run, text.data, t->params.line, t->params.user_data);
    gfla_text_free(&text);
    return status;
}

gfla_status gfla_validation_run_due(gfla_training *t, bool is_last)
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
