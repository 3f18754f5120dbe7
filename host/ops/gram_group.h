/* ops/gram_group.h - Gram matrices on GPUs (cl/ops/gram_group.cl), a part of ops/gram.c. */
#ifndef GFLA_OPS_GRAM_GROUP_H
#define GFLA_OPS_GRAM_GROUP_H

#include "ops/pointwise.h"

/* What each node is recorded with: in[0] = src, out[0] = dst; of a gradient in[1] = d_dst, out[0] = d_src and out[1] as
 * on CPUs. */
struct gfla_gram_group {
    struct gfla_blocked_size size;
    float factor;
    double flops;
};

/* Floats of scratch that the forward node needs as out[1]. */
int64_t gfla_gram_group_scratch(struct gfla_blocked_size size, const struct gfla_device_info *device);

gfla_status gfla_gram_group_record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node,
                                       const struct gfla_gram_group *gram);
gfla_status gfla_gram_group_record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node,
                                       const struct gfla_gram_group *gram);

#endif
