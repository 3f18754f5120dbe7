#include "ops/conv/conv.h"
#include "ops/conv/conv_algorithm.h"
#include "runtime/blas.h"

static const char source[] = "ops/conv_gemm.cl";

#define GROUP_ITEMS 64

static int n_columns(const struct gfla_conv *g)
{
    return g->oh * g->ow;
}

static int n_rows(const struct gfla_conv *g)
{
    return g->ic * g->kh * g->kw;
}

static gfla_status record(struct gfla_recorder *recorder, const char *kernel, int pixels, int channels,
                          const struct gfla_arg *args, int n_args)
{
    const size_t global[3] = {(size_t)pixels, (size_t)channels, 0}, local[3] = {GROUP_ITEMS, 1, 0};
    return gfla_record(recorder, source, kernel, NULL, global, local, args, n_args, 0);
}

/* One work-item for each place of an image of w x h, in each of some planes. */
static gfla_status record_places(struct gfla_recorder *recorder, const char *kernel, int w, int h, int planes,
                                 const struct gfla_arg *args, int n_args)
{
    const size_t group = w >= GROUP_ITEMS ? GROUP_ITEMS : w > GROUP_ITEMS / 4 ? GROUP_ITEMS / 2 : GROUP_ITEMS / 4;
    const size_t global[3] = {(size_t)w, (size_t)h, (size_t)planes}, local[3] = {group, 1, 1};
    return gfla_record(recorder, source, kernel, NULL, global, local, args, n_args, 0);
}

static gfla_status record_unblock(struct gfla_recorder *recorder, int n, int channels, int pixels,
                                  const gfla_tensor *image, const gfla_tensor *matrix)
{
    const struct gfla_arg args[] = {GFLA_ARG_I32(n), GFLA_ARG_I32(channels), GFLA_ARG_I32(pixels),
                                    GFLA_ARG_BUFFER(image->buffer), GFLA_ARG_BUFFER(matrix->buffer)};
    return record(recorder, "conv_unblock", pixels, channels, args, 5);
}

/* Image n of src to columns, by way of a matrix of its own. */
static gfla_status record_im2col(struct gfla_recorder *recorder, const struct gfla_conv *g, int n,
                                 const gfla_tensor *src, const gfla_tensor *matrix, const gfla_tensor *columns)
{
    gfla_status status;
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(g), GFLA_ARG_BUFFER(matrix->buffer),
                                    GFLA_ARG_BUFFER(columns->buffer)};
    TRY(record_unblock(recorder, n, g->ic, g->ih * g->iw, src, matrix));
    TRY(record_places(recorder, "conv_im2col", g->ow, g->oh, n_rows(g), args, 3));
fail:
    return status;
}

static gfla_status record_block(struct gfla_recorder *recorder, const struct gfla_conv *g, int n,
                                const gfla_tensor *matrix, const gfla_tensor *bias, const gfla_tensor *dst)
{
    const struct gfla_arg args[] = {GFLA_ARG_I32(n),
                                    GFLA_ARG_I32(g->oc),
                                    GFLA_ARG_I32(n_columns(g)),
                                    GFLA_ARG_I32(bias != NULL),
                                    GFLA_ARG_BUFFER(matrix->buffer),
                                    GFLA_ARG_BUFFER(bias ? bias->buffer : NULL),
                                    GFLA_ARG_BUFFER(dst->buffer)};
    return record(recorder, "conv_block", n_columns(g), gfla_conv_blocks(g->oc) * GFLA_LANES, args, 7);
}

static gfla_status record_col2im(struct gfla_recorder *recorder, const struct gfla_conv *g, int n,
                                 const gfla_tensor *columns, const gfla_tensor *bias, const gfla_tensor *d_src)
{
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(g),
                                    GFLA_ARG_I32(n),
                                    GFLA_ARG_I32(bias != NULL),
                                    GFLA_ARG_BUFFER(columns->buffer),
                                    GFLA_ARG_BUFFER(bias ? bias->buffer : NULL),
                                    GFLA_ARG_BUFFER(d_src->buffer)};
    return record_places(recorder, "conv_col2im", g->iw, g->ih, gfla_conv_blocks(g->ic) * GFLA_LANES, args, 6);
}

/* out[0] = dst, out[1] = columns, out[2] = the product as a matrix, out[3] = src as one. */
static gfla_status fwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_conv *g = node->params;
    const struct gfla_gemm gemm = {
        .a = node->in[1]->buffer,
        .b = node->out[1]->buffer,
        .c = node->out[2]->buffer,
        .m = g->oc,
        .n = n_columns(g),
        .k = n_rows(g),
        .lda = n_rows(g),
        .ldb = n_columns(g),
        .ldc = n_columns(g),
        .alpha = 1,
        .label = recorder->label,
    };
    for (int n = 0; n < g->n; n++) {
        TRY(record_im2col(recorder, g, n, node->in[0], node->out[3], node->out[1]));
        TRY(gfla_blas_gemm(recorder->commands, &gemm));
        TRY(record_block(recorder, g, n, node->out[2], node->in[2], node->out[0]));
    }
fail:
    return status;
}

/* out[0] = d_src, out[1] = columns, out[2] = d_dst as a matrix. */
static gfla_status bwd_data_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_conv *g = node->params;
    const struct gfla_gemm gemm = {
        .a = node->in[1]->buffer,
        .b = node->out[2]->buffer,
        .c = node->out[1]->buffer,
        .a_transposed = true,
        .m = n_rows(g),
        .n = n_columns(g),
        .k = g->oc,
        .lda = n_rows(g),
        .ldb = n_columns(g),
        .ldc = n_columns(g),
        .alpha = 1,
        .label = recorder->label,
    };
    for (int n = 0; n < g->n; n++) {
        TRY(record_unblock(recorder, n, g->oc, n_columns(g), node->in[0], node->out[2]));
        TRY(gfla_blas_gemm(recorder->commands, &gemm));
        TRY(record_col2im(recorder, g, n, node->out[1], node->in[2], node->out[0]));
    }
fail:
    return status;
}

/* out[0] = d_weights, out[1] = columns, out[2] = d_dst as a matrix, out[3] = src as one. */
static gfla_status bwd_weights_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_conv *g = node->params;
    struct gfla_gemm gemm = {
        .a = node->out[2]->buffer,
        .b = node->out[1]->buffer,
        .c = node->out[0]->buffer,
        .b_transposed = true,
        .m = g->oc,
        .n = n_rows(g),
        .k = n_columns(g),
        .lda = n_columns(g),
        .ldb = n_columns(g),
        .ldc = n_rows(g),
        .alpha = 1,
        .label = recorder->label,
    };
    for (int n = 0; n < g->n; n++) {
        gemm.beta = n ? 1.0f : 0.0f;
        TRY(record_im2col(recorder, g, n, node->in[0], node->out[3], node->out[1]));
        TRY(record_unblock(recorder, n, g->oc, n_columns(g), node->in[1], node->out[2]));
        TRY(gfla_blas_gemm(recorder->commands, &gemm));
    }
fail:
    return status;
}

static const struct gfla_op ops[GFLA_CONV_STEP_COUNT] = {
    [GFLA_CONV_FWD] = {.name = "conv_gemm_fwd", .record = fwd_record},
    [GFLA_CONV_BWD_DATA] = {.name = "conv_gemm_bwd_data", .record = bwd_data_record},
    [GFLA_CONV_BWD_WEIGHTS] = {.name = "conv_gemm_bwd_weights", .record = bwd_weights_record},
};

static gfla_status lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_conv_job *job)
{
    const struct gfla_conv *g = job->g;
    struct gfla_node *product = gfla_graph_add(graph, &ops[job->step], node->in, node->n_in, g, sizeof *g);
    gfla_node_set_output(product, 0, node->out[0]);
    gfla_node_output(graph, product, gfla_shape_1d((int64_t)n_rows(g) * n_columns(g)), GFLA_LAYOUT_PLAIN);
    gfla_node_output(graph, product, gfla_shape_1d((int64_t)g->oc * n_columns(g)), GFLA_LAYOUT_PLAIN);
    if (job->step != GFLA_CONV_BWD_DATA) /* src is unfolded */
        gfla_node_output(graph, product, gfla_shape_1d((int64_t)g->ic * g->ih * g->iw), GFLA_LAYOUT_PLAIN);
    return gfla_graph_status(graph);
}

const struct gfla_conv_algorithm gfla_conv_gemm = {.name = "gemm", .lower = lower};
