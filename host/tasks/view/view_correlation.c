#include "tasks/view/view_correlation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ops/flow_correlation.h"

#define LEVEL 1 /* of the source encoder's features, deepest first: a quarter of the image */
#define FACTOR 4

/* Features of one image, compared with those of a reference that is written. */
struct matcher {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *image, *features, *reference, *flow;
};

static void matcher_close(struct matcher *m)
{
    gfla_plan_destroy(&m->plan);
    gfla_graph_destroy(&m->graph);
}

static gfla_status matcher_open(struct matcher *m, struct gfla_view_model *model, gfla_device *device)
{
    gfla_status status;
    struct gfla_shapenet net = {.config = model->net.config};
    gfla_tensor *features[3];
    net.config.batch = 1;
    TRY(gfla_graph_create(&m->graph));
    net.source = gfla_graph_input(m->graph, "source", gfla_shape_4d(1, 3, net.config.size, net.config.size),
                                  GFLA_LAYOUT_BLOCKED);
    gfla_shapenet_source_net(m->graph, &net, features);
    TRY(gfla_graph_status(m->graph));
    m->image = net.source;
    m->features = gfla_graph_keep(features[LEVEL]);
    m->reference = gfla_graph_input(m->graph, "reference", m->features->shape, GFLA_LAYOUT_BLOCKED);
    m->flow = gfla_graph_keep(gfla_flow_correlation(m->graph, m->features, m->reference).flow);
    TRY(gfla_plan_create(&m->plan, m->graph, device, &(struct gfla_plan_params){.shared = model->plan}));
fail:
    return status;
}

/* An image in 0 .. 1 through the encoder. */
static gfla_status set_image(struct matcher *m, const float *image, float *scratch)
{
    gfla_status status;
    const int64_t count = gfla_shape_count(m->image->shape);
    for (int64_t i = 0; i < count; i++)
        scratch[i] = image[i] * 2 - 1;
    TRY(gfla_tensor_write(m->plan, m->image, scratch));
    TRY(gfla_plan_run(m->plan));
fail:
    return status;
}

/* The nearest pixel of the small flow, in pixels of the large, which lie where the enlarger says. */
static void enlarge(const gfla_view *view, const float *small, int side, float *large)
{
    const int size = view->size, net = side * FACTOR;
    const bool is_enlarged = gfla_view_is_enlarged(view);
    const double scale = (double)size / net;
    for (int c = 0; c < 2; c++)
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++) {
                const double v = is_enlarged ? gfla_view_enlarger_place(&view->enlarger, y) : y;
                const double u = is_enlarged ? gfla_view_enlarger_place(&view->enlarger, x) : x;
                const int i = (int)fmin(fmax((v + 0.5) / FACTOR, 0), side - 1),
                          j = (int)fmin(fmax((u + 0.5) / FACTOR, 0), side - 1), here = c == 0 ? x : y;
                const double way = FACTOR * (double)small[(c * side + i) * side + j];
                large[(c * size + y) * size + x] = (float)(((c == 0 ? u : v) + way + 0.5) * scale - 0.5 - here);
            }
}

gfla_status gfla_view_correlation_run(struct gfla_view_results *r, gfla_view *view)
{
    gfla_status status;
    struct matcher m = {0};
    float *features = NULL, *scratch = NULL;
    const int net = view->model.net.config.size;
    const size_t area = (size_t)net * net, large = (size_t)r->size * r->size;
    const float *images = r->small ? r->small : r->image;
    TRY(matcher_open(&m, &view->model, view->device));
    TRY(gfla_calloc(&scratch, 3 * area, sizeof *scratch, "an image"));
    TRY(gfla_calloc(&features, (size_t)gfla_shape_count(m.features->shape), sizeof *features, "features"));
    TRY(set_image(&m, view->source, scratch));
    TRY(gfla_tensor_read(m.plan, m.features, features));
    TRY(gfla_tensor_write(m.plan, m.reference, features));
    for (int i = 0; i < r->n; i++) {
        TRY(set_image(&m, images + (size_t)i * 3 * area, scratch));
        TRY(gfla_tensor_read(m.plan, m.flow, scratch));
        enlarge(view, scratch, net / FACTOR, r->found + (size_t)i * 2 * large);
    }
fail:
    free(scratch);
    free(features);
    matcher_close(&m);
    return status;
}
