/* tasks/view/photo_extent.h - how large an object is, by both of its surfaces as the shape net tells them.
 *
 * The renderer moves a model's box to the origin and scales its diagonal to 2 (viewsynth/render/mesh.h). So the points
 * of both surfaces of a view that is framed as in training have a box whose diagonal is about 2, and whose middle is in
 * the middle of the view. */
#ifndef GFLA_TASKS_VIEW_PHOTO_EXTENT_H
#define GFLA_TASKS_VIEW_PHOTO_EXTENT_H

#include <stdbool.h>

#include <gfla/view.h>

/* Depths as the network has them (models/gfla/shapenet.h): of a pixel's ray, (depth - distance) / radius. */
struct gfla_photo_surfaces {
    int size;                              /* of the planes below, [size][size] */
    const float *alpha, *front, *back;     /* object where alpha is above a half; where the ray enters and leaves it */
    double distance, radius, tan_half_fov; /* of the camera */
    double unit;                           /* in which lengths of the result are; 0: 1 */
};

struct gfla_photo_extent {
    double diagonal;  /* of the upright box around the points */
    double centre[3]; /* its middle, from that of the view: right, down and away from the camera */
};

/* angles: where the camera is. As these may be a little wrong, the box is the smallest of those turned by up to 20
 * degrees. False where there is no object. */
bool gfla_photo_extent_find(const struct gfla_photo_surfaces *surfaces, struct gfla_view_angles angles,
                            struct gfla_photo_extent *extent);

#endif
