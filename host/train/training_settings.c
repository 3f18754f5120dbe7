/* training_settings.c - the settings of a training: what was chosen, on top of the task's defaults, or what the run that is
 * resumed had; and how sizes grow. */
#include "train/training_settings.h"

#include <stdio.h>

#include "base/file.h"
#include "train/training_ranks.h"

static gfla_status choose(const gfla_training *t, void *chosen, const char *name, const char *text)
{
    if (!gfla_settings_has(t->task->settings, name))
        return gfla_fail(GFLA_ERROR_USAGE, "the task %s has no setting \"%s\"", t->task->name, name);
    return gfla_settings_set(t->task->settings, chosen, name, name, text);
}

static gfla_status choose_number(const gfla_training *t, void *chosen, const char *name, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.17g", value);
    return value != 0 ? choose(t, chosen, name, text) : GFLA_OK;
}

/* The settings that params name. */
static gfla_status choose_all(const gfla_training *t, void *chosen)
{
    static const char *const stages[] = {NULL, "full", "flow", "shape"}, *const losses[] = {NULL, "exact", "paper"};
    gfla_status status;
    const struct gfla_train_params *p = &t->params;
    char seed[24];
    gfla_settings_unset(t->task->settings, chosen);
    REQUIRE(p->stage < GFLA_TRAIN_STAGE_COUNT && p->losses < GFLA_TRAIN_LOSSES_COUNT, GFLA_ERROR_USAGE,
            "gfla_train_params: stage %d or losses %d is out of range", (int)p->stage, (int)p->losses);
    TRY(choose_number(t, chosen, "batch", p->batch));
    TRY(choose_number(t, chosen, "steps", p->steps));
    TRY(choose_number(t, chosen, "learning_rate", p->learning_rate));
    TRY(choose_number(t, chosen, "flow_rate", p->flow_rate));
    if (p->stage)
        TRY(choose(t, chosen, "stage", stages[p->stage]));
    if (p->losses)
        TRY(choose(t, chosen, "losses", losses[p->losses]));
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)p->seed);
    if (p->seed)
        TRY(choose(t, chosen, "seed", seed));
    for (const char *const *pair = p->settings; pair && pair[0]; pair += 2) {
        REQUIRE(pair[1], GFLA_ERROR_USAGE, "%s: the setting has no value", pair[0]);
        TRY(choose(t, chosen, pair[0], pair[1]));
    }
fail:
    return status;
}

/* What runs had before there were these settings: the schedule of their losses, and no average. */
static gfla_status settle_old(gfla_training *t)
{
    static const struct gfla_train_settings chosen = {
        .warm_up = -1, .final_rate = -1, .average = 0, .validate_every = 0};
    struct gfla_train_settings *had = gfla_arena_alloc(t->arena, t->task->settings->size);
    if (!had)
        return GFLA_ERROR_MEMORY;
    t->task->defaults(t->task, t->params.sets[0].path, t->settings, had);
    t->common->schedule = had->schedule;
    gfla_train_settings_complete(t->common, &chosen);
    return GFLA_OK;
}

/* The settings of the run that is resumed. */
static gfla_status settle_resumed(gfla_training *t, const void *chosen)
{
    gfla_status status;
    const struct gfla_train_settings *common = chosen;
    const char *checkpoint = t->run.checkpoint;
    REQUIRE(gfla_file_exists(checkpoint), GFLA_ERROR_INPUT,
            "%s: no checkpoint to resume. hint: leave \"resume\" out, and a new run begins", checkpoint);
    t->common->schedule = -1;
    t->common->validate_every = 0; /* of runs from before there were validations */
    TRY(gfla_settings_read(t->task->settings, t->settings, checkpoint));
    if (t->common->schedule < 0)
        TRY(settle_old(t));
    t->common->steps = common->steps > 0 ? common->steps : t->common->steps;
    status = gfla_settings_agree(t->task->settings, chosen, t->settings);
    return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s", checkpoint);
fail:
    return status;
}

gfla_status gfla_training_settle_part(gfla_training *t, uint64_t step)
{
    gfla_status status = GFLA_OK;
    t->part = gfla_growth_part_of(&t->growth, step);
    if (t->growth.n == 0)
        return GFLA_OK;
    const struct gfla_growth_part *part = &t->growth.part[t->part];
    TRY(gfla_settings_set(t->task->settings, t->settings, "size", "sizes", part->size));
    if (part->batch > 0)
        TRY(gfla_training_divide(t, part->batch));
fail:
    return status;
}

/* How sizes grow, and where the run is in it. */
static gfla_status settle_growth(gfla_training *t, const void *chosen)
{
    gfla_status status;
    uint64_t steps = 0;
    TRY(gfla_training_divide(t, t->common->batch));
    TRY(gfla_growth_parse(&t->growth, t->common->sizes));
    TRY(gfla_growth_plan(&t->growth, (uint64_t)t->common->steps));
    REQUIRE(t->growth.n == 0 || !gfla_settings_is_set(t->task->settings, chosen, "size"), GFLA_ERROR_USAGE,
            "size: the images grow as \"sizes\" says: %s. hint: leave one of the two out", t->common->sizes);
    REQUIRE(t->growth.n == 0 || t->growth.part[0].batch == 0 ||
                !gfla_settings_is_set(t->task->settings, chosen, "batch"),
            GFLA_ERROR_USAGE, "batch: \"sizes\" says how large it is: %s. hint: leave one of the two out",
            t->common->sizes);
    if (t->params.resume)
        TRY(gfla_trainer_steps_in(t->run.checkpoint, &steps));
    TRY(gfla_training_settle_part(t, steps));
fail:
    return status;
}

gfla_status gfla_training_settle(gfla_training *t)
{
    gfla_status status;
    void *chosen = gfla_arena_alloc(t->arena, t->task->settings->size);
    t->settings = gfla_arena_alloc(t->arena, t->task->settings->size);
    t->common = t->settings;
    if (!chosen || !t->settings)
        return GFLA_ERROR_MEMORY;
    TRY(choose_all(t, chosen));
    t->params.settings = NULL;
    t->task->defaults(t->task, t->params.sets[0].path, chosen, t->settings);
    gfla_settings_apply(t->task->settings, t->settings, chosen);
    gfla_train_settings_complete(t->common, chosen);
    if (t->params.resume)
        TRY(settle_resumed(t, chosen));
    TRY(settle_growth(t, chosen));
    REQUIRE(t->params.resume || t->params.overwrite || !gfla_file_exists(t->run.checkpoint), GFLA_ERROR_OUTPUT,
            "%s exists. hint: \"resume\" goes on from it, \"overwrite\" begins anew", t->run.checkpoint);
fail:
    return status;
}
