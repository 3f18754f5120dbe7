/* ops/ssim_loss.h - how unlike two images are in structure. */
#ifndef GFLA_OPS_SSIM_LOSS_H
#define GFLA_OPS_SSIM_LOSS_H

#include "graph/graph.h"

/* scale * (1 - SSIM) of two BLOCKED images [n, c, h, w] in -1 .. 1, as a scalar [1]; c is at most 3, h and w are at
 * least 11. SSIM is that of gfla_metric_ssim on the same images in 0 .. 1 (tasks/eval/metrics.h): the mean over
 * channels and over all Gaussian windows of 11 x 11 pixels, sigma 1.5, that lie inside the image. With a weight map
 * [n, 1, h, w] (or NULL) windows weigh as the pixel in their middle does: scale * sum(weight * (1 - similarity)) /
 * (c * sum(weight) + 1e-6). Gradient to a, not to b nor to the weights. */
gfla_tensor *gfla_ssim_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale);

#endif
