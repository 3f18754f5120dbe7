#include "ops/spectral_norm.h"

#include "ops/group.h"
#include "ops/pointwise.h"

#define SOURCE "ops/spectral_norm.cl"
#define COLUMNS_PER_GROUP 16 /* of spectral_norm_left */

struct params {
    int rows, columns;
};

static const struct gfla_op iterate_op, estimate_op, store_op, divide_op, bwd_op;

static bool check(gfla_graph *graph, const gfla_tensor *weight, const gfla_tensor *u, const gfla_tensor *v,
                  bool training)
{
    char weight_text[96], u_text[96], v_text[96];
    const int64_t rows = weight->shape.dim[0], columns = gfla_shape_count(weight->shape) / rows;
    const bool kept = u->role != GFLA_ROLE_INPUT && u->role != GFLA_ROLE_ACTIVATION && v->role == u->role;
    if (weight->layout == GFLA_LAYOUT_PLAIN && gfla_shape_equal(u->shape, gfla_shape_1d(rows)) &&
        gfla_shape_equal(v->shape, gfla_shape_1d(columns)) && (kept || !training))
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "spectral_norm: weight %s, u %s, v %s; hint: plain, [rows, ...], [rows] and [columns], in training "
                    "u and v parameters or state",
                    gfla_shape_text(weight->shape, weight_text, sizeof weight_text),
                    gfla_shape_text(u->shape, u_text, sizeof u_text), gfla_shape_text(v->shape, v_text, sizeof v_text));
    return false;
}

static gfla_tensor *floats(gfla_graph *graph, struct gfla_node *node, int64_t count)
{
    return gfla_node_output(graph, node, gfla_shape_1d(count), GFLA_LAYOUT_PLAIN);
}

/* Writes `value` over `kept`. */
static void store(gfla_graph *graph, gfla_tensor *value, gfla_tensor *kept)
{
    struct gfla_node *node = value ? gfla_graph_add(graph, &store_op, &value, 1, NULL, 0) : NULL;
    if (!node)
        return;
    node->in_place = true;
    node->out[node->n_out++] = kept;
}

/* u, v and sigma to divide by. */
struct estimate {
    gfla_tensor *u, *v, *sigma;
};

static struct estimate iterate(gfla_graph *graph, gfla_tensor *weight, gfla_tensor *u, gfla_tensor *v,
                               const struct params *params)
{
    gfla_tensor *in[] = {weight, u};
    struct estimate e = {0};
    struct gfla_node *node = gfla_graph_add(graph, &iterate_op, in, 2, params, sizeof *params);
    if (!node)
        return e;
    e.u = floats(graph, node, params->rows);
    e.v = floats(graph, node, params->columns);
    e.sigma = floats(graph, node, 1);
    floats(graph, node, params->rows > params->columns ? params->rows : params->columns); /* scratch */
    store(graph, e.u, u);
    store(graph, e.v, v);
    return e;
}

static struct estimate take_as_they_are(gfla_graph *graph, gfla_tensor *weight, gfla_tensor *u, gfla_tensor *v,
                                        const struct params *params)
{
    gfla_tensor *in[] = {weight, u, v};
    struct estimate e = {.u = u, .v = v};
    struct gfla_node *node = gfla_graph_add(graph, &estimate_op, in, 3, params, sizeof *params);
    if (!node)
        return e;
    e.sigma = floats(graph, node, 1);
    floats(graph, node, params->rows); /* scratch */
    return e;
}

gfla_tensor *gfla_spectral_norm(gfla_graph *graph, gfla_tensor *weight, gfla_tensor *u, gfla_tensor *v, bool training)
{
    if (!weight || !u || !v || !check(graph, weight, u, v, training))
        return NULL;
    const struct params params = {(int)weight->shape.dim[0],
                                  (int)(gfla_shape_count(weight->shape) / weight->shape.dim[0])};
    const struct estimate e =
        training ? iterate(graph, weight, u, v, &params) : take_as_they_are(graph, weight, u, v, &params);
    gfla_tensor *in[] = {weight, e.sigma, e.u, e.v};
    return gfla_pointwise_build(graph, &divide_op, in, 4, &params, sizeof params, weight->shape, GFLA_LAYOUT_PLAIN);
}

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    const struct params *p = node->params;
    gfla_tensor *weight = node->in[0];
    if (!weight->needs_grad)
        return GFLA_OK;
    gfla_tensor *in[] = {node->out[0]->grad, node->out[0], node->in[1], node->in[2], node->in[3]};
    struct gfla_node *back = gfla_graph_add(graph, &bwd_op, in, 5, p, sizeof *p);
    gfla_tensor *d_weight = back ? gfla_node_output(graph, back, weight->shape, GFLA_LAYOUT_PLAIN) : NULL;
    if (!d_weight || !floats(graph, back, p->rows))
        return gfla_graph_status(graph);
    return gfla_graph_add_grad(graph, weight, d_weight);
}

/* ---- launches ---- */

/* A kernel for each of n_rows rows; of columns, several make a group. */
static gfla_status record_rows(struct gfla_recorder *recorder, const char *kernel, const struct gfla_arg *args,
                               int n_args, int n_rows, int rows_per_group, bool is_heavy)
{
    const size_t n_groups[3] = {(size_t)((n_rows + rows_per_group - 1) / rows_per_group), 1, 1};
    if (gfla_takes_groups(recorder->device))
        return gfla_record_groups(recorder, SOURCE, kernel, gfla_vec_options(recorder->device), n_groups, args, n_args,
                                  0);
    return is_heavy ? gfla_record_heavy(recorder, SOURCE, kernel, args, n_args, n_rows)
                    : gfla_record_items(recorder, SOURCE, kernel, args, n_args, n_rows);
}

/* A product of the matrix with a vector: "left" by columns, "right" by rows. */
static gfla_status record_product(struct gfla_recorder *recorder, const struct params *p, const char *kernel,
                                  gfla_buffer *weight, gfla_buffer *vector, gfla_buffer *result, int n_rows,
                                  int rows_per_group)
{
    const struct gfla_arg args[] = {GFLA_ARG_I32(p->rows), GFLA_ARG_I32(p->columns), GFLA_ARG_BUFFER(weight),
                                    GFLA_ARG_BUFFER(vector), GFLA_ARG_BUFFER(result)};
    return record_rows(recorder, kernel, args, 5, n_rows, rows_per_group, false);
}

/* One group, with n numbers. */
static gfla_status record_one(struct gfla_recorder *recorder, const char *kernel, int n, gfla_buffer *const *buffers,
                              int n_buffers)
{
    const size_t one[3] = {1, 1, 1};
    struct gfla_arg args[4] = {GFLA_ARG_I32(n)};
    for (int i = 0; i < n_buffers; i++)
        args[i + 1] = GFLA_ARG_BUFFER(buffers[i]);
    return gfla_record_groups(recorder, SOURCE, kernel, NULL, one, args, n_buffers + 1, 0);
}

static gfla_status iterate_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *p = node->params;
    gfla_buffer *weight = node->in[0]->buffer, *scratch = node->out[3]->buffer;
    gfla_buffer *u = node->out[0]->buffer, *v = node->out[1]->buffer, *sigma = node->out[2]->buffer;
    TRY(record_product(recorder, p, "spectral_norm_left", weight, node->in[1]->buffer, scratch, p->columns,
                       COLUMNS_PER_GROUP));
    TRY(record_one(recorder, "spectral_norm_unit", p->columns, (gfla_buffer *[]){scratch, v}, 2));
    TRY(record_product(recorder, p, "spectral_norm_right", weight, v, scratch, p->rows, 1));
    TRY(record_one(recorder, "spectral_norm_unit", p->rows, (gfla_buffer *[]){scratch, u}, 2));
    TRY(record_one(recorder, "spectral_norm_sigma", p->rows, (gfla_buffer *[]){scratch, u, sigma}, 3));
fail:
    return status;
}

static gfla_status estimate_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *p = node->params;
    gfla_buffer *scratch = node->out[1]->buffer;
    TRY(record_product(recorder, p, "spectral_norm_right", node->in[0]->buffer, node->in[2]->buffer, scratch, p->rows,
                       1));
    TRY(record_one(recorder, "spectral_norm_sigma", p->rows,
                   (gfla_buffer *[]){scratch, node->in[1]->buffer, node->out[0]->buffer}, 3));
fail:
    return status;
}

static gfla_status store_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    return gfla_record_copy(recorder, node->in[0], node->out[0]);
}

static gfla_status divide_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const int64_t n = gfla_tensor_stored(node->out[0]);
    const struct gfla_arg args[] = {GFLA_ARG_I32(n), GFLA_ARG_BUFFER(node->in[0]->buffer),
                                    GFLA_ARG_BUFFER(node->in[1]->buffer), GFLA_ARG_BUFFER(node->out[0]->buffer)};
    return gfla_record_pointwise(recorder, SOURCE, "spectral_norm_divide", args, 4, n);
}

static gfla_status bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *p = node->params;
    gfla_buffer *partial = node->out[1]->buffer;
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(p->rows),
        GFLA_ARG_I32(p->columns),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(partial),
        GFLA_ARG_BUFFER(node->in[3]->buffer),
        GFLA_ARG_BUFFER(node->in[4]->buffer),
        GFLA_ARG_BUFFER(node->in[2]->buffer),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    TRY(record_product(recorder, p, "spectral_norm_bwd_rows", node->in[0]->buffer, node->in[1]->buffer, partial,
                       p->rows, 1));
    TRY(record_rows(recorder, "spectral_norm_bwd", args, 8, p->rows, 1, true));
fail:
    return status;
}

static const struct gfla_op iterate_op = {.name = "spectral_norm_iterate", .record = iterate_record};
static const struct gfla_op estimate_op = {.name = "spectral_norm_estimate", .record = estimate_record};
static const struct gfla_op store_op = {.name = "spectral_norm_store", .record = store_record};
static const struct gfla_op divide_op = {
    .name = "spectral_norm_divide", .differentiate = differentiate, .record = divide_record};
static const struct gfla_op bwd_op = {.name = "spectral_norm_bwd", .record = bwd_record};
