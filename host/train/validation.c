#include "train/validation.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"

#define FALL 0.98 /* of the training's loss, since the best, that counts as one */

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
