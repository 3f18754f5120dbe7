/* ops/conv3d.h - convolutions over time: of sequences (torch.nn.functional.conv1d) and of clips (conv3d),
 * differentiable in everything. The frames that a window sees are put side by side as channels (ops/window.h), and the
 * rest is a convolution of images. */
#ifndef GFLA_OPS_CONV3D_H
#define GFLA_OPS_CONV3D_H

#include "graph/graph.h"

struct gfla_conv1d_params {
    int stride, dilation; /* 0 means 1 */
    int pad;              /* frames of zeros at each end */
};

/* src [n][ic][t][1] BLOCKED, weights [oc][ic][k] PLAIN, bias [oc] PLAIN or NULL.
 * Returns [n][oc][(t + 2 pad - dilation (k - 1) - 1) / stride + 1][1] BLOCKED. */
gfla_tensor *gfla_conv1d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv1d_params *params);

struct gfla_conv3d_params {
    int frames;                      /* of each clip in src */
    int stride_t, dilation_t, pad_t; /* in time, as above */
    int stride, pad;                 /* in height and width */
};

/* src [n * frames][ic][h][w] BLOCKED: neighbouring samples are a clip; weights [oc][ic][kt][kh][kw] PLAIN, bias [oc]
 * PLAIN or NULL. Returns [n * (frames + 2 pad_t - dilation_t (kt - 1) - 1) / stride_t + 1][oc][h'][w'] BLOCKED, h' and
 * w' as of gfla_conv2d. */
gfla_tensor *gfla_conv3d(gfla_graph *graph, gfla_tensor *src, gfla_tensor *weights, gfla_tensor *bias,
                         const struct gfla_conv3d_params *params);

#endif
