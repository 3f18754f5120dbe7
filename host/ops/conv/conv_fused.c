/* Convolutions merged with what follows them: a sum with another tensor, or with a second transposed convolution, and a
 * leaky relu or a tanh; and with what precedes them: an instance norm, a leaky relu. */
#include "ops/conv/conv_fused.h"

#include <string.h>

#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv/conv_choose.h"
#include "ops/conv/conv_lower.h"
#include "ops/fusions.h"
#include "ops/instance_norm.h"

struct fused_params {
    struct gfla_conv g;
    float slope;              /* 1: no activation */
    float src_slope;          /* the same of src */
    bool is_tanh;             /* in the end */
    const struct gfla_op *op; /* of the convolution by itself */
    struct gfla_conv g2;      /* of the second one */
};

static const struct gfla_op fused_op;

static enum gfla_conv_step step_of(const struct gfla_op *op)
{
    return op->lower == gfla_conv_fwd_lower ? GFLA_CONV_FWD : GFLA_CONV_BWD_DATA;
}

struct gfla_conv_epilogue gfla_conv_epilogue_of(const struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    if (node->n_in <= GFLA_CONV_RESIDUAL)
        return (struct gfla_conv_epilogue){.slope = 1.0f};
    return (struct gfla_conv_epilogue){.has_residual = node->in[GFLA_CONV_RESIDUAL] != NULL, .slope = p->slope};
}

struct gfla_conv_prologue gfla_conv_prologue_of(const struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    if (node->n_in <= GFLA_CONV_RESIDUAL)
        return (struct gfla_conv_prologue){.slope = 1.0f};
    return (struct gfla_conv_prologue){.has_norm = node->in[GFLA_CONV_NORM] != NULL, .slope = p->src_slope};
}

bool gfla_conv_is_tanh(const struct gfla_node *node)
{
    return node->op == &fused_op && ((const struct fused_params *)node->params)->is_tanh;
}

static double flops(const struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    return gfla_conv_geometry_flops(&p->g) + (node->n_in > GFLA_CONV_SRC2 ? gfla_conv_geometry_flops(&p->g2) : 0);
}

/* The convolution `op` by itself, to a new tensor. */
static gfla_tensor *append_conv(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const *in,
                                const struct gfla_conv *g, const gfla_tensor *like)
{
    struct gfla_node *node = gfla_graph_add(graph, op, in, 3, g, sizeof *g);
    return gfla_node_output(graph, node, like->shape, like->layout);
}

/* Every part by itself. */
static gfla_status split(gfla_graph *graph, struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    gfla_tensor *dst = node->out[0], *residual = node->in[GFLA_CONV_RESIDUAL];
    gfla_tensor *v = append_conv(graph, p->op, node->in, &p->g, dst);
    if (residual)
        v = gfla_add(graph, v, residual);
    if (p->slope != 1.0f)
        v = gfla_leaky_relu(graph, v, p->slope);
    if (v)
        gfla_node_set_output(v->producer, 0, dst);
    return gfla_graph_status(graph);
}

/* The second convolution becomes the residual of the first. */
static gfla_status split_pair(gfla_graph *graph, struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    gfla_tensor *in[GFLA_CONV_SRC2];
    memcpy(in, node->in, sizeof in);
    in[GFLA_CONV_RESIDUAL] = append_conv(graph, p->op, node->in + GFLA_CONV_SRC2, &p->g2, node->out[0]);
    gfla_node_set_output(gfla_graph_add(graph, &fused_op, in, GFLA_CONV_SRC2, p, sizeof *p), 0, node->out[0]);
    return gfla_graph_status(graph);
}

/* What precedes by itself. */
static gfla_status split_src(gfla_graph *graph, struct gfla_node *node)
{
    struct fused_params p = *(const struct fused_params *)node->params;
    gfla_tensor *in[GFLA_CONV_INPUTS], *norm = node->in[GFLA_CONV_NORM];
    memcpy(in, node->in, sizeof in);
    in[GFLA_CONV_NORM] = NULL;
    in[GFLA_CONV_SRC] = norm ? gfla_instance_norm_leaky_relu(graph, in[GFLA_CONV_SRC], norm->producer->in[1],
                                                             norm->producer->in[2], p.src_slope)
                             : gfla_leaky_relu(graph, in[GFLA_CONV_SRC], p.src_slope);
    p.src_slope = 1.0f;
    gfla_node_set_output(gfla_graph_add(graph, &fused_op, in, node->n_in, &p, sizeof p), 0, node->out[0]);
    return gfla_graph_status(graph);
}

/* The tanh by itself. */
static gfla_status split_tanh(gfla_graph *graph, struct gfla_node *node)
{
    struct fused_params p = *(const struct fused_params *)node->params;
    gfla_tensor *dst = node->out[0];
    p.is_tanh = false;
    struct gfla_node *conv = gfla_graph_add(graph, &fused_op, node->in, node->n_in, &p, sizeof p);
    gfla_tensor *v = gfla_tanh(graph, gfla_node_output(graph, conv, dst->shape, dst->layout));
    if (v)
        gfla_node_set_output(v->producer, 0, dst);
    return gfla_graph_status(graph);
}

static bool changes_src(const struct gfla_node *node)
{
    const struct gfla_conv_prologue prologue = gfla_conv_prologue_of(node);
    return prologue.has_norm || prologue.slope != 1.0f;
}

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    gfla_status status;
    const struct fused_params *p = node->params;
    const enum gfla_conv_step step = step_of(p->op);
    const struct gfla_conv_algorithm *algorithm;
    struct gfla_conv g = p->g;
    if (node->n_in > GFLA_CONV_SRC2) /* the sources lie side by side */
        g.oc = gfla_conv_blocks(g.oc) * GFLA_LANES + p->g2.oc;
    TRY(gfla_conv_choose(gfla_graph_chooser(graph), &g, step, device, &algorithm));
    if (p->is_tanh && !algorithm->has_tanh)
        return split_tanh(graph, node);
    if (changes_src(node) && !algorithm->has_prologue)
        return split_src(graph, node);
    if (node->n_in > GFLA_CONV_SRC2 && !algorithm->adds_pairs)
        return split_pair(graph, node);
    if (!algorithm->has_epilogue)
        return split(graph, node);
    return gfla_conv_lower_by(algorithm, graph, node, step, device);
fail:
    return status;
}

static const struct gfla_op fused_op = {
    .name = "conv_fused", .kind = GFLA_OP_CONVOLUTION, .lower = lower, .flops = flops};

/* A convolution that can be merged with its neighbours, or is. */
static bool is_conv(const struct gfla_node *node)
{
    if (node->op == &fused_op)
        return true;
    if (node->in_place || (node->op->lower != gfla_conv_fwd_lower && node->op->lower != gfla_conv_bwd_data_lower))
        return false;
    const struct gfla_conv *g = node->params;
    const bool has_border_to_fold =
        step_of(node->op) == GFLA_CONV_BWD_DATA && g->padding != GFLA_CONV_PAD_ZERO && g->pad > 0;
    return !has_border_to_fold;
}

const struct gfla_conv *gfla_conv_fused_fwd(const struct gfla_node *node)
{
    const struct fused_params *p = node->params;
    const struct gfla_op *op = node->op == &fused_op ? p->op : node->op;
    return is_conv(node) && step_of(op) == GFLA_CONV_FWD ? &p->g : NULL;
}

/* A convolution whose result goes through the epilogue unchanged so far: by itself, or fused without an activation. */
static const struct gfla_node *conv_producer(const struct gfla_fusion *fusion, const gfla_tensor *tensor)
{
    const struct gfla_node *node = gfla_fuse_producer(fusion, tensor);
    return node && is_conv(node) && gfla_conv_epilogue_of(node).slope == 1.0f && !gfla_conv_is_tanh(node) ? node : NULL;
}

/* Inputs and params of the fused form of a convolution. */
struct fused {
    gfla_tensor *in[GFLA_CONV_INPUTS];
    int n_in;
    struct fused_params params;
};

static struct fused fused_from(const struct gfla_node *conv)
{
    struct fused f = {.n_in = GFLA_CONV_SRC2, .params = {.slope = 1.0f, .src_slope = 1.0f, .op = conv->op}};
    for (int i = 0; i < conv->n_in; i++)
        f.in[i] = conv->in[i];
    if (conv->op == &fused_op) {
        f.n_in = conv->n_in;
        f.params = *(const struct fused_params *)conv->params;
    } else {
        f.params.g = *(const struct gfla_conv *)conv->params;
    }
    return f;
}

static void append(const struct gfla_fusion *fusion, const struct fused *f, gfla_tensor *dst)
{
    gfla_node_set_output(gfla_graph_add(fusion->graph, &fused_op, f->in, f->n_in, &f->params, sizeof f->params), 0,
                         dst);
}

static bool makes_pair(const struct gfla_node *a, const struct gfla_node *b)
{
    if (!a || !b || a->op == &fused_op || a->op != b->op || step_of(a->op) != GFLA_CONV_BWD_DATA)
        return false;
    const struct gfla_conv *g = a->params;
    struct gfla_conv other = *(const struct gfla_conv *)b->params;
    other.oc = g->oc;
    return memcmp(g, &other, sizeof other) == 0;
}

static void fuse_sum(const struct gfla_fusion *fusion, const struct gfla_node *sum)
{
    const struct gfla_node *conv[2] = {conv_producer(fusion, sum->in[0]), conv_producer(fusion, sum->in[1])};
    for (int i = 0; i < 2; i++)
        if (conv[i] && conv[i]->op == &fused_op) /* its place for another tensor is taken */
            conv[i] = NULL;
    const int which = conv[0] ? 0 : 1;
    if (!conv[which])
        return;
    struct fused f = fused_from(conv[which]);
    if (makes_pair(conv[0], conv[1])) {
        for (int i = 0; i < 3; i++)
            f.in[GFLA_CONV_SRC2 + i] = conv[1]->in[i];
        f.n_in = GFLA_CONV_INPUTS;
        f.params.g2 = *(const struct gfla_conv *)conv[1]->params;
    } else {
        f.in[GFLA_CONV_RESIDUAL] = sum->in[1 - which];
    }
    append(fusion, &f, sum->out[0]);
}

static void fuse_tanh(const struct gfla_fusion *fusion, const struct gfla_node *tanh)
{
    const struct gfla_node *conv = conv_producer(fusion, tanh->in[0]);
    if (!conv)
        return;
    struct fused f = fused_from(conv);
    f.params.is_tanh = true;
    append(fusion, &f, tanh->out[0]);
}

gfla_status gfla_fuse_conv(const struct gfla_fusion *fusion, struct gfla_node *node)
{
    float slope;
    if (gfla_is_sum(node))
        fuse_sum(fusion, node);
    const struct gfla_node *conv = gfla_is_leaky_relu(node, &slope) ? conv_producer(fusion, node->in[0]) : NULL;
    if (conv) {
        struct fused f = fused_from(conv);
        f.params.slope = slope;
        append(fusion, &f, node->out[0]);
    }
    if (gfla_is_tanh(node))
        fuse_tanh(fusion, node);
    return gfla_graph_status(fusion->graph);
}

static void swap_pair(struct fused *f)
{
    const struct gfla_conv g = f->params.g;
    for (int i = 0; i < 3; i++) {
        gfla_tensor *in = f->in[GFLA_CONV_SRC + i];
        f->in[GFLA_CONV_SRC + i] = f->in[GFLA_CONV_SRC2 + i];
        f->in[GFLA_CONV_SRC2 + i] = in;
    }
    f->params.g = f->params.g2;
    f->params.g2 = g;
}

/* Takes in what made src, where it is a norm or an activation. */
static bool take_src(const struct gfla_fusion *fusion, struct fused *f)
{
    const struct gfla_node *before = gfla_fuse_producer(fusion, f->in[GFLA_CONV_SRC]);
    const bool is_norm = before && gfla_is_instance_norm(before, &f->params.src_slope);
    if (!is_norm && !(before && gfla_is_leaky_relu(before, &f->params.src_slope)))
        return false;
    f->in[GFLA_CONV_SRC] = before->in[0];
    if (is_norm)
        f->in[GFLA_CONV_NORM] = gfla_instance_norm_rows(fusion->graph, before->in[0], before->in[1], before->in[2]);
    return true;
}

gfla_status gfla_fuse_conv_src(const struct gfla_fusion *fusion, struct gfla_node *node)
{
    if (!is_conv(node))
        return GFLA_OK;
    struct fused f = fused_from(node);
    bool takes = take_src(fusion, &f);
    if (!takes && f.n_in > GFLA_CONV_SRC2) {
        swap_pair(&f);
        takes = take_src(fusion, &f);
    }
    if (takes)
        append(fusion, &f, node->out[0]);
    return gfla_graph_status(fusion->graph);
}
