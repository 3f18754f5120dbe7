#include "train/buckets.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "graph/share.h"
#include "train/pairwise.h"

#define NAP 50000 /* nanoseconds */

/* A gradient, in the order in which they are made. */
struct entry {
    gfla_tensor *grad;
    int phase;
    size_t end, offset, count; /* launches; where it is among all values, and how many it has */
};

struct bucket {
    size_t first, n; /* entries */
    size_t end, offset, count;
};

struct phase {
    int first, n; /* buckets */
    size_t end_of_grads, end_of_updates;
};

struct gfla_buckets {
    struct gfla_buckets_params params;
    struct entry *entries;
    size_t n_entries, n_values;
    struct bucket *buckets;
    int n_buckets;
    struct phase phases[GFLA_BUCKETS_PHASES];
    gfla_read_aside *aside;
    float *values; /* as they are read; then their sums */
    float *levels; /* [levels][n_values] (train/pairwise.h); NULL: there is one part */
    int n_read;    /* of the phase that runs: buckets that were read */
    struct gfla_buckets_counts counts;
};

/* ---- what is where ---- */

static int by_end(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->phase != y->phase)
        return x->phase - y->phase;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return x->grad->index - y->grad->index;
}

static gfla_status list_grads(gfla_buckets *b)
{
    gfla_status status;
    const gfla_graph *graph = b->params.graph;
    b->n_entries = gfla_graph_n_shared_grads(graph);
    TRY(gfla_calloc(&b->entries, b->n_entries + 1, sizeof *b->entries, "gradients"));
    for (size_t i = 0; i < b->n_entries; i++) {
        const struct gfla_shared_grad shared = gfla_graph_get_shared_grad(graph, i);
        struct phase *phase = &b->phases[shared.phase];
        const size_t end = gfla_plan_end_of(b->params.plan, shared.grad),
                     updated = gfla_plan_end_of(b->params.plan, shared.param);
        b->entries[i] = (struct entry){
            .grad = shared.grad, .phase = shared.phase, .end = end, .count = (size_t)gfla_tensor_stored(shared.grad)};
        phase->end_of_grads = end > phase->end_of_grads ? end : phase->end_of_grads;
        phase->end_of_updates = updated > phase->end_of_updates ? updated : phase->end_of_updates;
    }
    qsort(b->entries, b->n_entries, sizeof *b->entries, by_end);
    for (size_t i = 0; i < b->n_entries; i++) {
        b->entries[i].offset = b->n_values;
        b->n_values += b->entries[i].count;
    }
fail:
    return status;
}

/* A bucket ends with its phase, or when it is large enough. */
static gfla_status cut(gfla_buckets *b)
{
    gfla_status status;
    TRY(gfla_calloc(&b->buckets, b->n_entries + 1, sizeof *b->buckets, "buckets"));
    for (size_t i = 0; i < b->n_entries; i++) {
        const struct entry *entry = &b->entries[i];
        struct bucket *bucket = b->n_buckets ? &b->buckets[b->n_buckets - 1] : NULL;
        struct phase *phase = &b->phases[entry->phase];
        if (!bucket || phase->n == 0 || bucket->count * sizeof(float) >= b->params.bucket_bytes) {
            phase->first = phase->n == 0 ? b->n_buckets : phase->first;
            phase->n++;
            bucket = &b->buckets[b->n_buckets++];
            *bucket = (struct bucket){.first = i, .offset = entry->offset};
        }
        bucket->n++;
        bucket->count += entry->count;
        bucket->end = entry->end > bucket->end ? entry->end : bucket->end;
    }
fail:
    return status;
}

gfla_status gfla_buckets_create(gfla_buckets **buckets, const struct gfla_buckets_params *params)
{
    gfla_status status;
    gfla_buckets *b = NULL;
    *buckets = NULL;
    TRY(gfla_calloc(&b, 1, sizeof *b, "buckets"));
    b->params = *params;
    b->params.bucket_bytes = params->bucket_bytes > 0 ? params->bucket_bytes : GFLA_BUCKET_BYTES;
    TRY(list_grads(b));
    TRY(cut(b));
    TRY(gfla_calloc(&b->values, b->n_values + 1, sizeof *b->values, "gradients"));
    if (params->n_parts > 1)
        TRY(gfla_calloc(&b->levels, b->n_values * (size_t)gfla_pairwise_levels((unsigned)params->n_parts),
                        sizeof *b->levels, "sums of gradients"));
    TRY(gfla_read_aside_create(&b->aside, params->device, (size_t)b->n_buckets));
    b->counts.n_buckets = b->n_buckets;
    b->counts.bytes = (double)(b->n_values * sizeof *b->values);
    *buckets = b;
    return GFLA_OK;
fail:
    gfla_buckets_destroy(&b);
    return status;
}

void gfla_buckets_destroy(gfla_buckets **buckets)
{
    if (!buckets || !*buckets)
        return;
    gfla_buckets *b = *buckets;
    gfla_read_aside_destroy(&b->aside);
    gfla_exchange_drop_sums(b->params.exchange);
    free(b->entries);
    free(b->buckets);
    free(b->values);
    free(b->levels);
    free(b);
    *buckets = NULL;
}

size_t gfla_buckets_end_of_grads(const gfla_buckets *b, int phase)
{
    return b->phases[phase].end_of_grads;
}

size_t gfla_buckets_end_of_updates(const gfla_buckets *b, int phase)
{
    return b->phases[phase].end_of_updates;
}

struct gfla_buckets_counts gfla_buckets_get_counts(const gfla_buckets *b)
{
    return b->counts;
}

/* ---- a step ---- */

static gfla_status read_bucket(gfla_buckets *b, int number)
{
    gfla_status status;
    const struct bucket *bucket = &b->buckets[number];
    TRY(gfla_read_aside_begin(b->aside));
    for (size_t i = bucket->first; i < bucket->first + bucket->n; i++)
        TRY(gfla_read_aside_add(b->aside, b->entries[i].grad->buffer, b->values + b->entries[i].offset,
                                b->entries[i].count * sizeof *b->values));
    TRY(gfla_read_aside_end(b->aside, (size_t)number));
fail:
    return status;
}

static bool is_last(const gfla_buckets *b, int number)
{
    return number == b->params.n_parts - 1;
}

/* What was read of a bucket joins the parts before it; after the last of these the exchange has it. */
static gfla_status add_bucket(gfla_buckets *b, int bucket_number, int number)
{
    const struct bucket *bucket = &b->buckets[bucket_number];
    float *values = b->values + bucket->offset, *levels = b->levels ? b->levels + bucket->offset : NULL;
    if (levels)
        gfla_pairwise_push(levels, b->n_values, (unsigned)number, values, bucket->count);
    if (!is_last(b, number))
        return GFLA_OK;
    if (levels)
        gfla_pairwise_take(levels, b->n_values, (unsigned)b->params.n_parts, values, bucket->count);
    return gfla_exchange_sum_start(b->params.exchange, bucket_number, values, bucket->count);
}

/* Takes what the device has ready by now, and moves the sums on. */
static gfla_status take_ready(gfla_buckets *b, const struct phase *phase, int number, bool *is_any)
{
    gfla_status status = GFLA_OK;
    bool is_done = true;
    *is_any = false;
    while (b->n_read < phase->n && is_done) {
        TRY(gfla_read_aside_test(b->aside, (size_t)(phase->first + b->n_read), &is_done));
        if (!is_done)
            break;
        TRY(add_bucket(b, phase->first + b->n_read, number));
        b->n_read++;
        *is_any = true;
    }
    if (is_last(b, number) && b->n_read > 0)
        TRY(gfla_exchange_sum_test(b->params.exchange, phase->first, &is_done));
fail:
    return status;
}

gfla_status gfla_buckets_run(gfla_buckets *b, int phase_number, gfla_plan_part *part, size_t first, int number)
{
    gfla_status status = GFLA_OK;
    const struct phase *phase = &b->phases[phase_number];
    bool is_any;
    for (int i = phase->first; i < phase->first + phase->n; i++) {
        TRY(gfla_plan_part_run(part, first, b->buckets[i].end));
        TRY(read_bucket(b, i));
        first = b->buckets[i].end;
    }
    b->n_read = 0;
    while (b->n_read < phase->n) {
        TRY(take_ready(b, phase, number, &is_any));
        if (!is_any)
            nanosleep(&(struct timespec){.tv_nsec = NAP}, NULL);
    }
fail:
    return status;
}

static void count_hidden(gfla_buckets *b, const struct phase *phase)
{
    for (int i = phase->first; i < phase->first + phase->n; i++) {
        bool is_done = false;
        b->counts.n_sums++;
        if (gfla_exchange_sum_test(b->params.exchange, i, &is_done) == GFLA_OK && is_done)
            b->counts.n_hidden++;
    }
}

gfla_status gfla_buckets_finish(gfla_buckets *b, int phase_number)
{
    gfla_status status = GFLA_OK;
    const struct phase *phase = &b->phases[phase_number];
    const double started = gfla_clock();
    b->counts.n_steps += phase_number == 0;
    count_hidden(b, phase);
    for (int i = phase->first; i < phase->first + phase->n; i++) {
        const struct bucket *bucket = &b->buckets[i];
        TRY(gfla_exchange_sum_wait(b->params.exchange, i));
        for (size_t k = bucket->first; k < bucket->first + bucket->n; k++)
            TRY(gfla_buffer_write(b->entries[k].grad->buffer, 0, b->values + b->entries[k].offset,
                                  b->entries[k].count * sizeof *b->values));
    }
    b->counts.waited += gfla_clock() - started;
fail:
    return status;
}
