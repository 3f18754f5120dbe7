/* shared/depth_flow.h - argument struct of ops/depth_flow.cl; compiled by host and device. */
#ifndef GFLA_SHARED_DEPTH_FLOW_H
#define GFLA_SHARED_DEPTH_FLOW_H

struct gfla_depth_flow_args {
    int n, h, w;
    float centre, range, tan_half_fov;
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_depth_flow_args_size[sizeof(struct gfla_depth_flow_args) == 24 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_depth_flow_args) == 24, "a kernel argument has this size on both sides");
#endif

#endif
