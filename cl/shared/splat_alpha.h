/* shared/splat_alpha.h - argument struct of ops/splat_alpha.cl; compiled by host and device. */
#ifndef GFLA_SHARED_SPLAT_ALPHA_H
#define GFLA_SHARED_SPLAT_ALPHA_H

struct gfla_splat_alpha_args {
    int n, h, w; /* of the source */
    int stride;  /* source pixels along a pixel of the result */
    float centre, range, tan_half_fov;
    int cameras;
    float unit; /* optical depths are summed as whole numbers of 1 / unit */
    int parts;  /* shares of the points of an image, with sums of their own */
};

/* What points a pixel apart add up to in the middle of a surface. */
#define GFLA_SPLAT_ALPHA_DEPTH 4.75f
/* However many surfaces lie behind each other, less than this is seen: a loss still tells that alpha is not 1. */
#define GFLA_SPLAT_ALPHA_LIMIT 13.0f
/* R^2 = 1 + GROWTH m^2: at 1.25 spacings the dots of a grid add up to almost the same everywhere. */
#define GFLA_SPLAT_ALPHA_GROWTH 1.5625f
#define GFLA_SPLAT_ALPHA_MOST_SPACING 4.0f
/* A dot is PEAK m^2 / R^2 at its middle: DEPTH over the integral of (1 - r^2)^2, pi / 3. */
#define GFLA_SPLAT_ALPHA_PEAK (GFLA_SPLAT_ALPHA_DEPTH * 0.954929659f)

/* Numbers behind the slopes of the sums, which are read by fours. */
#define GFLA_SPLAT_ALPHA_SPARE 4

#ifdef __OPENCL_C_VERSION__
typedef char gfla_splat_alpha_args_size[sizeof(struct gfla_splat_alpha_args) == 40 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_splat_alpha_args) == 40, "a kernel argument has this size on both sides");
#endif

#endif
