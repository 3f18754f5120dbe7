/* The fusion of local attention: from the sum of its first layer's convolutions to the blend, one kernel
 * (cl/ops/attention_fused.cl). */
#include <stdio.h>

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_lower.h"
#include "ops/flow_sampling.h"
#include "ops/fusions.h"
#include "ops/local_attention.h"
#include "ops/mask_blend.h"
#include "ops/softmax.h"
#include "ops/warp.h"

static const char source[] = "ops/attention_fused.cl";

#define PIXELS 8 /* of a work-item */
#define GROUP_ITEMS 16

/* Inputs; the last two only where there is a blend. */
enum { OF_TARGET, OF_SRC, PACKED, FLOW, SRC, BASE, MASK, N_INPUTS };

struct attention_params {
    struct gfla_sampling_args args;
    int n, k, hidden;
    float slope, scale;
    double flops;
};

static int lanes_of_taps(int k)
{
    return gfla_conv_blocks(k * k) * GFLA_LANES;
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct attention_params *p = node->params;
    const size_t global[3] = {(size_t)gfla_conv_blocks(p->hidden) * GFLA_LANES, 0, 0}, local[3] = {GROUP_ITEMS, 0, 0};
    const struct gfla_arg args[] = {GFLA_ARG_I32(p->hidden), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    char options[16];
    snprintf(options, sizeof options, "-DK=%d", p->k);
    return gfla_record(recorder, source, "attention_fused_pack", options, global, local, args, 4, 0);
}

static gfla_status fused_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct attention_params *p = node->params;
    const bool blends = node->n_in > BASE;
    const size_t global[3] = {(size_t)(p->args.w + PIXELS - 1) / PIXELS, (size_t)p->args.h, (size_t)p->n},
                 local[3] = {1, 1, 1};
    const struct gfla_arg args[] = {
        GFLA_ARG_STRUCT(&p->args),
        GFLA_ARG_I32(gfla_conv_blocks(p->hidden)),
        GFLA_ARG_F32(p->slope),
        GFLA_ARG_F32(p->scale),
        GFLA_ARG_BUFFER(node->in[OF_TARGET]->buffer),
        GFLA_ARG_BUFFER(node->in[OF_SRC]->buffer),
        GFLA_ARG_BUFFER(node->in[PACKED]->buffer),
        GFLA_ARG_BUFFER(node->in[FLOW]->buffer),
        GFLA_ARG_BUFFER(node->in[SRC]->buffer),
        GFLA_ARG_BUFFER(blends ? node->in[BASE]->buffer : NULL),
        GFLA_ARG_BUFFER(blends ? node->in[MASK]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    char options[16];
    snprintf(options, sizeof options, "-DK=%d", p->k);
    return gfla_record(recorder, source, "attention_fused", options, global, local, args, 12, p->flops);
}

static const struct gfla_op pack_op = {.name = "attention_fused_pack", .record = pack_record};
static const struct gfla_op fused_op = {.name = "attention_fused", .record = fused_record};

/* What the pattern is made of, found from its end backwards. */
struct pattern {
    gfla_tensor *of_target, *of_src, *flow, *src, *weights, *bias;
    struct attention_params params;
};

/* The sum of the first layer's two halves: that of the source is warped by the same flow, on its wider grid. */
static bool match_hidden(const struct gfla_fusion *fusion, const gfla_tensor *hidden, struct pattern *p)
{
    const struct gfla_node *sum = gfla_fuse_producer(fusion, hidden);
    const struct gfla_node *warp = sum && gfla_is_sum(sum) ? gfla_fuse_producer(fusion, sum->in[1]) : NULL;
    int offset;
    if (!warp || !gfla_is_warp(warp, &offset) || offset != p->params.k / 2 || warp->in[1] != p->flow)
        return false;
    p->of_target = sum->in[0];
    p->of_src = warp->in[0];
    p->params.hidden = (int)p->of_src->shape.dim[1];
    return p->of_src->shape.dim[2] == p->src->shape.dim[2] + 2 * offset &&
           p->of_src->shape.dim[3] == p->src->shape.dim[3] + 2 * offset;
}

/* local attention <- softmax <- 1x1 convolution <- leaky relu <- hidden */
static bool match(const struct gfla_fusion *fusion, const struct gfla_node *attention, struct pattern *p)
{
    struct gfla_local_attention_params of_attention;
    if (!gfla_is_local_attention(attention, &of_attention))
        return false;
    p->src = attention->in[1];
    p->flow = attention->in[2];
    p->params.k = of_attention.k;
    p->params.scale = of_attention.scale;
    const struct gfla_node *softmax = gfla_fuse_producer(fusion, attention->in[0]);
    const struct gfla_node *conv =
        softmax && gfla_is_softmax_channels(softmax) ? gfla_fuse_producer(fusion, softmax->in[0]) : NULL;
    const struct gfla_conv *g = conv ? gfla_conv_of_fwd(conv) : NULL;
    if (!g || g->kh != 1 || g->kw != 1 || g->stride != 1 || g->pad != 0 || !conv->in[2])
        return false;
    p->weights = conv->in[1];
    p->bias = conv->in[2];
    const struct gfla_node *leaky = gfla_fuse_producer(fusion, conv->in[0]);
    return leaky && gfla_is_leaky_relu(leaky, &p->params.slope) && match_hidden(fusion, leaky->in[0], p);
}

static void append(gfla_graph *graph, struct pattern *p, gfla_tensor *dst)
{
    const int64_t *d = dst->shape.dim;
    gfla_tensor *const raw[2] = {p->weights, p->bias};
    p->params.args = gfla_sampling_describe(p->src, p->flow);
    p->params.n = (int)d[0];
    const int hidden_lanes = gfla_conv_blocks(p->params.hidden) * GFLA_LANES, taps = p->params.k * p->params.k;
    const int stencil = (p->params.k + 1) * (p->params.k + 1);
    p->params.flops =
        2.0 * (double)(d[0] * d[2] * d[3]) * ((double)p->params.hidden * (taps + 4) + (double)d[1] * stencil);
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p->params, sizeof p->params);
    gfla_tensor *packed = gfla_node_output(
        graph, pack, gfla_shape_1d((int64_t)(1 + hidden_lanes) * lanes_of_taps(p->params.k)), GFLA_LAYOUT_PLAIN);
    gfla_tensor *const in[] = {p->of_target, p->of_src, packed, p->flow, p->src};
    gfla_node_set_output(gfla_graph_add(graph, &fused_op, in, BASE, &p->params, sizeof p->params), 0, dst);
}

/* The blend of what a fused attention found. */
static void append_blend(gfla_graph *graph, const struct gfla_node *attention, const struct gfla_node *blend)
{
    gfla_tensor *in[N_INPUTS];
    for (int i = 0; i < BASE; i++)
        in[i] = attention->in[i];
    in[BASE] = blend->in[0];
    in[MASK] = blend->in[2];
    struct gfla_node *node =
        gfla_graph_add(graph, &fused_op, in, N_INPUTS, attention->params, sizeof(struct attention_params));
    gfla_node_set_output(node, 0, blend->out[0]);
}

gfla_status gfla_fuse_attention(const struct gfla_fusion *fusion, struct gfla_node *node)
{
    struct pattern p = {NULL};
    if (!gfla_conv_has_wide_vectors(fusion->device))
        return GFLA_OK;
    if (match(fusion, node, &p))
        append(fusion->graph, &p, node->out[0]);
    const struct gfla_node *found = gfla_is_mask_blend(node) ? gfla_fuse_producer(fusion, node->in[1]) : NULL;
    if (found && found->op == &fused_op && found->n_in == BASE)
        append_blend(fusion->graph, found, node);
    return gfla_graph_status(fusion->graph);
}
