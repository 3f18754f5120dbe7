/* A graph of ops that it has never heard of: it differentiates, merges, lowers and records them by their set alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "graph/op_set.h"
#include "graph/plan.h"
#include "graph/record.h"
#include "tests/ok.h"

struct gfla_chooser {
    char algorithm[16];
};

static int n_choosers;
static const char *asked_for; /* by the last node that was lowered */

static gfla_status record_nothing(struct gfla_recorder *recorder, const struct gfla_node *node)
{
    const size_t one[3] = {1, 0, 0};
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(node->out[0]->buffer),
                                    GFLA_ARG_F32(1),
                                    GFLA_ARG_I32(1),
                                    GFLA_ARG_I32(16),
                                    GFLA_ARG_I32(1),
                                    GFLA_ARG_I32(1)};
    return gfla_record(recorder, "ops/add.cl", "fill_fwd", "-DVEC=16", one, NULL, args, 6, 0);
}

static const struct gfla_op sum_op = {.name = "sum", .record = record_nothing},
                            fill_op = {.name = "constant", .record = record_nothing},
                            fourfold_op = {.name = "fourfold", .record = record_nothing};

static gfla_tensor *add(gfla_graph *graph, gfla_tensor *a, gfla_tensor *b)
{
    gfla_tensor *const in[] = {a, b};
    return gfla_node_output(graph, gfla_graph_add(graph, &sum_op, in, 2, NULL, 0), a->shape, a->layout);
}

static gfla_tensor *fill(gfla_graph *graph, struct gfla_shape shape, enum gfla_layout layout, float value)
{
    return gfla_node_output(graph, gfla_graph_add(graph, &fill_op, NULL, 0, &value, sizeof value), shape, layout);
}

static gfla_tensor *twice(gfla_graph *graph, gfla_tensor *src);

static gfla_status twice_differentiate(gfla_graph *graph, struct gfla_node *node)
{
    return gfla_graph_add_grad(graph, node->in[0], twice(graph, node->out[0]->grad));
}

/* Leaves the node as it is. */
static gfla_status twice_lower(gfla_graph *graph, struct gfla_node *node, const struct gfla_device_info *device)
{
    (void)node, (void)device;
    asked_for = gfla_graph_chooser(graph)->algorithm;
    return GFLA_OK;
}

static double twice_flops(const struct gfla_node *node)
{
    return (double)gfla_shape_count(node->out[0]->shape);
}

static const struct gfla_op twice_op = {.name = "twice",
                                        .kind = GFLA_OP_CONVOLUTION,
                                        .differentiate = twice_differentiate,
                                        .lower = twice_lower,
                                        .record = record_nothing,
                                        .flops = twice_flops};

static gfla_tensor *twice(gfla_graph *graph, gfla_tensor *src)
{
    return src ? gfla_node_output(graph, gfla_graph_add(graph, &twice_op, &src, 1, NULL, 0), src->shape, src->layout)
               : NULL;
}

/* Twice twice is four times. */
static gfla_status fuse_twice(const struct gfla_fusion *fusion, struct gfla_node *node)
{
    struct gfla_node *before = node->op == &twice_op ? gfla_fuse_producer(fusion, node->in[0]) : NULL;
    if (before && before->op == &twice_op)
        gfla_node_set_output(gfla_graph_add(fusion->graph, &fourfold_op, before->in, 1, NULL, 0), 0, node->out[0]);
    return gfla_graph_status(fusion->graph);
}

static gfla_status create_chooser(gfla_chooser **chooser, const struct gfla_chooser_params *params)
{
    static gfla_chooser only;
    n_choosers++;
    *chooser = &only;
    strncpy(only.algorithm, params->algorithm ? params->algorithm : "", sizeof only.algorithm - 1);
    return GFLA_OK;
}

static void destroy_chooser(gfla_chooser **chooser)
{
    n_choosers--;
    *chooser = NULL;
}

static gfla_fuse *const fusions[] = {fuse_twice};
static const struct gfla_op_set ops = {.add = add,
                                       .fill = fill,
                                       .fusions = fusions,
                                       .n_fusions = 1,
                                       .create_chooser = create_chooser,
                                       .destroy_chooser = destroy_chooser};

struct net {
    gfla_graph *graph;
    gfla_device *device;
    gfla_plan *plan;
    gfla_tensor *x, *y;
};

/* y = x + 2 * 2 * x */
static struct net begin(void)
{
    struct net net = {NULL};
    ok(gfla_device_open(&net.device, NULL, "null"));
    ok(gfla_graph_create_of(&net.graph, &ops));
    net.x = gfla_graph_param(net.graph, "x", gfla_shape_1d(1));
    net.y = gfla_graph_keep(add(net.graph, net.x, twice(net.graph, twice(net.graph, net.x))));
    ok(gfla_graph_status(net.graph));
    return net;
}

static void end(struct net *net)
{
    gfla_plan_destroy(&net->plan);
    gfla_graph_destroy(&net->graph);
    gfla_device_destroy(&net->device);
    assert_int_equal(n_choosers, 0);
}

static void test_fusion_of_the_set(void **state)
{
    (void)state;
    struct net net = begin();
    asked_for = NULL;
    ok(gfla_plan_create(&net.plan, net.graph, net.device, &(struct gfla_plan_params){.training = true}));
    assert_int_equal(gfla_plan_n_launches(net.plan), 2); /* fourfold and sum */
    assert_string_equal(gfla_graph_node(net.graph, 0)->op->name, "fourfold");
    assert_null(asked_for);
    end(&net);
}

static void test_chooser_of_the_set(void **state)
{
    (void)state;
    struct net net = begin();
    ok(gfla_plan_create(&net.plan, net.graph, net.device,
                        &(struct gfla_plan_params){.training = true, .no_fusion = true, .algorithm = "mine"}));
    assert_int_equal(gfla_plan_n_launches(net.plan), 3);
    assert_string_equal(asked_for, "mine");
    end(&net);
}

static void test_flops_by_kind(void **state)
{
    (void)state;
    struct net net = begin();
    ok(gfla_plan_create(&net.plan, net.graph, net.device, NULL));
    assert_true(gfla_plan_flops_of(net.plan, GFLA_OP_CONVOLUTION) == 2);
    assert_true(gfla_plan_flops_of(net.plan, GFLA_OP_OTHER) == 0);
    assert_true(gfla_plan_flops(net.plan) == 2);
    end(&net);
}

static void test_gradients_by_the_set(void **state)
{
    (void)state;
    struct net net = begin();
    gfla_tensor *four = twice(net.graph, twice(net.graph, net.x));
    const size_t before = gfla_graph_n_nodes(net.graph);
    ok(gfla_graph_differentiate(net.graph, four));
    assert_int_equal(gfla_graph_n_nodes(net.graph), before + 3);
    assert_ptr_equal(gfla_graph_node(net.graph, before)->op, &fill_op);
    assert_true(*(const float *)gfla_graph_node(net.graph, before)->params == 1.0f);
    assert_ptr_equal(net.x->grad->producer->op, &twice_op);
    ok(gfla_graph_add_grad(net.graph, net.x, net.x->grad));
    assert_ptr_equal(net.x->grad->producer->op, &sum_op);
    end(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fusion_of_the_set),
                                       cmocka_unit_test(test_chooser_of_the_set), cmocka_unit_test(test_flops_by_kind),
                                       cmocka_unit_test(test_gradients_by_the_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
