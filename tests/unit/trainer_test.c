/* Training: the loss falls, a checkpoint goes on bit by bit, and files of other networks are told apart. */
#include "tests/unit/trainer_toy.h"

#include <math.h>

#include "base/memory.h"
#include "io/weights/safetensors.h"
#include "train/weights.h"

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
    if (!device)
        skip();
    expect_to_go_on();
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
    static const char *const wrong[] = {"", "12x", "many", " 1", "-1", "18446744073709551615", "1000000001"};
    if (!device)
        skip();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loss_falls),
        cmocka_unit_test(slow_parameters_learn_slowly),
        cmocka_unit_test(a_seed_is_a_start),
        cmocka_unit_test(a_checkpoint_goes_on),
        cmocka_unit_test(a_checkpoint_keeps_its_metadata),
        cmocka_unit_test(another_network_is_named),
        cmocka_unit_test(a_part_may_be_loaded),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(steps_are_a_number),
        cmocka_unit_test(weights_round_trip),
        cmocka_unit_test(outputs_must_be_writable),
        cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
