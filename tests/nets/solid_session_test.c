/* What a session of gfla/view.h makes of a view of a rendered set is what the graph of a training makes of the same pair:
 * form SOLID, with the same weights, source, alpha, angles and cameras. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gfla/view.h>

#include "models/gfla/metadata.h"
#include "models/gfla/solid.h"
#include "tasks/view/view_training.h"
#include "tests/device_fixture.h"
#include "tests/unit/tiny_set.h"
#include "train/tensor_file.h"
#include "viewsynth/data/test_pairs.h"

enum { SIZE = TINY_SIZE, AREA = SIZE * SIZE, N = GFLA_N_AZIMUTHS };

static char root[SCRATCH_SIZE], weights[512];

static int setup(void **state)
{
    tiny_folder(root);
    snprintf(weights, sizeof weights, "%s/weights.safetensors", root);
    return open_device(state);
}

static int teardown(void **state)
{
    scratch_remove_below(root);
    return close_device(state);
}

/* The graph of a training, with its losses. */
struct training {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    struct gfla_view_poses poses;
};

static bool is_param(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_PARAM && !tensor->view_of;
}

static void write_params(struct training *t)
{
    struct gfla_random random = gfla_random_seed(5, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(t->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(t->graph, i);
        if (!is_param(tensor))
            continue;
        float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
        gfla_solid_init(&t->net.config, tensor, &random, values);
        ok(gfla_tensor_write(t->plan, tensor, values));
        free(values);
    }
}

static void training_open(struct training *t, const struct gfla_architecture *network,
                          const struct gfla_network_config *config)
{
    struct gfla_view_loss loss;
    struct gfla_metadata metadata;
    const struct gfla_tensor_choice choice = {.is_kind = is_param};
    ok(gfla_graph_create(&t->graph));
    ok(gfla_shapenet_of_network(t->graph, network, config, &t->net));
    ok(gfla_solid_loss_build(t->graph, &t->net, &loss));
    ok(gfla_graph_differentiate(t->graph, loss.terms.total));
    gfla_graph_keep(t->net.full_flow);
    gfla_graph_keep(t->net.warped);
    ok(gfla_plan_create(&t->plan, t->graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_view_poses_create(&t->poses, N));
    write_params(t);
    gfla_metadata_write(&metadata, network, config);
    ok(gfla_tensor_file_save(t->plan, t->graph, weights, &choice, false, metadata.pairs));
}

static void training_close(struct training *t)
{
    gfla_view_poses_destroy(&t->poses);
    gfla_plan_destroy(&t->plan);
    gfla_graph_destroy(&t->graph);
}

/* Images and maps of a session, for all targets. */
struct views {
    struct gfla_image images[N], warped[N], points[N], flows[N], masks[N];
};

static void session_run(const struct gfla_pair_batch *batch, struct views *views)
{
    gfla_view *view;
    struct gfla_image source;
    struct gfla_view_source_params params;
    struct gfla_view_outputs outputs;
    struct gfla_view_angles targets[N];
    char path[512], name[GFLA_POSE_NAME_SIZE];
    const struct gfla_view_angles from = gfla_view_angles_of(batch->source_view[0]);
    snprintf(path, sizeof path, "%s/a/%s.png", root, gfla_pose_name(batch->source_view[0], name));
    for (int i = 0; i < N; i++)
        targets[i] = gfla_view_angles_of(batch->target_view[i]);
    ok(gfla_view_open(&view, device, weights, NULL));
    ok(gfla_image_read(&source, path, NULL));
    gfla_view_source_params_init(&params);
    params.whole_image = true;
    ok(gfla_view_set_source(view, &source, &from, &params, NULL));
    gfla_view_outputs_init(&outputs);
    outputs.images = views->images;
    outputs.warped = views->warped;
    outputs.points = views->points;
    outputs.flows = views->flows;
    outputs.masks = views->masks;
    ok(gfla_view_render_outputs(view, targets, N, &outputs));
    gfla_image_free(&source);
    gfla_view_close(&view);
}

static void views_free(struct views *v)
{
    for (int i = 0; i < N; i++) {
        gfla_image_free(&v->images[i]);
        gfla_image_free(&v->warped[i]);
        gfla_image_free(&v->points[i]);
        gfla_image_free(&v->flows[i]);
        gfla_image_free(&v->masks[i]);
    }
}

/* How far the first channels of a tensor are from images of as many. Bytes are rounded: to half a 255th. */
static void is_alike(struct training *t, gfla_tensor *tensor, const struct gfla_image *images, const char *what)
{
    const int channels = images[0].channels;
    const size_t stored = (size_t)tensor->shape.dim[1] * AREA;
    const bool bytes = images[0].type == GFLA_TYPE_U8;
    const double tolerance = bytes ? 0.502 / 255 : 1e-4;
    float *values = calloc(N * stored, sizeof *values);
    double most = 0, spread = 0;
    ok(gfla_tensor_read(t->plan, tensor, values));
    for (int n = 0; n < N; n++)
        for (int i = 0; i < AREA * channels; i++) {
            const size_t c = (size_t)(i % channels), p = (size_t)(i / channels);
            const double raw = (double)values[(size_t)n * stored + c * AREA + p],
                         value = bytes ? fmin(fmax((raw + 1) / 2, 0), 1) : raw;
            const double got =
                bytes ? ((const uint8_t *)images[n].data)[i] / 255.0 : (double)((const float *)images[n].data)[i];
            most = fmax(most, fabs(got - value));
            spread = fmax(spread, fabs(raw - (double)values[c * AREA + p]));
        }
    print_message("%-8s %.6f apart, views %.3f\n", what, most, spread);
    if (!(most <= tolerance))
        fail_msg("%s: %g from what the training makes", what, most);
    assert_true(spread > 1e-3); /* targets differ */
    free(values);
}

static void check(int surfaces, int mirror)
{
    struct training t = {0};
    struct views views;
    gfla_views *set = NULL;
    gfla_test_pairs *tests = NULL;
    const struct gfla_pair_batch *batch;
    const struct gfla_architecture *network = gfla_architecture_find("view-solid");
    struct gfla_network_config config = network->config;
    config.batch = N;
    config.height = config.width = SIZE;
    config.channels = config.flow_channels = config.attention_channels = config.shape_channels = 4;
    config.flow_most = 32;
    config.surfaces = surfaces;
    config.mirror = mirror;
    tiny_write_model(root, "a", "Lib#a", 1.0, SIZE);
    ok(gfla_views_open(&set, root, NULL));
    ok(gfla_test_pairs_open(&tests, set, GFLA_SPLIT_ALL, 0, false));
    ok(gfla_test_pairs_read(tests, 0, &batch));
    training_open(&t, network, &config);
    ok(gfla_view_feed(t.plan, &t.net, NULL, batch, &t.poses));
    ok(gfla_plan_run(t.plan));
    session_run(batch, &views);
    is_alike(&t, t.net.image, views.images, "image");
    is_alike(&t, t.net.warped, views.warped, "warped");
    is_alike(&t, t.net.drawn, views.points, "points");
    is_alike(&t, t.net.full_flow, views.flows, "flow");
    is_alike(&t, t.net.alpha, views.masks, "mask");
    views_free(&views);
    training_close(&t);
    gfla_test_pairs_destroy(&tests);
    gfla_views_destroy(&set);
}

static void two_surfaces_and_their_mirrors(void **state)
{
    if (!device)
        skip();
    check(2, 1);
}

static void the_front_alone(void **state)
{
    if (!device)
        skip();
    check(1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_surfaces_and_their_mirrors),
        cmocka_unit_test(the_front_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
