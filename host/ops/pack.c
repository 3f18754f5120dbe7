#include "ops/pack.h"

#include "ops/pointwise.h"

#define SOURCE "ops/pack.cl"

static const struct gfla_op pack_op, unpack_op, reshape_op;

/* What a PLAIN shape becomes. */
static struct gfla_shape packed(struct gfla_shape s)
{
    switch (s.rank) {
    case 2:
        return gfla_shape_4d(s.dim[0], s.dim[1], 1, 1);
    case 3:
        return gfla_shape_4d(s.dim[0], s.dim[1], s.dim[2], 1);
    case 5:
        return gfla_shape_4d(s.dim[0] * s.dim[2], s.dim[1], s.dim[3], s.dim[4]);
    default:
        return s;
    }
}

gfla_tensor *gfla_pack(gfla_graph *graph, gfla_tensor *src)
{
    char text[96];
    if (!src)
        return NULL;
    if (src->layout != GFLA_LAYOUT_PLAIN || src->shape.rank < 2) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "a pack takes plain tensors of two to five dimensions, not \"%s\" %s",
                        src->name, gfla_shape_text(src->shape, text, sizeof text));
        return NULL;
    }
    return gfla_pointwise_build(graph, &pack_op, &src, 1, NULL, 0, packed(src->shape), GFLA_LAYOUT_BLOCKED);
}

gfla_tensor *gfla_unpack(gfla_graph *graph, gfla_tensor *src, struct gfla_shape shape)
{
    char text[96], wanted[96];
    if (!src || !gfla_pointwise_blocked(graph, "an unpack", src))
        return NULL;
    if (shape.rank < 2 || !gfla_shape_equal(packed(shape), src->shape)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "\"%s\" %s cannot be unpacked to %s", src->name,
                        gfla_shape_text(src->shape, text, sizeof text), gfla_shape_text(shape, wanted, sizeof wanted));
        return NULL;
    }
    if (src->producer && src->producer->op == &pack_op && gfla_shape_equal(src->producer->in[0]->shape, shape))
        return src->producer->in[0];
    return gfla_pointwise_build(graph, &unpack_op, &src, 1, NULL, 0, shape, GFLA_LAYOUT_PLAIN);
}

gfla_tensor *gfla_reshape(gfla_graph *graph, gfla_tensor *src, struct gfla_shape shape)
{
    char text[96], wanted[96];
    if (!src)
        return NULL;
    if (src->layout != GFLA_LAYOUT_PLAIN || gfla_shape_count(shape) != gfla_shape_count(src->shape)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "\"%s\" %s has no shape %s; hint: plain tensors, as many elements",
                        src->name, gfla_shape_text(src->shape, text, sizeof text),
                        gfla_shape_text(shape, wanted, sizeof wanted));
        return NULL;
    }
    return gfla_pointwise_build(graph, &reshape_op, &src, 1, NULL, 0, shape, GFLA_LAYOUT_PLAIN);
}

static gfla_status pack_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0];
    return gfla_graph_add_grad(graph, src, gfla_unpack(graph, node->out[0]->grad, src->shape));
}

static gfla_status unpack_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return gfla_graph_add_grad(graph, node->in[0], gfla_pack(graph, node->out[0]->grad));
}

static gfla_status reshape_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0];
    return gfla_graph_add_grad(graph, src, gfla_reshape(graph, node->out[0]->grad, src->shape));
}

/* The sizes are those of the PLAIN side; planes: channels, or blocks of them, of an image. */
static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node, struct gfla_shape plain,
                          int64_t planes)
{
    const int t = plain.rank == 5 ? (int)plain.dim[2] : 1, clips = (int)plain.dim[0], c = (int)plain.dim[1];
    const int pixels = (int)(gfla_shape_count(plain) / ((int64_t)clips * c * t));
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_I32(clips),
                                    GFLA_ARG_I32(c),
                                    GFLA_ARG_I32(t),
                                    GFLA_ARG_I32(pixels)};
    return gfla_record_planes(recorder, SOURCE, node->op->name, args, 6, pixels, (int)planes, clips * t);
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->in[0]->shape, (node->in[0]->shape.dim[1] + GFLA_LANES - 1) / GFLA_LANES);
}

static gfla_status unpack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return record(recorder, node, node->out[0]->shape, node->out[0]->shape.dim[1]);
}

static gfla_status reshape_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return gfla_record_copy(recorder, node->in[0], node->out[0]);
}

static const struct gfla_op pack_op = {.name = "pack_fwd", .differentiate = pack_differentiate, .record = pack_record};
static const struct gfla_op unpack_op = {
    .name = "unpack_fwd", .kind = GFLA_OP_UNPACK, .differentiate = unpack_differentiate, .record = unpack_record};
static const struct gfla_op reshape_op = {
    .name = "reshape_fwd", .differentiate = reshape_differentiate, .record = reshape_record};
