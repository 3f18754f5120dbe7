#include "ops/depth_flow.h"

#include "onnx/camera.h"

enum { VALUE, CAMERA };

/* The middle of each pixel, [1, 2, h w]. */
static gfla_onnx_value *middles(gfla_onnx_builder *b, int64_t h, int64_t w)
{
    float *at = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)(2 * h * w) * sizeof *at);
    if (!at)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < h * w; i++) {
        at[i] = (float)(i % w) + 0.5f;
        at[h * w + i] = (float)(i / w) + 0.5f;
    }
    return gfla_onnx_floats(b, (struct gfla_shape){3, {1, 2, h * w}}, at);
}

static gfla_onnx_value *depth_flow(gfla_onnx_builder *b, const struct gfla_node *node, gfla_onnx_value *const *in)
{
    const struct gfla_depth_flow_params *p = node->params;
    const int64_t h = node->out[0]->shape.dim[2], w = node->out[0]->shape.dim[3];
    const float still = 0, size[] = {(float)w, (float)h};
    const struct gfla_onnx_rays rays = {
        .h = h, .w = w, .tan_half_fov = p->tan_half_fov, .k = 1, .dx = &still, .dy = &still};
    const struct gfla_onnx_camera camera = gfla_onnx_camera_split(b, in[CAMERA]);
    gfla_onnx_value *depth =
        gfla_onnx_binary(b, "Mul", gfla_onnx_unary(b, "Tanh", in[VALUE]), gfla_onnx_scalar(b, (double)p->range));
    depth = gfla_onnx_binary(b, "Add", depth, gfla_onnx_scalar(b, (double)p->centre));
    gfla_onnx_value *points = gfla_onnx_binary(b, "MatMul", camera.rotation, gfla_onnx_points(b, depth, &rays));
    points = gfla_onnx_binary(b, "Add", points, camera.shift);
    gfla_onnx_value *shown = gfla_onnx_project(b, points, gfla_onnx_slice(b, points, 1, 2, 1), p->tan_half_fov);
    shown = gfla_onnx_binary(b, "Mul", shown, gfla_onnx_floats(b, (struct gfla_shape){3, {1, 2, 1}}, size));
    return GFLA_ONNX_RESHAPE(b, gfla_onnx_binary(b, "Sub", shown, middles(b, h, w)), 0, 2, h, w);
}

static const struct gfla_onnx_op ops[] = {{"depth_flow_fwd", depth_flow}};

const struct gfla_onnx_ops depth_flow_onnx = {ops, sizeof ops / sizeof *ops};
