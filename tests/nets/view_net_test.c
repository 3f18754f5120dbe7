/* Our form of the view network: what it is made of, and the gradients of its whole loss against finite differences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/gfla/shapenet.h"
#include "models/gfla/view_camera.h"
#include "models/gfla/view_loss.h"
#include "graph/plan.h"
#include "tests/device_fixture.h"

#define SIZE 64
#define BATCH 2

struct network {
    gfla_graph *graph;
    gfla_plan *plan;
    struct gfla_shapenet net;
    struct gfla_view_loss loss;
};

static struct gfla_shapenet_config small_config(bool flow_only)
{
    return (struct gfla_shapenet_config){.form = GFLA_FORM_VIEW,
                                         .batch = BATCH,
                                         .size = SIZE,
                                         .width = 4,
                                         .flow_width = 4,
                                         .attention_width = 8,
                                         .flow_only = flow_only};
}

/* Without initial weights; a plan belongs to the caller. */
static void network_build(struct network *n, bool flow_only)
{
    const struct gfla_shapenet_config config = small_config(flow_only);
    *n = (struct network){0};
    ok(gfla_graph_create(&n->graph));
    ok(gfla_shapenet_build(n->graph, &config, &n->net));
    ok(gfla_view_loss_build(n->graph, &n->net, &n->loss));
    ok(gfla_graph_differentiate(n->graph, n->loss.terms.total));
}

static void network_close(struct network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

static int count_params(const gfla_graph *graph, bool with_gradient)
{
    int count = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        count += tensor->role == GFLA_ROLE_PARAM && (!with_gradient || tensor->grad);
    }
    return count;
}

static void has_its_parts(void **state)
{
    struct network n;
    network_build(&n, false);
    assert_int_equal(n.net.n_flows, 2);
    for (int i = 0; i < 2; i++) {
        int side = SIZE / (8 >> i);
        assert_true(gfla_shape_equal(n.net.flow[i]->shape, gfla_shape_4d(BATCH, 2, side, side)));
        assert_true(gfla_shape_equal(n.net.mask[i]->shape, gfla_shape_4d(BATCH, 1, side, side)));
    }
    assert_true(gfla_shape_equal(n.net.full_flow->shape, gfla_shape_4d(BATCH, 2, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.full_mask->shape, gfla_shape_4d(BATCH, 1, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.visible->shape, gfla_shape_4d(BATCH, 1, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.source_depth->shape, gfla_shape_4d(BATCH, 1, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.depth->shape, gfla_shape_4d(BATCH, 1, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.drawn->shape, gfla_shape_4d(BATCH, 5, SIZE, SIZE)));
    assert_true(gfla_shape_equal(n.net.warped->shape, n.net.source->shape));
    assert_true(gfla_shape_equal(n.net.mirrored->shape, n.net.source->shape));
    assert_true(gfla_shape_equal(n.net.image->shape, n.net.source->shape));
    assert_int_equal(n.loss.terms.n, 10);
    assert_int_equal(count_params(n.graph, true), count_params(n.graph, false)); /* nothing is cut off from the loss */
    network_close(&n);
}

/* The stage of the flow net alone has a part of the whole's parameters, under the same names. */
static void the_flow_stage_is_a_part(void **state)
{
    struct network whole, flow;
    network_build(&whole, false);
    network_build(&flow, true);
    assert_null(flow.net.image);
    assert_int_equal(flow.loss.terms.n, 8);
    for (size_t i = 0; i < gfla_graph_n_tensors(flow.graph); i++) {
        const gfla_tensor *tensor = gfla_graph_tensor(flow.graph, i), *other;
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        other = gfla_graph_find(whole.graph, tensor->name);
        if (!other || !gfla_shape_equal(other->shape, tensor->shape))
            fail_msg("%s is not in the whole network", tensor->name);
        assert_int_equal(strncmp(tensor->name, "flow_net.", 9), 0);
        assert_non_null(tensor->grad);
    }
    assert_true(count_params(flow.graph, false) < count_params(whole.graph, false));
    network_close(&whole);
    network_close(&flow);
}

static void initial_values(void **state)
{
    struct network n;
    struct gfla_random random = gfla_random_seed(1, 0);
    float values[64 * 64];
    network_build(&n, false);
    const struct gfla_shapenet_config *config = &n.net.config;
    const struct {
        const char *name;
        float bound;
    } uniform[] = {{"target.merge.weight", 1 / sqrtf((4 + 3 + 3 + 1 + 1 + 5 + 5) * 9)},
                   {"target.gates.weight", 1 / sqrtf(4 * 9)}};
    for (int i = 0; i < 2; i++) {
        const gfla_tensor *tensor = gfla_graph_find(n.graph, uniform[i].name);
        float largest = 0;
        assert_non_null(tensor);
        gfla_view_init(config, tensor, &random, values);
        for (int64_t j = 0; j < gfla_shape_count(tensor->shape); j++)
            largest = fmaxf(largest, fabsf(values[j]));
        assert_true(largest <= uniform[i].bound && largest > 0.8f * uniform[i].bound);
    }
    gfla_view_init(config, gfla_graph_find(n.graph, "source.encoder0.model.3.weight"), &random, values);
    assert_true(values[0] == 1);
    gfla_view_init(config, gfla_graph_find(n.graph, "source.encoder0.model.3.bias"), &random, values);
    assert_true(values[0] == 0);
    const gfla_tensor *bypass = gfla_graph_find(n.graph, "flow_net.cat.model.0.shortcut.0.weight");
    const int64_t first_pose = 32, in = first_pose + GFLA_SHAPENET_POSES + GFLA_SHAPENET_AZIMUTHS;
    assert_true(gfla_shape_equal(bypass->shape, gfla_shape_4d(32, in, 1, 1)));
    gfla_view_init(config, bypass, &random, values);
    float features = 0, pose = 0, bound = 1 / sqrtf((float)in);
    for (int64_t j = 0; j < 32 * in; j++)
        if (j % in < first_pose)
            features = fmaxf(features, fabsf(values[j]));
        else
            pose = fmaxf(pose, fabsf(values[j]));
    assert_true(features <= bound && features > 0.9f * bound && pose <= 8 * bound && pose > 7 * bound);
    network_close(&n);
}

static void write_params(struct network *n)
{
    struct gfla_random random = gfla_random_seed(3, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(n->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(n->graph, i);
        if (tensor->role != GFLA_ROLE_PARAM)
            continue;
        float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values);
        gfla_view_init(&n->net.config, tensor, &random, values);
        ok(gfla_tensor_write(n->plan, tensor, values));
        free(values);
    }
}

/* Smooth images, flows of a few pixels, weights of all three kinds, a foreground in the middle, surfaces about the
 * centre. */
static float pattern(const char *name, const int64_t *d, int64_t n, int64_t c, int64_t y, int64_t x)
{
    const double u = (double)x / (double)d[3], v = (double)y / (double)d[2], r = hypot(u - 0.5, v - 0.5);
    if (strstr(name, "_surface"))
        return r >= 0.35 ? 0 : c == 1 ? 1 : (float)(4 + 0.5 * sin(5 * u + 3 * v + (double)n));
    if (strstr(name, "_flow"))
        return (float)(0.05 * (double)d[3] * sin(5 * u + 3 * v + (double)(n + c)));
    if (strstr(name, "_weight"))
        return r < 0.25 ? 1 : r < 0.35 ? 0.5f : 0;
    if (strstr(name, "_mask"))
        return r < 0.35 ? 1 : 0;
    return (float)sin((7 + (double)c) * u + 9 * v * (1 + 0.3 * (double)n) + (name[0] == 't'));
}

static void write_pattern(struct network *n, gfla_tensor *tensor)
{
    const int64_t *d = tensor->shape.dim;
    float *values = calloc((size_t)gfla_shape_count(tensor->shape), sizeof *values), *to = values;
    for (int64_t i = 0; i < d[0]; i++)
        for (int64_t c = 0; c < d[1]; c++)
            for (int64_t y = 0; y < d[2]; y++)
                for (int64_t x = 0; x < d[3]; x++)
                    *to++ = pattern(tensor->name, d, i, c, y, x);
    ok(gfla_tensor_write(n->plan, tensor, values));
    free(values);
}

static void write_inputs(struct network *n)
{
    const struct gfla_view_angles source = {60, 10}, targets[BATCH] = {{80, 10}, {20, 0}};
    float poses[BATCH * 21], from[BATCH * 21], turns[BATCH * 18], cameras[BATCH * 12], mirrors[BATCH * 12];
    for (int i = 0; i < BATCH; i++) {
        gfla_view_pose(source, from + 21 * i);
        gfla_view_pose(targets[i], poses + 21 * i);
        gfla_view_turn(source, targets[i], turns + 18 * i);
        gfla_view_camera(source, targets[i], cameras + 12 * i);
        gfla_view_mirror_camera(source, targets[i], mirrors + 12 * i);
    }
    ok(gfla_tensor_write(n->plan, n->net.source_pose, from));
    ok(gfla_tensor_write(n->plan, n->net.target_pose, poses));
    ok(gfla_tensor_write(n->plan, n->net.turn, turns));
    ok(gfla_tensor_write(n->plan, n->net.camera, cameras));
    ok(gfla_tensor_write(n->plan, n->net.mirror_camera, mirrors));
    write_pattern(n, n->net.source);
    const struct gfla_view_truth *truth = &n->loss.truth;
    gfla_tensor *const whole[] = {truth->target,      truth->full_flow,      truth->full_weight,   truth->full_mask,
                                  truth->source_mask, truth->source_surface, truth->target_surface};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        write_pattern(n, whole[i]);
    for (int i = 0; i < n->net.n_flows; i++) {
        write_pattern(n, n->loss.truth.flow[i]);
        write_pattern(n, n->loss.truth.weight[i]);
        write_pattern(n, n->loss.truth.mask[i]);
    }
}

/* The sum of the terms: each is read by itself, so less is lost in rounding than in the total. */
static double run_loss(struct network *n)
{
    double sum = 0;
    ok(gfla_plan_run(n->plan));
    for (int i = 0; i < n->loss.terms.n; i++) {
        float term;
        ok(gfla_tensor_read(n->plan, n->loss.terms.term[i], &term));
        sum += term;
    }
    return sum;
}

static double loss_beside(struct network *n, gfla_tensor *param, const float *values, const float *direction,
                          float step)
{
    int64_t count = gfla_shape_count(param->shape);
    float *moved = calloc((size_t)count, sizeof *moved);
    for (int64_t i = 0; i < count; i++)
        moved[i] = values[i] + step * direction[i];
    ok(gfla_tensor_write(n->plan, param, moved));
    free(moved);
    return run_loss(n);
}

/* A parameter tensor, and how far it is moved: far where the loss hardly feels it, little where a norm follows that
 * bends it. */
struct probe {
    const char *name;
    float step;
};

/* The slope of the loss along a direction, by a step up and one down, against what the gradient says. Float32 sums of
 * thousands of terms leave less than 1e-6 of noise in the loss, and the loss has kinks (rectifiers, absolute values,
 * bilinear corners), some of which a step crosses. */
static void check_slope(struct network *n, gfla_tensor *param, const struct probe *probe, const float *values,
                        const float *gradient, float *direction, double tolerance)
{
    int64_t count = gfla_shape_count(param->shape);
    double length = 0, expected = 0;
    for (int64_t i = 0; i < count; i++)
        length += (double)direction[i] * direction[i];
    for (int64_t i = 0; i < count; i++) {
        direction[i] = (float)(direction[i] / sqrt(length));
        expected += (double)direction[i] * gradient[i];
    }
    double up = loss_beside(n, param, values, direction, probe->step),
           down = loss_beside(n, param, values, direction, -probe->step);
    double slope = (up - down) / (2 * (double)probe->step), limit = tolerance + 1e-6 / (double)probe->step;
    print_message("%-46s slope %+.6f, expected %+.6f +- %.6f\n", param->name, slope, expected, limit);
    if (!(fabs(slope - expected) <= limit))
        fail_msg("%s: the loss changes by %.6g, the gradient says %.6g", param->name, slope, expected);
}

/* Along the gradient, where the slope is its length g and a wrong factor or a term too few is an error of g; within 5
 * %. And in a direction that has nothing to do with it, where parts that the gradient lacks show: the slope there is g
 * / sqrt(count) or so. */
static void check_param(struct network *n, const struct probe *probe)
{
    struct gfla_random random = gfla_random_seed(9, gfla_hash_text(probe->name));
    gfla_tensor *param = gfla_graph_find(n->graph, probe->name);
    size_t count = (size_t)gfla_shape_count(param->shape);
    float *values = calloc(count, sizeof *values), *gradient = calloc(count, sizeof *gradient),
          *direction = calloc(count, sizeof *direction);
    double length = 0;
    ok(gfla_tensor_read(n->plan, param, values));
    run_loss(n);
    ok(gfla_tensor_read(n->plan, param->grad, gradient));
    memcpy(direction, gradient, count * sizeof *direction);
    for (size_t i = 0; i < count; i++)
        length += (double)gradient[i] * gradient[i];
    length = sqrt(length);
    assert_true(length > 1e-6);
    check_slope(n, param, probe, values, gradient, direction, 0.05 * length);
    for (size_t i = 0; i < count; i++)
        direction[i] = gfla_random_u32(&random) & 1 ? 1.0f : -1.0f;
    check_slope(n, param, probe, values, gradient, direction, 0.3 * length / sqrt((double)count));
    ok(gfla_tensor_write(n->plan, param, values));
    free(values);
    free(gradient);
    free(direction);
}

/* None of the depth net: what is drawn jumps with it, which its gradient rightly does not know. */
static const struct probe probes[] = {
    {"flow_net.block0.model.2.weight", 3e-4f},
    {"flow_net.cat.model.0.shortcut.0.weight", 1e-2f},
    {"flow_net.jump1.conv1.weight", 3e-3f},
    {"flow_net.decoder1.model.5.weight", 3e-3f},
    {"flow_net.head.bias", 3e-3f},
    {"flow_net.mask2.0.weight", 3e-3f},
    {"flow_net.finest.weight", 3e-3f},
    {"source.block0.model.2.weight", 3e-4f},
    {"source.encoder1.model.5.weight", 3e-3f},
    {"target.block1.shortcut.0.weight", 1e-2f},
    {"target.structure.encoder0.model.2.weight", 1e-3f},
    {"target.attn0.fully_connect_layer.0.weight", 1e-2f},
    {"target.attn1.fully_connect_layer.2.weight", 3e-2f},
    {"target.decoder2.1.model.5.weight", 1e-2f},
    {"target.merge.weight", 3e-3f},
    {"target.gates.weight", 1e-2f},
    {"target.outconv.conv1.weight", 1e-2f},
};
enum { N_PROBES = sizeof probes / sizeof *probes };

/* With values and inputs, and the gradients of what is probed kept. */
static void network_prepare(struct network *n, const struct probe *list, int count, bool flow_only)
{
    network_build(n, flow_only);
    for (int i = 0; i < count; i++) {
        if (!gfla_graph_find(n->graph, list[i].name))
            fail_msg("the network has no \"%s\"", list[i].name);
        gfla_graph_keep(gfla_graph_find(n->graph, list[i].name)->grad);
    }
    ok(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.training = true}));
    write_params(n);
    write_inputs(n);
}

static void gradients_are_slopes(void **state)
{
    struct network n;
    if (!device)
        skip();
    network_prepare(&n, probes, N_PROBES, false);
    float total;
    double sum = run_loss(&n);
    ok(gfla_tensor_read(n.plan, n.loss.terms.total, &total));
    assert_true(sum > 0 && fabs(sum - total) < 1e-5 * sum);
    for (int i = 0; i < N_PROBES; i++)
        check_param(&n, &probes[i]);
    network_close(&n);
}

/* The depth net where nothing is drawn, because no pixel of the source is taken for foreground. */
static void gradients_of_depth(void **state)
{
    static const struct probe list[] = {{"flow_net.depth.block0.model.2.weight", 1e-3f},
                                        {"flow_net.depth.decoder1.model.5.weight", 3e-3f},
                                        {"flow_net.depth.jump2.conv1.weight", 3e-3f},
                                        {"flow_net.depth.mix.weight", 3e-3f},
                                        {"flow_net.depth.head.weight", 3e-3f}};
    const float nothing[2] = {0, -5};
    struct network n;
    if (!device)
        skip();
    network_prepare(&n, list, 5, true);
    ok(gfla_tensor_write(n.plan, gfla_graph_find(n.graph, "flow_net.depth.head.bias"), nothing));
    for (int i = 0; i < 5; i++)
        check_param(&n, &list[i]);
    network_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_its_parts),      cmocka_unit_test(the_flow_stage_is_a_part),
        cmocka_unit_test(initial_values),     cmocka_unit_test(gradients_are_slopes),
        cmocka_unit_test(gradients_of_depth),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
