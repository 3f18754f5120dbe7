#include "ops/l1_loss.h"

#include "ops/pair_loss.h"

static const struct gfla_op fwd = {
    .name = "l1_loss_fwd",
    .differentiate = gfla_pair_differentiate,
    .record = gfla_pair_record_fwd,
};
static const struct gfla_op bwd = {.name = "l1_loss_bwd", .record = gfla_pair_record_bwd};
static const struct gfla_pair_loss l1_loss = {
    .fwd = &fwd,
    .bwd = &bwd,
    .source = "loss/l1_loss.cl",
    .differentiates_b = true,
};

gfla_tensor *gfla_l1_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale)
{
    return gfla_pair_mean(graph, &l1_loss, a, b, weight, scale);
}
