#include "ops/skeleton_map.h"

#include "ops/heat_maps.h"
#include "ops/pointwise.h"

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_skeleton_map_params *p = node->params;
    const struct gfla_blocked_size s = gfla_blocked_size(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(&p->skeleton),
                                    GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(s.n),
                                    GFLA_ARG_I32(s.h),
                                    GFLA_ARG_I32(s.w)};
    const int64_t runs = (s.w + GFLA_SKELETON_RUN - 1) / GFLA_SKELETON_RUN;
    return gfla_record_items(recorder, "ops/skeleton_map.cl", "skeleton_map_fwd", args, 6, s.n * s.h * runs);
}

static const struct gfla_op skeleton_map_op = {.name = "skeleton_map_fwd", .record = record};

static bool is_joint(const struct gfla_skeleton *skeleton, int joint)
{
    return joint >= 0 && joint < skeleton->n_joints;
}

static bool skeleton_valid(gfla_graph *graph, const struct gfla_skeleton *skeleton)
{
    if (skeleton->n_limbs < 0 || skeleton->n_limbs > GFLA_SKELETON_MAX || skeleton->n_joints < 1 ||
        skeleton->n_joints > GFLA_SKELETON_MAX) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a skeleton of %d joints and %d limbs: the limit is %d",
                        skeleton->n_joints, skeleton->n_limbs, GFLA_SKELETON_MAX);
        return false;
    }
    for (int i = 0; i < skeleton->n_limbs; i++)
        if (!is_joint(skeleton, skeleton->limb[i][0]) || !is_joint(skeleton, skeleton->limb[i][1])) {
            gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a skeleton of %d joints has a limb from %d to %d",
                            skeleton->n_joints, skeleton->limb[i][0], skeleton->limb[i][1]);
            return false;
        }
    return true;
}

gfla_tensor *gfla_skeleton_map(gfla_graph *graph, gfla_tensor *points, const struct gfla_skeleton_map_params *params)
{
    const int joints = params->skeleton.n_joints;
    char text[96];
    if (!points || !skeleton_valid(graph, &params->skeleton) ||
        !gfla_points_valid(graph, "skeleton maps", points, joints))
        return NULL;
    if (points->shape.dim[1] != joints) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a skeleton of %d joints cannot be drawn from points %s", joints,
                        gfla_shape_text(points->shape, text, sizeof text));
        return NULL;
    }
    return gfla_pointwise_build(graph, &skeleton_map_op, &points, 1, params, sizeof *params,
                                gfla_shape_4d(points->shape.dim[0], 3, params->h, params->w), GFLA_LAYOUT_BLOCKED);
}
