/* ops/conv/conv_group.h - the kernels of work-groups, a part of gfla_conv_group; see cl/ops/conv_tile_group.cl and
 * cl/ops/conv_group_weights.cl. For the convolution files alone. */
#ifndef GFLA_OPS_CONV_CONV_GROUP_H
#define GFLA_OPS_CONV_CONV_GROUP_H

#include "cl/shared/conv_epilogue.h"
#include "cl/shared/conv_group_weights.h"
#include "cl/shared/conv_tile.h"
#include "ops/conv/conv.h"
#include "ops/conv/conv_algorithm.h"

/* The blocks of source channels that one work-group adds up, of src_blocks in all, so that a phase of so many pixels, in
 * `groups` groups of output channels, has work-groups enough for the device. */
int gfla_conv_group_split(const struct gfla_device_info *device, int pixels, int groups, int src_blocks, int taps);

/* Floats that a phase of so many pixels leaves to be summed; 0: it is not split. */
int64_t gfla_conv_group_scratch(int pixels, int dst_c, int src_blocks, int split_blocks);

/* Records packing: {weights, bias or NULL} -> packed, with the build options of the kernel that reads it. */
gfla_status gfla_conv_group_record_pack(struct gfla_recorder *recorder, const struct gfla_node *node,
                                        const struct gfla_conv *g, bool transposed, int lane_blocks, int blocks,
                                        const char *options);

/* Records one phase of `node`, whose inputs are src, packed weights and residual or NULL, and whose outputs are dst and,
 * if it is split, what gfla_conv_group_scratch says. */
gfla_status gfla_conv_group_record(struct gfla_recorder *recorder, const struct gfla_node *node,
                                   const struct gfla_conv_tile *t, const struct gfla_conv_epilogue *epilogue,
                                   int groups, int split_blocks, const char *options, double flops);

/* The pixels of one range, of `pixels` that are summed over, so that there are groups enough for the device. */
int gfla_conv_group_range(const struct gfla_conv *g, int pixels, const struct gfla_device_info *device);
/* Records the products of a gradient of weights, summed over each range of pixels: what is left is to be added up. */
gfla_status gfla_conv_group_record_products(struct gfla_recorder *recorder, const struct gfla_conv *g,
                                            const struct gfla_conv_group_pixels *pixels, gfla_buffer *src,
                                            gfla_buffer *d_dst, gfla_buffer *parts, double flops);

/* Appends the nodes that produce node->out[0], a gradient of weights. */
gfla_status gfla_conv_group_bwd_weights(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job);

#endif
