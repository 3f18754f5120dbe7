/* Trainers of two players: the adversary moves first, and what is borrowed is neither learned nor saved. */
#include "tests/unit/device_scratch.h"

#include "io/weights/safetensors.h"
#include "ops/dot_loss.h"
#include "ops/mul.h"
#include "train/trainer.h"
#include "train/weights.h"

/* The adversary moves a along -pull; then the player's loss is b . a, and b moves along -a. */
struct duel {
    gfla_graph *graph;
    gfla_trainer *trainer;
    gfla_tensor *a, *b, *borrowed, *pull, *loss;
};

static void duel_create(struct duel *d)
{
    const struct gfla_shape two = gfla_shape_1d(2);
    const struct gfla_trainer_params duel_params = {
        .adam = {.beta1 = -1}, .adversary_factor = 0.1, .borrowed_prefix = "lib."};
    *d = (struct duel){0};
    assert_ok(gfla_graph_create(&d->graph));
    gfla_graph_freeze(d->graph, "lib.");
    d->pull = gfla_graph_input(d->graph, "pull", two, GFLA_LAYOUT_PLAIN);
    d->borrowed = gfla_graph_param(d->graph, "lib.scale", two);
    d->a = gfla_graph_param(d->graph, "foe.a", two);
    d->b = gfla_graph_param(d->graph, "b", two);
    assert_ok(gfla_trainer_adversary(d->graph, gfla_dot(d->graph, d->a, d->pull)));
    gfla_graph_freeze(d->graph, "foe.");
    gfla_tensor *a = gfla_mul(d->graph, gfla_graph_param(d->graph, "foe.a", two), d->borrowed);
    d->loss = gfla_graph_keep(gfla_dot(d->graph, d->b, a));
    assert_ok(gfla_trainer_create(&d->trainer, d->graph, d->loss, device, &duel_params));
}

static void duel_destroy(struct duel *d)
{
    gfla_trainer_destroy(&d->trainer);
    gfla_graph_destroy(&d->graph);
}

static void init_ones(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    assert_string_not_equal(param->name, "lib.scale");
    assert_true(param->name[0]);
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        values[i] = 1;
}

static void expect_pair(struct duel *d, gfla_tensor *tensor, float first, float second)
{
    float values[2];
    assert_ok(gfla_tensor_read(gfla_trainer_plan(d->trainer), tensor, values));
    assert_float_equal(values[0], first, 1e-5);
    assert_float_equal(values[1], second, 1e-5);
}

static void the_adversary_moves_first(void **state)
{
    struct duel d;
    float loss;
    if (!device)
        skip();
    duel_create(&d);
    gfla_plan *plan = gfla_trainer_plan(d.trainer);
    assert_ok(gfla_trainer_init(d.trainer, 1, init_ones, NULL));
    assert_ok(gfla_tensor_write(plan, d.borrowed, (float[]){2, 1}));
    assert_ok(gfla_tensor_write(plan, d.pull, (float[]){3, -4}));
    assert_ok(gfla_trainer_step(d.trainer, 0.5f));
    assert_ok(gfla_tensor_read(plan, d.loss, &loss));
    /* Adam's first step is the rate along the sign: a becomes (0.95, 1.05) before the player looks. */
    expect_pair(&d, d.a, 0.95f, 1.05f);
    assert_float_equal(loss, 2 * 0.95f + 1.05f, 1e-5);
    expect_pair(&d, d.b, 0.5f, 0.5f);
    duel_destroy(&d);
}

static void what_is_borrowed_is_not_saved(void **state)
{
    struct duel d;
    gfla_safetensors *file;
    if (!device)
        skip();
    duel_create(&d);
    gfla_plan *plan = gfla_trainer_plan(d.trainer);
    assert_ok(gfla_trainer_init(d.trainer, 1, init_ones, NULL));
    assert_ok(gfla_tensor_write(plan, d.borrowed, (float[]){5, 6}));
    assert_ok(gfla_trainer_save(d.trainer, scratch("duel.safetensors"), NULL));
    assert_ok(gfla_safetensors_open(&file, scratch("duel.safetensors")));
    assert_non_null(gfla_safetensors_find(file, "foe.a"));
    assert_non_null(gfla_safetensors_find(file, "adam.v.foe.a"));
    assert_null(gfla_safetensors_find(file, "lib.scale"));
    gfla_safetensors_close(&file);
    assert_ok(gfla_trainer_load(d.trainer, scratch("duel.safetensors")));
    expect_pair(&d, d.borrowed, 5, 6);
    /* Weights: without the adversary, and the borrowed ones alone, from a file that knows no prefix. */
    assert_ok(gfla_trainer_save_weights(d.trainer, scratch("player.safetensors"), "foe.", false, NULL));
    assert_ok(gfla_safetensors_open(&file, scratch("player.safetensors")));
    assert_null(gfla_safetensors_find(file, "foe.a"));
    assert_non_null(gfla_safetensors_find(file, "b"));
    gfla_safetensors_close(&file);
    struct gfla_safetensors_entry entry = {"scale", gfla_shape_1d(2), false};
    gfla_safetensors_writer *writer;
    assert_ok(gfla_safetensors_create(&writer, scratch("scale.safetensors"), &entry, 1, NULL, 0));
    assert_ok(gfla_safetensors_put(writer, 0, (float[]){7, 8}));
    assert_ok(gfla_safetensors_commit(&writer));
    size_t n_read;
    assert_ok(gfla_weights_load_part(plan, d.graph, scratch("scale.safetensors"), "lib.", &n_read));
    assert_int_equal(n_read, 1);
    expect_pair(&d, d.borrowed, 7, 8);
    assert_fails(gfla_weights_load_part(plan, d.graph, scratch("scale.safetensors"), "foe.", NULL), GFLA_ERROR_INPUT,
                 "\"a\"");
    duel_destroy(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_adversary_moves_first),
        cmocka_unit_test(what_is_borrowed_is_not_saved),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
