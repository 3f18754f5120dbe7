#include "models/gfla/face.h"

gfla_status gfla_face_build(gfla_graph *g, const struct gfla_network_config *config, struct gfla_clip_frame *frame)
{
    gfla_status status;
    struct gfla_flow_maps maps;
    TRY(gfla_network_config_check(config, 32));
    gfla_clip_inputs(g, config, frame);
    gfla_tensor *parts[] = {frame->structure, frame->source_image[GFLA_CLIP_PREVIOUS],
                            frame->source_structure[GFLA_CLIP_PREVIOUS], frame->source_image[GFLA_CLIP_REFERENCE],
                            frame->source_structure[GFLA_CLIP_REFERENCE]};
    gfla_flow_net_build(g, "flow_net", parts, 5, config, GFLA_CLIP_SOURCES, &maps);
    for (int s = 0; s < GFLA_CLIP_SOURCES; s++)
        frame->maps[s] = gfla_flow_maps_into(g, &maps, s);
    gfla_clip_paint(g, config, frame);
    return gfla_graph_status(g);
fail:
    return status;
}
