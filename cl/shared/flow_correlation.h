/* shared/flow_correlation.h - the sizes that both sides of flow_correlation use. */
#ifndef GFLA_SHARED_FLOW_CORRELATION_H
#define GFLA_SHARED_FLOW_CORRELATION_H

struct gfla_correlation {
    int n, blocks; /* of 16 channels */
    int h, w;      /* of the target */
    int src_h, src_w;
    int tiles; /* of CORRELATION_VECTORS * 16 source positions, per image */
    int chunk; /* tiles that one work-item compares with its targets */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_correlation_size[sizeof(struct gfla_correlation) == 32 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_correlation) == 32, "host and device agree on gfla_correlation");
#endif

#endif
