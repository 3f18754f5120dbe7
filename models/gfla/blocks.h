/* models/gfla/blocks.h - the blocks that every network of the paper is made of (pre-activation: norm, activation,
 * convolution).
 *
 * Parameters are created under the graph's current name scope with the names of the published checkpoints. "norm" may
 * be left out (our training variant does so where it starves pose and colour); names do not change with it. */
#ifndef GFLA_MODELS_GFLA_BLOCKS_H
#define GFLA_MODELS_GFLA_BLOCKS_H

#include "ops/conv2d.h"
#include "graph/graph.h"

#define GFLA_SLOPE 0.1f /* of every leaky ReLU */

enum gfla_norm {
    GFLA_NORM_INSTANCE,
    GFLA_NORM_NONE,
    GFLA_NORM_SECOND_ONLY /* none in front of the first convolution */
};

/* conv2d with parameters `name`.weight [oc][ic][k][k] and, unless it has none, `name`.bias [oc]. */
struct gfla_conv_layer {
    int oc, k, stride, pad; /* stride 0: 1 */
    enum gfla_padding padding;
    bool has_no_bias;
};
gfla_tensor *gfla_conv_layer(gfla_graph *g, gfla_tensor *src, const char *name, const struct gfla_conv_layer *layer);

/* conv_transpose2d k3 s2 p1 output_padding 1 with parameters `name`.weight [ic][oc][3][3] and `name`.bias. */
gfla_tensor *gfla_deconv_layer(gfla_graph *g, gfla_tensor *src, const char *name, int oc);

/* Halves height and width: norm, LReLU, conv k4 s2 p1 -> oc; norm, LReLU, conv k3 -> oc. */
gfla_tensor *gfla_encoder_block(gfla_graph *g, gfla_tensor *src, int oc, enum gfla_norm norm);

/* norm, LReLU, conv k3 -> hidden; norm, LReLU, conv k3 -> oc; plus the input, through conv k1 when the widths
 * differ. */
gfla_tensor *gfla_res_block(gfla_graph *g, gfla_tensor *src, int oc, int hidden, enum gfla_norm norm);

/* Doubles height and width: norm, LReLU, conv k3 -> hidden; norm, LReLU, deconv -> oc; plus a deconv of the input. */
gfla_tensor *gfla_res_block_decoder(gfla_graph *g, gfla_tensor *src, int oc, int hidden, enum gfla_norm norm);

/* LReLU, reflection pad 1, conv k3 -> oc. Stored under conv1.* and again under model.2.*. */
gfla_tensor *gfla_jump(gfla_graph *g, gfla_tensor *src, int oc);

/* A jump followed by tanh: features to an image. */
gfla_tensor *gfla_output(gfla_graph *g, gfla_tensor *src, int oc);

#endif
