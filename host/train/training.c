/* training.c - the way from a task and its params to a network that can be trained. */
#include <stdlib.h>

#include "base/log.h"
#include "graph/share.h"
#include "io/weights/safetensors.h"
#include "train/data_identity.h"
#include "train/task.h"
#include "train/tensor_file.h"
#include "train/training_ranks.h"
#include "train/training_settings.h"
#include "train/weights.h"

/* ---- params ---- */

static gfla_status keep_text(gfla_arena *arena, const char **text)
{
    if (!*text)
        return GFLA_OK;
    *text = gfla_arena_strdup(arena, *text);
    return *text ? GFLA_OK : GFLA_ERROR_MEMORY;
}

static gfla_status keep_sets(gfla_training *t)
{
    gfla_status status;
    const struct gfla_train_params *p = &t->params;
    struct gfla_train_set *sets = NULL;
    REQUIRE(p->n_sets > 0 && p->sets, GFLA_ERROR_USAGE, "no data was named: %s", t->task->data);
    REQUIRE(p->n_sets == 1 || t->task->many_sets, GFLA_ERROR_USAGE, "the task %s takes one set of data", t->task->name);
    REQUIRE(p->n_sets <= GFLA_TRAIN_MAX_SETS, GFLA_ERROR_USAGE, "%zu sets of data are more than %d", p->n_sets,
            GFLA_TRAIN_MAX_SETS);
    sets = gfla_arena_alloc(t->arena, p->n_sets * sizeof *sets);
    if (!sets)
        return GFLA_ERROR_MEMORY;
    for (size_t i = 0; i < p->n_sets; i++) {
        sets[i] = p->sets[i];
        sets[i].weight = sets[i].weight != 0 ? sets[i].weight : 1;
        REQUIRE(sets[i].path, GFLA_ERROR_USAGE, "set %zu of the data has no path", i);
        REQUIRE(sets[i].weight >= 1e-6 && sets[i].weight <= 1e6, GFLA_ERROR_USAGE,
                "%s: weight: %g is not in 1e-06 .. 1e+06", sets[i].path, sets[i].weight);
        TRY(keep_text(t->arena, &sets[i].path));
    }
    t->params.sets = sets;
    return GFLA_OK;
fail:
    return status;
}

/* Copies what params point to, but for the settings, which are read at once. */
static gfla_status keep_params(gfla_training *t)
{
    gfla_status status;
    struct gfla_train_params *p = &t->params;
    REQUIRE(p->folder, GFLA_ERROR_USAGE, "no folder was named for the run");
    REQUIRE(!p->resume || !p->init_weights, GFLA_ERROR_USAGE,
            "a run is resumed from its checkpoint, or begins with init_weights: both cannot be had");
    REQUIRE(p->save_minutes >= 0 && p->sheet_minutes >= 0 && p->max_minutes >= 0 && p->log_steps >= 0, GFLA_ERROR_USAGE,
            "save_minutes, sheet_minutes, max_minutes and log_steps cannot be negative");
    TRY(keep_sets(t));
    TRY(keep_text(t->arena, &p->folder));
    TRY(keep_text(t->arena, &p->init_weights));
    TRY(keep_text(t->arena, &p->vgg_weights));
    TRY(keep_text(t->arena, &p->backgrounds));
    TRY(keep_text(t->arena, &p->name));
    TRY(keep_text(t->arena, &p->licence));
    p->save_minutes = p->save_minutes > 0 ? p->save_minutes : 5;
    p->sheet_minutes = p->sheet_minutes > 0 ? p->sheet_minutes : 5;
    p->log_steps = p->log_steps > 0 ? p->log_steps : 50;
fail:
    return status;
}

/* ---- network and weights ---- */

static gfla_status take_weights(gfla_training *t, bool from_checkpoint)
{
    gfla_status status;
    const struct gfla_train_params *p = &t->params;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    size_t n_read = 0;
    if (p->vgg_weights && t->optimiser.borrowed_prefix)
        TRY(gfla_weights_load_part(plan, t->graph, p->vgg_weights, t->optimiser.borrowed_prefix, NULL));
    if (from_checkpoint)
        return gfla_trainer_load(t->trainer, t->run.checkpoint);
    TRY(gfla_trainer_init(t->trainer, (uint64_t)t->common->seed, t->init, t->init_context));
    if (p->init_weights) {
        TRY(gfla_weights_load(plan, t->graph, p->init_weights, GFLA_WEIGHTS_PRESENT, &n_read));
        gfla_log(GFLA_LOG_INFO, "%s: %zu tensors taken", p->init_weights, n_read);
    }
    return GFLA_OK;
fail:
    return status;
}

static gfla_tensor *find_item_state(const gfla_training *t)
{
    return t->task->item_state ? gfla_graph_find(t->graph, t->task->item_state) : NULL;
}

/* What a step leaves of items lies whole in checkpoints, whoever computes which of them. */
static gfla_status create_whole_state(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const gfla_tensor *state = find_item_state(t);
    if (!state || gfla_share_all(t->share) == 1)
        return GFLA_OK;
    free(t->whole.values);
    t->whole = (struct gfla_whole_state){.name = t->task->item_state, .n = t->whole_batch};
    TRY(gfla_calloc(&t->whole.values, (size_t)t->whole.n * gfla_whole_state_item(state), sizeof *t->whole.values,
                    "what is left of items"));
    gfla_trainer_keep_whole(t->trainer, &t->whole);
fail:
    return status;
}

/* A batch in one part is run as ever. */
static gfla_status create_parts(gfla_training *t)
{
    if (gfla_share_all(t->share) == 1)
        return GFLA_OK;
    return gfla_parts_create(&t->parts, &(struct gfla_parts_params){.plan = gfla_trainer_plan(t->trainer),
                                                                    .graph = t->graph,
                                                                    .device = t->device,
                                                                    .exchange = t->params.exchange,
                                                                    .n_parts = (int)gfla_share_ours(t->share),
                                                                    .losses = t->terms.tensor,
                                                                    .n_losses = t->terms.n,
                                                                    .item_state = find_item_state(t),
                                                                    .whole_state = t->whole.values});
}

static gfla_status build(gfla_training *t, bool from_checkpoint)
{
    gfla_status status;
    TRY(gfla_graph_create(&t->graph));
    gfla_graph_set_shares(t->graph, (int)gfla_share_all(t->share));
    TRY(t->task->build(t));
    t->optimiser.adam.average = t->common->average;
    if (t->check)
        TRY(t->check(t->device, t->graph));
    TRY(gfla_trainer_create(&t->trainer, t->graph, t->terms.total, t->device, &t->optimiser));
    TRY(create_whole_state(t));
    TRY(take_weights(t, from_checkpoint));
    TRY(create_parts(t));
fail:
    return status;
}

/* Builds the network once in each size that is to come, so that a size of which there is none is refused now. */
static gfla_status try_sizes(gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const uint64_t first = t->part > 0 ? t->growth.part[t->part - 1].end : 0;
    for (int i = t->part + 1; i < t->growth.n; i++) {
        TRY(gfla_training_settle_part(t, t->growth.part[i - 1].end));
        TRY(gfla_graph_create(&t->graph));
        TRY(t->task->build(t));
        t->task->stop(t);
        gfla_graph_destroy(&t->graph);
    }
    TRY(gfla_training_settle_part(t, first));
fail:
    return status;
}

gfla_status gfla_training_grow(gfla_training *t)
{
    gfla_status status;
    const uint64_t step = gfla_trainer_steps(t->trainer);
    if (gfla_growth_part_of(&t->growth, step) == t->part)
        return GFLA_OK;
    TRY(gfla_training_write(t));
    t->task->stop(t);
    gfla_parts_destroy(&t->parts);
    gfla_trainer_destroy(&t->trainer);
    gfla_graph_destroy(&t->graph);
    TRY(gfla_training_settle_part(t, step));
    t->validation = (struct gfla_validation){.best_step = 0}; /* losses of one size are not those of another */
    gfla_log(GFLA_LOG_INFO, "step %llu: images of %s pixels from here on", (unsigned long long)step,
             t->growth.part[t->part].size);
    TRY(gfla_exchange_agree(t->params.exchange,
                            build(t, gfla_training_writes(t)))); /* the others may see an older file */
    TRY(gfla_training_share_weights(t));
    TRY(gfla_exchange_agree(t->params.exchange, t->task->start(t)));
fail:
    return status;
}

/* The means that the checkpoint had summed up, and the validations so far. Older checkpoints have none. */
static gfla_status recall(gfla_training *t)
{
    gfla_status status;
    gfla_safetensors *file = NULL;
    TRY(gfla_safetensors_open(&file, t->run.checkpoint));
    const char *text = gfla_safetensors_get(file, GFLA_VALIDATION_KEY);
    if (text && gfla_validation_parse(&t->validation, text) != GFLA_OK)
        TRY(gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata " GFLA_VALIDATION_KEY, t->run.checkpoint));
    text = gfla_safetensors_get(file, GFLA_TRAIN_MEANS_KEY);
    if (text && gfla_train_run_parse_means(&t->run, text) != GFLA_OK)
        TRY(gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata " GFLA_TRAIN_MEANS_KEY, t->run.checkpoint));
    if (t->part > 0 && gfla_trainer_steps(t->trainer) == t->growth.part[t->part - 1].end)
        t->validation = (struct gfla_validation){.best_step = 0}; /* as gfla_training_grow */
    status = GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return status;
}

static gfla_status open_all(gfla_training *t)
{
    gfla_status status;
    const bool resume = t->params.resume;
    TRY(keep_params(t));
    TRY(gfla_train_run_name(&t->run, t->params.folder));
    TRY(gfla_training_settle_share(t));
    if (gfla_training_writes(t))
        TRY(gfla_train_run_lock(&t->run));
    TRY(gfla_training_settle(t));
    TRY(gfla_calloc(&t->state, 1, t->task->state_size, "a training"));
    TRY(t->task->open(t));
    if (resume)
        TRY(gfla_train_data_agree(t, t->run.checkpoint));
    TRY(try_sizes(t));
    TRY(build(t, resume));
    if (gfla_training_writes(t))
        TRY(gfla_train_run_open(&t->run, resume, t->params.overwrite, gfla_trainer_steps(t->trainer)));
    if (resume)
        TRY(recall(t));
    TRY(t->task->start(t));
    t->logged = gfla_trainer_steps(t->trainer);
fail:
    return status;
}

gfla_status gfla_training_create(gfla_training **training, gfla_device *device, const struct gfla_train_task *task,
                                 const struct gfla_train_params *params, gfla_train_check *check)
{
    gfla_status status;
    *training = NULL;
    TRY(gfla_calloc(training, 1, sizeof **training, "a training"));
    (*training)->task = task;
    (*training)->device = device;
    (*training)->params = *params;
    (*training)->check = check;
    TRY(gfla_arena_create(&(*training)->arena));
    TRY(gfla_exchange_agree(params->exchange, open_all(*training)));
    TRY(gfla_training_compare_ranks(*training));
    TRY(gfla_training_share_weights(*training));
    return GFLA_OK;
fail:
    gfla_training_destroy(training);
    return status;
}

void gfla_training_destroy(gfla_training **training)
{
    if (!training || !*training)
        return;
    gfla_training *t = *training;
    gfla_train_run_close(&t->run);
    if (t->state)
        t->task->close(t);
    free(t->state);
    gfla_parts_destroy(&t->parts);
    free(t->whole.values);
    gfla_trainer_destroy(&t->trainer);
    gfla_graph_destroy(&t->graph);
    gfla_arena_destroy(&t->arena);
    free(t);
    *training = NULL;
}
