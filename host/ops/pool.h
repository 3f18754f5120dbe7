/* ops/pool.h - windows of pixels of which one value is made: the largest or the mean; and crops.
 * As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays in the
 * graph. */
#ifndef GFLA_OPS_POOL_H
#define GFLA_OPS_POOL_H

#include "graph/graph.h"

enum gfla_pool_kind {
    GFLA_POOL_MAX,        /* PyTorch max_pool2d; the gradient goes to the first pixel that holds the maximum */
    GFLA_POOL_MEAN,       /* of the pixels that are there (PyTorch avg_pool2d, count_include_pad=False) */
    GFLA_POOL_MEAN_WHOLE, /* with zeros around the source (avg_pool2d as it is by default) */
    GFLA_POOL_KINDS
};

struct gfla_pool {
    enum gfla_pool_kind kind;
    int kh, kw; /* of a window; 0: 1 */
    int stride; /* 0: 1 */
    int ph, pw; /* rows above and below, columns at the sides, that do not count; less than kh, kw; negative: cut off */
};

/* src [n][c][h][w] BLOCKED -> [n][c][(h + 2 ph - kh) / stride + 1][(w + 2 pw - kw) / stride + 1]. Windows of one pixel
 * with negative ph and pw crop. Fails the graph when nothing is left or a window would hold no pixel. */
gfla_tensor *gfla_pool(gfla_graph *graph, gfla_tensor *src, const struct gfla_pool *pool);

/* The largest of 2 x 2 pixels; an odd last row or column is dropped (max_pool2d, 2). */
gfla_tensor *gfla_max_pool2(gfla_graph *graph, gfla_tensor *src);
/* The mean of all pixels: [n][c][1][1] (PyTorch adaptive_avg_pool2d, 1). */
gfla_tensor *gfla_pool_all(gfla_graph *graph, gfla_tensor *src);

#endif
