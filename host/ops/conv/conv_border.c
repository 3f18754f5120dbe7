/* The two sums that go with every convolution: d_bias, and the gradient of a border that repeats pixels. */
#include "ops/conv/conv.h"
#include "ops/group.h"

static const char source[] = "ops/conv2d.cl";

/* Ranges of about this many pixels are summed by one group. */
#define RANGE_PIXELS 1024
/* Up to so many pixels of all images, the second step of a CPU costs more than it saves. */
#define WHOLE_PIXELS 4096

struct bias_params {
    int blocks, pixels, ranges_per_image, ranges;
};

static gfla_status bias_record_whole(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct bias_params *p = node->params;
    const int64_t *d = node->in[0]->shape.dim;
    const size_t global[3] = {(size_t)p->blocks, 0, 0}, local[3] = {1, 0, 0};
    const struct gfla_arg args[] = {GFLA_ARG_I32(d[1]), GFLA_ARG_I32(d[0]), GFLA_ARG_I32(p->pixels),
                                    GFLA_ARG_BUFFER(node->in[0]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record(recorder, source, "conv2d_bwd_bias_whole", NULL, global, local, args, 5, 0);
}

static gfla_status bias_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct bias_params *p = node->params;
    const int oc = (int)node->in[0]->shape.dim[1];
    const size_t groups[3] = {(size_t)p->blocks, (size_t)p->ranges, 0};
    const size_t global[3] = {(size_t)oc, 0, 0}, local[3] = {16, 0, 0};
    const struct gfla_arg part_args[] = {GFLA_ARG_I32(p->blocks), GFLA_ARG_I32(p->pixels),
                                         GFLA_ARG_I32(p->ranges_per_image), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                         GFLA_ARG_BUFFER(node->out[1]->buffer)};
    const struct gfla_arg args[] = {GFLA_ARG_I32(oc), GFLA_ARG_I32(p->blocks), GFLA_ARG_I32(p->ranges),
                                    GFLA_ARG_BUFFER(node->out[1]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    if (recorder->device->kind != GFLA_DEVICE_GPU && node->in[0]->shape.dim[0] * p->pixels <= WHOLE_PIXELS)
        return bias_record_whole(recorder, node);
    TRY(gfla_record_groups(recorder, source, "conv2d_bwd_bias_part", NULL, groups, part_args, 5, 0));
    TRY(gfla_record(recorder, source, "conv2d_bwd_bias", NULL, global, local, args, 5, 0));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op bias_op = {.name = "conv2d_bwd_bias", .record = bias_record};

gfla_tensor *gfla_conv_add_bias(gfla_graph *graph, gfla_tensor *d_dst)
{
    const int64_t *d = d_dst->shape.dim;
    struct bias_params p = {.blocks = gfla_conv_blocks((int)d[1]), .pixels = (int)(d[2] * d[3])};
    p.ranges_per_image = (p.pixels + RANGE_PIXELS - 1) / RANGE_PIXELS;
    p.ranges = (int)d[0] * p.ranges_per_image;
    struct gfla_node *node = gfla_graph_add(graph, &bias_op, &d_dst, 1, &p, sizeof p);
    gfla_tensor *d_bias = gfla_node_output(graph, node, gfla_shape_1d(d[1]), GFLA_LAYOUT_PLAIN);
    /* scratch */
    gfla_node_output(graph, node, gfla_shape_1d((int64_t)p.ranges * p.blocks * GFLA_LANES), GFLA_LAYOUT_PLAIN);
    return d_bias;
}

static gfla_status unpad_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_conv *g = node->params;
    const size_t global[3] = {(size_t)g->iw, (size_t)g->ih, (size_t)g->n * gfla_conv_blocks(g->ic)}, local[3] = {0};
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(g), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record(recorder, source, "conv2d_unpad", NULL, global, local, args, 3, 0);
}

static const struct gfla_op unpad_op = {.name = "conv2d_unpad", .record = unpad_record};

gfla_tensor *gfla_conv_unpad(gfla_graph *graph, gfla_tensor *d_bordered, const struct gfla_conv *g, gfla_tensor *d_src)
{
    if (!d_bordered)
        return NULL;
    gfla_node_set_output(gfla_graph_add(graph, &unpad_op, &d_bordered, 1, g, sizeof *g), 0, d_src);
    return d_src;
}
