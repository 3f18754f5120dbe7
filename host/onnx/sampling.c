#include "onnx/sampling.h"

#define FARTHEST 4e6 /* as in cl/shared/sampling.h: positions beyond it see the border all the same */

/* The place of each pixel, [1, h, w, 2], x then y. */
static gfla_onnx_value *pixel_places(gfla_onnx_builder *b, int64_t h, int64_t w, int offset)
{
    float *at = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)(2 * h * w) * sizeof *at);
    if (!at)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < h * w; i++) {
        at[2 * i] = (float)(i % w + offset);
        at[2 * i + 1] = (float)(i / w + offset);
    }
    return gfla_onnx_floats(b, gfla_shape_4d(1, h, w, 2), at);
}

/* How far each tap lies from the middle of its block, [1, k k, 1, 2 w]: x and y, once for each pixel of a row. */
static gfla_onnx_value *tap_places(gfla_onnx_builder *b, int k, int64_t w)
{
    float *at = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)(k * k * 2 * w) * sizeof *at);
    if (!at)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < k * k * w; i++) {
        at[2 * i] = (float)(i / w % k - k / 2);
        at[2 * i + 1] = (float)(i / w / k - k / 2);
    }
    return gfla_onnx_floats(b, gfla_shape_4d(1, k * k, 1, 2 * w), at);
}

/* Pixels to -1 .. 1 from border to border of a source (align_corners 0): (2 x + 1) / size - 1. */
static gfla_onnx_value *normalised(gfla_onnx_builder *b, gfla_onnx_value *places, int64_t h, int64_t w)
{
    const float scale[] = {2 / (float)w, 2 / (float)h}, shift[] = {1 / (float)w - 1, 1 / (float)h - 1};
    gfla_onnx_value *low = gfla_onnx_scalar(b, -FARTHEST), *high = gfla_onnx_scalar(b, FARTHEST);
    places = gfla_onnx_add(b, (struct gfla_onnx_node){.op = "Clip", .in = {places, low, high}});
    places = gfla_onnx_binary(b, "Mul", places, gfla_onnx_floats(b, gfla_shape_1d(2), scale));
    return gfla_onnx_binary(b, "Add", places, gfla_onnx_floats(b, gfla_shape_1d(2), shift));
}

gfla_onnx_value *gfla_onnx_sample(gfla_onnx_builder *b, gfla_onnx_value *src, const gfla_tensor *src_tensor,
                                  gfla_onnx_value *flow, const gfla_tensor *flow_tensor, int offset, int k)
{
    const int64_t *s = src_tensor->shape.dim, h = flow_tensor->shape.dim[2], w = flow_tensor->shape.dim[3];
    gfla_onnx_value *places = GFLA_ONNX_TRANSPOSE(b, flow, 0, 2, 3, 1);
    places = gfla_onnx_binary(b, "Add", places, pixel_places(b, h, w, offset));
    if (k > 1) {
        places = gfla_onnx_binary(b, "Add", GFLA_ONNX_RESHAPE(b, places, 0, 1, h, 2 * w), tap_places(b, k, w));
        places = GFLA_ONNX_RESHAPE(b, places, 0, k * k * h, w, 2);
    }
    return gfla_onnx_add(
        b, (struct gfla_onnx_node){.op = "GridSample",
                                   .in = {src, normalised(b, places, s[2], s[3])},
                                   .attribute = {GFLA_ONNX_INT("align_corners", 0), GFLA_ONNX_TEXT("mode", "bilinear"),
                                                 GFLA_ONNX_TEXT("padding_mode", "border")}});
}
