/* The graph: names, scopes, failures, gradients as nodes. Nothing here needs a device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/memory.h"
#include "models/gfla/shapenet.h"
#include "ops/activation.h"
#include "ops/add.h"
#include "ops/conv2d.h"
#include "ops/dot_loss.h"
#include "ops/mul.h"
#include "graph/plan.h"

static gfla_graph *graph;

static int create(void **state)
{
    return gfla_graph_create(&graph);
}

static int destroy(void **state)
{
    gfla_graph_destroy(&graph);
    return 0;
}

static struct gfla_shape map(void)
{
    return gfla_shape_4d(1, 3, 8, 8);
}

static gfla_tensor *input(const char *name)
{
    return gfla_graph_input(graph, name, map(), GFLA_LAYOUT_BLOCKED);
}

static void assert_failed(gfla_status code, const char *text)
{
    assert_int_equal(gfla_graph_status(graph), code);
    if (!strstr(gfla_error_message(), text))
        fail_msg("no \"%s\" in: %s", text, gfla_error_message());
}

static void names_have_scopes(void **state)
{
    gfla_graph_push(graph, "target");
    gfla_graph_push(graph, "decoder%d.%d", 0, 1);
    gfla_tensor *weight = gfla_graph_param(graph, "model.weight", gfla_shape_1d(4));
    gfla_graph_pop(graph);
    gfla_tensor *x = gfla_graph_name(graph, gfla_relu(graph, input("x")), "out%d", 7);
    gfla_graph_pop(graph);
    gfla_graph_pop(graph); /* one too many changes nothing */
    gfla_tensor *outer = input("x");
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    assert_string_equal(weight->name, "target.decoder0.1.model.weight");
    assert_ptr_equal(gfla_graph_find(graph, "target.decoder0.1.model.weight"), weight);
    assert_ptr_equal(gfla_graph_find(graph, "target.out7"), x);
    assert_string_equal(x->producer->label, "target.out7");
    assert_ptr_equal(gfla_graph_find(graph, "x"), outer);
    assert_null(gfla_graph_find(graph, "out7"));
    assert_null(gfla_graph_find(graph, ""));
}

static void labels_are_scopes(void **state)
{
    gfla_graph_push(graph, "net");
    gfla_tensor *x = gfla_relu(graph, input("x"));
    gfla_graph_pop(graph);
    assert_string_equal(x->producer->label, "net.");
    assert_string_equal(x->name, "");
}

static void an_alias_is_the_same_parameter(void **state)
{
    gfla_graph_push(graph, "jump");
    gfla_tensor *weight = gfla_graph_param(graph, "conv1.weight", gfla_shape_1d(4));
    gfla_graph_alias(graph, "model.2.weight", weight);
    gfla_graph_alias(graph, "nothing", NULL);
    gfla_graph_pop(graph);
    assert_ptr_equal(gfla_graph_find(graph, "jump.model.2.weight"), weight);
    assert_null(gfla_graph_find(graph, "jump.nothing"));
    assert_int_equal(gfla_graph_n_tensors(graph), 1);
}

static void names_are_unique(void **state)
{
    input("x");
    assert_null(input("x"));
    assert_failed(GFLA_ERROR_USAGE, "already a tensor named \"x\"");
}

static void a_second_use_shares_the_leaf(void **state)
{
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8)),
                *u = gfla_graph_state(graph, "u", gfla_shape_1d(3), 2);
    assert_ptr_equal(gfla_graph_param(graph, "w", gfla_shape_1d(8)), w);
    assert_ptr_equal(gfla_graph_state(graph, "u", gfla_shape_1d(3), 2), u);
    assert_int_equal(gfla_graph_n_tensors(graph), 2);
    gfla_graph_freeze(graph, "w");
    gfla_tensor *cold = gfla_graph_param(graph, "w", gfla_shape_1d(8));
    assert_ptr_equal(cold->view_of, w);
    assert_true(w->needs_grad && !cold->needs_grad);
    assert_null(gfla_graph_param(graph, "w", gfla_shape_1d(9)));
    assert_failed(GFLA_ERROR_USAGE, "\"w\" is [8] already");
}

static void freezing_twice_is_freezing_once(void **state)
{
    for (int i = 0; i < 100; i++)
        gfla_graph_freeze(graph, i % 2 ? "a." : "a.b.");
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    assert_false(gfla_graph_param(graph, "a.c", gfla_shape_1d(1))->needs_grad);
}

static void a_leaf_keeps_its_role(void **state)
{
    gfla_graph_state(graph, "u", gfla_shape_1d(3), 0);
    assert_null(gfla_graph_param(graph, "u", gfla_shape_1d(3)));
    assert_failed(GFLA_ERROR_USAGE, "already a tensor named \"u\"");
}

static void an_activation_cannot_take_a_name(void **state)
{
    gfla_tensor *x = input("x");
    assert_null(gfla_graph_name(graph, gfla_relu(graph, x), "x"));
    assert_failed(GFLA_ERROR_USAGE, "\"x\"");
}

static void the_first_activation_keeps_the_name(void **state)
{
    gfla_tensor *x = input("x"), *first = gfla_graph_name(graph, gfla_relu(graph, x), "y");
    gfla_tensor *second = gfla_relu(graph, first);
    assert_ptr_equal(gfla_graph_name(graph, second, "y"), second);
    assert_ptr_equal(gfla_graph_find(graph, "y"), first);
    assert_string_equal(second->name, "");
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
}

static void aliases_are_names_too(void **state)
{
    gfla_tensor *weight = gfla_graph_param(graph, "a", gfla_shape_1d(4));
    gfla_graph_alias(graph, "b", weight);
    assert_null(gfla_graph_param(graph, "b", gfla_shape_1d(4)));
    assert_failed(GFLA_ERROR_USAGE, "\"b\"");
}

static void an_alias_may_be_given_again(void **state)
{
    gfla_tensor *weight = gfla_graph_param(graph, "a", gfla_shape_1d(4)),
                *other = gfla_graph_param(graph, "c", gfla_shape_1d(4));
    gfla_graph_alias(graph, "b", weight);
    gfla_graph_alias(graph, "b", weight);
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    assert_ptr_equal(gfla_graph_find(graph, "b"), weight);
    gfla_graph_alias(graph, "b", other);
    assert_failed(GFLA_ERROR_USAGE, "\"b\"");
}

static void an_alias_cannot_take_a_name(void **state)
{
    gfla_tensor *weight = gfla_graph_param(graph, "a", gfla_shape_1d(4));
    gfla_graph_param(graph, "b", gfla_shape_1d(4));
    gfla_graph_alias(graph, "b", weight);
    assert_failed(GFLA_ERROR_USAGE, "\"b\"");
}

static void the_first_failure_stays(void **state)
{
    gfla_tensor *a = input("a"), *b = gfla_graph_input(graph, "b", gfla_shape_4d(1, 4, 8, 8), GFLA_LAYOUT_BLOCKED);
    gfla_graph_push(graph, "where");
    assert_null(gfla_add(graph, a, b));
    size_t n_nodes = gfla_graph_n_nodes(graph);
    gfla_fail(GFLA_ERROR_DEVICE, "something else");
    assert_failed(GFLA_ERROR_USAGE, "where.");
    assert_int_equal(gfla_graph_fail(graph, GFLA_ERROR_INPUT, "later"), GFLA_ERROR_USAGE);
    assert_null(gfla_relu(graph, a));
    assert_null(input("c"));
    assert_null(gfla_graph_param(graph, "d", gfla_shape_1d(1)));
    assert_null(gfla_graph_name(graph, a, "e"));
    assert_failed(GFLA_ERROR_USAGE, "[1, 4, 8, 8]");
    assert_int_equal(gfla_graph_n_nodes(graph), n_nodes);
    gfla_plan *plan;
    assert_int_equal(gfla_plan_create(&plan, graph, NULL, NULL), GFLA_ERROR_USAGE);
    assert_null(plan);
}

static void nothing_in_nothing_out(void **state)
{
    const struct gfla_conv2d_params params = {.pad = 1};
    assert_null(gfla_relu(graph, NULL));
    assert_null(gfla_add(graph, input("x"), NULL));
    assert_null(gfla_mul(graph, NULL, NULL));
    assert_null(gfla_conv2d(graph, NULL, NULL, NULL, &params));
    assert_null(gfla_dot(graph, NULL, NULL));
    assert_null(gfla_graph_name(graph, NULL, "y"));
    assert_null(gfla_graph_keep(NULL));
    assert_null(gfla_graph_detach(graph, NULL));
    assert_int_equal(gfla_graph_add_grad(graph, NULL, NULL), GFLA_OK);
    assert_int_equal(gfla_graph_n_nodes(graph), 0);
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    gfla_graph_destroy(NULL);
}

static void layouts_need_shapes(void **state)
{
    assert_null(gfla_graph_input(graph, "vector", gfla_shape_1d(3), GFLA_LAYOUT_BLOCKED));
    assert_failed(GFLA_ERROR_USAGE, "\"vector\"");
}

static void empty_tensors_are_refused(void **state)
{
    assert_null(gfla_graph_param(graph, "none", gfla_shape_1d(0)));
    assert_failed(GFLA_ERROR_USAGE, "[0]");
}

static void scopes_have_a_depth(void **state)
{
    for (int i = 0; i < 17; i++)
        gfla_graph_push(graph, "s%d", i);
    assert_failed(GFLA_ERROR_USAGE, "16 nested");
}

static void scopes_have_a_length(void **state)
{
    char name[128];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    gfla_graph_push(graph, "%s", name);
    assert_int_equal(gfla_graph_status(graph), GFLA_OK);
    gfla_graph_push(graph, "%s", name);
    assert_failed(GFLA_ERROR_USAGE, "name scopes of more than");
}

static void names_are_not_cut(void **state)
{
    char name[256];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(gfla_graph_name(graph, input("x"), "%s", name));
    assert_failed(GFLA_ERROR_USAGE, "longer than");
}

static void stored_floats(void **state)
{
    gfla_tensor *blocked = gfla_graph_input(graph, "b", gfla_shape_4d(2, 17, 3, 5), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *plain = gfla_graph_input(graph, "p", gfla_shape_4d(2, 17, 3, 5), GFLA_LAYOUT_PLAIN);
    assert_int_equal(gfla_tensor_stored(blocked), 2 * 2 * 3 * 5 * 16);
    assert_int_equal(gfla_tensor_stored(plain), 2 * 17 * 3 * 5);
}

/* sum(w * relu(w)): the gradient of w has two parts, and they are added. */
static void contributions_are_added(void **state)
{
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8));
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, w, gfla_relu(graph, w))), GFLA_OK);
    assert_non_null(w->grad);
    assert_string_equal(w->grad->producer->op->name, "add_fwd");
    assert_true(gfla_shape_equal(w->grad->shape, w->shape));
}

static void gradients_stop(void **state)
{
    gfla_graph_freeze(graph, "frozen.");
    gfla_tensor *x = input("x"), *cold = gfla_graph_param(graph, "frozen.w", gfla_shape_1d(8));
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8)),
                *v = gfla_graph_param(graph, "v", gfla_shape_1d(8));
    assert_true(w->needs_grad && !cold->needs_grad && !x->needs_grad);
    gfla_tensor *behind = gfla_graph_detach(graph, gfla_relu(graph, v));
    assert_false(behind->needs_grad);
    gfla_tensor *sum = gfla_add(graph, gfla_mul(graph, w, cold), behind);
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, sum, sum)), GFLA_OK);
    assert_non_null(w->grad);
    assert_null(cold->grad);
    assert_null(v->grad);
    assert_null(x->grad);
}

static void only_trainable_scalars_have_gradients(void **state)
{
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8)),
                *c = gfla_graph_state(graph, "c", gfla_shape_1d(8), 1);
    assert_int_equal(gfla_graph_differentiate(graph, w), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, c, c)), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_graph_differentiate(graph, NULL), GFLA_ERROR_USAGE);
    gfla_tensor *loss = gfla_dot(graph, w, c);
    assert_int_equal(gfla_graph_differentiate(graph, loss), GFLA_OK);
    assert_int_equal(gfla_graph_differentiate(graph, loss), GFLA_ERROR_USAGE); /* would count everything twice */
}

/* Two losses, one after the other: each has gradients of its own. */
static void another_loss_may_follow(void **state)
{
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8)),
                *v = gfla_graph_param(graph, "v", gfla_shape_1d(8));
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, w, gfla_relu(graph, w))), GFLA_OK);
    gfla_tensor *first = w->grad;
    gfla_graph_forget_grads(graph);
    assert_null(w->grad);
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, gfla_mul(graph, v, v), w)), GFLA_OK);
    assert_non_null(v->grad);
    assert_ptr_not_equal(w->grad, first);
    assert_string_not_equal(w->grad->producer->op->name, "add_fwd"); /* the first loss does not count again */
}

static void parameters_nobody_reads_get_none(void **state)
{
    gfla_tensor *w = gfla_graph_param(graph, "w", gfla_shape_1d(8)),
                *unused = gfla_graph_param(graph, "u", gfla_shape_1d(8));
    gfla_relu(graph, unused);
    assert_int_equal(gfla_graph_differentiate(graph, gfla_dot(graph, w, w)), GFLA_OK);
    assert_null(unused->grad);
}

/* Whatever allocation fails: a status, a message, no crash, nothing lost (the sanitizers look). */
static gfla_status build_whole(gfla_device *device)
{
    gfla_status status;
    gfla_graph *g = NULL;
    gfla_plan *plan = NULL;
    struct gfla_shapenet net;
    const struct gfla_shapenet_config config = {.form = GFLA_FORM_PUBLISHED, .size = 64, .width = 1, .flow_width = 1};
    TRY(gfla_graph_create(&g));
    gfla_graph_freeze(g, "source.block0");
    TRY(gfla_shapenet_build(g, &config, &net));
    TRY(gfla_graph_differentiate(g, gfla_dot(g, net.image, net.source)));
    TRY(gfla_plan_create(&plan, g, device, &(struct gfla_plan_params){.training = true}));
fail:
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&g);
    return status;
}

static void allocations_may_fail(void **state)
{
    gfla_device *device;
    int n_failures = 0;
    assert_int_equal(gfla_device_open(&device, NULL, "null"), GFLA_OK);
    for (long n = 1;; n++) {
        gfla_memory_fail_at(n);
        gfla_status status = build_whole(device);
        gfla_memory_fail_at(0);
        assert_int_equal(gfla_device_memory_used(device, GFLA_MEMORY_WEIGHTS), 0);
        assert_int_equal(gfla_device_memory_used(device, GFLA_MEMORY_ACTIVATIONS), 0);
        if (status == GFLA_OK)
            break;
        if (status != GFLA_ERROR_MEMORY || !strstr(gfla_error_message(), "out of memory"))
            fail_msg("allocation %ld: status %d: %s", n, status, gfla_error_message());
        n_failures++;
    }
    assert_true(n_failures > 50);
    gfla_device_destroy(&device);
}

int main(void)
{
#define GRAPH_TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(names_have_scopes),
        GRAPH_TEST(labels_are_scopes),
        GRAPH_TEST(an_alias_is_the_same_parameter),
        GRAPH_TEST(names_are_unique),
        GRAPH_TEST(a_second_use_shares_the_leaf),
        GRAPH_TEST(freezing_twice_is_freezing_once),
        GRAPH_TEST(a_leaf_keeps_its_role),
        GRAPH_TEST(an_activation_cannot_take_a_name),
        GRAPH_TEST(the_first_activation_keeps_the_name),
        GRAPH_TEST(aliases_are_names_too),
        GRAPH_TEST(an_alias_may_be_given_again),
        GRAPH_TEST(an_alias_cannot_take_a_name),
        GRAPH_TEST(the_first_failure_stays),
        GRAPH_TEST(nothing_in_nothing_out),
        GRAPH_TEST(layouts_need_shapes),
        GRAPH_TEST(empty_tensors_are_refused),
        GRAPH_TEST(scopes_have_a_depth),
        GRAPH_TEST(scopes_have_a_length),
        GRAPH_TEST(names_are_not_cut),
        GRAPH_TEST(stored_floats),
        GRAPH_TEST(contributions_are_added),
        GRAPH_TEST(gradients_stop),
        GRAPH_TEST(only_trainable_scalars_have_gradients),
        GRAPH_TEST(another_loss_may_follow),
        GRAPH_TEST(parameters_nobody_reads_get_none),
        cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
