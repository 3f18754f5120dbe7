/* tasks/check/layer_gradient.h - the gradients of a class of layer: built alone, and compared with host/ref; for `gfla bench`
 * and the self-check. */
#ifndef GFLA_TASKS_CHECK_LAYER_GRADIENT_H
#define GFLA_TASKS_CHECK_LAYER_GRADIENT_H

#include "tasks/check/layer.h"

enum gfla_layer_direction {
    GFLA_LAYER_FORWARD,
    GFLA_LAYER_D_SRC,     /* of convolutions */
    GFLA_LAYER_D_WEIGHTS, /* likewise; without the bias */
    GFLA_LAYER_BACKWARD,  /* of other layers: all gradients, and what they need of the layer itself */
    GFLA_LAYER_DIRECTION_COUNT
};

/* What follows the layer's name: "", " d_src" ... */
extern const char *const gfla_layer_direction_names[GFLA_LAYER_DIRECTION_COUNT];

bool gfla_layer_gradient_exists(const struct gfla_layer *layer, enum gfla_layer_direction direction);

/* Appends the gradient of a layer that gfla_layer_build built, from *d_out, an input like `out`; *result is its
 * first tensor, and is kept in the place of `out`. */
gfla_status gfla_layer_gradient_build(const struct gfla_layer *layer, enum gfla_layer_direction direction,
                                      gfla_graph *graph, gfla_tensor *const in[GFLA_LAYER_INPUTS], gfla_tensor *out,
                                      gfla_tensor **d_out, gfla_tensor **result);

/* As gfla_layer_error, of *result, with about `most` products of plain C. Attentions take it too long: false, and no
 * error. */
gfla_status gfla_layer_gradient_error(const struct gfla_layer *layer, enum gfla_layer_direction direction,
                                      const double *const in[GFLA_LAYER_INPUTS], const double *d_out,
                                      const float *result, double most, bool *has_error, double *error);

#endif
