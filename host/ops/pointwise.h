/* ops/pointwise.h - what the op files of element-wise and structural ops share; for op files alone. */
#ifndef GFLA_OPS_POINTWISE_H
#define GFLA_OPS_POINTWISE_H

#include "graph/graph.h"
#include "graph/record.h"

/* Sizes of a BLOCKED tensor. */
struct gfla_blocked_size {
    int n, c, blocks, h, w;
    int hw;     /* pixels of one channel */
    int planes; /* n * blocks: what can be worked on independently */
};
struct gfla_blocked_size gfla_blocked_size(const gfla_tensor *tensor);
/* The same for kernels that keep zero lanes zero and take any layout: a PLAIN tensor is one block without zero lanes.
 */
struct gfla_blocked_size gfla_stored_size(const gfla_tensor *tensor);

/* For builders: appends a node with one output. NULL, with nothing appended, when an input is NULL or the graph failed.
 */
gfla_tensor *gfla_pointwise_build(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const *in, int n_in,
                                  const void *params, size_t params_size, struct gfla_shape shape,
                                  enum gfla_layout layout);
/* Whether all tensors are there; otherwise a builder returns NULL. */
bool gfla_pointwise_ready(gfla_tensor *const *in, int n_in);
/* Fails the graph, naming op and shapes, unless the condition of the builder holds. */
bool gfla_pointwise_same(gfla_graph *graph, const char *op, const gfla_tensor *a, const gfla_tensor *b);
bool gfla_pointwise_blocked(gfla_graph *graph, const char *op, const gfla_tensor *tensor);

/* Records a kernel of one work-item per vector of `n_floats` stored floats (VEC of shared/vec.h, chosen by device). */
gfla_status gfla_record_pointwise(struct gfla_recorder *recorder, const char *source, const char *kernel,
                                  const struct gfla_arg *args, int n_args, int64_t n_floats);
/* Records a kernel of one work-item per pixel vector of 16 lanes, or per anything else that is counted. */
gfla_status gfla_record_items(struct gfla_recorder *recorder, const char *source, const char *kernel,
                              const struct gfla_arg *args, int n_args, int64_t n_items);

/* One item per pixel of planes of as many images, {pixels, planes, n}: for kernels that would divide to find out where
 * they are. Items past the last pixel return at once. */
gfla_status gfla_record_planes(struct gfla_recorder *recorder, const char *source, const char *kernel,
                               const struct gfla_arg *args, int n_args, int pixels, int planes, int n);
/* Records a kernel whose items, fewer than pixels, do much work each. */
gfla_status gfla_record_heavy(struct gfla_recorder *recorder, const char *source, const char *kernel,
                              const struct gfla_arg *args, int n_args, int64_t n_items);
/* Records a copy of all stored floats of src, as many as dst has. */
gfla_status gfla_record_copy(struct gfla_recorder *recorder, const gfla_tensor *src, const gfla_tensor *dst);
/* Floats of one work-item of gfla_record_pointwise, and the build options that say so. */
int gfla_vec_floats(const struct gfla_device_info *device);
const char *gfla_vec_options(const struct gfla_device_info *device);

#endif
