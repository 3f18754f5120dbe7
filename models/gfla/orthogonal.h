/* models/gfla/orthogonal.h - initial weights of the published trainings. */
#ifndef GFLA_MODELS_GFLA_ORTHOGONAL_H
#define GFLA_MODELS_GFLA_ORTHOGONAL_H

#include "base/random.h"
#include "graph/graph.h"

/* Matrices (the first dimension by all others) get orthonormal rows, or columns where there are fewer of these, times
 * 0.02; norm weights are 1 and biases 0; the vectors of a spectral norm (weight_u, weight_v) have length 1. */
void gfla_orthogonal_init(const gfla_tensor *param, struct gfla_random *random, float *values);

#endif
