/* ops/conv/conv_fused.h - convolutions that the planner merged with what follows them (graph/fuse.h); for the
 * convolution files alone.
 *
 * Such a node has the inputs below, where a plain one has the first three, and computes
 *     leaky(convolution(src') + residual)   or   leaky(convolution(src') + convolution(src2))
 * or tanh of either, where src' is src, or leaky(src), or leaky(instance_norm(src)), with a slope of its own
 * (shared/conv_prologue.h, conv_epilogue.h).
 * Lowering hands it to an algorithm that can do that, and otherwise splits it again. Its params begin with the struct
 * gfla_conv of the first convolution, as those of a plain node. */
#ifndef GFLA_OPS_CONV_CONV_FUSED_H
#define GFLA_OPS_CONV_CONV_FUSED_H

#include "cl/shared/conv_epilogue.h"
#include "cl/shared/conv_prologue.h"
#include "ops/conv/conv.h"

enum {
    GFLA_CONV_SRC,
    GFLA_CONV_WEIGHTS,
    GFLA_CONV_BIAS,     /* or NULL */
    GFLA_CONV_RESIDUAL, /* or NULL */
    GFLA_CONV_NORM,     /* gfla_instance_norm_rows of src, or NULL */
    /* a second convolution of the same geometry but for the channels of its source; there are no inputs from here on
     * where there is none */
    GFLA_CONV_SRC2,
    GFLA_CONV_WEIGHTS2,
    GFLA_CONV_BIAS2,
    GFLA_CONV_INPUTS
};

/* The geometry of a forward convolution, plain or fused, of one source; NULL for all else. */
const struct gfla_conv *gfla_conv_fused_fwd(const struct gfla_node *node);

/* What a node, plain or fused, does with its results, and with src. */
struct gfla_conv_epilogue gfla_conv_epilogue_of(const struct gfla_node *node);
struct gfla_conv_prologue gfla_conv_prologue_of(const struct gfla_node *node);
bool gfla_conv_is_tanh(const struct gfla_node *node);

#endif
