#include "graph/share.h"

#include <stdio.h>
#include <stdlib.h>

#include "graph/graph_internal.h"

struct gfla_graph_shares {
    int n; /* parts */
    struct gfla_weight_sum *norms;
    struct gfla_shared_grad *grads;
    size_t n_norms, norm_capacity, n_grads, grad_capacity;
    int n_phases;
};

void gfla_graph_shares_free(struct gfla_graph_shares *shares)
{
    if (!shares)
        return;
    free(shares->norms);
    free(shares->grads);
    free(shares);
}

void gfla_graph_set_shares(gfla_graph *graph, int n_shares)
{
    if (n_shares > 1 && gfla_calloc(&graph->shares, 1, sizeof *graph->shares, "a part of a batch") != GFLA_OK)
        gfla_graph_keep_failure(graph, GFLA_ERROR_MEMORY);
    else if (n_shares > 1)
        graph->shares->n = n_shares;
}

int gfla_graph_n_shares(const gfla_graph *graph)
{
    return graph->shares ? graph->shares->n : 1;
}

static gfla_tensor *find_norm(const struct gfla_graph_shares *shares, const gfla_tensor *weight, int margin)
{
    for (size_t i = 0; i < shares->n_norms; i++)
        if (shares->norms[i].weight == weight && shares->norms[i].margin == margin)
            return shares->norms[i].sum;
    return NULL;
}

gfla_tensor *gfla_graph_norm(gfla_graph *graph, gfla_tensor *weight, int margin)
{
    struct gfla_graph_shares *shares = graph->shares;
    gfla_tensor *sum = find_norm(shares, weight, margin);
    char name[32];
    if (sum)
        return sum;
    snprintf(name, sizeof name, "norm.%zu", shares->n_norms);
    sum = gfla_graph_input(graph, name, gfla_shape_1d(1), GFLA_LAYOUT_PLAIN);
    if (!sum)
        return NULL;
    if (gfla_grow(&shares->norms, &shares->norm_capacity, shares->n_norms + 1, sizeof *shares->norms, "sums") !=
        GFLA_OK) {
        gfla_graph_keep_failure(graph, GFLA_ERROR_MEMORY);
        return NULL;
    }
    shares->norms[shares->n_norms++] =
        (struct gfla_weight_sum){.weight = gfla_graph_keep(weight), .margin = margin, .sum = sum};
    return sum;
}

size_t gfla_graph_n_norms(const gfla_graph *graph)
{
    return graph->shares ? graph->shares->n_norms : 0;
}

struct gfla_weight_sum gfla_graph_get_norm(const gfla_graph *graph, size_t index)
{
    return graph->shares->norms[index];
}

/* A gradient that two parameters share is summed once. */
static bool is_new(const struct gfla_graph_shares *shares, gfla_tensor *grad)
{
    for (size_t i = 0; i < shares->n_grads; i++)
        if (shares->grads[i].phase == shares->n_phases &&
            gfla_tensor_storage(shares->grads[i].grad) == gfla_tensor_storage(grad))
            return false;
    return true;
}

gfla_status gfla_graph_share_grads(gfla_graph *graph)
{
    gfla_status status = GFLA_OK;
    struct gfla_graph_shares *shares = graph->shares;
    if (!shares)
        return GFLA_OK;
    for (size_t i = 0; i < graph->n_tensors; i++) {
        gfla_tensor *tensor = graph->tensors[i];
        if (tensor->role != GFLA_ROLE_PARAM || !tensor->grad || !is_new(shares, tensor->grad))
            continue;
        TRY(gfla_grow(&shares->grads, &shares->grad_capacity, shares->n_grads + 1, sizeof *shares->grads, "gradients"));
        shares->grads[shares->n_grads++] = (struct gfla_shared_grad){
            .param = tensor, .grad = gfla_graph_keep(gfla_tensor_storage(tensor->grad)), .phase = shares->n_phases};
    }
    shares->n_phases++;
fail:
    return status;
}

size_t gfla_graph_n_shared_grads(const gfla_graph *graph)
{
    return graph->shares ? graph->shares->n_grads : 0;
}

struct gfla_shared_grad gfla_graph_get_shared_grad(const gfla_graph *graph, size_t index)
{
    return graph->shares->grads[index];
}
