/* shared/layer_norm.h - the sizes of a layer norm; compiled by host and device. */
#ifndef GFLA_SHARED_LAYER_NORM_H
#define GFLA_SHARED_LAYER_NORM_H

struct gfla_layer_norm_args {
    int n, c, blocks, hw; /* of the feature map */
    int rows;             /* of scales and shifts: 1 for all samples, or n */
    int pitch;            /* floats of one row: c, or with the lanes past c */
    float offset;         /* added to the scales */
    float eps;
    int parts; /* of a plane, which groups share; 1 on CPUs */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_layer_norm_args_size[sizeof(struct gfla_layer_norm_args) == 36 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_layer_norm_args) == 36, "host and device agree on gfla_layer_norm_args");
#endif

#endif
