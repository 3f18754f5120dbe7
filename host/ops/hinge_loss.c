#include "ops/hinge_loss.h"

#include "ops/pair_loss.h"

static const struct gfla_op fwd = {
    .name = "hinge_loss_fwd",
    .differentiate = gfla_pair_differentiate,
    .record = gfla_pair_record_fwd,
};
static const struct gfla_op bwd = {.name = "hinge_loss_bwd", .record = gfla_pair_record_bwd};
static const struct gfla_pair_loss hinge_loss = {
    .fwd = &fwd,
    .bwd = &bwd,
    .source = "loss/hinge_loss.cl",
    .differentiates_b = false,
};

gfla_tensor *gfla_hinge_loss(gfla_graph *graph, gfla_tensor *verdict, gfla_tensor *side, float scale)
{
    return gfla_pair_mean(graph, &hinge_loss, verdict, side, NULL, scale);
}
