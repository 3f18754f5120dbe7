/* shared/softmax_cross_entropy.h - the sizes that both sides of softmax_cross_entropy use. */
#ifndef GFLA_SHARED_SOFTMAX_CROSS_ENTROPY_H
#define GFLA_SHARED_SOFTMAX_CROSS_ENTROPY_H

struct gfla_cross_entropy {
    int n_pixels, plane;  /* of all images, and of one */
    int channels, blocks; /* classes, and vectors of 16 of them */
    int chunk;            /* pixels summed by one work-item */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_cross_entropy_size[sizeof(struct gfla_cross_entropy) == 20 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_cross_entropy) == 20, "host and device agree on gfla_cross_entropy");
#endif

#endif
