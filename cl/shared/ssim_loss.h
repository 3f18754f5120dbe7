/* shared/ssim_loss.h - argument struct of loss/ssim_loss.cl; compiled by host and device. */
#ifndef GFLA_SHARED_SSIM_LOSS_H
#define GFLA_SHARED_SSIM_LOSS_H

struct gfla_ssim_loss_args {
    int n, c, h, w;
    int chunk;    /* windows summed by one work-item */
    int weighted; /* a map [n,1,h,w] weights the windows */
};

#define GFLA_SSIM_WINDOW 11
#define GFLA_SSIM_MIDDLE 5

#ifdef __OPENCL_C_VERSION__
typedef char gfla_ssim_loss_args_size[sizeof(struct gfla_ssim_loss_args) == 24 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_ssim_loss_args) == 24, "host and device agree on gfla_ssim_loss_args");
#endif

#endif
