/* ops/stencil.h - for op files: what the ops from (src, flow) to one sampled map share: warp, resample_gaussian,
 * block_extract. */
#ifndef GFLA_OPS_STENCIL_H
#define GFLA_OPS_STENCIL_H

#include "ops/sampling_tables.h"

/* One op of the family; static. Kernels are named as the ops. */
struct gfla_stencil {
    const struct gfla_op *fwd, *bwd_flow, *bwd_src;
    const char *source;
    /* For GPUs: the kernel that fills in the tables, and the one that collects from them, where a stencil does not. */
    const char *tables, *collect;
};

struct gfla_stencil_params {
    int taps;            /* per axis and sample */
    int offset;          /* added to every position */
    int side;            /* the output has side x side samples per pixel of the flow */
    const char *options; /* of the kernel build; copied */
};

gfla_tensor *gfla_stencil_build(gfla_graph *graph, const struct gfla_stencil *stencil, gfla_tensor *src,
                                gfla_tensor *flow, const struct gfla_stencil_params *params);

/* For the op tables. */
gfla_status gfla_stencil_differentiate(gfla_graph *graph, struct gfla_node *node);
gfla_status gfla_stencil_record_gather(struct gfla_recorder *recorder, const struct gfla_node *node);
gfla_status gfla_stencil_record_scatter(struct gfla_recorder *recorder, const struct gfla_node *node);
gfla_status gfla_stencil_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device);
double gfla_stencil_flops(const struct gfla_node *node);

/* The offset that a node was built with. */
int gfla_stencil_offset(const struct gfla_node *node);

#endif
