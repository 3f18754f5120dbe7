#include "models/gfla/stages.h"

#include "ops/add.h"
#include "ops/attention_block.h"
#include "ops/mask_blend.h"

static void push_level(gfla_graph *g, int i)
{
    if (i == 0)
        gfla_graph_push(g, "block0");
    else
        gfla_graph_push(g, "encoder%d", i - 1);
}

gfla_tensor *gfla_encode(gfla_graph *g, gfla_tensor *src, const struct gfla_encoder *encoder, gfla_tensor *levels[])
{
    gfla_tensor *x = src;
    for (int i = 0; i < encoder->n_levels; i++) {
        int oc = encoder->width << i < encoder->most ? encoder->width << i : encoder->most;
        push_level(g, i);
        x = gfla_encoder_block(g, x, oc, i == 0 ? encoder->first_norm : GFLA_NORM_INSTANCE);
        gfla_graph_pop(g);
        levels[i] = i == 0 ? gfla_graph_name(g, x, "block0") : gfla_graph_name(g, x, "encoder%d", i - 1);
    }
    return x;
}

gfla_tensor *gfla_flow_step(gfla_graph *g, gfla_tensor *src, gfla_tensor *level, int i, int oc, enum gfla_norm norm)
{
    gfla_graph_push(g, "decoder%d", i);
    gfla_tensor *x = gfla_res_block_decoder(g, src, oc, oc, norm);
    gfla_graph_pop(g);
    gfla_graph_name(g, x, "decoder%d", i);
    gfla_graph_push(g, "jump%d", i);
    gfla_tensor *jump = gfla_jump(g, level, oc);
    gfla_graph_pop(g);
    return gfla_add(g, x, gfla_graph_name(g, jump, "jump%d", i));
}

gfla_tensor *gfla_attend(gfla_graph *g, gfla_tensor *src, int i, const struct gfla_attention *attention)
{
    const int64_t c = src ? src->shape.dim[1] : 1;
    const int k = attention->k, hidden = attention->hidden;
    gfla_graph_push(g, "%s%d", attention->name, i);
    const struct gfla_attention_block_weights weights = {
        gfla_graph_param(g, "fully_connect_layer.0.weight", gfla_shape_4d(hidden, 2 * c, k, k)),
        gfla_graph_param(g, "fully_connect_layer.0.bias", gfla_shape_1d(hidden)),
        gfla_graph_param(g, "fully_connect_layer.2.weight", gfla_shape_4d(k * k, hidden, 1, 1)),
        gfla_graph_param(g, "fully_connect_layer.2.bias", gfla_shape_1d(k * k))};
    gfla_tensor *found = gfla_attention_block(
        g, attention->source, src, attention->flow, &weights,
        &(struct gfla_attention_block_params){.k = k, .slope = GFLA_SLOPE, .scale = attention->scale});
    gfla_graph_pop(g);
    gfla_graph_name(g, found, "%s%d", attention->name, i);
    return gfla_mask_blend(g, src, found, attention->mask);
}

gfla_tensor *gfla_decoder_step(gfla_graph *g, gfla_tensor *src, int i, int oc)
{
    const int c = src ? (int)src->shape.dim[1] : 1;
    if (src && !src->name[0])
        gfla_graph_name(g, src, "decoder%d.in", i);
    gfla_graph_push(g, "decoder%d", i);
    gfla_graph_push(g, "0.model.0");
    gfla_tensor *x = gfla_res_block(g, src, c, c, GFLA_NORM_INSTANCE);
    gfla_graph_pop(g);
    gfla_graph_push(g, "1");
    x = gfla_res_block_decoder(g, x, oc, c, GFLA_NORM_INSTANCE);
    gfla_graph_pop(g);
    gfla_graph_pop(g);
    return gfla_graph_name(g, x, "decoder%d", i);
}
