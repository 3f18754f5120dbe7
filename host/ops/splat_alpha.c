#include "ops/splat_alpha.h"

#include "ops/pointwise.h"
#include "cl/shared/splat_alpha.h"

enum { IN_VALUE, IN_BACK_VALUE, IN_MASK, IN_CAMERA, IN_MIRROR_CAMERA, N_INPUTS };
enum { OUT_ALPHA, OUT_SUMS /* in whole units */ };
enum { BWD_VALUE, BWD_MASK, BWD_CAMERA, BWD_MIRROR_CAMERA, BWD_SUMS, BWD_D_ALPHA, N_BWD_INPUTS };
enum { BWD_OUT_D_VALUE, BWD_OUT_D_SUMS /* scratch */ };

#define MOST_POINTS (1 << 20)

/* Shares of all points that are drawn side by side where they are drawn without atomics, which cost several times as
 * much on a CPU; and how wide the result has to be for that. */
#define FEWEST_SHARES 8
#define FEWEST_COLUMNS 8

static const char source[] = "ops/splat_alpha.cl";

static struct gfla_arg buffer_of(const gfla_tensor *tensor)
{
    return GFLA_ARG_BUFFER(tensor->buffer);
}

static int64_t source_pixels(const struct gfla_splat_alpha_args *k)
{
    return (int64_t)k->n * k->h * k->w;
}

/* The second camera, or the first where there is none. */
static struct gfla_arg mirror_of(const gfla_tensor *camera, const gfla_tensor *mirror)
{
    return buffer_of(mirror ? mirror : camera);
}

static gfla_status bwd_record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const struct gfla_splat_alpha_args *k = node->params;
    const struct gfla_arg args = GFLA_ARG_STRUCT(k), d_sums = buffer_of(node->out[BWD_OUT_D_SUMS]);
    const struct gfla_arg slopes[] = {args, buffer_of(node->in[BWD_SUMS]), buffer_of(node->in[BWD_D_ALPHA]), d_sums};
    const struct gfla_arg gather[] = {args,
                                      buffer_of(node->in[BWD_VALUE]),
                                      buffer_of(node->in[BWD_MASK]),
                                      buffer_of(node->in[BWD_CAMERA]),
                                      mirror_of(node->in[BWD_CAMERA], node->in[BWD_MIRROR_CAMERA]),
                                      d_sums,
                                      buffer_of(node->out[BWD_OUT_D_VALUE])};
    TRY(gfla_record_items(recorder, source, "splat_alpha_bwd_sums", slopes, 4,
                          gfla_shape_count(node->out[BWD_OUT_D_SUMS]->shape)));
    TRY(gfla_record_items(recorder, source, "splat_alpha_bwd", gather, 7, source_pixels(k)));
fail:
    return status;
}

static const struct gfla_op splat_alpha_bwd = {.name = "splat_alpha_bwd", .record = bwd_record};

static gfla_status differentiate(gfla_graph *graph, struct gfla_node *node)
{
    gfla_status status = GFLA_OK;
    const int64_t n_sums = gfla_shape_count(node->out[OUT_ALPHA]->shape) + GFLA_SPLAT_ALPHA_SPARE;
    for (int i = IN_VALUE; i <= IN_BACK_VALUE; i++) {
        gfla_tensor *value = node->in[i];
        if (!value || !value->needs_grad)
            continue;
        gfla_tensor *in[N_BWD_INPUTS] = {value,
                                         node->in[IN_MASK],
                                         node->in[IN_CAMERA],
                                         node->in[IN_MIRROR_CAMERA],
                                         node->out[OUT_SUMS],
                                         node->out[OUT_ALPHA]->grad};
        struct gfla_node *bwd = gfla_graph_add(graph, &splat_alpha_bwd, in, N_BWD_INPUTS, node->params,
                                               sizeof(struct gfla_splat_alpha_args));
        if (!bwd)
            return gfla_graph_status(graph);
        gfla_tensor *d_value = gfla_node_output(graph, bwd, value->shape, value->layout);
        if (!gfla_node_output(graph, bwd, gfla_shape_1d(n_sums), GFLA_LAYOUT_PLAIN))
            return gfla_graph_status(graph);
        TRY(gfla_graph_add_grad(graph, value, d_value));
    }
fail:
    return status;
}

static gfla_status record_scatter(struct gfla_recorder *recorder, const struct gfla_splat_alpha_args *k, bool alone,
                                  const struct gfla_arg *args, int n_args)
{
    const size_t global[3] = {(size_t)k->parts, (size_t)k->n, 0}, local[3] = {1, 1, 0};
    if (alone)
        return gfla_record(recorder, source, "splat_alpha_scatter_parts", gfla_vec_options(recorder->device), global,
                           local, args, n_args, 0);
    return gfla_record_items(recorder, source, "splat_alpha_scatter", args, n_args, source_pixels(k));
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    struct gfla_splat_alpha_args k = *(const struct gfla_splat_alpha_args *)node->params;
    const bool alone = recorder->device->kind != GFLA_DEVICE_GPU && k.w / k.stride >= FEWEST_COLUMNS;
    k.parts = alone ? k.parts : 1;
    const struct gfla_arg args = GFLA_ARG_STRUCT(&k), mask = buffer_of(node->in[IN_MASK]),
                          sums = buffer_of(node->out[OUT_SUMS]), alpha = buffer_of(node->out[OUT_ALPHA]);
    const int64_t pixels = gfla_shape_count(node->out[OUT_ALPHA]->shape);
    TRY(gfla_record_items(recorder, source, "splat_alpha_clear", (struct gfla_arg[]){args, sums}, 2, k.parts * pixels));
    for (int value = IN_VALUE; value <= IN_BACK_VALUE; value++)
        if (node->in[value])
            TRY(record_scatter(recorder, &k, alone,
                               (struct gfla_arg[]){args, buffer_of(node->in[value]), mask,
                                                   buffer_of(node->in[IN_CAMERA]),
                                                   mirror_of(node->in[IN_CAMERA], node->in[IN_MIRROR_CAMERA]), sums},
                               6));
    TRY(gfla_record_items(recorder, source, "splat_alpha_finish", (struct gfla_arg[]){args, sums, alpha}, 3, pixels));
fail:
    return status;
}

static const struct gfla_op splat_alpha = {.name = "splat_alpha", .differentiate = differentiate, .record = record};

static bool is_camera_of(const gfla_tensor *camera, const gfla_tensor *value)
{
    return camera->layout == GFLA_LAYOUT_PLAIN && gfla_shape_count(camera->shape) == value->shape.dim[0] * 12;
}

static bool is_plain_map(gfla_graph *graph, const gfla_tensor *value)
{
    char text[96];
    if (value->layout == GFLA_LAYOUT_PLAIN && value->shape.rank == 4)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "splat_alpha: depth %s is not a plain map [n, 1, h, w]; hint: gfla_unpack",
                    gfla_shape_text(value->shape, text, sizeof text));
    return false;
}

static bool check(gfla_graph *graph, gfla_tensor *const *in, int stride)
{
    const gfla_tensor *value = in[IN_VALUE], *back = in[IN_BACK_VALUE], *mirror = in[IN_MIRROR_CAMERA];
    const int64_t *d = value->shape.dim;
    char text[96];
    if (!is_plain_map(graph, value) || !gfla_pointwise_same(graph, "splat_alpha", value, in[IN_MASK]) ||
        (back && !gfla_pointwise_same(graph, "splat_alpha", value, back)))
        return false;
    gfla_shape_text(value->shape, text, sizeof text);
    if (d[1] != 1 || d[2] * d[3] * (back ? 2 : 1) * (mirror ? 2 : 1) > MOST_POINTS)
        gfla_graph_fail(
            graph, GFLA_ERROR_USAGE,
            "splat_alpha: depth %s is not [n, 1, h, w], or its surfaces and cameras make more than 2^20 points", text);
    else if (stride < 1 || d[2] % stride || d[3] % stride)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "splat_alpha: stride %d does not divide depth %s", stride, text);
    else if (!is_camera_of(in[IN_CAMERA], value) || (mirror && !is_camera_of(mirror, value)))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "splat_alpha: a camera has not 12 numbers for each image of %s", text);
    else
        return true;
    return false;
}

/* The finest steps, down to 2^-20, with which the dots of all points may add up at one place. */
static float unit_of(int64_t n_points)
{
    const double most = (double)(GFLA_SPLAT_ALPHA_PEAK / GFLA_SPLAT_ALPHA_GROWTH);
    double unit = 1 << 20;
    while ((double)n_points * (most * unit + 1) >= 4294967296.0)
        unit /= 2;
    return (float)unit;
}

gfla_tensor *gfla_splat_alpha(gfla_graph *graph, gfla_tensor *value, gfla_tensor *back_value, gfla_tensor *mask,
                              gfla_tensor *camera, gfla_tensor *mirror_camera,
                              const struct gfla_splat_alpha_params *params)
{
    gfla_tensor *in[N_INPUTS] = {value, back_value, mask, camera, mirror_camera}, *needed[] = {value, mask, camera};
    const int stride = params->stride ? params->stride : 1;
    if (!gfla_pointwise_ready(needed, 3) || !check(graph, in, stride))
        return NULL;
    const int64_t *d = value->shape.dim, points = d[2] * d[3] * (back_value ? 2 : 1) * (mirror_camera ? 2 : 1);
    const int parts = d[0] < FEWEST_SHARES ? (int)((FEWEST_SHARES + d[0] - 1) / d[0]) : 1;
    const struct gfla_splat_alpha_args args = {(int)d[0],
                                               (int)d[2],
                                               (int)d[3],
                                               stride,
                                               params->centre,
                                               params->range,
                                               params->tan_half_fov,
                                               mirror_camera ? 2 : 1,
                                               unit_of(points),
                                               parts};
    struct gfla_node *node = gfla_graph_add(graph, &splat_alpha, in, N_INPUTS, &args, sizeof args);
    if (!node)
        return NULL;
    gfla_tensor *alpha =
        gfla_node_output(graph, node, gfla_shape_4d(d[0], 1, d[2] / stride, d[3] / stride), GFLA_LAYOUT_PLAIN);
    gfla_tensor *sums = gfla_node_output(
        graph, node, (struct gfla_shape){3, {parts * d[0], d[2] / stride, d[3] / stride}}, GFLA_LAYOUT_PLAIN);
    return sums ? alpha : NULL;
}
