/* ops/spectral_norm.h - weights divided by their largest singular value (torch.nn.utils.spectral_norm). */
#ifndef GFLA_OPS_SPECTRAL_NORM_H
#define GFLA_OPS_SPECTRAL_NORM_H

#include "graph/graph.h"

/* weight [rows, ...] PLAIN as a matrix of rows x columns; u [rows] and v [columns], the estimates of its first singular
 * vectors: -> weight / sigma, sigma = u . (W v), of the same shape. The gradient goes to weight alone and takes u and v
 * as constants.
 * training: one step of power iteration comes first, v = unit(W^T u), u = unit(W v), and u and v, which then must be
 * parameters or state, keep the result: every further use in the graph goes one step on. Otherwise u and v stay. */
gfla_tensor *gfla_spectral_norm(gfla_graph *graph, gfla_tensor *weight, gfla_tensor *u, gfla_tensor *v, bool training);

#endif
