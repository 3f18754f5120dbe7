#include "ops/canny.h"

#include <math.h>

#include "ops/pointwise.h"
#include "cl/shared/canny.h"

enum { IN_GREY, IN_REGION /* may be missing */ };
enum { OUT_EDGES, OUT_COLUMN, OUT_SMOOTH, OUT_GRADIENT, OUT_TREE, OUT_MARK }; /* all but the first: scratch */

#define RANGE 255

static const char source[] = "ops/canny.cl";

_Static_assert(4 * GFLA_CANNY_SIGMA_MAX <= GFLA_CANNY_RADIUS_MAX,
               "the widest Gaussian fits into the kernel's argument");

static struct gfla_canny_args kernel_args(const struct gfla_node *node)
{
    const struct gfla_canny_params *p = node->params;
    const int64_t *d = node->in[IN_GREY]->shape.dim;
    struct gfla_canny_args args = {
        .n = (int)d[0], .h = (int)d[2], .w = (int)d[3], .low = p->low * RANGE, .high = p->high * RANGE};
    args.radius = (int)(4 * p->sigma + 0.5f);
    for (int i = 0; i <= args.radius; i++)
        args.weight[i] = (float)exp(-0.5 * i * i / (double)(p->sigma * p->sigma));
    return args;
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_canny_args k = kernel_args(node);
    const int64_t n = (int64_t)k.n * k.h * k.w;
    struct gfla_arg out[6];
    for (int i = 0; i < 6; i++)
        out[i] = GFLA_ARG_BUFFER(node->out[i]->buffer);
    const struct gfla_arg args = GFLA_ARG_STRUCT(&k), grey = GFLA_ARG_BUFFER(node->in[IN_GREY]->buffer),
                          region = GFLA_ARG_BUFFER(node->n_in > IN_REGION ? node->in[IN_REGION]->buffer : NULL);
    const struct {
        const char *kernel;
        int n_args;
        struct gfla_arg args[5];
    } steps[] = {
        {"canny_down", 3, {args, grey, out[OUT_COLUMN]}},
        {"canny_across", 3, {args, out[OUT_COLUMN], out[OUT_SMOOTH]}},
        {"canny_gradient", 3, {args, out[OUT_SMOOTH], out[OUT_GRADIENT]}},
        {"canny_thin", 4, {args, out[OUT_GRADIENT], out[OUT_TREE], out[OUT_MARK]}},
        {"canny_join", 2, {args, out[OUT_TREE]}},
        {"canny_mark", 3, {args, out[OUT_TREE], out[OUT_MARK]}},
        {"canny_keep", 5, {args, out[OUT_TREE], out[OUT_MARK], region, out[OUT_EDGES]}},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        TRY(gfla_record_items(recorder, source, steps[i].kernel, steps[i].args, steps[i].n_args, n));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op canny_op = {.name = "canny", .record = record};

static bool check(gfla_graph *graph, const gfla_tensor *grey, const gfla_tensor *region,
                  const struct gfla_canny_params *p)
{
    char text[96];
    if (!gfla_pointwise_blocked(graph, "canny", grey) || (region && !gfla_pointwise_same(graph, "canny", grey, region)))
        return false;
    if (grey->shape.dim[1] != 1)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "canny: the picture %s is not grey, [n, 1, h, w]",
                        gfla_shape_text(grey->shape, text, sizeof text));
    else if (!(p->sigma > 0 && p->sigma <= GFLA_CANNY_SIGMA_MAX))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "canny: sigma %g is not in 0 .. %d", (double)p->sigma,
                        GFLA_CANNY_SIGMA_MAX);
    else if (!(p->low > 0 && p->low <= p->high))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "canny: thresholds %g and %g; the first is above 0 and not above the second", (double)p->low,
                        (double)p->high);
    else
        return true;
    return false;
}

gfla_tensor *gfla_canny(gfla_graph *graph, gfla_tensor *grey, gfla_tensor *region,
                        const struct gfla_canny_params *params)
{
    struct gfla_canny_params p = *params;
    gfla_tensor *in[] = {grey, region}, *last;
    p.sigma = p.sigma == 0 ? 1 : p.sigma;
    p.low = p.low == 0 ? 0.1f : p.low;
    p.high = p.high == 0 ? 0.2f : p.high;
    if (!grey || !check(graph, grey, region, &p))
        return NULL;
    const int64_t *d = grey->shape.dim;
    const struct gfla_shape plane = {3, {d[0], d[2], d[3]}}, pair = gfla_shape_4d(d[0], d[2], d[3], 2);
    gfla_tensor *edges =
        gfla_pointwise_build(graph, &canny_op, in, region ? 2 : 1, &p, sizeof p, grey->shape, grey->layout);
    if (!edges)
        return NULL;
    last = edges;
    for (int i = OUT_COLUMN; i <= OUT_MARK && last; i++)
        last = gfla_node_output(graph, edges->producer, i == OUT_GRADIENT ? pair : plane, GFLA_LAYOUT_PLAIN);
    return last ? edges : NULL;
}
