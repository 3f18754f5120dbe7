#include "ops/conv/conv_share.h"

#include <stdbool.h>

#include "ops/conv/conv.h"

/* Panels of weights serve so many products. Measured on two cores, 32 to 256 channels at 16 to 128 pixels: 2, 3, 6 and
 * 8 are up to an eighth slower and never faster. */
#define MOST_TILE_BLOCKS 4
/* Weights so many times the size of the sources are read once, and the sources transformed in each unit, rather than
 * the other way round. Measured likewise: 256 channels at 16 x 16 take 1.9 times as long if they never are, and nothing
 * changes from 1/4 to 4. */
#define WEIGHTS_TO_SOURCES 2

/* The most tile blocks of one work-item. */
static int most_tile_blocks(const struct gfla_conv_work *work)
{
    int most = MOST_TILE_BLOCKS;
    while (most > 1 && most * (work->panel_bytes + work->product_bytes) > work->scratch_bytes)
        most--;
    return most;
}

struct gfla_conv_share gfla_conv_share_out(const struct gfla_conv_work *work, const struct gfla_device_info *device)
{
    const int units = device->n_compute_units ? (int)device->n_compute_units : 1, most = most_tile_blocks(work);
    const bool weights_cost_more =
        work->weight_bytes > WEIGHTS_TO_SOURCES * work->panel_bytes * (size_t)work->tile_blocks;
    if (weights_cost_more && work->tile_blocks <= most && work->groups % units == 0)
        return (struct gfla_conv_share){work->tile_blocks, work->groups / units};
    const int rounds = gfla_divide_up(work->tile_blocks, most * units);
    struct gfla_conv_share share = {.tile_blocks = gfla_divide_up(work->tile_blocks, rounds * units)};
    const int items = gfla_divide_up(work->tile_blocks, share.tile_blocks);
    share.groups = gfla_divide_up(work->groups, gfla_divide_up(units, items));
    return share;
}
