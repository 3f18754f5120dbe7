#include "ops/point_splat.h"

#include "ops/pointwise.h"
#include "cl/shared/point_splat.h"

enum { IN_IMAGE, IN_VALUE, IN_BACK_IMAGE, IN_BACK_VALUE, IN_MASK, IN_CAMERA, N_INPUTS };
enum { OUT_VIEW, OUT_KEYS /* scratch */ };

static const char source_file[] = "ops/point_splat.cl";

int gfla_point_splat_index_bits(int64_t n_points)
{
    return n_points <= 1 << GFLA_SPLAT_INDEX_BITS ? GFLA_SPLAT_INDEX_BITS : GFLA_SPLAT_MOST_BITS;
}

static struct gfla_arg buffer_of(const struct gfla_node *node, int input)
{
    return GFLA_ARG_BUFFER(node->in[input]->buffer);
}

static gfla_status record_scatter(struct gfla_recorder *recorder, const struct gfla_node *node,
                                  const struct gfla_point_splat_args *k, int surface)
{
    const struct gfla_arg arg[] = {
        GFLA_ARG_STRUCT(k),       GFLA_ARG_I32(surface),      buffer_of(node, surface ? IN_BACK_VALUE : IN_VALUE),
        buffer_of(node, IN_MASK), buffer_of(node, IN_CAMERA), GFLA_ARG_BUFFER(node->out[OUT_KEYS]->buffer)};
    return gfla_record_items(recorder, source_file, "point_splat_scatter", arg, 6, (int64_t)k->n * k->h * k->w);
}

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    gfla_status status;
    const struct gfla_point_splat_params *p = node->params;
    const int64_t *d = node->in[IN_IMAGE]->shape.dim;
    const int surfaces = node->in[IN_BACK_IMAGE] ? 2 : 1;
    const struct gfla_point_splat_args k = {
        (int)d[0], (int)d[1], (int)d[2],       (int)d[3],
        p->centre, p->range,  p->tan_half_fov, p->threshold,
        p->empty,  surfaces,  p->unmix,        gfla_point_splat_index_bits(surfaces * d[2] * d[3])};
    const int64_t pixels = (int64_t)k.n * k.h * k.w;
    const struct gfla_arg args = GFLA_ARG_STRUCT(&k), image = buffer_of(node, IN_IMAGE),
                          value = buffer_of(node, IN_VALUE), mask = buffer_of(node, IN_MASK),
                          camera = buffer_of(node, IN_CAMERA),
                          back_image = surfaces == 2 ? buffer_of(node, IN_BACK_IMAGE) : image,
                          back_value = surfaces == 2 ? buffer_of(node, IN_BACK_VALUE) : value,
                          keys = GFLA_ARG_BUFFER(node->out[OUT_KEYS]->buffer),
                          view = GFLA_ARG_BUFFER(node->out[OUT_VIEW]->buffer);
    TRY(gfla_record_items(recorder, source_file, "point_splat_clear", (struct gfla_arg[]){args, keys}, 2, pixels));
    for (int surface = 0; surface < surfaces; surface++)
        TRY(record_scatter(recorder, node, &k, surface));
    TRY(gfla_record_items(recorder, source_file, "point_splat_gather",
                          (struct gfla_arg[]){args, image, value, back_image, back_value, mask, camera, keys, view}, 9,
                          pixels));
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

static bool check_planes(gfla_graph *graph, const struct gfla_point_splat_source *s, const gfla_tensor *camera,
                         const char *text)
{
    if (!is_plane_of(s->value, s->image) || !is_plane_of(s->mask, s->image))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: depth or mask is no plane of the image %s", text);
    else if (s->back_image && !gfla_pointwise_same(graph, "point_splat", s->image, s->back_image))
        return false;
    else if (s->back_value && !is_plane_of(s->back_value, s->image))
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: back depth is no plane of the image %s", text);
    else if (camera->layout != GFLA_LAYOUT_PLAIN || gfla_shape_count(camera->shape) != s->image->shape.dim[0] * 12)
        gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: the camera has not 12 numbers for each image of %s",
                        text);
    else
        return true;
    return false;
}

static bool check(gfla_graph *graph, const struct gfla_point_splat_source *s, const gfla_tensor *camera)
{
    const int64_t *d = s->image->shape.dim;
    const int surfaces = s->back_image ? 2 : 1, most = GFLA_LANES - 1 - surfaces;
    char text[96];
    if (!gfla_pointwise_blocked(graph, "point_splat", s->image))
        return false;
    gfla_shape_text(s->image->shape, text, sizeof text);
    if (d[1] <= most && surfaces * d[2] * d[3] <= 1 << GFLA_SPLAT_MOST_BITS)
        return check_planes(graph, s, camera, text);
    gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                    "point_splat: image %s with %d surface%s has more than %d channels or 2^%d pixels", text, surfaces,
                    surfaces == 1 ? "" : "s", most, GFLA_SPLAT_MOST_BITS + 1 - surfaces);
    return false;
}

/* Whether an earlier builder failed; both tensors of the back surface are there, or neither. */
static bool is_ready(gfla_graph *graph, const struct gfla_point_splat_source *s, gfla_tensor *camera)
{
    gfla_tensor *needed[] = {s->image, s->value, s->mask, camera};
    if (!gfla_pointwise_ready(needed, 4) || gfla_graph_status(graph) != GFLA_OK)
        return false;
    if (!s->back_image == !s->back_value)
        return true;
    gfla_graph_fail(graph, GFLA_ERROR_USAGE, "point_splat: a back surface needs both its image and its depth");
    return false;
}

gfla_tensor *gfla_point_splat(gfla_graph *graph, const struct gfla_point_splat_source *source, gfla_tensor *camera,
                              const struct gfla_point_splat_params *params)
{
    if (!is_ready(graph, source, camera) || !check(graph, source, camera))
        return NULL;
    gfla_tensor *given[N_INPUTS] = {source->image,      source->value, source->back_image,
                                    source->back_value, source->mask,  camera};
    gfla_tensor *in[N_INPUTS] = {NULL};
    for (int i = 0; i < N_INPUTS; i++)
        in[i] = given[i] && given[i]->needs_grad ? gfla_graph_detach(graph, given[i]) : given[i];
    const int64_t *d = source->image->shape.dim;
    const int extra = source->back_image ? 3 : 2;
    struct gfla_node *node = gfla_graph_add(graph, &point_splat_op, in, N_INPUTS, params, sizeof *params);
    if (!node)
        return NULL;
    gfla_tensor *view =
        gfla_node_output(graph, node, gfla_shape_4d(d[0], d[1] + extra, d[2], d[3]), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *keys = gfla_node_output(graph, node, (struct gfla_shape){3, {d[0], d[2], d[3]}}, GFLA_LAYOUT_PLAIN);
    return keys ? view : NULL;
}
