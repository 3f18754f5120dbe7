#include "ops/point_splat.h"

#include "ops/pointwise.h"
#include "cl/shared/point_splat.h"

enum { IN_IMAGE, IN_VALUE, IN_MASK, IN_CAMERA };
enum { OUT_VIEW, OUT_KEYS /* scratch */ };

static const char source[] = "ops/point_splat.cl";

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_point_splat_params *p = node->params;
    const int64_t *d = node->in[IN_IMAGE]->shape.dim;
    const struct gfla_point_splat_args k = {(int)d[0], (int)d[1],       (int)d[2],    (int)d[3], p->centre,
                                            p->range,  p->tan_half_fov, p->threshold, p->empty};
    const int64_t pixels = (int64_t)k.n * k.h * k.w;
    const struct gfla_arg args = GFLA_ARG_STRUCT(&k), image = GFLA_ARG_BUFFER(node->in[IN_IMAGE]->buffer),
                          value = GFLA_ARG_BUFFER(node->in[IN_VALUE]->buffer),
                          mask = GFLA_ARG_BUFFER(node->in[IN_MASK]->buffer),
                          camera = GFLA_ARG_BUFFER(node->in[IN_CAMERA]->buffer),
                          keys = GFLA_ARG_BUFFER(node->out[OUT_KEYS]->buffer),
                          view = GFLA_ARG_BUFFER(node->out[OUT_VIEW]->buffer);
    TRY(gfla_record_items(recorder, source, "point_splat_clear", (struct gfla_arg[]){args, keys}, 2, pixels));
    TRY(gfla_record_items(recorder, source, "point_splat_scatter", (struct gfla_arg[]){args, value, mask, camera, keys},
                          5, pixels));
    TRY(gfla_record_items(recorder, source, "point_splat_gather",
                          (struct gfla_arg[]){args, image, value, camera, keys, view}, 6, pixels));
    return GFLA_OK;
fail:
    return status;
}

static const struct gfla_op point_splat_op = {.name = "point_splat", .record = record};

static bool is_plane_of(const gfla_tensor *plane, const gfla_tensor *image)
{
    const int64_t *d = image->shape.dim;
    return plane->layout == GFLA_LAYOUT_BLOCKED && gfla_shape_equal(plane->shape, gfla_shape_4d(d[0], 1, d[2], d[3]));
}

static bool check(gfla_graph *graph, const gfla_tensor *image, const gfla_tensor *value, const gfla_tensor *mask,
                  const gfla_tensor *camera)
{
    const int64_t *d = image->shape.dim;
    char text[96];
    if (!gfla_pointwise_blocked(graph, "point_splat", image))
        return false;
    gfla_shape_text(image->shape, text, sizeof text);
    if (d[1] > GFLA_LANES - 2 || d[2] * d[3] > 1 << GFLA_SPLAT_INDEX_BITS)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: image %s has more than 14 channels or 2^20 pixels",
                        text);
    else if (!is_plane_of(value, image) || !is_plane_of(mask, image))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: depth or mask is no plane of the image %s", text);
    else if (camera->layout != GFLA_LAYOUT_PLAIN || gfla_shape_count(camera->shape) != d[0] * 12)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: the camera has not 12 numbers for each image of %s",
                        text);
    else
        return true;
    return false;
}

gfla_tensor *gfla_point_splat(gfla_graph *graph, gfla_tensor *image, gfla_tensor *value, gfla_tensor *mask,
                              gfla_tensor *camera, const struct gfla_point_splat_params *params)
{
    gfla_tensor *in[] = {image, gfla_graph_detach(graph, value), gfla_graph_detach(graph, mask), camera};
    if (!gfla_pointwise_ready(in, 4) || !check(graph, image, value, mask, camera))
        return NULL;
    const int64_t *d = image->shape.dim;
    struct gfla_node *node = gfla_graph_add(graph, &point_splat_op, in, 4, params, sizeof *params);
    if (!node)
        return NULL;
    gfla_tensor *view = gfla_node_output(graph, node, gfla_shape_4d(d[0], d[1] + 2, d[2], d[3]), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *keys = gfla_node_output(graph, node, (struct gfla_shape){3, {d[0], d[2], d[3]}}, GFLA_LAYOUT_PLAIN);
    return keys ? view : NULL;
}
