/* shared/point_splat.h - argument struct of ops/point_splat.cl; compiled by host and device. */
#ifndef GFLA_SHARED_POINT_SPLAT_H
#define GFLA_SHARED_POINT_SPLAT_H

struct gfla_point_splat_args {
    int n, c, h, w;
    float centre, range, tan_half_fov, threshold, empty;
    int surfaces; /* 1, or 2: front and back */
    int unmix;
};

/* A key is the depth, nearest first, in steps of 3 range / 4094, above the index of the point: of the source pixel, and
 * h * w more where it is on the back surface. */
#define GFLA_SPLAT_INDEX_BITS 20
#define GFLA_SPLAT_STEPS 4094
/* Neighbours whose depths differ by more of the range are on different surfaces. */
#define GFLA_SPLAT_BREAK 0.15f
/* Pixels that are less of the object than this are too much of the background to be told from it. */
#define GFLA_SPLAT_UNMIX 0.3f

#ifdef __OPENCL_C_VERSION__
typedef char gfla_point_splat_args_size[sizeof(struct gfla_point_splat_args) == 44 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_point_splat_args) == 44, "a kernel argument has this size on both sides");
#endif

#endif
