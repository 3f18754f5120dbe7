#include "models/gfla/person.h"

#include "models/gfla/target_net.h"

gfla_status gfla_person_apply(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_person *net)
{
    gfla_status status;
    TRY(gfla_network_config_check(config, 32));
    gfla_tensor *parts[] = {net->source, net->source_pose, net->target_pose};
    gfla_flow_net_build(g, "flow_net", parts, 3, config, 1, &net->maps);
    net->image = NULL;
    if (!flow_only) {
        const struct gfla_target_source source = {
            .scope = "source", .attention = "attn", .image = net->source, .maps = net->maps};
        net->image = gfla_target_net_build(g, net->target_pose, config, &source, 1);
    }
    return gfla_graph_status(g);
fail:
    return status;
}

gfla_status gfla_person_build(gfla_graph *g, const struct gfla_network_config *config, bool flow_only,
                              struct gfla_person *net)
{
    gfla_status status;
    *net = (struct gfla_person){NULL};
    TRY(gfla_network_config_check(config, 32));
    net->source = gfla_model_map_input(g, config, "source", 3);
    net->source_pose = gfla_model_map_input(g, config, "source_B", config->structure);
    net->target_pose = gfla_model_map_input(g, config, "target_B", config->structure);
    TRY(gfla_person_apply(g, config, flow_only, net));
fail:
    return status;
}
