/* ops/splat_alpha.h - the soft silhouette of a surface seen by another camera, through which depth learns outlines.
 *
 * The pixels of the source are placed in space as ops/point_splat.h does it, but instead of the nearest point all
 * points count, each as a soft dot: a pixel of the target is covered by 1 - prod(1 - a_i w_i), whatever the order. */
#ifndef GFLA_OPS_SPLAT_ALPHA_H
#define GFLA_OPS_SPLAT_ALPHA_H

#include "graph/graph.h"

struct gfla_splat_alpha_params {
    float centre, range; /* depth = centre + range * value */
    float tan_half_fov;
    int stride; /* source pixels along a pixel of the result; divides h and w; 0: 1 */
};

/* value, mask [n, 1, h, w], back_value the same or NULL, all PLAIN (a map of one channel is a sixteenth of what it is
 * BLOCKED) and seen by the source camera; camera, and mirror_camera or NULL, [n, 12] PLAIN as in ops/point_splat.h:
 * every point is seen through both. Returns [n, 1, h / stride, w / stride] PLAIN, in 0 .. 1.
 * Point i adds the optical depth mask_i * 4.75 / (density * area of its dot) * (1 - (r / R)^2)^2 to the pixels whose
 * middles lie at r < R, R^2 = 1 + 1.5625 m^2 in pixels of the result, m being how far apart the pixels of a surface
 * that faces both cameras come to lie there; alpha is 1 - exp(-13 (1 - exp(-sum / 13))). So a surface that faces both
 * comes out at 0.98 at any distance and stride; one that the source sees foreshortened 1.5 times more than the target,
 * at 0.94, and twice, at 0.88. However many surfaces lie behind each other, alpha stays below 1 - 2e-6, so that
 * gfla_bce_loss (ops/bce_loss.h), which cuts off at 1 - 1e-6, tells points that they are where nothing should be. An
 * outline lies about half a pixel outside the true one. Sums are of whole numbers, so that the same input gives the
 * same bits; their steps are 2^-20, or as fine as leaves room for all points at one place (2^-14 at 128 x 128 with two
 * surfaces and cameras). m is at most 4. At most 2^20 points.
 * Gradients to value and back_value, not to the mask. */
gfla_tensor *gfla_splat_alpha(gfla_graph *graph, gfla_tensor *value, gfla_tensor *back_value, gfla_tensor *mask,
                              gfla_tensor *camera, gfla_tensor *mirror_camera,
                              const struct gfla_splat_alpha_params *params);

#endif
