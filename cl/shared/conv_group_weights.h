/* shared/conv_group_weights.h - sizes of the tiles of ops/conv_group_weights.cl; compiled by host and device. */
#ifndef GFLA_SHARED_CONV_GROUP_WEIGHTS_H
#define GFLA_SHARED_CONV_GROUP_WEIGHTS_H

#define GFLA_CONV_GROUP_CHANNELS 32 /* of either side of a tile */
#define GFLA_CONV_GROUP_STEP 16     /* pixels in local memory */
#define GFLA_CONV_GROUP_WEIGHTS_ITEMS 64

/* The pixels that are summed over, and the number of the first of their ranges in what is left of them. */
struct gfla_conv_group_pixels {
    int first, count;
    int per_range;
    int first_range;
};

#ifdef __OPENCL_C_VERSION__
typedef char gfla_conv_group_pixels_size[sizeof(struct gfla_conv_group_pixels) == 16 ? 1 : -1];
#else
_Static_assert(sizeof(struct gfla_conv_group_pixels) == 16, "host and device agree on gfla_conv_group_pixels");
#endif

#endif
