/* First layers: convolutions of inputs, which then stay in the order of the caller, behind one another or one by
 * one. */
#include "cl/shared/conv_first.h"

#include "ops/concat.h"
#include "ops/conv/chooser.h"
#include "ops/conv/conv_algorithm.h"
#include "ops/conv/conv_fused.h"
#include "ops/fusions.h"
#include "ops/instance_norm.h"
#include "ops/moments.h"
#include "ops/pack.h"

static const char source[] = "ops/conv_first.cl";

/* More channels, and Winograd's products save more than blocks of 16 waste. */
#define MOST_CHANNELS 48

struct first_params {
    struct gfla_conv g;
    struct gfla_conv_prologue prologue;
    struct gfla_conv_epilogue epilogue;
    int n_sources;
};

/* Inputs; the sources follow. */
enum { PACKED, NORM, RESIDUAL, SOURCES };

static int vectors(const struct gfla_conv *g)
{
    return gfla_conv_blocks(g->oc) > 1 ? 2 : 1;
}

/* Blocks of 16 outputs in whole groups. */
static int lane_blocks(const struct gfla_conv *g)
{
    return (gfla_conv_blocks(g->oc) + vectors(g) - 1) / vectors(g) * vectors(g);
}

static size_t panel_bytes(const struct gfla_conv *g)
{
    return sizeof(float) * (size_t)GFLA_CONV_FIRST_POINTS *
           (size_t)(g->ic * GFLA_CONV_FIRST_PHASES * GFLA_CONV_FIRST_TILES + GFLA_CONV_FIRST_SKEW);
}

static size_t product_bytes(const struct gfla_conv *g)
{
    return sizeof(float) * (size_t)GFLA_CONV_FIRST_POINTS *
           (size_t)(GFLA_CONV_FIRST_TILES * vectors(g) * GFLA_LANES + GFLA_CONV_FIRST_SKEW);
}

static const char *options(const struct gfla_conv *g)
{
    return vectors(g) == 1 ? "-DNV=1" : "-DNV=2";
}

static gfla_status pack_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct first_params *p = node->params;
    const size_t global[3] = {(size_t)lane_blocks(&p->g), (size_t)p->g.ic, 0}, local[3] = {1, 1, 0};
    const struct gfla_arg args[] = {
        GFLA_ARG_I32(p->g.ic),
        GFLA_ARG_I32(p->g.oc),
        GFLA_ARG_I32(node->in[1] != NULL),
        GFLA_ARG_BUFFER(node->in[0]->buffer),
        GFLA_ARG_BUFFER(node->in[1] ? node->in[1]->buffer : NULL),
        GFLA_ARG_BUFFER(node->out[0]->buffer),
    };
    return gfla_record(recorder, source, "conv_first_pack", options(&p->g), global, local, args, 6, 0);
}

static struct gfla_arg buffer_of(const gfla_tensor *tensor)
{
    return GFLA_ARG_BUFFER(tensor ? tensor->buffer : NULL);
}

/* Parts of a row and of a column of results, of a work-item each. */
static int row_parts(const struct gfla_conv *g)
{
    return (g->ow + GFLA_CONV_FIRST_COLUMNS - 1) / GFLA_CONV_FIRST_COLUMNS;
}

static int column_parts(const struct gfla_conv *g)
{
    return (g->oh + GFLA_CONV_FIRST_TILE - 1) / GFLA_CONV_FIRST_TILE;
}

static struct gfla_moments_share moments(const struct gfla_node *node, const struct gfla_device_info *device)
{
    const struct gfla_conv *g = &((const struct first_params *)node->params)->g;
    (void)device;
    return gfla_moments_share_out(g->n, row_parts(g) * column_parts(g), 1, 1);
}

static gfla_status first_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct first_params *p = node->params;
    const struct gfla_conv *g = &p->g;
    const struct gfla_moments_share share = gfla_moments_wanted(node, recorder->device);
    const size_t global[3] = {(size_t)row_parts(g), (size_t)(column_parts(g) * g->n), 0}, local[3] = {1, 1, 0};
    struct gfla_conv_first f = {{0}};
    const gfla_tensor *src[GFLA_CONV_FIRST_SOURCES] = {NULL};
    for (int i = 0; i < p->n_sources; i++) {
        src[i] = node->in[SOURCES + i];
        f.channels[i] = (int)src[i]->shape.dim[1];
    }
    const struct gfla_arg args[] = {GFLA_ARG_STRUCT(g),
                                    GFLA_ARG_STRUCT(&f),
                                    GFLA_ARG_STRUCT(&p->prologue),
                                    GFLA_ARG_STRUCT(&p->epilogue),
                                    GFLA_ARG_STRUCT(&share),
                                    buffer_of(src[0]),
                                    buffer_of(src[1]),
                                    buffer_of(src[2]),
                                    buffer_of(node->in[PACKED]),
                                    buffer_of(node->in[NORM]),
                                    buffer_of(node->in[RESIDUAL]),
                                    buffer_of(node->out[0]),
                                    gfla_moments_parts(node),
                                    GFLA_ARG_LOCAL(panel_bytes(g)),
                                    GFLA_ARG_LOCAL(product_bytes(g))};
    return gfla_record(recorder, source, "conv_first", options(g), global, local, args, 15,
                       gfla_conv_geometry_flops(g));
}

static const struct gfla_op pack_op = {.name = "conv_first_pack", .record = pack_record};
static const struct gfla_op first_op = {.name = "conv_first", .record = first_record, .moments = moments};

/* The sources of a convolution. */
struct sources {
    gfla_tensor *tensors[GFLA_CONV_FIRST_SOURCES];
    int count;
};

static bool add_input(struct sources *s, gfla_tensor *tensor)
{
    if (s->count == GFLA_CONV_FIRST_SOURCES || tensor->role != GFLA_ROLE_INPUT || tensor->view_of)
        return false;
    s->tensors[s->count++] = tensor;
    return true;
}

static bool find_sources(gfla_tensor *src, struct sources *s)
{
    *s = (struct sources){{NULL}, 0};
    if (!src->producer || !gfla_is_concat(src->producer))
        return add_input(s, src);
    for (int i = 0; i < src->producer->n_in; i++)
        if (!add_input(s, src->producer->in[i]))
            return false;
    return true;
}

/* What the kernel was written for. */
static bool has_shape(const struct gfla_conv *g, const struct gfla_device_info *device)
{
    return g->kh == GFLA_CONV_FIRST_TAPS && g->kw == GFLA_CONV_FIRST_TAPS && g->stride == 2 &&
           g->padding == GFLA_CONV_PAD_ZERO && g->ic <= MOST_CHANNELS && g->iw >= GFLA_CONV_FIRST_WIDTH &&
           panel_bytes(g) + product_bytes(g) <= device->local_memory;
}

/* A convolution of inputs, of that shape. */
static bool fits(const struct gfla_fusion *fusion, const struct gfla_node *node, struct sources *s)
{
    const struct gfla_conv *g = gfla_conv_fused_fwd(node);
    return g && !gfla_conv_is_tanh(node) && has_shape(g, fusion->device) && find_sources(node->in[GFLA_CONV_SRC], s) &&
           (!gfla_conv_prologue_of(node).has_norm || gfla_instance_norm_takes_plain(node->in[GFLA_CONV_SRC]->shape));
}

/* First layers, and what leads to them. */
static bool leaves_plain(const struct gfla_fusion *fusion, const struct gfla_node *reader)
{
    struct sources unused;
    return gfla_is_concat(reader) || gfla_is_instance_norm_rows(reader) || fits(fusion, reader, &unused);
}

static void append(gfla_graph *graph, const struct gfla_node *conv, const struct sources *s)
{
    struct first_params p = {.g = *gfla_conv_fused_fwd(conv),
                             .prologue = gfla_conv_prologue_of(conv),
                             .epilogue = gfla_conv_epilogue_of(conv),
                             .n_sources = s->count};
    gfla_tensor *const raw[2] = {conv->in[GFLA_CONV_WEIGHTS], conv->in[GFLA_CONV_BIAS]};
    gfla_tensor *in[SOURCES + GFLA_CONV_FIRST_SOURCES] = {NULL};
    for (int i = 0; i < s->count; i++)
        in[SOURCES + i] = gfla_unpack(graph, s->tensors[i], s->tensors[i]->shape);
    if (p.prologue.has_norm) {
        const struct gfla_node *rows = conv->in[GFLA_CONV_NORM]->producer;
        in[NORM] = gfla_instance_norm_plain_rows(graph, in + SOURCES, s->count, rows->in[1], rows->in[2]);
    }
    struct gfla_node *pack = gfla_graph_add(graph, &pack_op, raw, 2, &p, sizeof p);
    const int64_t lanes = (int64_t)lane_blocks(&p.g) * GFLA_LANES,
                  weights = GFLA_CONV_FIRST_POINTS * GFLA_CONV_FIRST_PHASES * p.g.ic;
    in[PACKED] = gfla_node_output(graph, pack, gfla_shape_1d(lanes + lanes * weights), GFLA_LAYOUT_PLAIN);
    in[RESIDUAL] = p.epilogue.has_residual ? conv->in[GFLA_CONV_RESIDUAL] : NULL;
    gfla_node_set_output(gfla_graph_add(graph, &first_op, in, SOURCES + s->count, &p, sizeof p), 0, conv->out[0]);
}

gfla_status gfla_fuse_conv_first(const struct gfla_fusion *fusion, struct gfla_node *node)
{
    struct sources s;
    if (!gfla_conv_has_wide_vectors(fusion->device) || gfla_graph_chooser(fusion->graph)->algorithm ||
        !fits(fusion, node, &s))
        return GFLA_OK;
    for (int i = 0; i < s.count; i++)
        if (!gfla_fuse_every_reader(fusion, s.tensors[i], leaves_plain))
            return GFLA_OK;
    append(fusion->graph, node, &s);
    return gfla_graph_status(fusion->graph);
}
