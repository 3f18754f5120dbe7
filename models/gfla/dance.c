#include "models/gfla/dance.h"

gfla_status gfla_dance_build(gfla_graph *g, const struct gfla_network_config *config, struct gfla_clip_frame *frame)
{
    static const char *const scopes[GFLA_CLIP_SOURCES] = {"flow_net_previous", "flow_net_reference"};
    gfla_status status;
    TRY(gfla_network_config_check(config, 32));
    gfla_clip_inputs(g, config, frame);
    for (int s = 0; s < GFLA_CLIP_SOURCES; s++) {
        gfla_tensor *parts[] = {frame->source_image[s], frame->source_structure[s], frame->structure};
        gfla_flow_net_build(g, scopes[s], parts, 3, config, 1, &frame->maps[s]);
    }
    gfla_clip_paint(g, config, frame);
    return gfla_graph_status(g);
fail:
    return status;
}
