#include "ops/bce_loss.h"

#include "ops/pair_loss.h"

static const struct gfla_op fwd = {
    .name = "bce_loss_fwd",
    .differentiate = gfla_pair_differentiate,
    .record = gfla_pair_record_fwd,
};
static const struct gfla_op bwd = {.name = "bce_loss_bwd", .record = gfla_pair_record_bwd};
static const struct gfla_pair_loss bce_loss = {
    .fwd = &fwd,
    .bwd = &bwd,
    .source = "loss/bce_loss.cl",
    .differentiates_b = false,
};

gfla_tensor *gfla_bce_loss(gfla_graph *graph, gfla_tensor *prob, gfla_tensor *target, float scale)
{
    return gfla_pair_mean(graph, &bce_loss, prob, target, NULL, scale);
}
