/* data/view_code.h - a view's pixels in few bytes, without loss, and back at the speed of memory: what a packed set
 * holds of each view (view_pack.h).
 *
 * Four layers: colours, depths, colours of the last surface, its depths. Each holds the pixels that are not all zeros,
 * in rows from the top:
 *   u8      0: runs follow; 1: the pixels are those of the layer two before
 *   runs    varints: pixels left out, pixels held, and so on by turns, until all are told
 *   numbers for each channel, one for each pixel held, in blocks of 32 (number_block.h); the last one is filled up with
 *           zeros
 * A number is a difference modulo 2^8 or 2^16, signs folded into the lowest bit (0, -1, 1, -2 ...). Channels in order:
 *   colours G, R - G, B - G and A, each less the one before it (0 at the beginning); A of the last surface less that
 *   of the first where the pixels are the same
 *   depths less a line through the two before them in the run; of the last surface, less those of the first where the
 *   pixels are the same
 * Before the layers stand their lengths in bytes, four u32; 0: there is none. */
#ifndef VIEWSYNTH_DATA_VIEW_CODE_H
#define VIEWSYNTH_DATA_VIEW_CODE_H

#include "base/bytes.h"
#include "viewsynth/data/views.h"

enum gfla_view_layer {
    GFLA_LAYER_COLOUR,
    GFLA_LAYER_DEPTH,
    GFLA_LAYER_BACK_COLOUR,
    GFLA_LAYER_BACK_DEPTH,
    GFLA_LAYER_COUNT
};

/* Adds the layers that pixels has, of size x size. A last surface comes with the first one. bytes->failed: out of
 * memory. */
void gfla_view_encode(const struct gfla_view_pixels *pixels, int size, struct gfla_byte_writer *bytes);

/* Fills what pixels has: a last surface only beside the first. False where the bytes are damaged or lack a layer. */
bool gfla_view_decode(const uint8_t *data, size_t n, int size, const struct gfla_view_pixels *pixels);

#endif
