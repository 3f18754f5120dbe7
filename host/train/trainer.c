#include "train/trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "graph/share.h"
#include "train/weights.h"
#include "train/tensor_file.h"

#define ADVERSARY_HYPER "adam.hyper.adversary"

struct gfla_trainer {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *hyper, *slow_hyper, *adversary_hyper; /* the last NULL without adversary */
    struct gfla_trainer_params params;
    const struct gfla_whole_state *whole; /* NULL: none */
    uint64_t n_steps;
};

static bool begins(const char *text, const char *prefix)
{
    return prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

static gfla_tensor *hyper_state(gfla_graph *graph, const char *name)
{
    return gfla_graph_state(graph, name, gfla_shape_1d(GFLA_ADAM_N_HYPER), 0);
}

static bool is_slow(const struct gfla_trainer_params *params, const char *name)
{
    return begins(name, params->slow_prefix) || begins(name, params->other_slow_prefix);
}

/* slow_hyper for what params say is slow. */
static gfla_status append_updates(gfla_graph *graph, gfla_tensor *hyper, gfla_tensor *slow_hyper,
                                  const struct gfla_trainer_params *params, bool with_averages)
{
    gfla_status (*const update)(gfla_graph *, gfla_tensor *, gfla_tensor *) =
        with_averages ? gfla_adam_update_average : gfla_adam_update;
    const size_t n_tensors = gfla_graph_n_tensors(graph);
    for (size_t i = 0; i < n_tensors; i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && tensor->grad)
            update(graph, tensor, is_slow(params, tensor->name) ? slow_hyper : hyper);
    }
    return gfla_graph_status(graph);
}

gfla_status gfla_trainer_adversary(gfla_graph *graph, gfla_tensor *loss)
{
    gfla_status status;
    TRY(gfla_graph_differentiate(graph, loss));
    TRY(gfla_graph_share_grads(graph));
    TRY(append_updates(graph, hyper_state(graph, ADVERSARY_HYPER), NULL, &(struct gfla_trainer_params){0}, false));
    gfla_graph_forget_grads(graph);
fail:
    return status;
}

/* Zeros to defaults. */
static void complete(struct gfla_trainer_params *params)
{
    struct gfla_adam_params *adam = &params->adam;
    adam->beta1 = adam->beta1 < 0 ? 0 : adam->beta1 > 0 ? adam->beta1 : 0.5;
    adam->beta2 = adam->beta2 != 0 ? adam->beta2 : 0.999;
    params->adversary_factor = params->adversary_factor != 0 ? params->adversary_factor : 1;
}

gfla_status gfla_trainer_create(gfla_trainer **trainer, gfla_graph *graph, gfla_tensor *loss, gfla_device *device,
                                const struct gfla_trainer_params *params)
{
    gfla_status status;
    gfla_trainer *t = NULL;
    *trainer = NULL;
    TRY(gfla_calloc(&t, 1, sizeof *t, "a trainer"));
    t->graph = graph;
    t->params = params ? *params : (struct gfla_trainer_params){0};
    complete(&t->params);
    TRY(gfla_graph_differentiate(graph, loss));
    t->hyper = hyper_state(graph, "adam.hyper");
    t->slow_hyper = hyper_state(graph, "adam.hyper.slow");
    t->adversary_hyper = gfla_graph_find(graph, ADVERSARY_HYPER);
    TRY(gfla_graph_share_grads(graph));
    TRY(append_updates(graph, t->hyper, t->slow_hyper, &t->params, t->params.adam.average > 0));
    TRY(gfla_plan_create(&t->plan, graph, device, &(struct gfla_plan_params){.training = true}));
    *trainer = t;
    return GFLA_OK;
fail:
    gfla_trainer_destroy(&t);
    return status;
}

void gfla_trainer_destroy(gfla_trainer **trainer)
{
    if (!trainer || !*trainer)
        return;
    gfla_plan_destroy(&(*trainer)->plan);
    free(*trainer);
    *trainer = NULL;
}

void gfla_trainer_keep_whole(gfla_trainer *trainer, const struct gfla_whole_state *whole)
{
    trainer->whole = whole;
}

gfla_plan *gfla_trainer_plan(gfla_trainer *trainer)
{
    return trainer->plan;
}

uint64_t gfla_trainer_steps(const gfla_trainer *trainer)
{
    return trainer ? trainer->n_steps : 0;
}

gfla_status gfla_trainer_init(gfla_trainer *t, uint64_t seed, gfla_init_callback init, void *context)
{
    gfla_status status = GFLA_OK;
    struct gfla_random random = gfla_random_seed(seed, 0);
    float *values = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(t->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(t->graph, i);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of || begins(tensor->name, t->params.borrowed_prefix))
            continue;
        TRY(gfla_grow(&values, &capacity, (size_t)gfla_shape_count(tensor->shape), sizeof *values, "initial weights"));
        init(context, tensor, &random, values);
        TRY(gfla_tensor_write(t->plan, tensor, values));
    }
    gfla_plan_weights_changed(t->plan);
fail:
    free(values);
    return status;
}

static gfla_status write_hyper(gfla_trainer *t, gfla_tensor *tensor, double learning_rate)
{
    float hyper[GFLA_ADAM_N_HYPER];
    struct gfla_adam_params adam = t->params.adam;
    adam.lr = learning_rate;
    gfla_adam_hyper(hyper, &adam, (int64_t)t->n_steps + 1);
    return gfla_tensor_write(t->plan, tensor, hyper);
}

gfla_status gfla_trainer_step_by(gfla_trainer *t, float learning_rate, gfla_status (*run)(void *context), void *context)
{
    gfla_status status;
    TRY(write_hyper(t, t->hyper, learning_rate));
    if (t->params.slow_prefix || t->params.other_slow_prefix)
        TRY(write_hyper(t, t->slow_hyper, learning_rate * t->params.slow_factor));
    if (t->adversary_hyper)
        TRY(write_hyper(t, t->adversary_hyper, learning_rate * t->params.adversary_factor));
    TRY(run(context));
    t->n_steps++;
    return GFLA_OK;
fail:
    return status;
}

static gfla_status run_plan(void *plan)
{
    return gfla_plan_run(plan);
}

gfla_status gfla_trainer_step(gfla_trainer *t, float learning_rate)
{
    return gfla_trainer_step_by(t, learning_rate, run_plan, t->plan);
}

static bool is_param(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_PARAM;
}

/* Hyper-parameters are written before every step. */
static bool in_checkpoint(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_PARAM || (tensor->role == GFLA_ROLE_STATE && !begins(tensor->name, "adam.hyper"));
}

gfla_status gfla_trainer_broadcast(gfla_trainer *t, gfla_exchange *exchange)
{
    gfla_status status = GFLA_OK;
    const int rank = gfla_exchange_where(exchange).rank;
    float *values = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(t->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(t->graph, i);
        if (!in_checkpoint(tensor) || tensor->view_of || begins(tensor->name, t->params.borrowed_prefix))
            continue;
        if (t->whole && strcmp(tensor->name, t->whole->name) == 0) {
            TRY(gfla_exchange_broadcast(exchange, t->whole->values,
                                        (size_t)t->whole->n * gfla_whole_state_item(tensor) * sizeof *values));
            continue;
        }
        const size_t n = (size_t)gfla_shape_count(tensor->shape);
        TRY(gfla_grow(&values, &capacity, n, sizeof *values, "parameters of rank 0"));
        if (rank == 0)
            TRY(gfla_tensor_read(t->plan, tensor, values));
        TRY(gfla_exchange_broadcast(exchange, values, n * sizeof *values));
        if (rank != 0)
            TRY(gfla_tensor_write(t->plan, tensor, values));
    }
    TRY(gfla_exchange_broadcast(exchange, &t->n_steps, sizeof t->n_steps));
    gfla_plan_weights_changed(t->plan);
fail:
    free(values);
    return status;
}

#define MAX_PAIRS 96

gfla_status gfla_trainer_save(gfla_trainer *t, const char *path, const char *const *metadata)
{
    gfla_status status;
    char steps[24];
    const char *pairs[2 * MAX_PAIRS + 1] = {"steps", steps};
    int n = 2;
    snprintf(steps, sizeof steps, "%llu", (unsigned long long)t->n_steps);
    while (metadata && *metadata && n < 2 * MAX_PAIRS)
        pairs[n++] = *metadata++;
    REQUIRE(!metadata || !*metadata, GFLA_ERROR_USAGE, "%s: more than %d pairs of metadata", path, MAX_PAIRS - 1);
    const struct gfla_tensor_choice choice = {
        .is_kind = in_checkpoint, .except = t->params.borrowed_prefix, .whole = t->whole};
    return gfla_tensor_file_save(t->plan, t->graph, path, &choice, false, pairs);
fail:
    return status;
}

/* Parameters that a run of the graph may change, one after the other: reads them to `values`, or writes them from
 * there. Returns how many numbers they are where values is NULL. */
static gfla_status move_params(gfla_trainer *t, const char *instead, float *values, bool write, size_t *n)
{
    gfla_status status = GFLA_OK;
    *n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(t->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(t->graph, i);
        if (!is_param(tensor) || tensor->view_of || begins(tensor->name, t->params.borrowed_prefix))
            continue;
        if (values && write)
            TRY(gfla_tensor_write(t->plan, tensor, values + *n));
        else if (values)
            TRY(gfla_tensor_read(t->plan, gfla_tensor_stand_in(t->graph, tensor, instead), values + *n));
        *n += (size_t)gfla_shape_count(tensor->shape);
    }
fail:
    return status;
}

gfla_status gfla_trainer_with_averages(gfla_trainer *t, gfla_status (*look)(void *context), void *context)
{
    gfla_status status, restored;
    float *values = NULL, *averages = NULL;
    size_t n;
    TRY(move_params(t, NULL, NULL, false, &n));
    TRY(gfla_calloc(&values, n, sizeof *values, "a copy of the parameters"));
    TRY(gfla_calloc(&averages, n, sizeof *averages, "a copy of the averages"));
    TRY(move_params(t, NULL, values, false, &n));
    TRY(move_params(t, t->n_steps > 0 ? GFLA_ADAM_AVERAGE : NULL, averages, false, &n));
    status = move_params(t, NULL, averages, true, &n);
    if (status == GFLA_OK)
        status = look(context);
    restored = move_params(t, NULL, values, true, &n);
    gfla_plan_weights_changed(t->plan);
    status = status != GFLA_OK ? status : restored;
fail:
    free(values);
    free(averages);
    return status;
}

gfla_status gfla_trainer_save_weights(gfla_trainer *t, const char *path, const char *except, bool half,
                                      const char *const *metadata)
{
    const struct gfla_tensor_choice choice = {
        .is_kind = is_param, .except = except, .instead = t->n_steps > 0 ? GFLA_ADAM_AVERAGE : NULL};
    return gfla_tensor_file_save(t->plan, t->graph, path, &choice, half, metadata);
}

gfla_status gfla_trainer_steps_in(const char *path, uint64_t *n_steps)
{
    gfla_status status;
    char steps[24] = "";
    long long n;
    *n_steps = 0;
    TRY(gfla_tensor_file_metadata(path, "steps", steps, sizeof steps));
    REQUIRE(gfla_parse_int(steps, 0, GFLA_TRAINER_MAX_STEPS, "steps", &n) == GFLA_OK, GFLA_ERROR_INPUT,
            "%s: \"steps\" is \"%s\", not a number from 0 to %lld: no checkpoint of a training", path, steps,
            GFLA_TRAINER_MAX_STEPS);
    *n_steps = (uint64_t)n;
fail:
    return status;
}

gfla_status gfla_trainer_load(gfla_trainer *t, const char *path)
{
    gfla_status status;
    const struct gfla_tensor_choice choice = {
        .is_kind = in_checkpoint, .except = t->params.borrowed_prefix, .whole = t->whole};
    TRY(gfla_tensor_file_load(t->plan, t->graph, path, &choice, true, NULL));
    TRY(gfla_trainer_steps_in(path, &t->n_steps));
    gfla_plan_weights_changed(t->plan);
    return GFLA_OK;
fail:
    return status;
}
