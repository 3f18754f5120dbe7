#include "ops/gram.h"

#include "ops/gram_group.h"
#include "ops/group.h"

#define SOURCE "ops/gram.cl"
#define PIXELS 8 /* of gram_bwd */
#define GPU_GROUP 64

struct params {
    struct gfla_blocked_size size;
    float factor;
};

static const struct gfla_op fwd, bwd;

gfla_tensor *gfla_gram(gfla_graph *graph, gfla_tensor *src)
{
    if (!src || !gfla_pointwise_blocked(graph, "gram", src))
        return NULL;
    struct params params = {.size = gfla_blocked_size(src)};
    params.factor = 1.0f / ((float)params.size.c * (float)params.size.hw);
    const struct gfla_shape shape = {.rank = 3, .dim = {params.size.n, params.size.c, params.size.c}};
    return gfla_pointwise_build(graph, &fwd, &src, 1, &params, sizeof params, shape, GFLA_LAYOUT_PLAIN);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *p = node->params;
    gfla_tensor *src = node->in[0], *in[] = {src, node->out[0]->grad};
    struct gfla_node *back = gfla_graph_add(graph, &bwd, in, 2, p, sizeof *p);
    gfla_tensor *d_src = back ? gfla_node_output(graph, back, src->shape, GFLA_LAYOUT_BLOCKED) : NULL;
    const struct gfla_shape both = gfla_shape_1d((int64_t)p->size.n * p->size.c * p->size.blocks * GFLA_LANES);
    if (!d_src || !gfla_node_output(graph, back, both, GFLA_LAYOUT_PLAIN))
        return gfla_graph_status(graph);
    return gfla_graph_add_grad(graph, src, d_src);
}

static double flops(const struct gfla_node *node)
{
    const struct gfla_blocked_size *s = &((const struct params *)node->params)->size;
    return 2.0 * s->n * s->c * s->c * s->hw;
}

static struct gfla_gram_group for_groups(const struct gfla_node *node)
{
    const struct params *p = node->params;
    return (struct gfla_gram_group){p->size, p->factor, flops(node)};
}

/* GPUs need scratch for sums over ranges of pixels. */
static gfla_status lower_fwd(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct params *p = node->params;
    if (gfla_takes_groups(device))
        gfla_node_output(graph, node, gfla_shape_1d(gfla_gram_group_scratch(p->size, device)), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

static size_t group_of(const struct gfla_recorder *recorder)
{
    return recorder->device->kind == GFLA_DEVICE_GPU ? GPU_GROUP : 1;
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_gram_group gram = for_groups(node);
    if (gfla_takes_groups(recorder->device))
        return gfla_gram_group_record_fwd(recorder, node, &gram);
    const struct params *p = node->params;
    const struct gfla_blocked_size *s = &p->size;
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(s->n),
        GFLA_ARG_I32(s->c),
        GFLA_ARG_I32(s->blocks),
        GFLA_ARG_I32(s->hw),
        GFLA_ARG_F32(p->factor),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    const size_t global[3] = {(size_t)s->blocks, (size_t)s->blocks, (size_t)s->n}, local[3] = {1, 1, 1};
    return gfla_record(recorder, SOURCE, "gram_fwd", NULL, global, local, args, 7, flops(node));
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_gram_group gram = for_groups(node);
    if (gfla_takes_groups(recorder->device))
        return gfla_gram_group_record_bwd(recorder, node, &gram);
    const struct params *p = node->params;
    const struct gfla_blocked_size *s = &p->size;
    const struct gfla_arg sum_args[] = {
        GFLA_ARG_I32(s->n),
        GFLA_ARG_I32(s->c),
        GFLA_ARG_I32(s->blocks),
        GFLA_ARG_F32(p->factor),
        GFLA_ARG_BUFFER(node->in[1]->buffer),
        GFLA_ARG_BUFFER(node->out[1]->buffer),
    };
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(s->c),
        GFLA_ARG_I32(s->blocks),
        GFLA_ARG_I32(s->hw),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->out[1]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    const size_t global[3] = {(size_t)((s->hw + PIXELS - 1) / PIXELS), (size_t)s->blocks, (size_t)s->n};
    const size_t local[3] = {group_of(recorder), 1, 1};
    TRY(gfla_record_heavy(recorder, SOURCE, "gram_bwd_sum", sum_args, 6, (int64_t)s->n * s->c));
    TRY(gfla_record(recorder, SOURCE, "gram_bwd", NULL, global, local, args, 6, flops(node)));
fail:
    return status;
}

static const struct gfla_op fwd = {
    .name = "gram_fwd", .differentiate = differentiate, .lower = lower_fwd, .record = record_fwd, .flops = flops};
static const struct gfla_op bwd = {.name = "gram_bwd", .record = record_bwd, .flops = flops};
