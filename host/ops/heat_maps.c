#include "ops/heat_maps.h"

#include "ops/pointwise.h"
#include "cl/shared/heat_maps.h"

#define MAX_JOINTS 1024 /* more are no body's: a mistake in the shape */

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_heat_maps_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_F32(-0.5f / (p->sigma * p->sigma)),
                                    GFLA_ARG_I32(s.n),
                                    GFLA_ARG_I32(s.c),
                                    GFLA_ARG_I32(s.h),
                                    GFLA_ARG_I32(s.w)};
    const int64_t runs = (s.w + GFLA_HEAT_RUN - 1) / GFLA_HEAT_RUN;
    return gfla_record_items(recorder, "ops/heat_maps.cl", "heat_maps_fwd", args, 7, s.planes * s.h * runs);
}

static const struct gfla_op heat_maps_op = {.name = "heat_maps_fwd", .record = record};

bool gfla_points_valid(gfla_graph *graph, const char *op, const gfla_tensor *points, int64_t limit)
{
    const struct gfla_shape s = points->shape;
    char text[96];
    if (points->layout == GFLA_LAYOUT_PLAIN && s.rank == 3 && s.dim[1] >= 1 && s.dim[1] <= limit && s.dim[2] == 2)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "%s: points are plain [n, joints, 2] with up to %lld joints, not \"%s\" %s", op, (long long)limit,
                    points->name, gfla_shape_text(s, text, sizeof text));
    return false;
}

gfla_tensor *gfla_heat_maps(gfla_graph *graph, gfla_tensor *points, const struct gfla_heat_maps_params *params)
{
    struct gfla_heat_maps_params p = *params;
    if (!points || !gfla_points_valid(graph, "heat maps", points, MAX_JOINTS))
        return NULL;
    p.sigma = p.sigma == 0 ? 6 : p.sigma;
    if (!(p.sigma >= 0.01f)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "heat maps: sigma is %g pixels, it must be 0.01 or more",
                        (double)p.sigma);
        return NULL;
    }
    return gfla_pointwise_build(graph, &heat_maps_op, &points, 1, &p, sizeof p,
                                gfla_shape_4d(points->shape.dim[0], points->shape.dim[1], p.h, p.w),
                                GFLA_LAYOUT_BLOCKED);
}
