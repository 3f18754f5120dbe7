/* ref/attention_block_ref.h - see ops/attention_block.h; conventions in sampling_ref.h. As published, patch by patch: a
 * reference for the identity that the op is built on. */
#ifndef GFLA_REF_ATTENTION_BLOCK_REF_H
#define GFLA_REF_ATTENTION_BLOCK_REF_H

#include "ref/sampling_ref.h"

enum {
    GFLA_ATTENTION_BLOCK_REF_SRC,
    GFLA_ATTENTION_BLOCK_REF_TARGET,
    GFLA_ATTENTION_BLOCK_REF_FLOW,
    GFLA_ATTENTION_BLOCK_REF_WEIGHTS0,
    GFLA_ATTENTION_BLOCK_REF_BIAS0,
    GFLA_ATTENTION_BLOCK_REF_WEIGHTS2,
    GFLA_ATTENTION_BLOCK_REF_BIAS2,
    GFLA_ATTENTION_BLOCK_REF_COUNT
};

struct gfla_attention_block_ref {
    struct gfla_sampling_ref size;
    int k, hidden; /* hidden channels of the first layer, at most GFLA_ATTENTION_BLOCK_REF_HIDDEN; k at most 7 */
    double slope, scale;
};
#define GFLA_ATTENTION_BLOCK_REF_HIDDEN 128

/* in and d_in are indexed by the enumeration above. */
void gfla_attention_block_ref_fwd(const struct gfla_attention_block_ref *ref, const double *const *in, double *dst);
void gfla_attention_block_ref_bwd(const struct gfla_attention_block_ref *ref, const double *const *in,
                                  const double *d_dst, double *const *d_in);

#endif
