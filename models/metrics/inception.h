/* models/metrics/inception.h - Inception v3 up to its last pooling, whose 2048 numbers FID compares sets of images by.
 * Structure only: weights are the user's, as torchvision names them. Norms of batches are folded into the convolutions
 * when weights are loaded (train/published.h), so parameters here are NAME.conv.weight and NAME.conv.bias.
 *
 * Two conventions are in use, on different scales:
 *   pytorch-fid  weights of TensorFlow's FID (1008 classes); means leave zeros around a map out; the last block's
 *                pooling is a maximum
 *   gfla         weights of ImageNet (1000 classes), as torchvision builds the network: the published person networks'
 *                tables */
#ifndef GFLA_MODELS_METRICS_INCEPTION_H
#define GFLA_MODELS_METRICS_INCEPTION_H

#include "graph/graph.h"

#define GFLA_INCEPTION_SIZE 299
#define GFLA_INCEPTION_FEATURES 2048

enum gfla_fid_convention { GFLA_FID_PYTORCH, GFLA_FID_GFLA, GFLA_FID_CONVENTIONS };
/* "pytorch-fid", "gfla". */
const char *gfla_fid_convention_name(enum gfla_fid_convention convention);
/* The convention that weights of so many classes belong to (rows of fc.weight); GFLA_FID_CONVENTIONS: none. */
enum gfla_fid_convention gfla_fid_convention_of(int64_t classes);

/* image [n,3,h,w], colours scaled by gfla_fid_scale: resized to 299 x 299 (bilinear, half-pixel centres, no
 * antialiasing). All channel counts are divided by `divisor`, 1 as published. *features: [n, 2048 / divisor, 1, 1],
 * kept. */
gfla_status gfla_inception_build(gfla_graph *graph, gfla_tensor *image, enum gfla_fid_convention convention,
                                 int divisor, gfla_tensor **features);

#endif
