/* io/image/gif_blocks.h - where the blocks of a GIF end.
 *
 * A GIF does not say how many frames it has, and libav from 7.1 on takes one that was cut for a shorter one,
 * and what is left of its last frame for a whole one. */
#ifndef GFLA_IO_LIBAV_GIF_BLOCKS_H
#define GFLA_IO_LIBAV_GIF_BLOCKS_H

#include <stdbool.h>
#include <stdio.h>

struct gfla_gif_blocks {
    long n_images; /* that are whole */
    bool is_cut;   /* the file ends within a block; other bytes behind the end, or a last byte that lacks, are no cut */
};
/* Zeros of what is no GIF, or cannot be gone back in. Leaves the file at its start. */
struct gfla_gif_blocks gfla_gif_count_blocks(FILE *file);

#endif
