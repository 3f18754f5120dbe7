/* tests/unit/trainer_toy.h - a small network that learns, for the tests of trainers. */
#ifndef GFLA_TESTS_TRAINER_TOY_H
#define GFLA_TESTS_TRAINER_TOY_H

#include "tests/unit/device_scratch.h"

#include "ops/activation.h"
#include "ops/conv2d.h"
#include "ops/l2_loss.h"
#include "train/trainer.h"

#define SIDE 8
#define MAP_FLOATS (2 * 3 * SIDE * SIDE)

static const struct gfla_trainer_params *params; /* of the next toy */

/* Two convolutions learn to add neighbouring pixels. */
struct toy {
    gfla_graph *graph;
    gfla_trainer *trainer;
    gfla_tensor *source, *target, *loss;
};

static gfla_tensor *layer(gfla_graph *g, gfla_tensor *src, const char *name, int oc)
{
    gfla_graph_push(g, "%s", name);
    gfla_tensor *weight = gfla_graph_param(g, "weight", gfla_shape_4d(oc, src->shape.dim[1], 3, 3));
    gfla_tensor *bias = gfla_graph_param(g, "bias", gfla_shape_1d(oc));
    gfla_graph_pop(g);
    return gfla_conv2d(g, src, weight, bias, &(struct gfla_conv2d_params){.pad = 1});
}

static gfla_status toy_create(struct toy *toy, int width)
{
    gfla_status status;
    const struct gfla_shape shape = gfla_shape_4d(2, 3, SIDE, SIDE);
    *toy = (struct toy){0};
    TRY(gfla_graph_create(&toy->graph));
    toy->source = gfla_graph_input(toy->graph, "source", shape, GFLA_LAYOUT_BLOCKED);
    toy->target = gfla_graph_input(toy->graph, "target", shape, GFLA_LAYOUT_BLOCKED);
    TRY(gfla_graph_status(toy->graph));
    gfla_tensor *x = gfla_leaky_relu(toy->graph, layer(toy->graph, toy->source, "first", width), 0.1f);
    TRY(gfla_graph_status(toy->graph));
    toy->loss = gfla_graph_keep(gfla_l2_loss(toy->graph, layer(toy->graph, x, "last", 3), toy->target, NULL, 1));
    TRY(gfla_graph_status(toy->graph));
    TRY(gfla_trainer_create(&toy->trainer, toy->graph, toy->loss, device, params));
    return GFLA_OK;
fail:
    return status;
}

static inline void toy_destroy(struct toy *toy)
{
    gfla_trainer_destroy(&toy->trainer);
    gfla_graph_destroy(&toy->graph);
}

static inline void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        values[i] = gfla_random_uniform(random, -0.2f, 0.2f);
}

/* The same numbers for the same step, whoever asks. */
static inline void feed(struct toy *toy, uint64_t step)
{
    struct gfla_random random = gfla_random_seed(7, step);
    float source[MAP_FLOATS], target[MAP_FLOATS];
    for (int i = 0; i < MAP_FLOATS; i++)
        source[i] = gfla_random_uniform(&random, -1, 1);
    for (int i = 0; i < MAP_FLOATS; i++)
        target[i] = source[i] - 0.5f * (i % SIDE ? source[i - 1] : 0);
    assert_ok(gfla_tensor_write(gfla_trainer_plan(toy->trainer), toy->source, source));
    assert_ok(gfla_tensor_write(gfla_trainer_plan(toy->trainer), toy->target, target));
}

/* Steps; returns the mean loss. */
static inline double train(struct toy *toy, int n_steps)
{
    double sum = 0;
    for (int i = 0; i < n_steps; i++) {
        float loss;
        feed(toy, gfla_trainer_steps(toy->trainer));
        assert_ok(gfla_trainer_step(toy->trainer, 0.01f));
        assert_ok(gfla_tensor_read(gfla_trainer_plan(toy->trainer), toy->loss, &loss));
        sum += (double)loss / n_steps;
    }
    return sum;
}

static inline void start(struct toy *toy)
{
    assert_ok(toy_create(toy, 4));
    assert_ok(gfla_trainer_init(toy->trainer, 5, init, NULL));
}

/* Every parameter and moment, one after another; hyper-parameters are written before each step. */
static inline size_t snapshot(struct toy *toy, float values[2048])
{
    size_t n = 0;
    for (size_t i = 0; i < gfla_graph_n_tensors(toy->graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(toy->graph, i);
        if ((tensor->role != GFLA_ROLE_PARAM && tensor->role != GFLA_ROLE_STATE) ||
            strncmp(tensor->name, "adam.hyper", 10) == 0)
            continue;
        assert_true(n + (size_t)gfla_shape_count(tensor->shape) <= 2048);
        assert_ok(gfla_tensor_read(gfla_trainer_plan(toy->trainer), tensor, values + n));
        n += (size_t)gfla_shape_count(tensor->shape);
    }
    return n;
}

static inline float first_weight(struct toy *toy, const char *name)
{
    float values[512];
    assert_ok(gfla_tensor_read(gfla_trainer_plan(toy->trainer), gfla_graph_find(toy->graph, name), values));
    return values[0];
}

/* Half of the steps, a checkpoint, and the rest by another trainer: the same bits as all of them at once. */
static inline void expect_to_go_on(void)
{
    struct toy whole, first, second;
    float expected[2048], found[2048];
    start(&whole);
    train(&whole, 12);
    size_t n = snapshot(&whole, expected);
    start(&first);
    train(&first, 7);
    assert_ok(
        gfla_trainer_save(first.trainer, scratch("half.safetensors"), (const char *const[]){"task", "toy", NULL}));
    toy_destroy(&first);
    start(&second);
    train(&second, 3); /* what it had learned itself is replaced, moments and all */
    assert_ok(gfla_trainer_load(second.trainer, scratch("half.safetensors")));
    assert_int_equal(gfla_trainer_steps(second.trainer), 7);
    train(&second, 5);
    assert_int_equal(snapshot(&second, found), n);
    assert_memory_equal(expected, found, n * sizeof(float));
    toy_destroy(&whole);
    toy_destroy(&second);
}

#endif
