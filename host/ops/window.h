/* ops/window.h - windows of frames along the time of sequences and clips: what convolutions and poolings in time are
 * made of. As in all op headers: the tensor returned belongs to the graph; NULL in, NULL out; the first failure stays
 * in the graph.
 *
 * A sequence is an image whose rows are its frames, [n, c, t, 1] BLOCKED. A clip of t images is t neighbouring samples,
 * [n * t, c, h, w] BLOCKED, so that whatever works on images works on clips. */
#ifndef GFLA_OPS_WINDOW_H
#define GFLA_OPS_WINDOW_H

#include "graph/graph.h"

struct gfla_window {
    int frames;           /* of a clip; 0: a sequence */
    int size;             /* frames of a window */
    int stride, dilation; /* between windows, and within one; 0 means 1 */
    /* frames of zeros before the first and after the last; negative: so many are left out there */
    int pad;
};

/* The frames of a window side by side, as channels: channel c * size + k is channel c of its frame k. t becomes
 * (t + 2 pad - dilation (size - 1) - 1) / stride + 1. A window of size 1 with a negative pad crops. */
gfla_tensor *gfla_window_unfold(gfla_graph *graph, gfla_tensor *src, const struct gfla_window *window);

/* The mean of the frames of each window, zeros of the padding included (PyTorch avg_pool1d; in time alone for
 * clips). */
gfla_tensor *gfla_window_mean(gfla_graph *graph, gfla_tensor *src, const struct gfla_window *window);

#endif
