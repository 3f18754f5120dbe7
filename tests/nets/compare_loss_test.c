/* How images that were made are compared with true ones: which terms there are, in which order, what they are worth, and
 * who learns from whom. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "models/gfla/compare_loss.h"
#include "models/gfla/orthogonal.h"
#include "models/gfla/paper_loss.h"
#include "ops/add.h"
#include "ops/l1_loss.h"
#include "ops/pack.h"
#include "tests/device_fixture.h"

enum { SIZE = 64, BATCH = 2, IMAGE = BATCH * 3 * SIZE * SIZE };

struct comparison {
    gfla_graph *graph;
    gfla_plan *plan;
    gfla_tensor *adversary;
    struct gfla_compare_loss compare;
    struct gfla_loss_terms terms;
};

/* The image is an input to which a parameter is added, so that it learns. */
static void comparison_build(struct comparison *c, const struct gfla_compare_loss *weights)
{
    const struct gfla_shape image = gfla_shape_4d(BATCH, 3, SIZE, SIZE);
    *c = (struct comparison){.compare = *weights};
    ok(gfla_graph_create(&c->graph));
    gfla_tensor *x = gfla_graph_input(c->graph, "x", image, GFLA_LAYOUT_BLOCKED);
    c->compare.made = gfla_graph_param(c->graph, "made", image);
    c->compare.made = gfla_add(c->graph, gfla_pack(c->graph, c->compare.made), x);
    c->compare.real = gfla_graph_input(c->graph, "real", image, GFLA_LAYOUT_BLOCKED);
    gfla_loss_add(c->graph, &c->terms, "image", gfla_l1_loss(c->graph, c->compare.made, c->compare.real, NULL, 1));
    ok(gfla_compare_adversary_build(c->graph, &c->compare, &c->terms, &c->adversary));
    ok(gfla_compare_loss_build(c->graph, &c->compare, &c->terms));
}

static void comparison_close(struct comparison *c)
{
    gfla_plan_destroy(&c->plan);
    gfla_graph_destroy(&c->graph);
}

static void has_names(const struct gfla_loss_terms *terms, const char *const *names, int n, int n_adversary)
{
    assert_int_equal(terms->n, n);
    assert_int_equal(terms->n_adversary, n_adversary);
    for (int i = 0; i < n; i++)
        assert_string_equal(terms->name[i], names[i]);
}

/* What an adversary has comes first, though other terms were there before it. */
static void terms_are_those_with_weights(void **state)
{
    static const char *const all[] = {"discriminator", "image", "ssim", "gradient", "features", "adversarial"},
                             *const few[] = {"image", "gradient"};
    struct comparison c;
    comparison_build(&c, &(struct gfla_compare_loss){.ssim = 1,
                                                     .gradient = 1,
                                                     .features = 1,
                                                     .net = {.width = 2, .is_feature_net = true},
                                                     .adversarial = 0.1,
                                                     .discriminator_width = 4});
    has_names(&c.terms, all, 6, 1);
    assert_ptr_equal(c.terms.term[0], c.adversary);
    comparison_close(&c);
    comparison_build(&c, &(struct gfla_compare_loss){.gradient = 1, .adversarial = 0.1});
    has_names(&c.terms, few, 2, 0);
    assert_null(c.adversary);
    comparison_close(&c);
}

/* The discriminator learns from its own loss alone, and the image from the others alone. */
static void each_learns_its_own(void **state)
{
    struct comparison c;
    comparison_build(&c, &(struct gfla_compare_loss){.adversarial = 0.1, .discriminator_width = 4});
    const gfla_tensor *made = gfla_graph_find(c.graph, "made"),
                      *weight = gfla_graph_find(c.graph, GFLA_DISCRIMINATOR_PREFIX "model.0.weight_orig");
    ok(gfla_graph_differentiate(c.graph, c.adversary));
    assert_true(weight->grad && !made->grad);
    gfla_graph_forget_grads(c.graph);
    ok(gfla_graph_differentiate(c.graph, c.terms.total));
    assert_true(!weight->grad && made->grad);
    comparison_close(&c);
}

/* ---- with a device ---- */

static void write_values(struct comparison *c, const char *name, double shift)
{
    static float values[IMAGE];
    for (int i = 0; i < IMAGE; i++)
        values[i] = (float)(0.5 * sin(0.37 * i) + shift * cos(0.11 * i));
    ok(gfla_tensor_write(c->plan, gfla_graph_find(c->graph, name), values));
}

static void write_params(struct comparison *c)
{
    struct gfla_random random = gfla_random_seed(3, 0);
    for (size_t i = 0; i < gfla_graph_n_tensors(c->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(c->graph, i);
        const size_t count = (size_t)gfla_shape_count(tensor->shape);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        float *values = calloc(count, sizeof *values);
        if (strncmp(tensor->name, GFLA_VGG_PREFIX, strlen(GFLA_VGG_PREFIX)) == 0)
            gfla_feature_net_init(tensor, &random, values);
        else if (strcmp(tensor->name, "made") != 0)
            gfla_orthogonal_init(tensor, &random, values);
        ok(gfla_tensor_write(c->plan, tensor, values));
        free(values);
    }
}

static void run(struct comparison *c, const struct gfla_compare_loss *weights, double shift, float *values)
{
    comparison_build(c, weights);
    ok(gfla_plan_create(&c->plan, c->graph, device, NULL));
    write_params(c);
    write_values(c, "x", shift);
    write_values(c, "real", 0);
    ok(gfla_plan_run(c->plan));
    for (int i = 0; i < c->terms.n; i++)
        ok(gfla_tensor_read(c->plan, c->terms.term[i], &values[i]));
    comparison_close(c);
}

/* Of equal images nothing; else each in proportion to its weight. */
static void weights_weigh(void **state)
{
    struct comparison c;
    const struct gfla_compare_loss once = {.ssim = 1,
                                           .gradient = 1,
                                           .features = 1,
                                           .net = {.width = 2, .is_feature_net = true},
                                           .adversarial = 0.1,
                                           .discriminator_width = 4};
    struct gfla_compare_loss more = once;
    float equal[8], different[8], weighed[8];
    if (!device)
        skip();
    more.ssim = 2;
    more.gradient = 3;
    more.features = 4;
    more.adversarial = 0.5;
    run(&c, &once, 0, equal);
    run(&c, &once, 0.3, different);
    run(&c, &more, 0.3, weighed);
    static const double factors[] = {1, 1, 2, 3, 4, 5};
    for (int i = 1; i < 6; i++) {
        assert_true(i == 5 || fabsf(equal[i]) < 1e-5f);
        assert_true(different[i] > 1e-5f);
        assert_true(fabs((double)weighed[i] - factors[i] * (double)different[i]) < 1e-4 * (double)weighed[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_those_with_weights),
        cmocka_unit_test(each_learns_its_own),
        cmocka_unit_test(weights_weigh),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
