/* ops/flow_sampling.h - for op files: what the ops share that sample a feature map where a flow points
 * (warp, resample_gaussian, block_extract, local_attention). Their kernels are built on cl/shared/sampling.h. */
#ifndef GFLA_OPS_FLOW_SAMPLING_H
#define GFLA_OPS_FLOW_SAMPLING_H

#include "cl/shared/sampling.h"
#include "graph/record.h"

/* Fails the graph unless src is a feature map and flow a blocked [n,2,h,w] of the same batch. */
bool gfla_sampling_check(gfla_graph *graph, const char *op, const gfla_tensor *src, const gfla_tensor *flow);

/* The sizes; how the work is split is filled in when it is recorded. */
struct gfla_sampling_args gfla_sampling_describe(const gfla_tensor *src, const gfla_tensor *flow);

/* One kernel of an op. Its first argument is the struct, filled in here; `rest` follow it. */
struct gfla_sampling_launch {
    const char *source, *kernel, *options;
    const struct gfla_sampling_args *args;
    int n; /* images */
    const struct gfla_arg *rest;
    int n_rest;
    double flops;
};
/* Over the pixels of the flow. */
gfla_status gfla_sampling_record_gather(struct gfla_recorder *recorder, const struct gfla_sampling_launch *launch);
/* Into src: every work-item owns rows of some channel blocks. */
gfla_status gfla_sampling_record_scatter(struct gfla_recorder *recorder, const struct gfla_sampling_launch *launch);

#endif
