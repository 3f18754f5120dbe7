/* shared/canny.h - argument struct of ops/canny.cl; compiled by host and device. */
#ifndef GFLA_SHARED_CANNY_H
#define GFLA_SHARED_CANNY_H

#define GFLA_CANNY_RADIUS_MAX 16

struct gfla_canny_args {
    int n, h, w, radius;
    float low, high;                         /* in the units of the image */
    float weight[GFLA_CANNY_RADIUS_MAX + 1]; /* of a pixel at this distance */
};

/* Gradients this much smaller are still equal. */
#define GFLA_CANNY_EQUAL 5e-7f

#ifdef __OPENCL_C_VERSION__
typedef char gfla_canny_args_size[sizeof(struct gfla_canny_args) == 92 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_canny_args) == 92, "a kernel argument has this size on both sides");
#endif

#endif
