/* Training: the loss falls, a checkpoint goes on bit by bit, and files of other networks are told apart. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "base/memory.h"
#include "io/weights/safetensors.h"
#include "ops/activation.h"
#include "ops/conv2d.h"
#include "ops/dot_loss.h"
#include "ops/l2_loss.h"
#include "ops/mul.h"
#include "train/trainer.h"
#include "train/weights.h"

#define SIDE 8
#define MAP_FLOATS (2 * 3 * SIDE * SIDE)

static gfla_device *device;
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

static void toy_destroy(struct toy *toy)
{
    gfla_trainer_destroy(&toy->trainer);
    gfla_graph_destroy(&toy->graph);
}

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    for (int64_t i = 0; i < gfla_shape_count(param->shape); i++)
        values[i] = gfla_random_uniform(random, -0.2f, 0.2f);
}

/* The same numbers for the same step, whoever asks. */
static void feed(struct toy *toy, uint64_t step)
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
static double train(struct toy *toy, int n_steps)
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

static void start(struct toy *toy)
{
    assert_ok(toy_create(toy, 4));
    assert_ok(gfla_trainer_init(toy->trainer, 5, init, NULL));
}

/* Every parameter and moment, one after another; hyper-parameters are written before each step. */
static size_t snapshot(struct toy *toy, float values[2048])
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

static void the_loss_falls(void **state)
{
    struct toy toy;
    if (!device)
        skip();
    start(&toy);
    double first = train(&toy, 5);
    train(&toy, 150);
    double last = train(&toy, 5);
    assert_int_equal(gfla_trainer_steps(toy.trainer), 160);
    assert_true(isfinite(last) && last < first / 10);
    toy_destroy(&toy);
}

static float first_weight(struct toy *toy, const char *name)
{
    float values[512];
    assert_ok(gfla_tensor_read(gfla_trainer_plan(toy->trainer), gfla_graph_find(toy->graph, name), values));
    return values[0];
}

/* The first step of Adam is the rate itself, up or down, whatever the gradient. */
static void slow_parameters_learn_slowly(void **state)
{
    const struct gfla_trainer_params slow = {.slow_prefix = "first.", .slow_factor = 0.25};
    struct toy toy;
    params = &slow;
    start(&toy);
    params = NULL;
    float first = first_weight(&toy, "first.weight"), last = first_weight(&toy, "last.weight");
    train(&toy, 1);
    assert_float_equal(fabsf(first_weight(&toy, "first.weight") - first), 0.0025f, 1e-5f);
    assert_float_equal(fabsf(first_weight(&toy, "last.weight") - last), 0.01f, 1e-5f);
    toy_destroy(&toy);
}

static void a_seed_is_a_start(void **state)
{
    struct toy a, b;
    float first[2048], second[2048];
    if (!device)
        skip();
    start(&a);
    start(&b);
    size_t n = snapshot(&a, first);
    snapshot(&b, second);
    assert_memory_equal(first, second, n * sizeof(float));
    assert_ok(gfla_trainer_init(b.trainer, 6, init, NULL));
    snapshot(&b, second);
    assert_true(memcmp(first, second, n * sizeof(float)) != 0);
    toy_destroy(&a);
    toy_destroy(&b);
}

static void a_checkpoint_goes_on(void **state)
{
    struct toy whole, first, second;
    float expected[2048], found[2048];
    if (!device)
        skip();
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
    a_checkpoint_goes_on(state);
    params = NULL;
}

static void a_checkpoint_keeps_its_metadata(void **state)
{
    struct toy toy;
    gfla_safetensors *file;
    const char *many[202] = {0};
    if (!device)
        skip();
    start(&toy);
    train(&toy, 2);
    assert_ok(gfla_trainer_save(toy.trainer, scratch("meta.safetensors"),
                                (const char *const[]){"size", "64", "form", "toy", NULL}));
    assert_ok(gfla_safetensors_open(&file, scratch("meta.safetensors")));
    assert_string_equal(gfla_safetensors_get(file, "steps"), "2");
    assert_string_equal(gfla_safetensors_get(file, "size"), "64");
    assert_string_equal(gfla_safetensors_get(file, "form"), "toy");
    assert_non_null(gfla_safetensors_find(file, "adam.m.first.weight"));
    assert_non_null(gfla_safetensors_find(file, "last.bias"));
    gfla_safetensors_close(&file);
    for (int i = 0; i < 200; i++)
        many[i] = "key";
    assert_fails(gfla_trainer_save(toy.trainer, scratch("many.safetensors"), many), GFLA_ERROR_USAGE, "95 pairs");
    assert_false(gfla_file_exists(scratch("many.safetensors")));
    toy_destroy(&toy);
}

static void another_network_is_named(void **state)
{
    struct toy narrow, wide;
    if (!device)
        skip();
    start(&narrow);
    assert_ok(gfla_trainer_save(narrow.trainer, scratch("narrow.safetensors"), NULL));
    assert_ok(gfla_weights_save(gfla_trainer_plan(narrow.trainer), narrow.graph, scratch("weights.safetensors"), false,
                                NULL));
    assert_ok(toy_create(&wide, 5));
    assert_fails(gfla_trainer_load(wide.trainer, scratch("narrow.safetensors")), GFLA_ERROR_INPUT,
                 "tensor \"first.weight\" is [4, 3, 3, 3], the network has [5, 3, 3, 3]");
    /* Weights are no checkpoint: the moments are missing. */
    assert_fails(gfla_trainer_load(narrow.trainer, scratch("weights.safetensors")), GFLA_ERROR_INPUT,
                 "no tensor \"adam.m.first.weight\"");
    assert_fails(gfla_trainer_load(narrow.trainer, scratch("nothing.safetensors")), GFLA_ERROR_INPUT,
                 "nothing.safetensors");
    toy_destroy(&narrow);
    toy_destroy(&wide);
}

static void write_foreign(const char *path, const char *name, struct gfla_shape shape, const char *steps)
{
    gfla_safetensors_writer *writer;
    const struct gfla_safetensors_pair pair = {"steps", steps};
    float values[64] = {0};
    assert_ok(
        gfla_safetensors_create(&writer, path, &(struct gfla_safetensors_entry){name, shape, false}, 1, &pair, 1));
    assert_ok(gfla_safetensors_put(writer, 0, values));
    assert_ok(gfla_safetensors_commit(&writer));
}

/* Weights of which some belong here: "as far as the names go", but never of another shape, and not none at all. */
static void a_part_may_be_loaded(void **state)
{
    struct toy toy;
    size_t n = 99;
    float bias[4];
    if (!device)
        skip();
    start(&toy);
    gfla_plan *plan = gfla_trainer_plan(toy.trainer);
    write_foreign(scratch("part.safetensors"), "first.bias", gfla_shape_1d(4), "1");
    assert_ok(gfla_weights_load(plan, toy.graph, scratch("part.safetensors"), GFLA_WEIGHTS_PRESENT, &n));
    assert_int_equal(n, 1);
    assert_ok(gfla_tensor_read(plan, gfla_graph_find(toy.graph, "first.bias"), bias));
    assert_true(bias[0] == 0 && bias[3] == 0);
    assert_fails(gfla_weights_load(plan, toy.graph, scratch("part.safetensors"), GFLA_WEIGHTS_ALL, &n),
                 GFLA_ERROR_INPUT, "no tensor \"first.weight\"");
    write_foreign(scratch("shape.safetensors"), "first.bias", gfla_shape_1d(9), "1");
    assert_fails(gfla_weights_load(plan, toy.graph, scratch("shape.safetensors"), GFLA_WEIGHTS_PRESENT, &n),
                 GFLA_ERROR_INPUT, "\"first.bias\" is [9]");
    write_foreign(scratch("other.safetensors"), "elsewhere", gfla_shape_1d(9), "1");
    assert_fails(gfla_weights_load(plan, toy.graph, scratch("other.safetensors"), GFLA_WEIGHTS_PRESENT, &n),
                 GFLA_ERROR_INPUT, "none of its tensors");
    toy_destroy(&toy);
}

static void damage_is_found(void **state)
{
    struct toy toy;
    void *data;
    size_t size;
    if (!device)
        skip();
    start(&toy);
    assert_ok(gfla_trainer_save(toy.trainer, scratch("good.safetensors"), NULL));
    assert_ok(gfla_file_read(scratch("good.safetensors"), 1 << 20, &data, &size));
    for (size_t cut = 0; cut < size; cut += size / 7) {
        assert_ok(gfla_file_write(scratch("cut.safetensors"), data, cut));
        assert_fails(gfla_trainer_load(toy.trainer, scratch("cut.safetensors")), GFLA_ERROR_INPUT, "cut.safetensors");
    }
    memset((char *)data + 8, '{', 40);
    assert_ok(gfla_file_write(scratch("bad.safetensors"), data, size));
    assert_fails(gfla_trainer_load(toy.trainer, scratch("bad.safetensors")), GFLA_ERROR_INPUT, "bad.safetensors");
    free(data);
    toy_destroy(&toy);
}

/* A checkpoint whose number of steps is none. */
static void steps_are_a_number(void **state)
{
    static const char *const wrong[] = {"", "12x", "many"};
    if (!device)
        skip();
    for (int i = 0; i < 3; i++) {
        struct toy toy;
        gfla_safetensors_writer *writer;
        struct gfla_safetensors_entry entries[64];
        size_t n = 0;
        float zeros[1024] = {0};
        start(&toy);
        for (size_t j = 0; j < gfla_graph_n_tensors(toy.graph); j++) {
            const gfla_tensor *tensor = gfla_graph_tensor(toy.graph, j);
            if (tensor->role == GFLA_ROLE_PARAM || tensor->role == GFLA_ROLE_STATE)
                entries[n++] = (struct gfla_safetensors_entry){tensor->name, tensor->shape, false};
        }
        const struct gfla_safetensors_pair pair = {"steps", wrong[i]};
        assert_ok(gfla_safetensors_create(&writer, scratch("steps.safetensors"), entries, n, &pair, 1));
        for (size_t j = 0; j < n; j++)
            assert_ok(gfla_safetensors_put(writer, j, zeros));
        assert_ok(gfla_safetensors_commit(&writer));
        assert_fails(gfla_trainer_load(toy.trainer, scratch("steps.safetensors")), GFLA_ERROR_INPUT, "\"steps\"");
        toy_destroy(&toy);
    }
}

static void weights_round_trip(void **state)
{
    struct toy toy;
    float before[2048], after[2048];
    if (!device)
        skip();
    start(&toy);
    gfla_plan *plan = gfla_trainer_plan(toy.trainer);
    train(&toy, 5);
    size_t n = snapshot(&toy, before);
    assert_ok(gfla_weights_save(plan, toy.graph, scratch("full.safetensors"), false, NULL));
    assert_ok(gfla_weights_save(plan, toy.graph, scratch("half.safetensors"), true,
                                (const char *const[]){"name", "toy", NULL}));
    assert_ok(gfla_weights_load(plan, toy.graph, scratch("full.safetensors"), GFLA_WEIGHTS_ALL, NULL));
    snapshot(&toy, after);
    assert_memory_equal(before, after, n * sizeof(float));
    assert_ok(gfla_weights_load(plan, toy.graph, scratch("half.safetensors"), GFLA_WEIGHTS_ALL, NULL));
    snapshot(&toy, after);
    assert_true(memcmp(before, after, n * sizeof(float)) != 0);
    for (size_t i = 0; i < n; i++) /* 11 bits, and the smallest steps of float16 near zero */
        assert_true(fabsf(after[i] - before[i]) <= fabsf(before[i]) / 2048 + 3e-8f);
    /* What came from float16 goes back to the same float16. */
    assert_ok(gfla_weights_save(plan, toy.graph, scratch("again.safetensors"), true,
                                (const char *const[]){"name", "toy", NULL}));
    void *a, *b;
    size_t size, other;
    assert_ok(gfla_file_read(scratch("half.safetensors"), 1 << 20, &a, &size));
    assert_ok(gfla_file_read(scratch("again.safetensors"), 1 << 20, &b, &other));
    assert_int_equal(size, other);
    assert_memory_equal(a, b, size);
    free(a);
    free(b);
    toy_destroy(&toy);
}

static void outputs_must_be_writable(void **state)
{
    struct toy toy;
    if (!device)
        skip();
    start(&toy);
    assert_fails(gfla_trainer_save(toy.trainer, scratch("no/folder.safetensors"), NULL), GFLA_ERROR_OUTPUT,
                 "no/folder");
    toy_destroy(&toy);
}

static gfla_status round_trip(struct toy *toy, const char *path)
{
    gfla_status status;
    TRY(toy_create(toy, 4));
    TRY(gfla_trainer_init(toy->trainer, 5, init, NULL));
    TRY(gfla_trainer_save(toy->trainer, path, (const char *const[]){"task", "toy", NULL}));
    TRY(gfla_trainer_load(toy->trainer, path));
fail:
    return status;
}

static void allocations_may_fail(void **state)
{
    int n_failures = 0;
    if (!device)
        skip();
    for (long n = 1;; n += 1 + n / 60) {
        struct toy toy = {0};
        size_t n_files = scratch_count();
        gfla_memory_fail_at(n);
        gfla_status status = round_trip(&toy, scratch("fails.safetensors"));
        gfla_memory_fail_at(0);
        toy_destroy(&toy);
        if (status == GFLA_OK)
            break;
        if (status != GFLA_ERROR_MEMORY)
            fail_msg("allocation %ld: status %d: %s", n, status, gfla_error_message());
        assert_true(scratch_count() <= n_files + gfla_file_exists(scratch("fails.safetensors")));
        n_failures++;
    }
    assert_true(n_failures > 30);
}

static int setup(void **state)
{
    gfla_device_open(&device, NULL, NULL); /* without one the tests skip */
    if (device && gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        gfla_device_destroy(&device);
    return scratch_create(state);
}

static int teardown(void **state)
{
    gfla_device_destroy(&device);
    return scratch_remove(state);
}

/* ---- two players ---- */

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
        cmocka_unit_test(the_loss_falls),
        cmocka_unit_test(slow_parameters_learn_slowly),
        cmocka_unit_test(a_seed_is_a_start),
        cmocka_unit_test(a_checkpoint_goes_on),
        cmocka_unit_test(weights_are_averages),
        cmocka_unit_test(averages_can_be_looked_at),
        cmocka_unit_test(averages_go_on),
        cmocka_unit_test(a_checkpoint_keeps_its_metadata),
        cmocka_unit_test(another_network_is_named),
        cmocka_unit_test(a_part_may_be_loaded),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(steps_are_a_number),
        cmocka_unit_test(weights_round_trip),
        cmocka_unit_test(outputs_must_be_writable),
        cmocka_unit_test(allocations_may_fail),
        cmocka_unit_test(the_adversary_moves_first),
        cmocka_unit_test(what_is_borrowed_is_not_saved),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
