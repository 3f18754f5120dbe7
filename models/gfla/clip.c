#include "models/gfla/clip.h"

static void make_input(gfla_graph *g, const struct gfla_network_config *c, const char *name, int channels,
                       gfla_tensor **tensor)
{
    if (!*tensor)
        *tensor = gfla_model_map_input(g, c, name, channels);
}

void gfla_clip_inputs(gfla_graph *g, const struct gfla_network_config *c, struct gfla_clip_frame *frame)
{
    make_input(g, c, "BP_frame_step", c->structure, &frame->structure);
    make_input(g, c, "P_previous", 3, &frame->source_image[GFLA_CLIP_PREVIOUS]);
    make_input(g, c, "P_reference", 3, &frame->source_image[GFLA_CLIP_REFERENCE]);
    make_input(g, c, "BP_previous", c->structure, &frame->source_structure[GFLA_CLIP_PREVIOUS]);
    make_input(g, c, "BP_reference", c->structure, &frame->source_structure[GFLA_CLIP_REFERENCE]);
}

void gfla_clip_paint(gfla_graph *g, const struct gfla_network_config *c, struct gfla_clip_frame *frame)
{
    const struct gfla_target_source sources[GFLA_CLIP_SOURCES] = {
        {"source_previous", "attn_p", frame->source_image[GFLA_CLIP_PREVIOUS], frame->maps[GFLA_CLIP_PREVIOUS]},
        {"source_reference", "attn_r", frame->source_image[GFLA_CLIP_REFERENCE], frame->maps[GFLA_CLIP_REFERENCE]},
    };
    frame->image = frame->flow_only ? NULL : gfla_target_net_build(g, frame->structure, c, sources, GFLA_CLIP_SOURCES);
}
