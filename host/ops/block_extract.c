#include "ops/block_extract.h"

#include <stdio.h>

#include "ops/stencil.h"

#define MAX_K 15

static const struct gfla_op fwd = {
    .name = "block_extract_fwd",
    .differentiate = gfla_stencil_differentiate,
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_flow = {
    .name = "block_extract_bwd_flow",
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_src = {
    .name = "block_extract_bwd_src",
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_scatter,
    .flops = gfla_stencil_flops,
};
static const struct gfla_stencil block_extract = {
    .fwd = &fwd,
    .bwd_flow = &bwd_flow,
    .bwd_src = &bwd_src,
    .source = "ops/block_extract.cl",
    .tables = "block_extract_anchors",
    .collect = "block_extract_collect",
};

gfla_tensor *gfla_block_extract(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow, int k)
{
    char options[32];
    if (k < 1 || k > MAX_K) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "block_extract: k is %d; hint: 1 to %d", k, MAX_K);
        return NULL;
    }
    snprintf(options, sizeof options, "-DK=%d", k);
    const struct gfla_stencil_params stencil = {.taps = 2, .side = k, .options = options};
    return gfla_stencil_build(graph, &block_extract, src, flow, &stencil);
}
