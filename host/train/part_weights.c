#include "train/part_weights.h"

#include <stdlib.h>

#include "base/memory.h"
#include "graph/share.h"
#include "train/pairwise.h"

struct gfla_part_weights {
    gfla_plan *plan;
    gfla_graph *graph;
    int n_parts;
    size_t n;           /* sums */
    gfla_tensor **made; /* [n]: weights that a run makes; the first n_made */
    size_t n_made;
    float *sums, *levels; /* [n] of a part, and [levels][n] of those so far */
    float *map;           /* room for one map of weights */
    size_t map_capacity;
};

static void list_made(gfla_part_weights *w)
{
    for (size_t i = 0; i < w->n; i++) {
        gfla_tensor *weight = gfla_graph_get_norm(w->graph, i).weight;
        if (weight->role != GFLA_ROLE_INPUT)
            w->made[w->n_made++] = weight;
    }
}

gfla_status gfla_part_weights_create(gfla_part_weights **weights, gfla_plan *plan, gfla_graph *graph, int n_parts)
{
    gfla_status status;
    gfla_part_weights *w = NULL;
    const size_t levels = (size_t)gfla_pairwise_levels((unsigned)n_parts);
    *weights = NULL;
    TRY(gfla_calloc(&w, 1, sizeof *w, "weights of losses"));
    *w = (gfla_part_weights){.plan = plan, .graph = graph, .n_parts = n_parts, .n = gfla_graph_n_norms(graph)};
    TRY(gfla_calloc(&w->made, w->n + 1, sizeof(gfla_tensor *), "weights of losses"));
    TRY(gfla_calloc(&w->sums, w->n + 1, sizeof *w->sums, "weights of losses"));
    TRY(gfla_calloc(&w->levels, levels * (w->n + 1), sizeof *w->levels, "weights of losses"));
    list_made(w);
    *weights = w;
    return GFLA_OK;
fail:
    gfla_part_weights_destroy(&w);
    return status;
}

void gfla_part_weights_destroy(gfla_part_weights **weights)
{
    if (!weights || !*weights)
        return;
    free((*weights)->made);
    free((*weights)->sums);
    free((*weights)->levels);
    free((*weights)->map);
    free(*weights);
    *weights = NULL;
}

static double sum_map(const float *map, const int64_t *dim, int margin)
{
    const int64_t n = dim[0], h = dim[2], w = dim[3];
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t y = margin; y < h - margin; y++)
            for (int64_t x = margin; x < w - margin; x++)
                sum += (double)map[(i * h + y) * w + x];
    return sum;
}

gfla_status gfla_part_weights_add(gfla_part_weights *w, int number)
{
    gfla_status status = GFLA_OK;
    if (w->n_made > 0)
        TRY(gfla_plan_run_for(w->plan, w->made, w->n_made));
    for (size_t i = 0; i < w->n; i++) {
        const struct gfla_weight_sum norm = gfla_graph_get_norm(w->graph, i);
        TRY(gfla_grow(&w->map, &w->map_capacity, (size_t)gfla_shape_count(norm.weight->shape), sizeof *w->map,
                      "weights of a loss"));
        TRY(gfla_tensor_read(w->plan, norm.weight, w->map));
        w->sums[i] = (float)sum_map(w->map, norm.weight->shape.dim, norm.margin);
    }
    gfla_pairwise_push(w->levels, w->n, (unsigned)number, w->sums, w->n);
fail:
    return status;
}

gfla_status gfla_part_weights_write(gfla_part_weights *w, gfla_exchange *exchange, float *flags, int n)
{
    gfla_status status;
    float *all = NULL;
    TRY(gfla_calloc(&all, w->n + (size_t)n + 1, sizeof *all, "weights of losses"));
    gfla_pairwise_take(w->levels, w->n, (unsigned)w->n_parts, all, w->n);
    for (int i = 0; i < n; i++)
        all[w->n + (size_t)i] = flags[i];
    TRY(gfla_exchange_sum_few(exchange, all, w->n + (size_t)n));
    for (size_t i = 0; i < w->n; i++)
        TRY(gfla_tensor_write(w->plan, gfla_graph_get_norm(w->graph, i).sum, &all[i]));
    for (int i = 0; i < n; i++)
        flags[i] = all[w->n + (size_t)i];
fail:
    free(all);
    return status;
}
