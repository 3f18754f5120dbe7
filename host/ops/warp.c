#include "ops/warp.h"

#include "ops/stencil.h"

static const struct gfla_op fwd = {
    .name = "warp_fwd",
    .differentiate = gfla_stencil_differentiate,
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_flow = {
    .name = "warp_bwd_flow",
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_src = {
    .name = "warp_bwd_src",
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_scatter,
    .flops = gfla_stencil_flops,
};
static const struct gfla_stencil warp = {
    .fwd = &fwd,
    .bwd_flow = &bwd_flow,
    .bwd_src = &bwd_src,
    .source = "ops/warp.cl",
    .tables = "warp_stencils",
};

gfla_tensor *gfla_warp(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow, const struct gfla_warp_params *params)
{
    const struct gfla_stencil_params stencil = {
        .taps = 2, .offset = params ? params->offset : 0, .side = 1, .options = ""};
    return gfla_stencil_build(graph, &warp, src, flow, &stencil);
}

bool gfla_is_warp(const struct gfla_node *node, int *offset)
{
    if (node->op != &fwd)
        return false;
    *offset = gfla_stencil_offset(node);
    return true;
}
