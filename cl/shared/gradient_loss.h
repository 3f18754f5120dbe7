/* shared/gradient_loss.h - argument struct of loss/gradient_loss.cl; compiled by host and device. */
#ifndef GFLA_SHARED_GRADIENT_LOSS_H
#define GFLA_SHARED_GRADIENT_LOSS_H

struct gfla_gradient_loss_args {
    int n_vectors; /* of sixteen floats */
    int blocks, h, w;
    int chunk;    /* vectors summed by one work-item */
    int weighted; /* a map [n,1,h,w] weights the pixels */
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_gradient_loss_args_size[sizeof(struct gfla_gradient_loss_args) == 24 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_gradient_loss_args) == 24, "host and device agree on gfla_gradient_loss_args");
#endif

#endif
