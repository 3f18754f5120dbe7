#include "ops/slice.h"

#include "ops/pointwise.h"

#define SOURCE "ops/slice.cl"
#define SHORTEST_ROW 256 /* floats: shorter ones share work-groups */

/* The tensor seen as [rows][size]: floats, see cl/ops/slice.cl. */
struct params {
    int rows, size, first, count;
    int dim; /* as it was asked for */
    int64_t first_index;
};

static const struct gfla_op fwd, bwd;

static bool check(gfla_graph *graph, const gfla_tensor *src, int dim, int64_t first, int64_t count)
{
    char text[96];
    const struct gfla_shape *shape = &src->shape;
    if (src->layout == GFLA_LAYOUT_PLAIN && dim >= 0 && dim < shape->rank && first >= 0 && count > 0 &&
        first <= shape->dim[dim] - count)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "slice: %lld from %lld on of dimension %d is not within \"%s\" %s; hint: plain tensors",
                    (long long)count, (long long)first, dim, src->name, gfla_shape_text(*shape, text, sizeof text));
    return false;
}

gfla_tensor *gfla_slice(gfla_graph *graph, gfla_tensor *src, int dim, int64_t first, int64_t count)
{
    if (!src || !check(graph, src, dim, first, count))
        return NULL;
    int64_t rows = 1, inner = 1;
    for (int i = 0; i < src->shape.rank; i++) {
        rows *= i < dim ? src->shape.dim[i] : 1;
        inner *= i > dim ? src->shape.dim[i] : 1;
    }
    const struct params params = {.rows = (int)rows,
                                  .size = (int)(src->shape.dim[dim] * inner),
                                  .first = (int)(first * inner),
                                  .count = (int)(count * inner),
                                  .dim = dim,
                                  .first_index = first};
    struct gfla_shape shape = src->shape;
    shape.dim[dim] = count;
    return gfla_pointwise_build(graph, &fwd, &src, 1, &params, sizeof params, shape, GFLA_LAYOUT_PLAIN);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *src = node->in[0];
    gfla_tensor *d_src = gfla_pointwise_build(graph, &bwd, &node->out[0]->grad, 1, node->params, sizeof(struct params),
                                              src->shape, GFLA_LAYOUT_PLAIN);
    return d_src ? gfla_graph_add_grad(graph, src, d_src) : gfla_graph_status(graph);
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct params *p = node->params;
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(p->rows),
        GFLA_ARG_I32(p->size),
        GFLA_ARG_I32(p->first),
        GFLA_ARG_I32(p->count),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    const int length = node->op == &fwd ? p->count : p->size;
    if (length >= SHORTEST_ROW)
        return gfla_record_planes(recorder, SOURCE, node->op->name, args, 6, length, 1, p->rows);
    return gfla_record_items(recorder, SOURCE, node->op->name, args, 6, gfla_shape_count(node->out[0]->shape));
}

static const struct gfla_op fwd = {.name = "slice_fwd", .differentiate = differentiate, .record = record};
static const struct gfla_op bwd = {.name = "slice_bwd", .record = record};

bool gfla_is_slice(const struct gfla_node *node, int *dim, int64_t *first)
{
    const struct params *p = node->params;
    if (node->op != &fwd)
        return false;
    *dim = p->dim;
    *first = p->first_index;
    return true;
}
