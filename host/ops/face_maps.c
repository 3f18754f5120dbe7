#include "ops/face_maps.h"

#include "ops/canny.h"
#include "ops/distance_map.h"
#include "ops/face_curves.h"
#include "ops/label_map.h"
#include "ops/pointwise.h"

#define PIXELS_A_STEP 3

enum { IN_DRAWN, IN_DISTANCES, IN_LABELS, IN_EDGES /* may be missing */ };

static gfla_status record(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const struct gfla_blocked_size size = gfla_blocked_size(node->out[0]);
    const int64_t pixels = (int64_t)size.planes * size.hw;
    struct gfla_arg args[6] = {[IN_EDGES] = GFLA_ARG_BUFFER(NULL)};
    for (int i = 0; i < node->n_in; i++)
        args[i] = GFLA_ARG_BUFFER(node->in[i]->buffer);
    args[4] = GFLA_ARG_BUFFER(node->out[0]->buffer);
    args[5] = GFLA_ARG_I32(pixels);
    return gfla_record_items(recorder, "ops/face_maps.cl", "face_maps_join", args, 6, pixels);
}

static const struct gfla_op face_maps_op = {.name = "face_maps", .record = record};

gfla_tensor *gfla_face_maps_join(gfla_graph *graph, gfla_tensor *drawn, gfla_tensor *distances, gfla_tensor *labels,
                                 gfla_tensor *edges)
{
    gfla_tensor *in[] = {drawn, distances, labels, edges};
    char a[96], b[96];
    if (!gfla_pointwise_ready(in, 3) || !gfla_pointwise_blocked(graph, "face_maps", drawn) ||
        !gfla_pointwise_same(graph, "face_maps", drawn, distances) ||
        (edges && !gfla_pointwise_same(graph, "face_maps", labels, edges)))
        return NULL;
    const int64_t *d = drawn->shape.dim;
    if (d[1] != GFLA_FACE_MAPS_PARTS || labels->layout != drawn->layout ||
        !gfla_shape_equal(labels->shape, gfla_shape_4d(d[0], 1, d[2], d[3]))) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "face_maps: curves drawn are %s, labels %s; they have %d and 1 channels, and one size",
                        gfla_shape_text(drawn->shape, a, sizeof a), gfla_shape_text(labels->shape, b, sizeof b),
                        GFLA_FACE_MAPS_PARTS);
        return NULL;
    }
    return gfla_pointwise_build(graph, &face_maps_op, in, edges ? 4 : 3, NULL, 0,
                                gfla_shape_4d(d[0], GFLA_FACE_MAPS, d[2], d[3]), GFLA_LAYOUT_BLOCKED);
}

gfla_tensor *gfla_face_maps(gfla_graph *graph, gfla_tensor *curves, gfla_tensor *sides, gfla_tensor *grey,
                            const struct gfla_face_maps_params *params)
{
    const struct gfla_face_curves_params curve_params = {GFLA_FACE_MAPS_PARTS, params->h, params->w};
    const struct gfla_label_map_params label_params = {params->h, params->w};
    const struct gfla_canny_params canny_params = {0};
    gfla_tensor *drawn = gfla_face_curves(graph, curves, &curve_params);
    gfla_tensor *distances = gfla_distance_map(graph, drawn, PIXELS_A_STEP);
    gfla_tensor *labels = gfla_label_map(graph, sides, &label_params);
    gfla_tensor *edges = grey && labels ? gfla_canny(graph, grey, labels, &canny_params) : NULL;
    if (grey && !edges)
        return NULL;
    return gfla_face_maps_join(graph, drawn, distances, labels, edges);
}
