/* onnx/sampling.h - where a flow points, as GridSample takes it; for the op files of this folder. */
#ifndef GFLA_ONNX_SAMPLING_H
#define GFLA_ONNX_SAMPLING_H

#include "onnx/op.h"

/* Samples src [n, c, src_h, src_w] bilinearly where flow [n, 2, h, w] (x then y, in pixels) points, `offset` further
 * in both directions, at k x k taps around it: [n, c, k k h, w], the taps one after another, row by row. Beyond the
 * border is what lies on it. */
gfla_onnx_value *gfla_onnx_sample(gfla_onnx_builder *builder, gfla_onnx_value *src, const gfla_tensor *src_tensor,
                                  gfla_onnx_value *flow, const gfla_tensor *flow_tensor, int offset, int k);

#endif
