/* shared/pool.h - windows of pixels of which one value is made; compiled by host and device. */
#ifndef GFLA_SHARED_POOL_H
#define GFLA_SHARED_POOL_H

struct gfla_pool_args {
    int planes; /* of 16 channels */
    int ih, iw, oh, ow;
    int kh, kw, stride;
    int ph, pw; /* what the windows reach past the source; negative: what is cut off it */
    int whole;  /* means divide by all kh * kw positions, those outside too, which are zeros */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_pool_args_size[sizeof(struct gfla_pool_args) == 44 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_pool_args) == 44, "host and device agree on gfla_pool_args");
#endif

/* First source row or column of window o, and the one after its last, inside 0 .. size. */
static inline int gfla_pool_first(int o, int stride, int pad)
{
    const int i = o * stride - pad;
    return i > 0 ? i : 0;
}
static inline int gfla_pool_end(int o, int stride, int pad, int k, int size)
{
    const int i = o * stride - pad + k;
    return i < size ? i : size;
}

/* First window that holds source position i, and the one after the last, inside 0 .. n. */
static inline int gfla_pool_first_window(int i, int stride, int pad, int k)
{
    const int over = i + pad - k + 1;
    return over > 0 ? (over + stride - 1) / stride : 0;
}
static inline int gfla_pool_end_window(int i, int stride, int pad, int n)
{
    const int o = i + pad < 0 ? 0 : (i + pad) / stride + 1;
    return o < n ? o : n;
}

#endif
