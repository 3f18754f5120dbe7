#include "ops/conv/conv_group.h"

#include "ops/group.h"

static const char source[] = "ops/conv_tile_group.cl";

#define ITEMS (GFLA_LANES * GFLA_CONV_GROUP_ROWS)
#define SIMPLE_ITEMS 64 /* of a group, where it shares nothing */
/* Taps of blocks of source channels that a split should have: fewer cost more to add up than they gain. */
#define ENOUGH_TAPS 8

int gfla_conv_group_split(const struct gfla_device_info *device, int pixels, int groups, int src_blocks, int taps)
{
    /* A group has as many work-items as two of those that are counted. */
    const int wanted = gfla_divide_up(gfla_groups_wanted(device), 2);
    const int splits = gfla_divide_up(wanted, gfla_divide_up(pixels, GFLA_CONV_GROUP_PIXELS) * groups);
    const int blocks = gfla_divide_up(src_blocks, splits), least = gfla_divide_up(ENOUGH_TAPS, taps);
    return blocks > least ? blocks : least < src_blocks ? least : src_blocks;
}

int64_t gfla_conv_group_scratch(int pixels, int dst_c, int src_blocks, int split_blocks)
{
    const int splits = gfla_divide_up(src_blocks, split_blocks);
    return splits > 1 ? (int64_t)splits * pixels * gfla_conv_blocks(dst_c) * GFLA_LANES : 0;
}

gfla_status gfla_conv_group_record_pack(struct gfla_recorder *recorder, const struct gfla_node *node,
                                        const struct gfla_conv *g, bool transposed, int lane_blocks, int blocks,
                                        const char *options)
{
    const size_t global[3] = {(size_t)lane_blocks * GFLA_LANES, (size_t)blocks * GFLA_LANES, 0},
                 local[3] = {SIMPLE_ITEMS, 1, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(g),
        GFLA_ARG_I32(transposed),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_I32(lane_blocks),
        GFLA_ARG_I32(blocks),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, "ops/conv_tile_group_pack.cl", "conv_tile_group_pack", options, global, local, args, 8,
                       0);
}

/* What the splits leave. */
static gfla_status record_sum(struct gfla_recorder *recorder, const struct gfla_node *node,
                              const struct gfla_conv_tile *t, const struct gfla_conv_epilogue *epilogue, int splits,
                              const char *options)
{
    const size_t pixels = (size_t)t->n * t->phase_h * t->phase_w;
    const size_t global[3] = {pixels * gfla_conv_blocks(t->dst_c) * GFLA_LANES, 0, 0}, local[3] = {SIMPLE_ITEMS, 0, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(t),
        GFLA_ARG_STRUCT(epilogue),
        GFLA_ARG_I32(splits),
        GFLA_ARG_BUFFER(node->out[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2] ? node->in[2]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, source, "conv_tile_group_sum", options, global, local, args, 6, 0);
}

gfla_status gfla_conv_group_record(struct gfla_recorder *recorder, const struct gfla_node *node,
                                   const struct gfla_conv_tile *t, const struct gfla_conv_epilogue *epilogue,
                                   int groups, int split_blocks, const char *options, double flops)
{
    gfla_status status;
    const int pixels = t->n * t->phase_h * t->phase_w,
              splits = gfla_divide_up(gfla_conv_blocks(t->src_c), split_blocks);
    const size_t global[3] = {(size_t)gfla_divide_up(pixels, GFLA_CONV_GROUP_PIXELS) * ITEMS, (size_t)groups,
                              (size_t)splits},
                 local[3] = {ITEMS, 1, 1};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(t),
        GFLA_ARG_STRUCT(epilogue),
        GFLA_ARG_I32(split_blocks),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->in[2] ? node->in[2]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
        GFLA_ARG_BUFFER(splits > 1 ? node->out[1]->buffer : NULL),
    };
    TRY(gfla_record(recorder, source, "conv_tile_group", options, global, local, args, 8, flops));
    if (splits > 1)
        TRY(record_sum(recorder, node, t, epilogue, splits, options));
fail:
    return status;
}
