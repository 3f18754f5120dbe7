#include "tasks/check/layer_gradient.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/check/difference.h"
#include "ops/dot_loss.h"
#include "ops/instance_norm.h"
#include "ops/layer_norm.h"
#include "ref/conv_transpose2d_ref.h"
#include "ref/instance_norm_ref.h"
#include "ref/layer_norm_ref.h"

const char *const gfla_layer_direction_names[GFLA_LAYER_DIRECTION_COUNT] = {[GFLA_LAYER_FORWARD] = "",
                                                                            [GFLA_LAYER_D_SRC] = " d_src",
                                                                            [GFLA_LAYER_D_WEIGHTS] = " d_weights",
                                                                            [GFLA_LAYER_BACKWARD] = " backward"};

bool gfla_layer_gradient_exists(const struct gfla_layer *l, enum gfla_layer_direction direction)
{
    return direction == GFLA_LAYER_FORWARD || gfla_layer_is_conv(l) == (direction != GFLA_LAYER_BACKWARD);
}

/* ---- building ---- */

/* A layer of one node is differentiated by itself; several need the walk over the graph, which begins at a scalar. */
static gfla_status differentiate(const struct gfla_layer *l, gfla_graph *graph, gfla_tensor *out, gfla_tensor *d_out)
{
    gfla_status status;
    TRY(gfla_graph_status(graph));
    if (l->op == GFLA_LAYER_ATTENTION)
        return gfla_graph_differentiate(graph, gfla_dot(graph, out, d_out));
    out->grad = d_out;
    TRY(out->producer->op->differentiate(graph, out->producer));
    status = gfla_graph_status(graph);
fail:
    return status;
}

gfla_status gfla_layer_gradient_build(const struct gfla_layer *l, enum gfla_layer_direction direction,
                                      gfla_graph *graph, gfla_tensor *const in[GFLA_LAYER_INPUTS], gfla_tensor *out,
                                      gfla_tensor **d_out, gfla_tensor **result)
{
    gfla_status status;
    *d_out = gfla_graph_input(graph, "d_out", out->shape, out->layout);
    TRY(differentiate(l, graph, out, *d_out));
    out->keep = false;
    for (int i = 0; direction == GFLA_LAYER_BACKWARD && i < GFLA_LAYER_INPUTS && in[i]; i++)
        gfla_graph_keep(in[i]->grad);
    *result = gfla_graph_keep(in[direction == GFLA_LAYER_D_WEIGHTS]->grad);
fail:
    return status;
}

/* ---- convolutions: by channels of the source, or by rows of the weights ---- */

/* Of a convolution g: what one channel of its source, or one row of its weights, needs of the arrays. */
struct part {
    const struct gfla_conv *g;
    double *numbers, *expected;
    int taps, n_checked;
};

static gfla_status part_create(struct part *p, const struct gfla_conv *g, int n_channels, double most)
{
    gfla_status status;
    const size_t taps = (size_t)g->kh * g->kw, src = (size_t)g->n * g->ih * g->iw, dst = (size_t)g->n * g->oh * g->ow;
    const size_t row = taps * (size_t)(g->ic > g->oc ? g->ic : g->oc), map = src > dst ? src : dst;
    *p = (struct part){.g = g, .taps = (int)taps, .n_checked = gfla_difference_channels(g, n_channels, most)};
    TRY(gfla_calloc(&p->numbers, row > map ? row : map, sizeof *p->numbers, "a reference"));
    TRY(gfla_calloc(&p->expected, row > map ? row : map, sizeof *p->expected, "a reference"));
fail:
    return status;
}

static void part_free(struct part *p)
{
    free(p->numbers);
    free(p->expected);
}

static void take_channel(struct part *p, const double *map, int channels, int channel, int area)
{
    for (int n = 0; n < p->g->n; n++)
        memcpy(p->numbers + (ptrdiff_t)n * area, map + ((ptrdiff_t)n * channels + channel) * area,
               (size_t)area * sizeof *map);
}

/* The gradient of the source side, [n][ic][ih][iw], of a convolution that is not turned. */
static gfla_status check_conv_src(const struct gfla_conv *g, const double *const *in, const double *d_out,
                                  const float *result, double most, struct gfla_difference *d)
{
    gfla_status status;
    struct part p;
    struct gfla_conv one = *g;
    TRY(part_create(&p, g, g->ic, most));
    one.ic = 1;
    for (int i = 0; i < p.n_checked; i++) {
        const int channel = (int)((long long)i * g->ic / p.n_checked);
        for (int oc = 0; oc < g->oc; oc++)
            memcpy(p.numbers + (ptrdiff_t)oc * p.taps, in[1] + ((ptrdiff_t)oc * g->ic + channel) * p.taps,
                   (size_t)p.taps * sizeof(double));
        memset(p.expected, 0, (size_t)g->n * g->ih * g->iw * sizeof *p.expected);
        gfla_conv2d_ref_bwd(&one, in[0], p.numbers, d_out, p.expected, NULL, NULL);
        gfla_difference_add_channel(d, result, p.expected, g->n, g->ic, channel, g->ih * g->iw);
    }
fail:
    part_free(&p);
    return status;
}

/* Of a turned one, whose source is the side [n][oc][oh][ow] of g: there, its gradient is a convolution. */
static gfla_status check_turned_src(const struct gfla_conv *g, const double *const *in, const double *d_out,
                                    const float *result, double most, struct gfla_difference *d)
{
    gfla_status status;
    struct part p;
    struct gfla_conv one = *g;
    TRY(part_create(&p, g, g->oc, most));
    one.oc = 1;
    for (int i = 0; i < p.n_checked; i++) {
        const int channel = (int)((long long)i * g->oc / p.n_checked);
        gfla_conv2d_ref_fwd(&one, d_out, in[1] + (ptrdiff_t)channel * g->ic * p.taps, NULL, p.expected);
        gfla_difference_add_channel(d, result, p.expected, g->n, g->oc, channel, g->oh * g->ow);
    }
fail:
    part_free(&p);
    return status;
}

/* Weights are [oc][ic][kh][kw] of g, turned or not; then the two sides have changed places. */
static gfla_status check_weights(const struct gfla_layer *l, const double *const *in, const double *d_out,
                                 const float *result, double most, struct gfla_difference *d)
{
    gfla_status status;
    struct part p;
    const bool turned = l->op == GFLA_LAYER_CONV_TRANSPOSE;
    struct gfla_conv one = l->conv;
    TRY(part_create(&p, &l->conv, l->conv.oc, most));
    one.oc = 1;
    for (int i = 0; i < p.n_checked; i++) {
        const int row = (int)((long long)i * l->conv.oc / p.n_checked);
        const ptrdiff_t size = (ptrdiff_t)one.ic * p.taps;
        take_channel(&p, turned ? in[0] : d_out, l->conv.oc, row, one.oh * one.ow);
        memset(p.expected, 0, (size_t)size * sizeof *p.expected);
        gfla_conv2d_ref_bwd(&one, turned ? d_out : in[0], in[1], p.numbers, NULL, p.expected, NULL);
        gfla_difference_add(d, result + row * size, p.expected, size);
    }
fail:
    part_free(&p);
    return status;
}

/* ---- norms: the gradient of the source, as a whole ---- */

static gfla_status check_norm(const struct gfla_layer *l, const double *const *in, const double *d_out,
                              const float *result, struct gfla_difference *d)
{
    gfla_status status;
    double *d_src = NULL, *unused = NULL;
    const struct gfla_shape shape = gfla_shape_4d(l->n, l->c, l->h, l->w);
    const struct gfla_layer_norm_ref ref = {
        .n = l->n, .c = l->c, .area = l->h * l->w, .eps = (double)GFLA_LAYER_NORM_EPS};
    TRY(gfla_calloc(&d_src, (size_t)gfla_shape_count(shape), sizeof *d_src, "a reference"));
    TRY(gfla_calloc(&unused, 2 * (size_t)l->c, sizeof *unused, "a reference"));
    if (l->op == GFLA_LAYER_INSTANCE_NORM)
        gfla_instance_norm_ref_bwd(shape, (double)GFLA_INSTANCE_NORM_EPS, (double)GFLA_LAYER_SLOPE, in[0], in[1], in[2],
                                   d_out, d_src, NULL, NULL);
    else
        gfla_layer_norm_ref_bwd(&ref, in[0], in[1], d_out, d_src, unused, unused + l->c);
    gfla_difference_add(d, result, d_src, gfla_shape_count(shape));
fail:
    free(d_src);
    free(unused);
    return status;
}

gfla_status gfla_layer_gradient_error(const struct gfla_layer *l, enum gfla_layer_direction direction,
                                      const double *const in[GFLA_LAYER_INPUTS], const double *d_out,
                                      const float *result, double most, bool *has_error, double *error)
{
    gfla_status status;
    struct gfla_difference d = {0, 1};
    *has_error = l->op != GFLA_LAYER_ATTENTION;
    if (!*has_error)
        return GFLA_OK;
    if (!gfla_layer_is_conv(l))
        TRY(check_norm(l, in, d_out, result, &d));
    else if (direction == GFLA_LAYER_D_WEIGHTS)
        TRY(check_weights(l, in, d_out, result, most, &d));
    else
        TRY((l->op == GFLA_LAYER_CONV ? check_conv_src : check_turned_src)(&l->conv, in, d_out, result, most, &d));
    *error = d.most / d.largest;
fail:
    return status;
}
