#include "onnx/camera.h"

struct gfla_onnx_camera gfla_onnx_camera_split(gfla_onnx_builder *b, gfla_onnx_value *camera)
{
    gfla_onnx_value *rotation = gfla_onnx_slice(b, camera, 1, 0, 9), *shift = gfla_onnx_slice(b, camera, 1, 9, 3);
    return (struct gfla_onnx_camera){GFLA_ONNX_RESHAPE(b, rotation, 0, 3, 3), GFLA_ONNX_RESHAPE(b, shift, 0, 3, 1)};
}

/* One coordinate of the rays at depth 1, for each view and each of n columns or rows. */
static gfla_onnx_value *slopes(gfla_onnx_builder *b, const struct gfla_onnx_rays *rays, const float *moved, int64_t n,
                               struct gfla_shape shape)
{
    float *values = gfla_arena_alloc(gfla_onnx_builder_arena(b), (size_t)(rays->k * n) * sizeof *values);
    if (!values)
        return gfla_onnx_builder_fail(b, GFLA_ERROR_MEMORY);
    for (int64_t i = 0; i < rays->k * n; i++)
        values[i] = ((2 * ((float)(i % n) + moved[i / n]) + 1) / (float)n - 1) * rays->tan_half_fov;
    return gfla_onnx_floats(b, shape, values);
}

gfla_onnx_value *gfla_onnx_points(gfla_onnx_builder *b, gfla_onnx_value *depths, const struct gfla_onnx_rays *rays)
{
    gfla_onnx_value *x = slopes(b, rays, rays->dx, rays->w, gfla_shape_4d(1, rays->k, 1, rays->w));
    gfla_onnx_value *y = slopes(b, rays, rays->dy, rays->h, gfla_shape_4d(1, rays->k, rays->h, 1));
    gfla_onnx_value *parts[] = {gfla_onnx_binary(b, "Mul", depths, x), gfla_onnx_binary(b, "Mul", depths, y), depths};
    for (int i = 0; i < 3; i++)
        parts[i] = GFLA_ONNX_RESHAPE(b, parts[i], 0, 1, -1);
    return gfla_onnx_concat(b, 1, 3, parts);
}

gfla_onnx_value *gfla_onnx_project(gfla_onnx_builder *b, gfla_onnx_value *points, gfla_onnx_value *z,
                                   float tan_half_fov)
{
    gfla_onnx_value *width = gfla_onnx_binary(b, "Mul", z, gfla_onnx_scalar(b, (double)tan_half_fov));
    gfla_onnx_value *scale = gfla_onnx_binary(b, "Div", gfla_onnx_scalar(b, 0.5), width);
    gfla_onnx_value *places = gfla_onnx_binary(b, "Mul", gfla_onnx_slice(b, points, 1, 0, 2), scale);
    return gfla_onnx_binary(b, "Add", places, gfla_onnx_scalar(b, 0.5));
}
