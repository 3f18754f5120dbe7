/* onnx/camera.h - points that pixels show, taken from the frame of one camera to that of another; for the op files
 * of this folder. Cameras as in ops/depth_flow.h. */
#ifndef GFLA_ONNX_CAMERA_H
#define GFLA_ONNX_CAMERA_H

#include "onnx/op.h"

/* The two parts of camera [n, 12]: R [n, 3, 3] and t [n, 3, 1]. */
struct gfla_onnx_camera {
    gfla_onnx_value *rotation, *shift;
};
struct gfla_onnx_camera gfla_onnx_camera_split(gfla_onnx_builder *builder, gfla_onnx_value *camera);

/* Where a camera with this field of view sees: k views of a grid of h x w pixels, each moved by its own part of a
 * pixel. */
struct gfla_onnx_rays {
    int64_t h, w;
    float tan_half_fov;
    int k;
    const float *dx, *dy; /* k each */
};
/* The points at depths [n, k, h, w] along the rays: [n, 3, k h w]. */
gfla_onnx_value *gfla_onnx_points(gfla_onnx_builder *builder, gfla_onnx_value *depths,
                                  const struct gfla_onnx_rays *rays);

/* Where a camera shows points [n, 3, m]: [n, 2, m], x then y, as parts of the image, 0 to 1; z [n, 1, m] are their
 * depths. */
gfla_onnx_value *gfla_onnx_project(gfla_onnx_builder *builder, gfla_onnx_value *points, gfla_onnx_value *z,
                                   float tan_half_fov);

#endif
