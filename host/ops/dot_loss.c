#include "ops/dot_loss.h"

#include "ops/pair_loss.h"

static const struct gfla_op fwd = {
    .name = "dot_loss_fwd",
    .differentiate = gfla_pair_differentiate,
    .record = gfla_pair_record_fwd,
};
static const struct gfla_op bwd = {.name = "dot_loss_bwd", .record = gfla_pair_record_bwd};
static const struct gfla_pair_loss dot_loss = {
    .fwd = &fwd,
    .bwd = &bwd,
    .source = "loss/dot_loss.cl",
    .differentiates_b = true,
};

gfla_tensor *gfla_dot(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b)
{
    return gfla_pair_sum(graph, &dot_loss, a, b);
}
