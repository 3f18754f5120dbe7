/* The networks over time, motion extraction and the temporal discriminator: the gradient of each parameter and of the
 * input against differences of the value, from the weights of tests/golden. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "models/gfla/architectures.h"
#include "ops/dot_loss.h"
#include "tests/device_fixture.h"
#include "train/weights.h"

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_model_net net;
    gfla_tensor *out, *weight;
    float *weights; /* what the outputs count in the loss */
    double largest; /* gradient found */
};

static float *make_floats(const gfla_tensor *tensor)
{
    float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
    assert_non_null(values);
    return values;
}

static float *write_random(struct network *n, gfla_tensor *tensor, uint64_t seed)
{
    struct gfla_random random = gfla_random_seed(seed, 1);
    float *values = make_floats(tensor);
    for (int64_t i = 0; i < gfla_shape_count(tensor->shape); i++)
        values[i] = gfla_random_uniform(&random, -1, 1);
    ok(gfla_tensor_write(n->plan, tensor, values));
    return values;
}

static void network_open(struct network *n, const char *model_name, const char *folder,
                         struct gfla_network_config config)
{
    char path[512];
    *n = (struct network){NULL};
    snprintf(path, sizeof path, "%s/tests/golden/%s/weights.safetensors", GFLA_SOURCE_DIR, folder);
    ok(gfla_graph_create(&n->graph));
    ok(gfla_architecture_build(gfla_architecture_find(model_name), n->graph, &config, &n->net));
    n->out = n->net.output[0].tensor;
    n->weight = gfla_graph_input(n->graph, "weight", n->out->shape, n->out->layout);
    ok(gfla_graph_differentiate(n->graph, gfla_dot(n->graph, n->out, n->weight)));
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++)
        gfla_graph_keep(gfla_graph_tensor(n->graph, i)->role == GFLA_ROLE_PARAM ? gfla_graph_tensor(n->graph, i)->grad
                                                                                : NULL);
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.training = true}));
    ok(gfla_weights_load(n->plan, n->graph, path, GFLA_WEIGHTS_ALL, NULL));
    free(write_random(n, n->net.input[0], 7));
    n->weights = write_random(n, n->weight, 8);
}

static void network_close(struct network *n)
{
    free(n->weights);
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static double run(struct network *n)
{
    float *out = make_floats(n->out);
    double loss = 0;
    ok(gfla_plan_run(n->plan));
    ok(gfla_tensor_read(n->plan, n->out, out));
    for (int64_t i = 0; i < gfla_shape_count(n->out->shape); i++)
        loss += (double)out[i] * n->weights[i];
    free(out);
    return loss;
}

/* The loss when the parameter is moved along its gradient. */
static double run_moved(struct network *n, gfla_tensor *param, const float *values, const float *gradient,
                        double factor)
{
    float *moved = make_floats(param);
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        moved[i] = values[i] + (float)(factor * gradient[i]);
    ok(gfla_tensor_write(n->plan, param, moved));
    gfla_plan_weights_changed(n->plan);
    free(moved);
    return run(n);
}

/* Along its gradient, the loss grows by the gradient's length. A single leaky ReLU that bends within the step is 3 % of
 * some of them; the exact check is that of each op (tests/ops), this one is of how they are put together. */
static void check_param(struct network *n, gfla_tensor *param)
{
    float *values = make_floats(param), *gradient = make_floats(param);
    double square = 0;
    run(n);
    ok(gfla_tensor_read(n->plan, param, values));
    ok(gfla_tensor_read(n->plan, param->grad, gradient));
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        square += (double)gradient[i] * gradient[i];
    const double length = sqrt(square), step = 5e-4;
    const double up = run_moved(n, param, values, gradient, step / length);
    const double down = run_moved(n, param, values, gradient, -step / length);
    const double found = (up - down) / (2 * step);
    if (!(fabs(found - length) <= 0.05 * length))
        fail_msg("%s: the gradient is %.6g long, differences give %.6g", param->name, length, found);
    ok(gfla_tensor_write(n->plan, param, values));
    gfla_plan_weights_changed(n->plan);
    free(values);
    free(gradient);
}

static void check_network(const char *model_name, const char *folder, struct gfla_network_config config, int n_trained)
{
    struct network n;
    int count = 0;
    network_open(&n, model_name, folder, config);
    for (size_t i = 0; i < gfla_graph_n_tensors(n.graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n.graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && tensor->grad) {
            check_param(&n, tensor);
            count++;
        }
    }
    assert_int_equal(count, n_trained);
    network_close(&n);
}

static void gradients_of_motion(void **state)
{
    struct gfla_network_config config = gfla_architecture_find("motion")->config;
    if (!device)
        skip();
    config.channels = 32;
    config.frames = 85;
    check_network("motion", "keypoint", config, 50);
}

static void gradients_of_the_temporal_discriminator(void **state)
{
    struct gfla_network_config config = gfla_architecture_find("discriminator-temporal")->config;
    if (!device)
        skip();
    config.channels = 8;
    config.most = 32;
    config.height = 32;
    config.width = 48;
    check_network("discriminator-temporal", "D_temporal", config, 26);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gradients_of_motion),
                                       cmocka_unit_test(gradients_of_the_temporal_discriminator)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
