#include "models/gfla/target_net.h"

#include "ops/add.h"

#define MAX_SOURCES 2

/* What an encoder gives, H/2 first. */
struct levels {
    gfla_tensor *level[GFLA_ENCODER_LEVELS];
};

static gfla_tensor *encode(gfla_graph *g, gfla_tensor *src, const struct gfla_network_config *c, struct levels *levels)
{
    const struct gfla_encoder encoder = {.n_levels = GFLA_ENCODER_LEVELS,
                                         .width = c->channels,
                                         .most = 4 * c->channels,
                                         .first_norm = GFLA_NORM_INSTANCE};
    return gfla_encode(g, src, &encoder, levels->level);
}

static gfla_tensor *attend_to_all(gfla_graph *g, gfla_tensor *x, int i, const struct gfla_network_config *c,
                                  const struct gfla_target_source *sources, const struct levels *levels, int n_sources)
{
    const int k = c->kernel[i];
    gfla_tensor *sum = NULL;
    for (int s = 0; s < n_sources; s++) {
        const struct gfla_attention attention = {.name = sources[s].attention,
                                                 .k = k,
                                                 .hidden = c->attention_channels,
                                                 .scale = 1.0f / (float)(k * k), /* the softmax sums to 1 already */
                                                 .source = levels[s].level[GFLA_ENCODER_LEVELS - 1 - i],
                                                 .flow = sources[s].maps.flow[i],
                                                 .mask = sources[s].maps.mask[i]};
        gfla_tensor *blend = gfla_attend(g, x, i, &attention);
        sum = sum ? gfla_add(g, sum, blend) : blend;
    }
    return sum;
}

gfla_tensor *gfla_target_net_build(gfla_graph *g, gfla_tensor *structure, const struct gfla_network_config *c,
                                   const struct gfla_target_source *sources, int n_sources)
{
    struct levels levels[MAX_SOURCES] = {{{NULL}}}, unused;
    if (n_sources > MAX_SOURCES) {
        gfla_graph_fail(g, GFLA_ERROR_USAGE, "a target network of %d source pictures, at most %d", n_sources,
                        MAX_SOURCES);
        return NULL;
    }
    for (int s = 0; s < n_sources; s++) {
        gfla_graph_push(g, "%s", sources[s].scope);
        encode(g, sources[s].image, c, &levels[s]);
        gfla_graph_pop(g);
    }
    gfla_graph_push(g, "target");
    gfla_tensor *x = encode(g, structure, c, &unused);
    for (int i = 0; i < GFLA_DECODER_STEPS; i++) {
        if (c->kernel[i])
            x = attend_to_all(g, x, i, c, sources, levels, n_sources);
        x = gfla_decoder_step(g, x, i, i == 0 ? 2 * c->channels : c->channels);
    }
    gfla_graph_push(g, "outconv");
    x = gfla_output(g, x, 3);
    gfla_graph_pop(g);
    gfla_graph_keep(gfla_graph_name(g, x, "outconv"));
    gfla_graph_pop(g);
    return x;
}
