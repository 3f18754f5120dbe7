/* bench/bench_gradient.h - the gradients of a class of layer: built alone, and compared with host/ref. */
#ifndef GFLA_BENCH_BENCH_GRADIENT_H
#define GFLA_BENCH_BENCH_GRADIENT_H

#include "bench/bench_layer.h"

enum bench_direction {
    BENCH_FORWARD,
    BENCH_D_SRC,     /* of convolutions */
    BENCH_D_WEIGHTS, /* likewise; without the bias */
    BENCH_BACKWARD,  /* of other layers: all gradients, and what they need of the layer itself */
    BENCH_DIRECTION_COUNT
};

/* What follows the layer's name: "", " d_src" ... */
extern const char *const bench_direction_names[BENCH_DIRECTION_COUNT];

bool bench_gradient_exists(const struct bench_layer *layer, enum bench_direction direction);

/* Appends the gradient of a layer that bench_layer_build built, from *d_out, an input like `out`; *result is its first tensor, and is kept
 * in the place of `out`. */
gfla_status bench_gradient_build(const struct bench_layer *layer, enum bench_direction direction, gfla_graph *graph,
                                 gfla_tensor *const in[BENCH_LAYER_INPUTS], gfla_tensor *out, gfla_tensor **d_out, gfla_tensor **result);

/* As bench_layer_error, of *result. Attentions take plain C too long: false, and no error. */
gfla_status bench_gradient_error(const struct bench_layer *layer, enum bench_direction direction, const double *const in[BENCH_LAYER_INPUTS],
                                 const double *d_out, const float *result, bool *has_error, double *error);

#endif
