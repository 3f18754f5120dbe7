#include "train/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "graph/share.h"
#include "train/pairwise.h"
#include "train/part_inputs.h"
#include "train/part_weights.h"

struct phase {
    gfla_plan_part *part;
    size_t first;            /* launch from which a part of the batch is run */
    gfla_buffer **snapshots; /* of the states that its launches write over, before the first part; [n_states] */
};

struct gfla_parts {
    struct gfla_parts_params params;
    gfla_buckets *buckets;
    gfla_part_inputs *inputs; /* NULL: there is one part */
    gfla_plan_part *all;
    struct phase phases[GFLA_BUCKETS_PHASES];
    int n_phases;
    int *phase_of; /* [n_losses]: after which they can be read */
    gfla_part_weights *weights;
    float *loss_levels; /* [levels][n_losses]: sums of them so far */
    float *own_items;   /* of item_state: those of this rank, to be sent */
    bool is_before_updates;
};

/* ---- what is left of items ---- */

/* Of one part. */
static size_t items_size(const gfla_parts *p)
{
    return p->params.item_state ? (size_t)gfla_shape_count(p->params.item_state->shape) : 0;
}

static float *items_of(const gfla_parts *p, int number)
{
    const int first = gfla_exchange_where(p->params.exchange).rank * p->params.n_parts;
    return p->params.whole_state + (size_t)(first + number) * items_size(p);
}

/* ---- opening ---- */

static int count_phases(const gfla_graph *graph)
{
    int n = 0;
    for (size_t i = 0; i < gfla_graph_n_shared_grads(graph); i++) {
        const int phase = gfla_graph_get_shared_grad(graph, i).phase;
        n = phase >= n ? phase + 1 : n;
    }
    return n;
}

static gfla_status take_snapshots(gfla_parts *p, struct phase *phase)
{
    gfla_status status = GFLA_OK;
    size_t n;
    gfla_tensor *const *states = gfla_plan_part_states(phase->part, &n);
    TRY(gfla_calloc(&phase->snapshots, n + 1, sizeof(gfla_buffer *), "states"));
    for (size_t i = 0; i < n; i++)
        TRY(gfla_buffer_create(&phase->snapshots[i], p->params.device, gfla_buffer_size(states[i]->buffer),
                               GFLA_MEMORY_OPTIMIZER, states[i]->name));
fail:
    return status;
}

/* One part of the batch goes through the phases without a break. Several ones come each from the beginning again. */
static gfla_status create_phases(gfla_parts *p)
{
    gfla_status status;
    const bool is_single = p->params.n_parts == 1;
    size_t first = 0;
    TRY(gfla_plan_part_create(&p->all, p->params.plan, 0, gfla_plan_n_all_launches(p->params.plan)));
    for (int i = 0; i < p->n_phases; i++) {
        struct phase *phase = &p->phases[i];
        TRY(gfla_plan_part_create(&phase->part, p->params.plan, is_single ? 0 : first,
                                  gfla_buckets_end_of_grads(p->buckets, i)));
        phase->first = is_single ? first : 0;
        if (!is_single)
            TRY(take_snapshots(p, phase));
        first = gfla_buckets_end_of_updates(p->buckets, i);
    }
fail:
    return status;
}

static void place_losses(gfla_parts *p)
{
    for (int i = 0; i < p->params.n_losses; i++) {
        const size_t end = gfla_plan_end_of(p->params.plan, p->params.losses[i]);
        while (p->phase_of[i] < p->n_phases - 1 && end > gfla_buckets_end_of_grads(p->buckets, p->phase_of[i]))
            p->phase_of[i]++;
    }
}

static gfla_status create_sums(gfla_parts *p)
{
    gfla_status status;
    const size_t levels = (size_t)gfla_pairwise_levels((unsigned)p->params.n_parts);
    const size_t n_losses = (size_t)p->params.n_losses;
    TRY(gfla_calloc(&p->phase_of, n_losses + 1, sizeof *p->phase_of, "losses"));
    TRY(gfla_calloc(&p->loss_levels, levels * (n_losses + 1), sizeof *p->loss_levels, "losses"));
fail:
    return status;
}

gfla_status gfla_parts_create(gfla_parts **parts, const struct gfla_parts_params *params)
{
    gfla_status status;
    gfla_parts *p = NULL;
    *parts = NULL;
    TRY(gfla_calloc(&p, 1, sizeof *p, "the parts of a batch"));
    p->params = *params;
    p->n_phases = count_phases(params->graph);
    REQUIRE(p->n_phases >= 1 && p->n_phases <= GFLA_BUCKETS_PHASES, GFLA_ERROR_USAGE,
            "%d losses to learn from, 1..%d expected", p->n_phases, GFLA_BUCKETS_PHASES);
    TRY(gfla_buckets_create(&p->buckets, &(struct gfla_buckets_params){.plan = params->plan,
                                                                       .graph = params->graph,
                                                                       .device = params->device,
                                                                       .exchange = params->exchange,
                                                                       .n_parts = params->n_parts,
                                                                       .bucket_bytes = params->bucket_bytes}));
    if (params->n_parts > 1)
        TRY(gfla_part_inputs_create(&p->inputs, params->graph, params->n_parts));
    TRY(gfla_part_weights_create(&p->weights, params->plan, params->graph, params->n_parts));
    TRY(create_phases(p));
    TRY(create_sums(p));
    TRY(gfla_calloc(&p->own_items, (size_t)params->n_parts * items_size(p) + 1, sizeof *p->own_items, "items"));
    place_losses(p);
    *parts = p;
    return GFLA_OK;
fail:
    gfla_parts_destroy(&p);
    return status;
}

static void destroy_phase(struct phase *phase)
{
    size_t n = 0;
    if (phase->part)
        gfla_plan_part_states(phase->part, &n);
    for (size_t i = 0; i < n && phase->snapshots; i++)
        gfla_buffer_destroy(&phase->snapshots[i]);
    free(phase->snapshots);
    gfla_plan_part_destroy(&phase->part);
}

void gfla_parts_destroy(gfla_parts **parts)
{
    if (!parts || !*parts)
        return;
    gfla_parts *p = *parts;
    for (int i = 0; i < GFLA_BUCKETS_PHASES; i++)
        destroy_phase(&p->phases[i]);
    gfla_plan_part_destroy(&p->all);
    gfla_part_inputs_destroy(&p->inputs);
    gfla_part_weights_destroy(&p->weights);
    gfla_buckets_destroy(&p->buckets);
    free(p->phase_of);
    free(p->loss_levels);
    free(p->own_items);
    free(p);
    *parts = NULL;
}

bool gfla_parts_is_before_updates(const gfla_parts *parts)
{
    return parts->is_before_updates;
}

struct gfla_buckets_counts gfla_parts_get_counts(const gfla_parts *parts)
{
    return gfla_buckets_get_counts(parts->buckets);
}

/* ---- feeding ---- */

gfla_status gfla_parts_weigh(gfla_parts *p, int number)
{
    return gfla_part_weights_add(p->weights, number);
}

gfla_status gfla_parts_feed(gfla_parts *p, gfla_parts_callback *feed, void *context)
{
    gfla_status status = GFLA_OK;
    p->is_before_updates = true;
    for (int i = 0; i < p->params.n_parts; i++) {
        if (p->params.item_state)
            TRY(gfla_tensor_write(p->params.plan, p->params.item_state, items_of(p, i)));
        TRY(feed(context, i));
        if (p->inputs)
            TRY(gfla_part_inputs_keep(p->inputs, i));
        TRY(gfla_parts_weigh(p, i));
    }
fail:
    return status;
}

gfla_status gfla_parts_norms(gfla_parts *p, float *flags, int n)
{
    return gfla_part_weights_write(p->weights, p->params.exchange, flags, n);
}

/* ---- running ---- */

/* What a part writes over is the same for every part of a batch: each begins with what was there before the first. */
static gfla_status rewind_states(struct phase *phase, int number)
{
    gfla_status status = GFLA_OK;
    size_t n;
    gfla_tensor *const *states = gfla_plan_part_states(phase->part, &n);
    for (size_t i = 0; i < n; i++) {
        gfla_buffer *state = states[i]->buffer, *snapshot = phase->snapshots[i];
        TRY(number == 0 ? gfla_buffer_copy(snapshot, state, gfla_buffer_size(state))
                        : gfla_buffer_copy(state, snapshot, gfla_buffer_size(state)));
    }
fail:
    return status;
}

static gfla_status read_losses(gfla_parts *p, int phase, int number)
{
    gfla_status status = GFLA_OK;
    const size_t stride = (size_t)p->params.n_losses;
    for (int i = 0; i < p->params.n_losses; i++) {
        float value;
        if (p->phase_of[i] != phase)
            continue;
        TRY(gfla_tensor_read(p->params.plan, p->params.losses[i], &value));
        gfla_pairwise_push(p->loss_levels + i, stride, (unsigned)number, &value, 1);
    }
fail:
    return status;
}

static gfla_status take_items(gfla_parts *p, int number)
{
    return p->params.item_state ? gfla_tensor_read(p->params.plan, p->params.item_state, items_of(p, number)) : GFLA_OK;
}

/* Rank 0 writes those of all, with a checkpoint. */
static gfla_status share_items(gfla_parts *p)
{
    const size_t n = (size_t)p->params.n_parts * items_size(p);
    if (!p->params.item_state || gfla_exchange_where(p->params.exchange).n_ranks == 1)
        return GFLA_OK;
    memcpy(p->own_items, items_of(p, 0), n * sizeof *p->own_items);
    return gfla_exchange_gather(p->params.exchange, p->own_items, n * sizeof *p->own_items, p->params.whole_state);
}

static gfla_status run_phase(gfla_parts *p, int number)
{
    gfla_status status = GFLA_OK;
    struct phase *phase = &p->phases[number];
    const bool is_last = number == p->n_phases - 1;
    for (int i = 0; i < p->params.n_parts; i++) {
        if (p->inputs) {
            TRY(rewind_states(phase, i));
            TRY(gfla_part_inputs_put_back(p->inputs, i));
        }
        TRY(gfla_buckets_run(p->buckets, number, phase->part, phase->first, i));
        TRY(read_losses(p, number, i));
        if (number == 0) /* where the network runs forward, whatever comes later */
            TRY(take_items(p, i));
    }
    TRY(gfla_buckets_finish(p->buckets, number));
    p->is_before_updates = false;
    TRY(gfla_plan_part_run(p->all, gfla_buckets_end_of_grads(p->buckets, number),
                           is_last ? gfla_plan_n_all_launches(p->params.plan)
                                   : gfla_buckets_end_of_updates(p->buckets, number)));
fail:
    return status;
}

gfla_status gfla_parts_run(gfla_parts *p, float *losses)
{
    gfla_status status = GFLA_OK;
    const size_t n = (size_t)p->params.n_losses;
    for (int i = 0; i < p->n_phases; i++)
        TRY(run_phase(p, i));
    TRY(share_items(p));
    gfla_pairwise_take(p->loss_levels, n, (unsigned)p->params.n_parts, losses, n);
    TRY(gfla_exchange_sum_few(p->params.exchange, losses, n));
fail:
    return status;
}
