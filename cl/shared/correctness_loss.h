/* shared/correctness_loss.h - the sizes that both sides of correctness_loss use. */
#ifndef GFLA_SHARED_CORRECTNESS_LOSS_H
#define GFLA_SHARED_CORRECTNESS_LOSS_H

struct gfla_correctness {
    int n_pixels, plane; /* of all images, and of one */
    int blocks;          /* of 16 channels */
    int chunk;           /* pixels summed by one work-item */
    int weighted;        /* a map weights the pixels */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_correctness_size[sizeof(struct gfla_correctness) == 20 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_correctness) == 20, "host and device agree on gfla_correctness");
#endif

#endif
