/* bench/bench_gradient.h - the gradients of a class of layer: built alone, and compared with host/ref. */
#ifndef GFLA_BENCH_BENCH_GRADIENT_H
#define GFLA_BENCH_BENCH_GRADIENT_H

#include "tasks/check/layer.h"

enum gfla_bench_direction {
    GFLA_BENCH_FORWARD,
    GFLA_BENCH_D_SRC,     /* of convolutions */
    GFLA_BENCH_D_WEIGHTS, /* likewise; without the bias */
    GFLA_BENCH_BACKWARD,  /* of other layers: all gradients, and what they need of the layer itself */
    GFLA_BENCH_DIRECTION_COUNT
};

/* What follows the layer's name: "", " d_src" ... */
extern const char *const gfla_bench_direction_names[GFLA_BENCH_DIRECTION_COUNT];

bool gfla_bench_gradient_exists(const struct gfla_layer *layer, enum gfla_bench_direction direction);

/* Appends the gradient of a layer that gfla_layer_build built, from *d_out, an input like `out`; *result is its
 * first tensor, and is kept in the place of `out`. */
gfla_status gfla_bench_gradient_build(const struct gfla_layer *layer, enum gfla_bench_direction direction,
                                      gfla_graph *graph, gfla_tensor *const in[GFLA_LAYER_INPUTS], gfla_tensor *out,
                                      gfla_tensor **d_out, gfla_tensor **result);

/* As gfla_layer_error, of *result. Attentions take plain C too long: false, and no error. */
gfla_status gfla_bench_gradient_error(const struct gfla_layer *layer, enum gfla_bench_direction direction,
                                      const double *const in[GFLA_LAYER_INPUTS], const double *d_out,
                                      const float *result, bool *has_error, double *error);

#endif
