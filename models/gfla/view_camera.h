/* models/gfla/view_camera.h - the geometry between two views of the renderer's orbit, as ops/depth_flow.h takes it. */
#ifndef GFLA_MODELS_GFLA_VIEW_CAMERA_H
#define GFLA_MODELS_GFLA_VIEW_CAMERA_H

#include <stdbool.h>

#include <gfla/view.h>

/* Angles are of an eye at distance 4 (cos el cos az, sin el, cos el sin az) that looks at the origin, y up. */

/* Row-major R (3x3), then t: a point of the target camera's frame (x right, y down, z forward) in the source
 * camera's. */
void gfla_view_camera(struct gfla_view_angles source, struct gfla_view_angles target, float camera[12]);
/* The same of any two cameras, from their world-to-camera matrices, 3 x 4, row-major; mirrored: as below. */
void gfla_view_camera_between(const double source[12], const double target[12], bool mirrored, float camera[12]);
/* The same with the object mirrored left to right in between (world x negated: objects face +z). */
void gfla_view_mirror_camera(struct gfla_view_angles source, struct gfla_view_angles target, float camera[12]);

/* One-hot labels; an angle between two labels is shared between them in proportion. Elevations are held within 0 ..
 * 20. */
void gfla_view_pose(struct gfla_view_angles angles, float label[21]);
/* A pose as numbers, of any azimuth and elevation: sine and cosine of the azimuth, of twice the azimuth, of the
 * elevation, and of the turn that leads there, in degrees (0 for the view where a turn begins). */
#define GFLA_POSE_NUMBERS 8
void gfla_view_pose_numbers(struct gfla_view_angles angles, double turn, float numbers[GFLA_POSE_NUMBERS]);
/* (target - source azimuth) mod 360 on 18 labels, likewise. */
void gfla_view_turn(struct gfla_view_angles source, struct gfla_view_angles target, float label[18]);

#endif
