/* tasks/view/photo_net.h - the small bundled networks that read a photograph: which part of it is the object, and from
 * where it was taken. */
#ifndef GFLA_TASKS_VIEW_PHOTO_NET_H
#define GFLA_TASKS_VIEW_PHOTO_NET_H

#include <stdbool.h>

#include "io/image/bitmap.h"
#include "tasks/model/net_model.h"
#include "tasks/view/photo_angle.h"

#define GFLA_MATTE_MODEL "matte-128"
#define GFLA_ANGLE_MODEL "angle-64"

/* A network planned for images of one size. {0} is none. */
struct gfla_photo_net {
    struct gfla_net_model base;
    gfla_plan *plan;
    int side; /* of the images that it was trained on, pixels */
    bool is_open;
};

/* Both, opened when they are first needed; a device's. {.device = ...} to begin with. */
struct gfla_photo_networks {
    gfla_device *device;
    struct gfla_photo_net matte, angle;
};
void gfla_photo_networks_close(struct gfla_photo_networks *networks);

/* alpha [height][width] of an image, RGBA of 8 bits, whose alpha is not looked at. The image is seen in the network's
 * size; an object that is small in it is looked at again, closer; then it gets the edges of the image
 * (photo_guided.h). */
gfla_status gfla_photo_networks_matte(struct gfla_photo_networks *networks, const struct gfla_bitmap *rgba,
                                      float *alpha);
/* From where a cut-out was taken: `square` framed as gfla_photo_frame does, RGBA with colours on white. */
gfla_status gfla_photo_networks_angle(struct gfla_photo_networks *networks, const struct gfla_bitmap *square,
                                      struct gfla_photo_angle *angle);
/* The side of the image that the angle network takes. */
gfla_status gfla_photo_networks_angle_size(struct gfla_photo_networks *networks, int *size);

#endif
