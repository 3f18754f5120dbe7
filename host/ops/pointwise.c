#include "ops/pointwise.h"

#include <limits.h>

/* Items of one work-group: on PoCL groups of one are 20 times slower, and larger ones gain nothing. */
#define GROUP_ITEMS 256
#define SMALL_GROUP_ITEMS 64 /* of planes of fewer pixels; PoCL compiles a kernel for each size */
/* Heavy items are shared out among the cores of a CPU one by one. */
#define HEAVY_GROUP_ITEMS_GPU 64

struct gfla_blocked_size gfla_blocked_size(const gfla_tensor *tensor)
{
    const int64_t *d = tensor->shape.dim;
    const int64_t blocks = (d[1] + GFLA_LANES - 1) / GFLA_LANES;
    return (struct gfla_blocked_size){
        .n = (int)d[0],
        .c = (int)d[1],
        .blocks = (int)blocks,
        .h = (int)d[2],
        .w = (int)d[3],
        .hw = (int)(d[2] * d[3]),
        .planes = (int)(d[0] * blocks),
    };
}

struct gfla_blocked_size gfla_stored_size(const gfla_tensor *tensor)
{
    if (tensor->layout == GFLA_LAYOUT_BLOCKED)
        return gfla_blocked_size(tensor);
    const int n = (int)gfla_tensor_stored(tensor);
    return (struct gfla_blocked_size){.n = 1, .c = GFLA_LANES, .blocks = 1, .h = 1, .w = n, .hw = n, .planes = 1};
}

bool gfla_pointwise_ready(gfla_tensor *const *in, int n_in)
{
    for (int i = 0; i < n_in; i++)
        if (!in[i])
            return false;
    return true;
}

/* Kernels count floats in 32 bits. */
static bool is_possible(gfla_graph *graph, const char *op, struct gfla_shape shape, enum gfla_layout layout)
{
    const gfla_tensor tensor = {.shape = shape, .layout = layout};
    bool has_elements = true;
    char text[96];
    for (int i = 0; i < shape.rank; i++)
        has_elements = has_elements && shape.dim[i] > 0;
    if (has_elements && gfla_tensor_stored(&tensor) <= INT_MAX)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s: the output would be %s; it needs 1 to %d elements", op,
                    gfla_shape_text(shape, text, sizeof text), INT_MAX);
    return false;
}

gfla_tensor *gfla_pointwise_build(gfla_graph *graph, const struct gfla_op *op, gfla_tensor *const *in, int n_in,
                                  const void *params, size_t params_size, struct gfla_shape shape,
                                  enum gfla_layout layout)
{
    if (!gfla_pointwise_ready(in, n_in) || !is_possible(graph, op->name, shape, layout))
        return NULL;
    struct gfla_node *node = gfla_graph_add(graph, op, in, n_in, params, params_size);
    return gfla_node_output(graph, node, shape, layout);
}

bool gfla_pointwise_same(gfla_graph *graph, const char *op, const gfla_tensor *a, const gfla_tensor *b)
{
    char a_text[96], b_text[96];
    if (a->layout == b->layout && gfla_shape_equal(a->shape, b->shape))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "%s needs two tensors of one shape and layout, not \"%s\" %s and \"%s\" %s", op, a->name,
                    gfla_shape_text(a->shape, a_text, sizeof a_text), b->name,
                    gfla_shape_text(b->shape, b_text, sizeof b_text));
    return false;
}

bool gfla_pointwise_blocked(gfla_graph *graph, const char *op, const gfla_tensor *tensor)
{
    char text[96];
    if (tensor->layout == GFLA_LAYOUT_BLOCKED)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "%s works on feature maps, not on the plain tensor \"%s\" %s", op,
                    tensor->name, gfla_shape_text(tensor->shape, text, sizeof text));
    return false;
}

int gfla_vec_floats(const struct gfla_device_info *device)
{
    return device->kind == GFLA_DEVICE_GPU ? 4 : 16;
}

const char *gfla_vec_options(const struct gfla_device_info *device)
{
    return gfla_vec_floats(device) == 4 ? "-DVEC=4" : "-DVEC=16";
}

/* Records n_items in groups of `group`. */
static gfla_status record(struct gfla_recorder *recorder, const char *source, const char *kernel,
                          const struct gfla_arg *args, int n_args, int64_t n_items, size_t group)
{
    const size_t global[3] = {(size_t)n_items, 0, 0}, local[3] = {group, 0, 0};
    return gfla_record(recorder, source, kernel, gfla_vec_options(recorder->device), global, local, args, n_args, 0.0);
}

gfla_status gfla_record_pointwise(struct gfla_recorder *recorder, const char *source, const char *kernel,
                                  const struct gfla_arg *args, int n_args, int64_t n_floats)
{
    const int vec = gfla_vec_floats(recorder->device);
    return record(recorder, source, kernel, args, n_args, (n_floats + vec - 1) / vec, GROUP_ITEMS);
}

gfla_status gfla_record_items(struct gfla_recorder *recorder, const char *source, const char *kernel,
                              const struct gfla_arg *args, int n_args, int64_t n_items)
{
    return record(recorder, source, kernel, args, n_args, n_items, GROUP_ITEMS);
}

gfla_status gfla_record_planes(struct gfla_recorder *recorder, const char *source, const char *kernel,
                               const struct gfla_arg *args, int n_args, int pixels, int planes, int n)
{
    const size_t global[3] = {(size_t)pixels, (size_t)planes, (size_t)n};
    const size_t local[3] = {pixels < GROUP_ITEMS ? SMALL_GROUP_ITEMS : GROUP_ITEMS, 1, 1};
    return gfla_record(recorder, source, kernel, gfla_vec_options(recorder->device), global, local, args, n_args, 0.0);
}

gfla_status gfla_record_heavy(struct gfla_recorder *recorder, const char *source, const char *kernel,
                              const struct gfla_arg *args, int n_args, int64_t n_items)
{
    const bool gpu = recorder->device->kind == GFLA_DEVICE_GPU;
    return record(recorder, source, kernel, args, n_args, n_items, gpu ? HEAVY_GROUP_ITEMS_GPU : 1);
}

gfla_status gfla_record_copy(struct gfla_recorder *recorder, const gfla_tensor *src, const gfla_tensor *dst)
{
    const int64_t n = gfla_tensor_stored(dst);
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(src->buffer), GFLA_ARG_BUFFER(dst->buffer), GFLA_ARG_F32(1.0f),
                                    GFLA_ARG_I32(n)};
    return gfla_record_pointwise(recorder, "ops/add.cl", "scale_fwd", args, 4, n);
}
