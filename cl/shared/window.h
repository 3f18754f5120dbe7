/* shared/window.h - windows of frames along the time of a sequence or of a clip; compiled by host and device. */
#ifndef GFLA_SHARED_WINDOW_H
#define GFLA_SHARED_WINDOW_H

struct gfla_window_args {
    int clips, channels; /* of the source */
    int pixels;          /* of one frame */
    int src_t, dst_t;    /* frames */
    /* frames are the rows of an image, [clips][channels][t][pixels]; 0: images, [clips][t][channels][pixels] */
    int in_rows;
    int size, stride, pad, dilation;
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_window_args_size[sizeof(struct gfla_window_args) == 40 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_window_args) == 40, "host and device agree on gfla_window_args");
#endif

/* The source frame that place k of the window of dst frame t reads; -1: a zero. */
static inline int gfla_window_src(const struct gfla_window_args *a, int t, int k)
{
    const int s = t * a->stride - a->pad + k * a->dilation;
    return s < a->src_t ? s : -1;
}

/* The dst frame whose window has source frame s at place k; -1: none. */
static inline int gfla_window_dst(const struct gfla_window_args *a, int s, int k)
{
    const int first = s + a->pad - k * a->dilation;
    return first >= 0 && first % a->stride == 0 && first / a->stride < a->dst_t ? first / a->stride : -1;
}

#endif
