/* ops/sampling_tables.h - for op files: sampling where a flow points, and its gradient, on GPUs
 * (cl/ops/sampling_tables.cl). On CPUs the kernels of the ops themselves do it, a row or a plane in a work-item. */
#ifndef GFLA_OPS_SAMPLING_TABLES_H
#define GFLA_OPS_SAMPLING_TABLES_H

#include "ops/flow_sampling.h"
#include "ops/group.h"

/* What an op samples with. Its kernel fills in the tables, (args, rest ..., anchors, stencils), one work-item for each
 * pixel of the flow; without stencils, where `bare`. */
struct gfla_sampling_tables {
    const struct gfla_sampling_args *args;
    int n, taps;
    const char *source, *kernel, *options;
    const struct gfla_arg *rest;
    int n_rest;
    bool bare;
    int items; /* of that kernel for a pixel, where there are several; 0: one */
    double flops;
};

/* While the graph is lowered: gives a node with `n_out` outputs of its own the scratch for the functions below, of which
 * the last two need lists. */
void gfla_sampling_add_tables(gfla_graph *graph, struct gfla_node *node, const struct gfla_sampling_args *args, int n,
                              int taps, bool bare, bool lists);

/* dst from src, both of the node that has the tables behind its n_out outputs. */
gfla_status gfla_sampling_record_apply(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                       const struct gfla_sampling_tables *tables, gfla_buffer *src, gfla_buffer *dst);
/* d_src from d_dst likewise. */
gfla_status gfla_sampling_record_collect(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                         const struct gfla_sampling_tables *tables, gfla_buffer *d_dst,
                                         gfla_buffer *d_src);
/* d_src by a kernel of the op, in place of that with stencils: (args, rest ..., anchors, starts, list, d_dst, d_src). */
gfla_status gfla_sampling_record_collect_by(struct gfla_recorder *recorder, const struct gfla_node *node, int n_out,
                                            const struct gfla_sampling_tables *tables, const char *kernel,
                                            gfla_buffer *d_dst, gfla_buffer *d_src);

#endif
