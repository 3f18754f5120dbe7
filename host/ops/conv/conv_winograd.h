/* ops/conv/conv_winograd.h - what the two forms of Winograd convolution share: geometry and packed weights; for them
 * alone. */
#ifndef GFLA_OPS_CONV_CONV_WINOGRAD_H
#define GFLA_OPS_CONV_CONV_WINOGRAD_H

#include "cl/shared/conv_winograd.h"
#include "ops/conv/conv.h"
#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_fused.h"

/* The params of their nodes. A data gradient is a convolution of d_dst, with the roles of the channels exchanged and
 * the taps turned round. */
struct gfla_winograd_params {
    struct gfla_conv g;
    bool transposed;
    int tile; /* results along an axis of a tile: 2 or 4 */
    struct gfla_conv_prologue prologue;
    struct gfla_conv_epilogue epilogue;
};

/* Their inputs; NORM and RESIDUAL may be NULL. */
enum { GFLA_WINOGRAD_SRC, GFLA_WINOGRAD_PACKED, GFLA_WINOGRAD_NORM, GFLA_WINOGRAD_RESIDUAL, GFLA_WINOGRAD_INPUTS };

/* Blocks of 16 channels on both sides, and vectors of them in a group of outputs. */
struct gfla_winograd_blocks {
    int src, dst, nv, groups;
};

struct gfla_winograd_blocks gfla_winograd_blocks(const struct gfla_conv *g, bool transposed);

/* What the kernels are told; how the work is shared out is left open. */
struct gfla_conv_winograd gfla_winograd_geometry(const struct gfla_winograd_params *p);
/* Blocks of GFLA_WINOGRAD_ROWS tiles in all images. */
int gfla_winograd_tile_blocks(const struct gfla_conv_winograd *w);
/* Source pixels along an axis of a tile: as many points, and their square in all. */
int gfla_winograd_span(const struct gfla_conv *g, int tile);

/* The build options of all kernels. */
#define GFLA_WINOGRAD_OPTIONS_SIZE 48
void gfla_winograd_options(const struct gfla_winograd_params *p, char options[static GFLA_WINOGRAD_OPTIONS_SIZE]);

/* Appends a node that packs node's weights and bias, and one of `op` with the inputs above in place of the node, which
 * may be fused; NULL after a failure. */
struct gfla_node *gfla_winograd_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_op *op,
                                      const struct gfla_conv_job *job);

/* Whether the transforms exist for the step of a shape, and whether they are fast. */
bool gfla_winograd_fits(const struct gfla_conv_job *job);
bool gfla_winograd_suits(const struct gfla_conv_job *job);

/* Outputs in all images, where vectors are wide and there are channels enough to fill them; otherwise 0. With few
 * outputs the weights cost more than the products. */
int64_t gfla_winograd_outputs(const struct gfla_conv_job *job);

#endif
