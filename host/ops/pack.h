/* ops/pack.h - plain tensors as feature maps, and back: where sequences, clips and vectors enter and leave a network in
 * the shape that the published code gives them, and parameters in another shape.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_PACK_H
#define GFLA_OPS_PACK_H

#include "graph/graph.h"

/* PLAIN to BLOCKED: a vector [n, c] becomes [n, c, 1, 1], a sequence [n, c, t] becomes [n, c, t, 1], an image [n, c, h,
 * w] keeps its shape, and a clip [n, c, t, h, w] becomes its images, [n * t, c, h, w] (see ops/window.h). */
gfla_tensor *gfla_pack(gfla_graph *graph, gfla_tensor *src);

/* BLOCKED to PLAIN of `shape`, one of the four: what gfla_pack makes of it has the shape of src. What gfla_pack
 * made is not taken apart again: its source of that shape is returned. */
gfla_tensor *gfla_unpack(gfla_graph *graph, gfla_tensor *src, struct gfla_shape shape);

/* A copy of a PLAIN tensor with other dimensions and as many elements, in the same order (torch.reshape). */
gfla_tensor *gfla_reshape(gfla_graph *graph, gfla_tensor *src, struct gfla_shape shape);

#endif
