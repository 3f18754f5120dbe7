/* shared/conv_winograd.h - arguments of the Winograd convolution kernels; compiled by host and device. */
#ifndef GFLA_SHARED_CONV_WINOGRAD_H
#define GFLA_SHARED_CONV_WINOGRAD_H

#define GFLA_WINOGRAD_ROWS 8   /* tiles that are multiplied with the weights together: the rows of one matrix product */
#define GFLA_WINOGRAD_CHUNK 32 /* tiles that ops/conv_winograd_weights_ranges.cl keeps at the points at once */
/* Vectors of 16 between the matrices of neighbouring points beyond their size: keeps them off each other's cache
 * sets. */
#define GFLA_WINOGRAD_SKEW 1

/* A convolution with stride 1, or its data gradient, which is one too: output (y, x) reads sources from (y, x) + origin
 * on. */
struct gfla_conv_winograd {
    int n;
    int src_c, src_h, src_w;
    int dst_c, dst_h, dst_w;
    int origin, padding;
    int tiles_h, tiles_w; /* tiles of an image; they are counted through all images */
    int groups;           /* groups of NV*16 output channels */
    int blocks_per_item;  /* blocks of GFLA_WINOGRAD_ROWS tiles of one work-item */
    int groups_per_item;  /* of conv_winograd */
};

/* Packed weights: sixteen zeros, then the bias of all lanes of dst, then [group][point][16 * blocks of src][NV*16];
 * zeros where there is no channel. A work-item reads a group in this order. */
#define GFLA_WINOGRAD_PACKED_BIAS 16

#endif
