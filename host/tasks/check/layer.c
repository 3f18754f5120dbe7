#include "tasks/check/layer.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ops/attention_block.h"
#include "ops/conv2d.h"
#include "ops/conv_transpose2d.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"

#define ATTENTION_PARAM "fully_connect_layer.0.weight"

/* ---- names: everything that makes a class ---- */

static void name_conv(struct gfla_layer *l)
{
    static const char *const paddings[GFLA_PAD_COUNT] = {
        [GFLA_PAD_REFLECT] = " reflect", [GFLA_PAD_REPLICATE] = " replicate"};
    const struct gfla_conv *g = &l->conv;
    const bool turned = l->op == GFLA_LAYER_CONV_TRANSPOSE;
    char extra[64] = "";
    size_t n = 0;
    if (g->stride != 1)
        n += (size_t)snprintf(extra + n, sizeof extra - n, " s%d", g->stride);
    if (g->pad != (g->kh - 1) / 2)
        n += (size_t)snprintf(extra + n, sizeof extra - n, " p%d", g->pad);
    n +=
        (size_t)snprintf(extra + n, sizeof extra - n, "%s%s",
                         paddings[g->padding] && g->pad > 0 ? paddings[g->padding] : "", l->has_bias ? "" : " no bias");
    if (g->n > 1)
        snprintf(extra + n, sizeof extra - n, " n%d", g->n);
    snprintf(l->name, sizeof l->name, "%s %d->%d %dx%d%s @%dx%d", turned ? "conv_transpose2d" : "conv2d",
             turned ? g->oc : g->ic, turned ? g->ic : g->oc, g->kh, g->kw, extra, turned ? g->oh : g->ih,
             turned ? g->ow : g->iw);
}

static void name_map(struct gfla_layer *l, const char *what)
{
    char batch[16] = "";
    if (l->n > 1)
        snprintf(batch, sizeof batch, " n%d", l->n);
    snprintf(l->name, sizeof l->name, "%s %d%s @%dx%d", what, l->c, batch, l->h, l->w);
}

static void name_other(struct gfla_layer *l)
{
    char what[32];
    snprintf(what, sizeof what, "attention k%d hidden %d,", l->k, l->hidden);
    name_map(l, l->op == GFLA_LAYER_ATTENTION       ? what
                : l->op == GFLA_LAYER_INSTANCE_NORM ? "instance_norm + leaky_relu"
                                                    : "layer_norm");
}

/* ---- finding ---- */

static void take_map(struct gfla_layer *l, enum gfla_layer_op op, const int64_t *d)
{
    *l = (struct gfla_layer){.op = op, .n = (int)d[0], .c = (int)d[1], .h = (int)d[2], .w = (int)d[3]};
}

static bool layer_of_node(const struct gfla_node *node, struct gfla_layer *l)
{
    const char *op = node->op->name;
    const bool turned = strcmp(op, "conv_transpose2d_fwd") == 0;
    if (turned || strcmp(op, "conv2d_fwd") == 0) {
        const struct gfla_conv *conv = node->params; /* as ops/conv/conv.h says of these nodes */
        *l = (struct gfla_layer){
            .op = turned ? GFLA_LAYER_CONV_TRANSPOSE : GFLA_LAYER_CONV, .conv = *conv, .has_bias = node->in[2] != NULL};
        name_conv(l);
        return true;
    }
    if (strcmp(op, "instance_norm_fwd") == 0) {
        take_map(l, GFLA_LAYER_INSTANCE_NORM, node->in[0]->shape.dim);
        name_other(l);
        return true;
    }
    if (strcmp(op, "layer_norm_fwd") == 0 && node->in[1]->layout == GFLA_LAYOUT_PLAIN) {
        take_map(l, GFLA_LAYER_LAYER_NORM, node->in[0]->shape.dim);
        name_other(l);
        return true;
    }
    return false;
}

/* Whether the parameter is the first one of an attention; *scope is what the names of its nodes, and their labels, begin
 * with. */
static bool layer_of_attention(const gfla_graph *graph, const gfla_tensor *param, struct gfla_layer *l, char scope[128])
{
    const size_t length = strlen(param->name), tail = strlen(ATTENTION_PARAM);
    char map_name[160];
    if (param->role != GFLA_ROLE_PARAM || param->view_of || length < tail || length - tail >= 128 ||
        strcmp(param->name + length - tail, ATTENTION_PARAM) != 0)
        return false;
    snprintf(scope, 128, "%.*s", (int)(length - tail), param->name);
    snprintf(map_name, sizeof map_name, "%sfully_connect_layer", scope);
    const gfla_tensor *map = gfla_graph_find(graph, map_name); /* ops/attention_block.h names it so */
    if (!map)
        return false;
    take_map(l, GFLA_LAYER_ATTENTION, map->shape.dim);
    l->c = (int)param->shape.dim[1] / 2;
    l->k = (int)param->shape.dim[2];
    l->hidden = (int)param->shape.dim[0];
    name_other(l);
    return true;
}

static gfla_status find_attentions(const gfla_graph *graph, struct gfla_text *scopes,
                                   gfla_status (*add)(void *context, const struct gfla_layer *layer), void *context)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        struct gfla_layer layer;
        char scope[128];
        if (!layer_of_attention(graph, gfla_graph_tensor(graph, i), &layer, scope))
            continue;
        gfla_text_add(scopes, "|%s|", scope);
        TRY(add(context, &layer));
    }
    REQUIRE(!scopes->failed, GFLA_ERROR_MEMORY, "a list of layers: host memory ran out");
fail:
    return status;
}

static bool is_in_attention(const struct gfla_node *node, const struct gfla_text *scopes)
{
    char scope[160];
    snprintf(scope, sizeof scope, "|%s|", node->label);
    return scopes->data && node->label[0] && strstr(scopes->data, scope);
}

gfla_status gfla_layers_find(const gfla_graph *graph, gfla_status (*add)(void *context, const struct gfla_layer *layer),
                             void *context)
{
    gfla_status status;
    struct gfla_text scopes = {0};
    struct gfla_layer layer;
    TRY(find_attentions(graph, &scopes, add, context));
    for (size_t i = 0; i < gfla_graph_n_nodes(graph); i++) {
        const struct gfla_node *node = gfla_graph_node(graph, i);
        if (!is_in_attention(node, &scopes) && layer_of_node(node, &layer))
            TRY(add(context, &layer));
    }
fail:
    gfla_text_free(&scopes);
    return status;
}

/* ---- small ones ---- */

#define FEW_CHANNELS 32

static void shrink_axis(int *large, int *small, int stride, int side)
{
    const int less = *small > side ? *small - side : 0;
    *small -= less;
    *large -= less * stride;
}

void gfla_layer_shrink(struct gfla_layer *l, int side)
{
    struct gfla_conv *g = &l->conv;
    if (gfla_layer_is_conv(l)) {
        g->n = 1;
        shrink_axis(&g->ih, &g->oh, g->stride, side);
        shrink_axis(&g->iw, &g->ow, g->stride, side);
        name_conv(l);
        return;
    }
    l->n = 1;
    l->h = l->h < side ? l->h : side;
    l->w = l->w < side ? l->w : side;
    if (l->op == GFLA_LAYER_ATTENTION && l->c > FEW_CHANNELS)
        l->c = FEW_CHANNELS;
    name_other(l);
}

/* ---- building ---- */

double gfla_layer_bytes(const struct gfla_layer *l)
{
    const double count = (double)l->n * l->c * l->h * l->w;
    return l->op == GFLA_LAYER_INSTANCE_NORM || l->op == GFLA_LAYER_LAYER_NORM ? 2 * sizeof(float) * count : 0;
}

/* Its gradient may be asked for. */
static gfla_tensor *map_input(gfla_graph *graph, const char *name, struct gfla_shape shape)
{
    gfla_tensor *tensor = gfla_graph_input(graph, name, shape, GFLA_LAYOUT_BLOCKED);
    if (tensor)
        tensor->needs_grad = true;
    return tensor;
}

static gfla_tensor *build_conv(const struct gfla_layer *l, gfla_graph *graph, gfla_tensor **in)
{
    const struct gfla_conv *g = &l->conv;
    const bool turned = l->op == GFLA_LAYER_CONV_TRANSPOSE;
    in[0] = map_input(graph, "in0",
                      turned ? gfla_shape_4d(g->n, g->oc, g->oh, g->ow) : gfla_shape_4d(g->n, g->ic, g->ih, g->iw));
    in[1] = gfla_graph_param(graph, "in1", gfla_shape_4d(g->oc, g->ic, g->kh, g->kw));
    in[2] = l->has_bias ? gfla_graph_param(graph, "in2", gfla_shape_1d(turned ? g->ic : g->oc)) : NULL;
    if (!turned)
        return gfla_conv2d(
            graph, in[0], in[1], in[2],
            &(struct gfla_conv2d_params){.stride = g->stride, .pad = g->pad, .padding = (enum gfla_padding)g->padding});
    const int output_pad = g->ih - ((g->oh - 1) * g->stride - 2 * g->pad + g->kh);
    return gfla_conv_transpose2d(
        graph, in[0], in[1], in[2],
        &(struct gfla_conv_transpose2d_params){.stride = g->stride, .pad = g->pad, .output_pad = output_pad});
}

static gfla_tensor *build_norm(const struct gfla_layer *l, gfla_graph *graph, gfla_tensor **in)
{
    in[0] = map_input(graph, "in0", gfla_shape_4d(l->n, l->c, l->h, l->w));
    in[1] = gfla_graph_param(graph, "in1", gfla_shape_1d(l->c));
    in[2] = gfla_graph_param(graph, "in2", gfla_shape_1d(l->c));
    if (l->op == GFLA_LAYER_INSTANCE_NORM)
        return gfla_instance_norm_leaky_relu(graph, in[0], in[1], in[2], GFLA_LAYER_SLOPE);
    return gfla_layer_norm(graph, in[0], in[1], in[2]);
}

static gfla_tensor *build_attention(const struct gfla_layer *l, gfla_graph *graph, gfla_tensor **in)
{
    const struct gfla_shape map = gfla_shape_4d(l->n, l->c, l->h, l->w);
    in[0] = map_input(graph, "in0", map);
    in[1] = map_input(graph, "in1", map);
    in[2] = map_input(graph, "in2", gfla_shape_4d(l->n, 2, l->h, l->w));
    in[3] = gfla_graph_param(graph, "in3", gfla_shape_4d(l->hidden, 2 * l->c, l->k, l->k));
    in[4] = gfla_graph_param(graph, "in4", gfla_shape_1d(l->hidden));
    in[5] = gfla_graph_param(graph, "in5", gfla_shape_4d(l->k * l->k, l->hidden, 1, 1));
    in[6] = gfla_graph_param(graph, "in6", gfla_shape_1d(l->k * l->k));
    const struct gfla_attention_block_weights weights = {in[3], in[4], in[5], in[6]};
    return gfla_attention_block(graph, in[0], in[1], in[2], &weights,
                                &(struct gfla_attention_block_params){.k = l->k, .slope = GFLA_LAYER_SLOPE});
}

gfla_status gfla_layer_build(const struct gfla_layer *l, gfla_graph *graph, gfla_tensor *in[GFLA_LAYER_INPUTS],
                             gfla_tensor **out)
{
    memset(in, 0, GFLA_LAYER_INPUTS * sizeof *in);
    if (gfla_layer_is_conv(l))
        *out = build_conv(l, graph, in);
    else
        *out = l->op == GFLA_LAYER_ATTENTION ? build_attention(l, graph, in) : build_norm(l, graph, in);
    gfla_graph_keep(*out);
    return gfla_graph_status(graph);
}
