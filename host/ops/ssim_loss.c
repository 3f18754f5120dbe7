#include "ops/ssim_loss.h"

#include "cl/shared/ssim_loss.h"
#include "ops/pointwise.h"
#include "ops/weighted_mean.h"

#define SOURCE "loss/ssim_loss.cl"
#define WEIGHT_FLOOR 1e-6f /* keeps a map of zeros from dividing by zero */

enum { IN_A, IN_B, IN_WEIGHT, N_INPUTS };
enum { OUT_SLOPES = GFLA_LOSS_PARTIAL + 1, OUT_MOMENTS /* scratch */, OUT_ACROSS /* scratch */ };
enum { BWD_A, BWD_B, BWD_SLOPES, BWD_COEFFICIENT, BWD_D_LOSS, N_BWD_INPUTS };
enum { BWD_OUT_D_A, BWD_OUT_UP /* scratch */ };

struct params {
    struct gfla_ssim_loss_args args;
    struct gfla_weighted_mean mean;
};

static struct gfla_arg buffer_of(const gfla_tensor *tensor)
{
    return GFLA_ARG_BUFFER(tensor ? tensor->buffer : NULL);
}

static int64_t pixels_of(const struct gfla_ssim_loss_args *k)
{
    return (int64_t)k->n * k->h * k->w;
}

/* Vectors of 16 floats, one per pixel of h x w. */
static gfla_tensor *add_vectors(gfla_graph *graph, struct gfla_node *node, int n, int h, int w)
{
    return gfla_node_output(graph, node, gfla_shape_4d(n, h, w, GFLA_LANES), GFLA_LAYOUT_PLAIN);
}

static int windows(int side)
{
    return side - GFLA_SSIM_WINDOW + 1;
}

static gfla_status record_bwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_ssim_loss_args *k = &((const struct params *)node->params)->args;
    const struct gfla_arg args = GFLA_ARG_STRUCT(k), a = buffer_of(node->in[BWD_A]), b = buffer_of(node->in[BWD_B]),
                          slopes = buffer_of(node->in[BWD_SLOPES]), up = buffer_of(node->out[BWD_OUT_UP]);
    TRY(gfla_record_items(recorder, SOURCE, "ssim_loss_up", (struct gfla_arg[]){args, slopes, up}, 3,
                          (int64_t)k->n * k->h * windows(k->w)));
    TRY(gfla_record_items(recorder, SOURCE, "ssim_loss_bwd",
                          (struct gfla_arg[]){args, a, b, up, buffer_of(node->in[BWD_COEFFICIENT]),
                                              buffer_of(node->in[BWD_D_LOSS]), buffer_of(node->out[BWD_OUT_D_A])},
                          7, pixels_of(k)));
fail:
    return status;
}

static const struct gfla_op bwd = {.name = "ssim_loss_bwd", .record = record_bwd};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_tensor *a = node->in[IN_A];
    if (!a->needs_grad)
        return GFLA_OK;
    const struct params *p = node->params;
    gfla_tensor *in[N_BWD_INPUTS] = {a, node->in[IN_B], node->out[OUT_SLOPES], node->out[GFLA_LOSS_COEFFICIENT],
                                     node->out[GFLA_LOSS_VALUE]->grad};
    struct gfla_node *back = gfla_graph_add(graph, &bwd, in, N_BWD_INPUTS, p, sizeof *p);
    if (!back)
        return gfla_graph_status(graph);
    gfla_tensor *d_a = gfla_node_output(graph, back, a->shape, GFLA_LAYOUT_BLOCKED);
    gfla_tensor *up = add_vectors(graph, back, p->args.n, p->args.h, windows(p->args.w));
    return up ? gfla_graph_add_grad(graph, a, d_a) : gfla_graph_status(graph);
}

static gfla_status record_fwd(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct params *p = node->params;
    const struct gfla_arg args = GFLA_ARG_STRUCT(&p->args), moments = buffer_of(node->out[OUT_MOMENTS]),
                          across = buffer_of(node->out[OUT_ACROSS]);
    const struct gfla_arg down[] = {args, across, buffer_of(node->in[IN_WEIGHT]), buffer_of(node->out[OUT_SLOPES]),
                                    buffer_of(node->out[GFLA_LOSS_PARTIAL])};
    TRY(gfla_record_items(recorder, SOURCE, "ssim_loss_pack",
                          (struct gfla_arg[]){args, buffer_of(node->in[IN_A]), buffer_of(node->in[IN_B]), moments}, 4,
                          pixels_of(&p->args)));
    TRY(gfla_record_items(recorder, SOURCE, "ssim_loss_across", (struct gfla_arg[]){args, moments, across}, 3,
                          (int64_t)p->args.n * p->args.h * windows(p->args.w)));
    TRY(gfla_weighted_mean_record(recorder, node, &p->mean, SOURCE, "ssim_loss_down", NULL, down, 5));
fail:
    return status;
}

static const struct gfla_op fwd = {.name = "ssim_loss_fwd", .differentiate = differentiate, .record = record_fwd};

static bool check(gfla_graph *graph, const gfla_tensor *a, const gfla_tensor *b, const gfla_tensor *weight)
{
    const int64_t *d = a->shape.dim;
    char text[96], weight_text[96];
    if (!gfla_pointwise_same(graph, "ssim_loss", a, b) || !gfla_pointwise_blocked(graph, "ssim_loss", a) ||
        (weight && !gfla_pointwise_blocked(graph, "ssim_loss", weight)))
        return false;
    gfla_shape_text(a->shape, text, sizeof text);
    if (d[1] > 3 || d[2] < GFLA_SSIM_WINDOW || d[3] < GFLA_SSIM_WINDOW)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "ssim_loss: images %s; hint: [n, c, h, w], c at most 3, h and w at least %d", text,
                        GFLA_SSIM_WINDOW);
    else if (weight && !gfla_shape_equal(weight->shape, gfla_shape_4d(d[0], 1, d[2], d[3])))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "ssim_loss: weights %s do not fit images %s; hint: one channel",
                        gfla_shape_text(weight->shape, weight_text, sizeof weight_text), text);
    else
        return true;
    return false;
}

gfla_tensor *gfla_ssim_loss(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b, gfla_tensor *weight, float scale)
{
    if (!a || !b || !check(graph, a, b, weight))
        return NULL;
    const int64_t *d = a->shape.dim;
    const int n = (int)d[0], c = (int)d[1], h = (int)d[2], w = (int)d[3];
    const int64_t n_windows = (int64_t)n * windows(h) * windows(w);
    struct params params = {.args = {n, c, h, w, 0, weight != NULL}, .mean = {.scale = scale}};
    params.mean.factor = weight ? (float)c : 0;
    params.mean.bias = weight ? WEIGHT_FLOOR : (float)(c * n_windows);
    params.mean = gfla_weighted_mean_of_batch(graph, params.mean, weight, GFLA_SSIM_WINDOW / 2);
    params.mean.n_parts = gfla_weighted_mean_parts(n_windows, &params.args.chunk);
    gfla_tensor *in[N_INPUTS] = {a, b, weight};
    struct gfla_node *node = gfla_graph_add(graph, &fwd, in, N_INPUTS, &params, sizeof params);
    gfla_tensor *loss = gfla_weighted_mean_outputs(graph, node, params.mean.n_parts);
    if (!loss)
        return NULL;
    add_vectors(graph, node, n, windows(h), windows(w));
    add_vectors(graph, node, n, h, w);
    return add_vectors(graph, node, n, h, windows(w)) ? loss : NULL;
}
