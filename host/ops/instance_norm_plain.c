/* Statistics of images as the caller wrote them: a row of 16 pixels of one channel is summed up as a pixel of 16
 * channels would be, and what the lanes found is merged in the end. */
#include "cl/shared/conv_prologue.h"
#include "cl/shared/moments.h"
#include "ops/instance_norm.h"
#include "ops/pointwise.h"

static const char source[] = "ops/instance_norm.cl";

/* Rows of 16 pixels that one part of a channel has, and the most parts of it. */
#define PART_ROWS 64
#define MAX_PARTS 64

enum { WEIGHT, BIAS, SOURCES };

struct parts {
    int planes, rows, count;
};

static struct parts parts_of(const gfla_tensor *src)
{
    const int64_t *d = src->shape.dim;
    const int rows = (int)(d[2] * d[3] / GFLA_LANES), count = (rows + PART_ROWS - 1) / PART_ROWS;
    return (struct parts){(int)(d[0] * d[1]), rows, count < MAX_PARTS ? count : MAX_PARTS};
}

/* Channels first .. of all sources. */
static gfla_status record_source(struct gfla_recorder *recorder, const struct gfla_node *node, int index, int first)
{
    gfla_status status;
    const gfla_tensor *src = node->in[SOURCES + index];
    const struct parts s = parts_of(src);
    const int blocks = (int)(node->out[0]->shape.dim[0] / src->shape.dim[0]);
    const struct gfla_arg parts = GFLA_ARG_BUFFER(node->out[1 + index]->buffer);
    const struct gfla_arg part[] = {GFLA_ARG_BUFFER(src->buffer), parts, GFLA_ARG_I32(s.planes), GFLA_ARG_I32(s.rows),
                                    GFLA_ARG_I32(s.count)};
    const struct gfla_arg merge[] = {parts,
                                     GFLA_ARG_BUFFER(node->in[WEIGHT]->buffer),
                                     GFLA_ARG_BUFFER(node->in[BIAS]->buffer),
                                     GFLA_ARG_BUFFER(node->out[0]->buffer),
                                     GFLA_ARG_I32(s.planes),
                                     GFLA_ARG_I32(src->shape.dim[1]),
                                     GFLA_ARG_I32(first),
                                     GFLA_ARG_I32(blocks),
                                     GFLA_ARG_I32(s.rows),
                                     GFLA_ARG_I32(s.count),
                                     GFLA_ARG_F32(GFLA_INSTANCE_NORM_EPS)};
    TRY(gfla_record_heavy(recorder, source, "instance_norm_part", part, 5,
                          (int64_t)s.planes * s.count * (GFLA_LANES / gfla_vec_floats(recorder->device))));
    TRY(gfla_record_heavy(recorder, source, "instance_norm_merge_plain", merge, 11, s.planes));
fail:
    return status;
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    int first = 0;
    for (int i = 0; i < node->n_in - SOURCES; i++) {
        TRY(record_source(recorder, node, i, first));
        first += (int)node->in[SOURCES + i]->shape.dim[1];
    }
fail:
    return status;
}

static const struct gfla_op plain_rows_op = {.name = "instance_norm_plain_rows", .record = record};

bool gfla_instance_norm_takes_plain(struct gfla_shape shape)
{
    return shape.dim[2] * shape.dim[3] % GFLA_LANES == 0;
}

gfla_tensor *gfla_instance_norm_plain_rows(gfla_graph *graph, gfla_tensor *const *sources, int n_sources,
                                           gfla_tensor *weight, gfla_tensor *bias)
{
    gfla_tensor *in[SOURCES + 3] = {weight, bias};
    int64_t c = 0;
    for (int i = 0; i < n_sources; i++) {
        if (!sources[i])
            return NULL;
        in[SOURCES + i] = sources[i];
        c += sources[i]->shape.dim[1];
    }
    struct gfla_node *node = gfla_graph_add(graph, &plain_rows_op, in, SOURCES + n_sources, NULL, 0);
    const int64_t planes = sources[0]->shape.dim[0] * ((c + GFLA_LANES - 1) / GFLA_LANES);
    gfla_tensor *norm =
        gfla_node_output(graph, node, (struct gfla_shape){.rank = 3, .dim = {planes, GFLA_CONV_NORM_ROWS, GFLA_LANES}},
                         GFLA_LAYOUT_PLAIN);
    for (int i = 0; i < n_sources; i++) {
        const struct parts s = parts_of(sources[i]);
        gfla_node_output(graph, node, gfla_shape_4d(s.planes, s.count, GFLA_MOMENTS_ROWS, GFLA_LANES),
                         GFLA_LAYOUT_PLAIN);
    }
    return norm;
}
