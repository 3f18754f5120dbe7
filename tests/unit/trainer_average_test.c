/* The moving average of the weights: what is written, looked at, and gone on with. */
#include "tests/unit/trainer_toy.h"

#include <math.h>

#include "train/weights.h"

static const struct gfla_trainer_params averaging = {.adam.average = 0.9};

/* Weights before the first step, and the moving average after it: of another value than the parameter, and between
 * its first and its last. */
static void weights_are_averages(void **state)
{
    struct toy toy;
    if (!device)
        skip();
    params = &averaging;
    start(&toy);
    params = NULL;
    gfla_plan *plan = gfla_trainer_plan(toy.trainer);
    const float first = first_weight(&toy, "first.weight");
    assert_ok(gfla_trainer_save_weights(toy.trainer, scratch("before.safetensors"), NULL, false, NULL));
    train(&toy, 3);
    assert_ok(gfla_trainer_save_weights(toy.trainer, scratch("after.safetensors"), NULL, false, NULL));
    const float last = first_weight(&toy, "first.weight"), mean = first_weight(&toy, "average.first.weight");
    assert_true(mean > fminf(first, last) && mean < fmaxf(first, last));
    assert_ok(gfla_weights_load(plan, toy.graph, scratch("before.safetensors"), GFLA_WEIGHTS_ALL, NULL));
    assert_true(first_weight(&toy, "first.weight") == first);
    assert_ok(gfla_weights_load(plan, toy.graph, scratch("after.safetensors"), GFLA_WEIGHTS_ALL, NULL));
    assert_true(first_weight(&toy, "first.weight") == mean);
    toy_destroy(&toy);
}

struct look {
    struct toy *toy;
    float weight, loss;
    bool fails;
};

static gfla_status look(void *context)
{
    struct look *l = context;
    gfla_plan *plan = gfla_trainer_plan(l->toy->trainer);
    l->weight = first_weight(l->toy, "first.weight");
    assert_ok(gfla_plan_run_for(plan, &l->toy->loss, 1));
    assert_ok(gfla_tensor_read(plan, l->toy->loss, &l->loss));
    return l->fails ? gfla_fail(GFLA_ERROR_FAILED, "looked away") : GFLA_OK;
}

/* The forward part runs with the averages; parameters, moments and averages stay, whatever comes of it. */
static void averages_can_be_looked_at(void **state)
{
    struct toy toy, plain;
    struct look l = {.toy = &toy};
    float before[2048], after[2048], loss;
    if (!device)
        skip();
    params = &averaging;
    start(&toy);
    params = NULL;
    train(&toy, 3);
    const size_t n = snapshot(&toy, before);
    for (int i = 0; i < 2; i++) {
        l.fails = i == 1;
        if (l.fails)
            assert_fails(gfla_trainer_with_averages(toy.trainer, look, &l), GFLA_ERROR_FAILED, "looked away");
        else
            assert_ok(gfla_trainer_with_averages(toy.trainer, look, &l));
        assert_true(l.weight == first_weight(&toy, "average.first.weight"));
        assert_true(l.weight != first_weight(&toy, "first.weight"));
        snapshot(&toy, after);
        assert_memory_equal(before, after, n * sizeof(float));
    }
    /* The same loss as that of a network with these weights, in its step. */
    assert_ok(gfla_trainer_save_weights(toy.trainer, scratch("look.safetensors"), NULL, false, NULL));
    start(&plain);
    assert_ok(gfla_weights_load(gfla_trainer_plan(plain.trainer), plain.graph, scratch("look.safetensors"),
                                GFLA_WEIGHTS_ALL, NULL));
    feed(&plain, 2);
    assert_ok(gfla_trainer_step(plain.trainer, 0.01f));
    assert_ok(gfla_tensor_read(gfla_trainer_plan(plain.trainer), plain.loss, &loss));
    assert_true(loss == l.loss);
    toy_destroy(&toy);
    toy_destroy(&plain);
}

static void averages_go_on(void **state)
{
    if (!device)
        skip();
    params = &averaging;
    expect_to_go_on();
    params = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_averages),
        cmocka_unit_test(averages_can_be_looked_at),
        cmocka_unit_test(averages_go_on),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
