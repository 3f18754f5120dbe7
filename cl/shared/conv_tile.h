/* shared/conv_tile.h - arguments of the register-tile convolution kernels; compiled by host and device. */
#ifndef GFLA_SHARED_CONV_TILE_H
#define GFLA_SHARED_CONV_TILE_H

#define GFLA_CONV_TILE_PIXELS 8 /* output pixels of one tile */
#define GFLA_CONV_TILE_TAPS 128 /* taps of one phase at the most: 11 x 11 fits */

#define GFLA_CONV_GROUP_PIXELS 64 /* output pixels of one work-group of 16 * GFLA_CONV_GROUP_ROWS work-items */
#define GFLA_CONV_GROUP_ROWS 8
#define GFLA_CONV_GROUP_BYTES 8192 /* of local memory at the most */

/* One phase of a convolution: outputs at dst_y0 + y * dst_step (likewise x) read sources from src_y0 + y * src_step on.
 * A plain convolution has one phase, with dst_step 1; a transposed one with stride s has s * s, with dst_step s. */
struct gfla_conv_tile {
    int n;
    int src_c, src_h, src_w;
    int dst_c, dst_h, dst_w;
    int phase_h, phase_w; /* outputs of this phase in each image */
    int dst_y0, dst_x0, dst_step;
    int src_y0, src_x0, src_step;
    int kh, kw; /* taps of this phase */
    int padding;
    int weights_at; /* where the packed weights of this phase begin, in floats */
};

/* Packed weights: sixteen zeros, then the bias of all dst channels, then for every phase
 * [group of NV*16 dst channels][src block][tap][16 src channels][NV*16]; zeros where there is no channel. */
#define GFLA_CONV_PACKED_BIAS 16

#endif
