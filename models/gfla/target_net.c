#include "models/gfla/target_net.h"

#include "ops/add.h"

static gfla_tensor *attend_to_all(gfla_graph *g, gfla_tensor *x, int i, const struct gfla_target_net *net,
                                  const struct gfla_target_source *sources, int n_sources)
{
    const int k = net->kernel[i];
    gfla_tensor *sum = NULL;
    for (int s = 0; s < n_sources; s++) {
        const struct gfla_attention attention = {.name = sources[s].attention,
                                                 .k = k,
                                                 .hidden = net->attention_width,
                                                 .scale = 1.0f / (float)(k * k), /* the softmax sums to 1 already */
                                                 .source = sources[s].levels[GFLA_ENCODER_LEVELS - 1 - i],
                                                 .flow = sources[s].maps.flow[i],
                                                 .mask = sources[s].maps.mask[i]};
        gfla_tensor *blend = gfla_attend(g, x, i, &attention);
        sum = sum ? gfla_add(g, sum, blend) : blend;
    }
    return sum;
}

gfla_tensor *gfla_target_net_decode(gfla_graph *g, gfla_tensor *x, const struct gfla_target_net *net,
                                    const struct gfla_target_source *sources, int n_sources)
{
    for (int i = 0; i < GFLA_DECODER_STEPS; i++) {
        if (net->kernel[i])
            x = attend_to_all(g, x, i, net, sources, n_sources);
        x = gfla_decoder_step(g, x, i, i == 0 ? 2 * net->width : net->width);
    }
    gfla_graph_push(g, "outconv");
    x = gfla_output(g, x, 3);
    gfla_graph_pop(g);
    return gfla_graph_keep(gfla_graph_name(g, x, "outconv"));
}
