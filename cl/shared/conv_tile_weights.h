/* shared/conv_tile_weights.h - arguments of the weight-gradient kernel; compiled by host and device. */
#ifndef GFLA_SHARED_CONV_TILE_WEIGHTS_H
#define GFLA_SHARED_CONV_TILE_WEIGHTS_H

#define GFLA_CONV_TILE_WEIGHTS_VECTORS 512 /* accumulators of one work-item at the most: 16 * NJ * ky_per_item */

/* The NJ vectors of source channels that one work-item multiplies with every dst pixel lie side by side in the taps of
 * a row (along_taps) or in neighbouring channel blocks of one tap. */
struct gfla_conv_tile_weights {
    int along_taps;
    int ky_per_item; /* rows of taps of one work-item */
    int tap_groups;  /* groups of taps in a row: ceil(kw / NJ), or kw when not along_taps */
    int ranges;      /* rows n*oh are split into this many ranges, each with a result of its own */
    int chunk_rows;  /* rows whose sources and gradients stay in the cache */
};

#endif
