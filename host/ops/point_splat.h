/* ops/point_splat.h - one view of a rigid object drawn into another: forward warping by depth, nearest point first.
 *
 * Not in the paper: our training variants of the view task place the pixels of the source in space by a predicted
 * depth, and show the flow net and the decoder what a turn makes of them. A pixel may stand for two places: where its
 * ray meets the object, and where it leaves it. What lies behind stays empty, to be filled. */
#ifndef GFLA_OPS_POINT_SPLAT_H
#define GFLA_OPS_POINT_SPLAT_H

#include "graph/graph.h"

struct gfla_point_splat_params {
    float centre, range; /* depth = centre + range * value */
    float tan_half_fov;
    float threshold; /* pixels whose mask is above it are drawn */
    float empty;     /* what the image channels hold where no point falls */
    /* The front image is mixed with `empty` where mask < 1: what is drawn is empty + (image - empty) / max(mask, 0.3),
     * no less than -1 and no more than 1. */
    bool unmix;
};

/* What is drawn, all BLOCKED and seen by the source camera. */
struct gfla_point_splat_source {
    gfla_tensor *image;      /* [n, c, h, w], c at most 14, or 13 with a back surface */
    gfla_tensor *value;      /* [n, 1, h, w] */
    gfla_tensor *back_image; /* as image; NULL without a back surface */
    gfla_tensor *back_value; /* as value; NULL without a back surface */
    gfla_tensor *mask;       /* [n, 1, h, w], of both surfaces */
};

/* camera [n, 12] PLAIN as in ops/depth_flow.h, from the target's frame to the source's, its first nine numbers
 * orthogonal (mirrored or not). There are at most 2^21 points: h * w, or twice as many with a back surface. Returns
 * [n, c + 2, h, w] BLOCKED as the target camera sees it: the image, (depth - centre) / range of the source pixel's
 * middle, and 1 where a point fell; with a back surface [n, c + 3, h, w], and the last channel is 1 where that point is
 * of the back surface. A source pixel is four points, so that a surface may grow to twice its size without holes. The
 * nearest point wins; of equally near ones (to 3 range / 4094; with more than 2^20
 * points to 3 range / 2046) the front surface's, then the first source pixel's. No
 * gradients. */
gfla_tensor *gfla_point_splat(gfla_graph *graph, const struct gfla_point_splat_source *source, gfla_tensor *camera,
                              const struct gfla_point_splat_params *params);

/* For other executors of the op: of how many bits the index of h * w * surfaces points is, which says how many steps
 * of depth there are (cl/shared/point_splat.h). */
int gfla_point_splat_index_bits(int64_t n_points);

#endif
