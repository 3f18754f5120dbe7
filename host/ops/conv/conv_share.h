/* ops/conv/conv_share.h - how the Winograd kernels share their work out among the compute units; for the convolution
 * files alone. */
#ifndef GFLA_OPS_CONV_CONV_SHARE_H
#define GFLA_OPS_CONV_CONV_SHARE_H

#include <stddef.h>

#include <gfla/device.h>

/* What a kernel multiplies: blocks of tiles with groups of weights. A work-item transforms the sources of its tile
 * blocks once, keeps them, and multiplies them with its groups one after the other. */
struct gfla_conv_work {
    int tile_blocks, groups;
    size_t panel_bytes;   /* transformed sources of one tile block */
    size_t product_bytes; /* products of one tile block with one group */
    size_t weight_bytes;  /* of all groups */
    size_t scratch_bytes; /* the most that a work-item may keep of both */
};

/* Tile blocks and groups of one work-item. */
struct gfla_conv_share {
    int tile_blocks, groups;
};

/* Every unit gets as many tiles as any other and all groups; where there are few tiles, so that weights cost more than
 * sources, all tiles and its share of the groups, so that weights are read once. */
struct gfla_conv_share gfla_conv_share_out(const struct gfla_conv_work *work, const struct gfla_device_info *device);

#endif
