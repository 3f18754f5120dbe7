#include "models/gfla/solid.h"

#include "models/gfla/stages.h"
#include "models/gfla/view_camera.h"
#include "ops/point_splat.h"

static void add_inputs(gfla_graph *g, struct gfla_shapenet *net)
{
    const int n = net->config.batch, size = net->config.size;
    const struct gfla_shape pose = {2, {n, GFLA_POSE_NUMBERS}};
    net->source = gfla_graph_input(g, "source", gfla_shape_4d(n, 3, size, size), GFLA_LAYOUT_BLOCKED);
    net->source_alpha = gfla_graph_input(g, "source_alpha", gfla_shape_4d(n, 1, size, size), GFLA_LAYOUT_BLOCKED);
    net->source_pose = gfla_graph_input(g, "source_pose", pose, GFLA_LAYOUT_PLAIN);
    if (net->config.shape_only)
        return;
    net->target_pose = gfla_graph_input(g, "target_pose", pose, GFLA_LAYOUT_PLAIN);
    gfla_solid_cameras(g, net);
}

void gfla_solid_cameras(gfla_graph *g, struct gfla_shapenet *net)
{
    const struct gfla_shape camera = {2, {net->config.batch, 12}};
    net->camera = gfla_graph_input(g, "camera", camera, GFLA_LAYOUT_PLAIN);
    if (net->config.mirror)
        net->mirror_camera = gfla_graph_input(g, "mirror_camera", camera, GFLA_LAYOUT_PLAIN);
}

/* The surfaces as the target camera, or its mirror image, sees them. */
static gfla_tensor *draw(gfla_graph *g, const struct gfla_shapenet *net, gfla_tensor *camera, const char *name)
{
    const struct gfla_point_splat_params params = {.centre = GFLA_SHAPENET_DISTANCE,
                                                   .range = gfla_shapenet_radius(&net->config),
                                                   .tan_half_fov = gfla_shapenet_tan_half_fov(&net->config),
                                                   .threshold = 0.3f,
                                                   .empty = 1,
                                                   .unmix = true};
    const bool has_back = net->config.surfaces == 2;
    const struct gfla_point_splat_source points = {.image = net->source,
                                                   .value = net->source_depth,
                                                   .back_image = has_back ? net->source_back_colour : NULL,
                                                   .back_value = has_back ? net->source_back_depth : NULL,
                                                   .mask = net->source_alpha};
    gfla_tensor *drawn = gfla_point_splat(g, &points, camera, &params);
    return gfla_graph_keep(gfla_graph_name(g, drawn, "%s", name));
}

void gfla_solid_draw(gfla_graph *g, struct gfla_shapenet *net)
{
    net->drawn = draw(g, net, net->camera, "drawn");
    if (net->mirror_camera)
        net->mirror_drawn = draw(g, net, net->mirror_camera, "mirror_drawn");
}

static gfla_status build_rest(gfla_graph *g, struct gfla_shapenet *net)
{
    gfla_status status;
    gfla_tensor *features[GFLA_ENCODER_LEVELS] = {NULL};
    gfla_solid_draw(g, net);
    TRY(gfla_shapenet_flow_net(g, net));
    if (net->config.flow_only)
        return GFLA_OK;
    if (net->config.sampling != GFLA_SAMPLING_NONE)
        gfla_shapenet_source_net(g, net, features);
    gfla_shapenet_target_net(g, net, features);
    gfla_graph_keep(net->image);
fail:
    return status;
}

gfla_status gfla_solid_build(gfla_graph *g, const struct gfla_shapenet_config *config, struct gfla_shapenet *net)
{
    gfla_status status;
    *net = (struct gfla_shapenet){.config = *config};
    TRY(gfla_shapenet_complete(&net->config));
    add_inputs(g, net);
    gfla_solid_shape_net(g, net);
    if (!net->config.shape_only)
        TRY(build_rest(g, net));
    return gfla_graph_status(g);
fail:
    return status;
}
