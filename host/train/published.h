/* train/published.h - parameters that checkpoints of the published code hold under another name, or not at all. */
#ifndef GFLA_TRAIN_PUBLISHED_H
#define GFLA_TRAIN_PUBLISHED_H

#include "io/weights/checkpoint.h"

/* The tensor of this name; or, as the published Jump and Output blocks store one convolution under two names,
 * PREFIX.conv1.* for PREFIX.model.2.* and the other way round; or, of a spectral norm, what newer PyTorch calls
 * PREFIX.parametrizations.weight.*. NULL when the file has none of these. */
const struct gfla_checkpoint_tensor *gfla_published_find(const gfla_checkpoint *file, const char *name);

/* Early PyTorch kept of a spectral norm only weight_orig and weight_u. Whether `name` is a PREFIX.weight_v of `count`
 * numbers whose two companions the file has, of matching sizes. */
bool gfla_published_has_weight_v(const gfla_checkpoint *file, const char *name, int64_t count);
/* Computes that one: v = W^T u / |W^T u|, W being weight_orig as a matrix with a row for each number of u. */
gfla_status gfla_published_weight_v(gfla_checkpoint *file, const char *name, float *values);

/* Inception and its like keep a norm of batches behind each convolution:
 * PREFIX.bn.{weight,bias,running_mean,running_var}. Whether `name` is the PREFIX.conv.weight or PREFIX.conv.bias of a
 * convolution that has one, of so many numbers. */
bool gfla_published_has_batch_norm(const gfla_checkpoint *file, const char *name, int64_t count);
/* Computes what the convolution is with its norm folded in, by the running moments and an epsilon of 0.001. */
gfla_status gfla_published_fold(gfla_checkpoint *file, const char *name, float *values);

/* A weight norm keeps PREFIX.weight_g and weight_v, or PREFIX.parametrizations.weight.original0 and original1, for
 * PREFIX.weight. Whether the file has them for `name`, in this shape. */
bool gfla_published_has_weight_norm(const gfla_checkpoint *file, const char *name, struct gfla_shape shape);
/* Computes that one: g v / |v|, for each number of the first dimension. */
gfla_status gfla_published_weight_norm(gfla_checkpoint *file, const char *name, float *values);

/* All of these together: whether a parameter is in the file, in any shape, or can be computed from it in this one; and
 * its numbers, which is GFLA_ERROR_INPUT, naming `path`, where it is not or has another shape. */
bool gfla_published_has(const gfla_checkpoint *file, const char *name, struct gfla_shape shape);
gfla_status gfla_published_fetch(gfla_checkpoint *file, const char *path, const char *name, struct gfla_shape shape,
                                 float *values);

#endif
