#include "models/gfla/person.h"

#include <string.h>

#include "models/gfla/target_net.h"
#include "ops/concat.h"

static gfla_tensor *map_input(gfla_graph *g, const struct gfla_model_config *c, const char *name, int channels)
{
    return gfla_graph_input(g, name, gfla_shape_4d(c->batch, channels, c->height, c->width), GFLA_LAYOUT_BLOCKED);
}

static void add_flow_net(gfla_graph *g, const struct gfla_model_config *c, struct gfla_person *net)
{
    struct gfla_flow_net flow_net = {.width = c->flow_channels, .most = c->flow_most, .n_sources = 1};
    gfla_tensor *parts[] = {net->source, net->source_pose, net->target_pose};
    memcpy(flow_net.kernel, c->kernel, sizeof flow_net.kernel);
    gfla_graph_push(g, "flow_net");
    gfla_flow_net_build(g, gfla_concat(g, parts, 3), &flow_net, &net->maps);
    gfla_graph_pop(g);
}

static void add_decoder(gfla_graph *g, const struct gfla_model_config *c, struct gfla_person *net)
{
    const struct gfla_encoder encoder = {
        .n_levels = GFLA_ENCODER_LEVELS, .width = c->channels, .most = 4 * c->channels, .first_norm = GFLA_NORM_INSTANCE};
    struct gfla_target_net target = {.width = c->channels, .attention_width = c->attention_channels};
    struct gfla_target_source source = {.attention = "attn", .maps = net->maps};
    gfla_tensor *levels[GFLA_ENCODER_LEVELS];
    memcpy(target.kernel, c->kernel, sizeof target.kernel);
    gfla_graph_push(g, "source");
    gfla_encode(g, net->source, &encoder, source.levels);
    gfla_graph_pop(g);
    gfla_graph_push(g, "target");
    net->image = gfla_target_net_decode(g, gfla_encode(g, net->target_pose, &encoder, levels), &target, &source, 1);
    gfla_graph_pop(g);
}

gfla_status gfla_person_build(gfla_graph *g, const struct gfla_model_config *config, bool flow_only, struct gfla_person *net)
{
    gfla_status status;
    *net = (struct gfla_person){NULL};
    TRY(gfla_model_config_check(config, 32));
    net->source = map_input(g, config, "source", 3);
    net->source_pose = map_input(g, config, "source_B", config->structure);
    net->target_pose = map_input(g, config, "target_B", config->structure);
    add_flow_net(g, config, net);
    if (!flow_only)
        add_decoder(g, config, net);
    return gfla_graph_status(g);
fail:
    return status;
}
