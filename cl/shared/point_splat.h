/* shared/point_splat.h - argument struct of ops/point_splat.cl; compiled by host and device. */
#ifndef GFLA_SHARED_POINT_SPLAT_H
#define GFLA_SHARED_POINT_SPLAT_H

struct gfla_point_splat_args {
    int n, c, h, w;
    float centre, range, tan_half_fov, threshold, empty;
    int surfaces; /* 1, or 2: front and back */
    int unmix;
    int index_bits; /* of a key: GFLA_SPLAT_INDEX_BITS, or GFLA_SPLAT_MOST_BITS where there are more points */
};

/* A key is the depth, nearest first, above the index of the point: of the source pixel, and h * w more where it is on the
 * back surface. Depths are whole steps, as many as there is room for; the last number is that of no point. */
#define GFLA_SPLAT_INDEX_BITS 20
#define GFLA_SPLAT_MOST_BITS 21
#define GFLA_SPLAT_STEPS(index_bits) ((1 << (32 - (index_bits))) - 2)
/* Neighbours whose depths differ by more of the range are on different surfaces. */
#define GFLA_SPLAT_BREAK 0.15f
/* Pixels that are less of the object than this are too much of the background to be told from it. */
#define GFLA_SPLAT_UNMIX 0.3f

#ifdef __OPENCL_C_VERSION__
typedef char gfla_point_splat_args_size[sizeof(struct gfla_point_splat_args) == 48 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_point_splat_args) == 48, "a kernel argument has this size on both sides");
#endif

#endif
