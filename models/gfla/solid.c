#include "models/gfla/solid.h"

#include "models/gfla/view_camera.h"

static void add_inputs(gfla_graph *g, struct gfla_shapenet *net)
{
    const int n = net->config.batch, size = net->config.size;
    const struct gfla_shape pose = {2, {n, GFLA_POSE_NUMBERS}};
    net->source = gfla_graph_input(g, "source", gfla_shape_4d(n, 3, size, size), GFLA_LAYOUT_BLOCKED);
    net->source_alpha = gfla_graph_input(g, "source_alpha", gfla_shape_4d(n, 1, size, size), GFLA_LAYOUT_BLOCKED);
    net->source_pose = gfla_graph_input(g, "source_pose", pose, GFLA_LAYOUT_PLAIN);
}

gfla_status gfla_solid_build(gfla_graph *g, const struct gfla_shapenet_config *config, struct gfla_shapenet *net)
{
    gfla_status status;
    *net = (struct gfla_shapenet){.config = *config};
    TRY(gfla_shapenet_complete(&net->config));
    add_inputs(g, net);
    gfla_solid_shape_net(g, net);
    return gfla_graph_status(g);
fail:
    return status;
}
