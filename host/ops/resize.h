/* ops/resize.h - feature maps in another size.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_RESIZE_H
#define GFLA_OPS_RESIZE_H

#include "graph/graph.h"

/* src [n, c, H, W] BLOCKED -> [n, c, h, w], bilinear with half-pixel centres (PyTorch interpolate,
 * align_corners=False), the values times value_scale: a flow in pixels grows with the image, a mask does not (1). */
gfla_tensor *gfla_resize_bilinear(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w, float value_scale);

/* For whoever writes networks down: whether the node is this, and its factor. */
bool gfla_is_resize_bilinear(const struct gfla_node *node, float *value_scale);

/* src [n, c, H, W] BLOCKED -> [n, c, h, w]: pixel (y, x) is the source's (y H / h, x W / w), rounded down (PyTorch
 * interpolate, nearest). Values are not scaled: a flow keeps its numbers. */
gfla_tensor *gfla_resize_nearest(gfla_graph *graph, gfla_tensor *src, int64_t h, int64_t w);

/* Means of 2 x 2 pixels; an odd last row or column is dropped (PyTorch avg_pool2d, 2). H and W at least 2. */
gfla_tensor *gfla_avg_pool2(gfla_graph *graph, gfla_tensor *src);

#endif
