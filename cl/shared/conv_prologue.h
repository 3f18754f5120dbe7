/* shared/conv_prologue.h - what a convolution does with its sources before it uses them; compiled by host and
 * device. */
#ifndef GFLA_SHARED_CONV_PROLOGUE_H
#define GFLA_SHARED_CONV_PROLOGUE_H

/* src' = leaky((src - mean) * factor + bias), where leaky multiplies what is negative by slope. Zeros outside the
 * source stay zeros. Zero lanes do, too: their rows are zero. */
struct gfla_conv_prologue {
    int has_norm; /* rows [n][blocks][GFLA_CONV_NORM_ROWS][16] of mean, factor and bias; see gfla_instance_norm_rows */
    float slope;  /* 1: no activation */
};

#define GFLA_CONV_NORM_ROWS 3

#ifdef __OPENCL_C_VERSION__
typedef char gfla_conv_prologue_size[sizeof(struct gfla_conv_prologue) == 8 ? 1 : -1];

/* The prologue of 16 channels of one image. */
struct prologue {
    float16 mean, factor, bias;
    float slope;
};

static inline struct prologue load_prologue(const struct gfla_conv_prologue *p, __global const float *norm, int plane)
{
    struct prologue lanes = {0.f, 1.f, 0.f, p->slope};
    if (p->has_norm) {
        lanes.mean = vload16(plane * GFLA_CONV_NORM_ROWS, norm);
        lanes.factor = vload16(plane * GFLA_CONV_NORM_ROWS + 1, norm);
        lanes.bias = vload16(plane * GFLA_CONV_NORM_ROWS + 2, norm);
    }
    return lanes;
}

static inline float16 prepare(const struct prologue *p, float16 v)
{
    const float16 z = (v - p->mean) * p->factor + p->bias;
    return select(p->slope * z, z, z > 0.f);
}
#else
_Static_assert(sizeof(struct gfla_conv_prologue) == 8, "host and device agree on gfla_conv_prologue");
#endif

#endif
