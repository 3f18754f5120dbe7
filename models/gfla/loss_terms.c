#include "models/gfla/loss_terms.h"

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/pack.h"

static bool list(gfla_graph *g, struct gfla_loss_terms *terms, const char *name, gfla_tensor *term)
{
    if (!term)
        return false;
    if (terms->n == GFLA_LOSS_TERMS) {
        gfla_graph_fail(g, GFLA_ERROR_FAILED, "more than %d terms of a loss", GFLA_LOSS_TERMS);
        return false;
    }
    terms->name[terms->n] = name;
    terms->term[terms->n++] = gfla_graph_keep(term);
    return true;
}

gfla_tensor *gfla_loss_sum(gfla_graph *g, gfla_tensor *a, gfla_tensor *b)
{
    return a ? gfla_add(g, a, b) : b;
}

gfla_tensor *gfla_loss_visible(gfla_graph *g, gfla_tensor *weight)
{
    gfla_tensor *half = gfla_fill(g, weight->shape, weight->layout, -1);
    return gfla_relu(g, gfla_add_scaled(g, weight, 2, half, 1));
}

gfla_tensor *gfla_loss_plain(gfla_graph *g, gfla_tensor *map)
{
    return map ? gfla_unpack(g, map, map->shape) : NULL;
}

void gfla_loss_add(gfla_graph *g, struct gfla_loss_terms *terms, const char *name, gfla_tensor *term)
{
    if (list(g, terms, name, term))
        terms->total = gfla_loss_sum(g, terms->total, term);
}

void gfla_loss_add_adversary(gfla_graph *g, struct gfla_loss_terms *terms, const char *name, gfla_tensor *term)
{
    if (!list(g, terms, name, term))
        return;
    for (int i = terms->n - 1; i > terms->n_adversary; i--) {
        terms->name[i] = terms->name[i - 1];
        terms->term[i] = terms->term[i - 1];
    }
    terms->name[terms->n_adversary] = name;
    terms->term[terms->n_adversary++] = term;
}
