#include "models/gfla/paper_made.h"

/* One image made of one source. */
static void list_image(gfla_graph *g, gfla_tensor *source, gfla_tensor *image, gfla_tensor *const *flow, int n_levels,
                       struct gfla_paper_made *made)
{
    struct gfla_paper_frame *frame = &made->frame[0];
    *made = (struct gfla_paper_made){.n_frames = 1};
    frame->image = image;
    frame->target = gfla_graph_input(g, "target", source->shape, GFLA_LAYOUT_BLOCKED);
    frame->flows[0].source = source;
    frame->n_flows = 1;
    for (int i = 0; i < n_levels; i++)
        frame->flows[0].flow[i] = flow[i];
    if (image)
        made->images = (struct gfla_paper_judged){.made = image, .real = frame->target};
}

void gfla_paper_made_shapenet(gfla_graph *g, const struct gfla_shapenet *net, struct gfla_paper_made *made)
{
    static const int window[GFLA_SHAPENET_FLOWS] = {3, 5};
    list_image(g, net->source, net->image, net->flow, GFLA_SHAPENET_FLOWS, made);
    for (int i = 0; i < GFLA_SHAPENET_FLOWS; i++)
        made->window[i] = window[i];
}

/* The attentions say where there are flows; where there is none at H/8 (Market-1501), images are small, and so is their
 * judge. */
void gfla_paper_made_person(gfla_graph *g, const struct gfla_person *net, const struct gfla_network_config *config,
                            struct gfla_paper_made *made)
{
    list_image(g, net->source, net->image, net->maps.flow, GFLA_DECODER_STEPS, made);
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        made->window[i] = config->kernel[i];
    made->images.layers = config->kernel[0] ? 4 : 3;
}
