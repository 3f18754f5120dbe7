/* shared/conv_epilogue.h - what a convolution does with a result before it is stored; compiled by host and device. */
#ifndef GFLA_SHARED_CONV_EPILOGUE_H
#define GFLA_SHARED_CONV_EPILOGUE_H

/* dst = leaky(result + residual), where leaky multiplies what is negative by slope. Zero lanes stay zero. */
struct gfla_conv_epilogue {
    int has_residual; /* a tensor of dst's shape */
    float slope;      /* 1: no activation */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_conv_epilogue_size[sizeof(struct gfla_conv_epilogue) == 8 ? 1 : -1];

/* The result v of 16 channels at place `at` of dst, counted in such vectors. */
static inline float16 finish(const struct gfla_conv_epilogue *e, __global const float *residual, size_t at, float16 v)
{
    if (e->has_residual)
        v += ((__global const float16 *)residual)[at];
    return e->slope == 1.f ? v : select(e->slope * v, v, v > 0.f);
}

/* The result v of one channel; at in floats. */
static inline float finish_lane(const struct gfla_conv_epilogue *e, __global const float *residual, size_t at, float v)
{
    if (e->has_residual)
        v += residual[at];
    return v > 0.f ? v : e->slope * v;
}
#else
_Static_assert(sizeof(struct gfla_conv_epilogue) == 8, "host and device agree on gfla_conv_epilogue");
#endif

#endif
