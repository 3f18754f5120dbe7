/* shared/conv_first.h - the geometry of the first layers of networks, 4 x 4 taps with stride 2; compiled by host and
 * device. */
#ifndef GFLA_SHARED_CONV_FIRST_H
#define GFLA_SHARED_CONV_FIRST_H

#define GFLA_CONV_FIRST_SOURCES 3 /* images behind one another along channels, at the most */
#define GFLA_CONV_FIRST_TAPS 4    /* along either axis */
/* rows and columns of results that F(4, 2) makes of 5 x 5 products; see shared/winograd_taps2.h */
#define GFLA_CONV_FIRST_TILE 4
#define GFLA_CONV_FIRST_POINTS 25  /* of these, for both axes */
#define GFLA_CONV_FIRST_PHASES 4   /* even and odd rows and columns */
#define GFLA_CONV_FIRST_TILES 16   /* neighbours along a row, of a work-item */
#define GFLA_CONV_FIRST_COLUMNS 64 /* results of these along a row */
/* floats between points, whose distance would otherwise be a power of two for the cache */
#define GFLA_CONV_FIRST_SKEW 16

#define GFLA_CONV_FIRST_WIDTH 16 /* of a source, at the least */

/* Channels of each source; 0: there is none. */
struct gfla_conv_first {
    int channels[GFLA_CONV_FIRST_SOURCES];
};

/* Packed weights: the bias of all dst channels, then
 * [group of NV*16 dst channels][point][src channel][phase of rows][phase of columns][NV*16]. */

#endif
