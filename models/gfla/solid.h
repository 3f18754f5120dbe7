/* models/gfla/solid.h - form SOLID of the view network: an object has a front and a back.
 *
 * From the source alone a shape net says of every pixel where its ray enters the object, where it leaves it for the last
 * time, and of what colour it is there. Both surfaces are drawn into the target's view; what VIEW draws is the front
 * alone. Poses are numbers, of any azimuth and elevation, and the source's alpha is an input: what is object is known.
 *
 * Parameters of the shape net are named shape.*. It needs no target, so its own training stage is cheap. */
#ifndef GFLA_MODELS_GFLA_SOLID_H
#define GFLA_MODELS_GFLA_SOLID_H

#include "models/gfla/shapenet.h"
#include "models/gfla/view_loss.h"

/* Appends the network of a config whose form is SOLID. Errors are also kept in the graph. */
gfla_status gfla_solid_build(gfla_graph *graph, const struct gfla_shapenet_config *config, struct gfla_shapenet *net);

/* Part of it: source, source_alpha and source_pose of net -> source_depth, source_back_depth, source_back_colour. */
void gfla_solid_shape_net(gfla_graph *graph, struct gfla_shapenet *net);

/* The inputs camera and, where the config wants one, mirror_camera; of stage shape the losses alone have them. */
void gfla_solid_cameras(gfla_graph *graph, struct gfla_shapenet *net);

/* What both surfaces are in the target's view, as points: net->drawn and, where there is a mirror camera, mirror_drawn.
 * Of a shape net alone with its cameras (gfla_solid_cameras); in the others they are. */
void gfla_solid_draw(gfla_graph *graph, struct gfla_shapenet *net);

/* Appends truth inputs and the losses of the net's stage: "front_depth" and "back_depth", L1 in radii of the object
 * where there is a surface, "back_colour", and "silhouette": binary cross-entropy of what the points cover in the target
 * (ops/splat_alpha.h), at H and H/4. With a flow net those of view_loss.h too; and of a whole network the image's L1
 * counts three times along the target's outline, and "full_mask" has the alpha of the result. */
gfla_status gfla_solid_loss_build(gfla_graph *graph, struct gfla_shapenet *net, struct gfla_view_loss *loss);

/* What the points of both surfaces cover of a target whose silhouette is truth [n, 1, size / k, size / k] PLAIN: an alpha
 * of that shape, PLAIN too. Where nothing should be, the points themselves count, but not their mirror images: these explain what the source
 * does not see of symmetric objects, and of others they fall beside them, which is no error of the depths. */
gfla_tensor *gfla_solid_covered(gfla_graph *graph, const struct gfla_shapenet *net, gfla_tensor *truth);

/* Initial values of a parameter: as gfla_view_init has it, but for what the shape net begins with: a front slightly
 * before the centre, a back half a radius behind it, mostly of the front's colours. */
void gfla_solid_init(const struct gfla_shapenet_config *config, const gfla_tensor *param, struct gfla_random *random,
                     float *values);

#endif
