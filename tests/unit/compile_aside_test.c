/* Kernels that helpers compile are those that are run: with PoCL as the driver, its cache has nothing more after the run
 * than helpers had put there. This program is its own helper. */
#include "base/context.h"
#include "base/helper.h"
#include "runtime/commands.h"
#include "runtime/compile.h"
#include "runtime/compile_pool.h"
#include "runtime/compile_serve.h"
#include "runtime/internal.h"
#include "tests/ok.h"
#include "tests/unit/scratch.h"

#define N 100000 /* a grid that PoCL takes for a wide one */

static gfla_context *context;
static gfla_device *device;
static gfla_buffer *src, *dst;

static int open_device(void **state)
{
    struct gfla_context_params params;
    if (scratch_create(state) != 0)
        return 1;
    setenv("POCL_CACHE_DIR", scratch_folder, 1);
    gfla_context_params_init(&params);
    params.compile_program = "/proc/self/exe";
    params.n_threads = 2;
    params.kernels_folder = GFLA_SOURCE_DIR "/tests/unit/kernels";
    ok(gfla_context_create(&context, &params));
    gfla_context_enter(context);
    if (gfla_device_open(&device, context, NULL) != GFLA_OK || !gfla_device_compiles_late(device)) {
        gfla_device_destroy(&device);
        return 0; /* the tests skip */
    }
    static float values[N];
    for (int i = 0; i < N; i++)
        values[i] = (float)(i % 7);
    ok(gfla_buffer_create(&src, device, sizeof values, GFLA_MEMORY_INPUTS, "src"));
    ok(gfla_buffer_create(&dst, device, sizeof values, GFLA_MEMORY_INPUTS, "dst"));
    ok(gfla_buffer_write(src, 0, values, sizeof values));
    return 0;
}

static int close_device(void **state)
{
    gfla_buffer_destroy(&src);
    gfla_buffer_destroy(&dst);
    gfla_device_destroy(&device);
    gfla_context_destroy(&context);
    return scratch_remove(state);
}

/* Compiled kernels below a folder. */
static size_t count_compiled(const char *folder)
{
    char **names, path[4096];
    size_t n, n_compiled = 0;
    if (gfla_folder_list(folder, &names, &n) != GFLA_OK)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(names[i]);
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        n_compiled += length > 3 && strcmp(names[i] + length - 3, ".so") == 0;
        n_compiled += count_compiled(path);
    }
    free(names);
    return n_compiled;
}

struct pair {
    int32_t add;
    float times;
};

#define SKIP_WITHOUT_POCL                                                                                              \
    if (!device)                                                                                                       \
    skip()

static void helpers_compile_what_is_run(void **state)
{
    SKIP_WITHOUT_POCL;
    const struct pair pair = {1, 2};
    const struct gfla_arg scale[] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_I32(N), GFLA_ARG_F32(3),
                                     GFLA_ARG_STRUCT(&pair)};
    const struct gfla_arg sum[] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_LOCAL(4 * sizeof(float))};
    const struct gfla_launch launches[] = {
        {.source = "good.cl", .kernel = "test_scale", .global = {1000}, .local = {8}, .args = scale, .n_args = 5},
        {.source = "good.cl", .kernel = "test_scale", .global = {N}, .local = {8}, .args = scale, .n_args = 5},
        {.source = "good.cl", .kernel = "test_scale", .global = {N}, .args = scale, .n_args = 5},
        {.source = "good.cl",
         .kernel = "test_scale",
         .options = "-DBIAS=5",
         .global = {N},
         .local = {16},
         .args = scale,
         .n_args = 5},
        {.source = "good.cl", .kernel = "test_sum", .global = {N}, .local = {4}, .args = sum, .n_args = 3},
    };
    enum { N_LAUNCHES = sizeof launches / sizeof *launches };
    gfla_commands *commands;
    double build, compile;
    float results[N];
    ok(gfla_commands_create(&commands, device));
    ok(gfla_commands_defer(commands));
    for (int i = 0; i < N_LAUNCHES; i++)
        ok(gfla_commands_add(commands, &launches[i]));
    gfla_commands_bind_deferred(commands);
    for (int i = 0; i < N_LAUNCHES; i++) {
        while (!gfla_compile_pool_wait(device, gfla_compile_hash(&launches[i]), 60))
            continue;
        assert_true(gfla_compile_pool_did(device, gfla_compile_hash(&launches[i]), &build, &compile));
    }
    const size_t n_compiled = count_compiled(scratch_folder);
    assert_int_equal(n_compiled, N_LAUNCHES);
    ok(gfla_commands_run(commands, 0, 4));
    ok(gfla_device_finish(device));
    ok(gfla_buffer_read(dst, 0, results, sizeof results));
    for (int i = 0; i < N; i++)
        assert_true(results[i] == (float)(i % 7 * 3 * 2 + 2 + 5));
    ok(gfla_commands_run(commands, 4, 1));
    ok(gfla_buffer_read(dst, 0, results, sizeof results));
    assert_true(results[1] == 4 + 5 + 6 + 0);
    gfla_commands_destroy(&commands);
    struct gfla_compile_row *rows;
    size_t n_rows;
    ok(gfla_device_compile_rows(device, &rows, &n_rows));
    assert_int_equal(n_rows, N_LAUNCHES);
    for (size_t i = 0; i < n_rows; i++) {
        assert_true(rows[i].by_helper && rows[i].compile > 0);
        assert_int_equal(rows[i].is_first, i == 0 || i == 3);
    }
    assert_string_equal(rows[3].options, "-DBIAS=5");
    free(rows);
    assert_int_equal(count_compiled(scratch_folder), n_compiled);
}

/* What a helper cannot compile is compiled here, and its failure has the driver's words. */
static void failures_are_told_as_without_helpers(void **state)
{
    SKIP_WITHOUT_POCL;
    const struct gfla_launch launch = {.source = "broken.cl", .kernel = "broken", .global = {8}},
                             other = {.source = "broken.cl", .kernel = "broken", .global = {8}, .options = "-DA"};
    gfla_commands *commands;
    double build, compile;
    ok(gfla_commands_create(&commands, device));
    ok(gfla_commands_defer(commands));
    ok(gfla_commands_add(commands, &launch));
    ok(gfla_commands_add(commands, &other));
    gfla_commands_bind_deferred(commands);
    assert_int_equal(gfla_commands_run(commands, 0, 2), GFLA_ERROR_DEVICE);
    assert_non_null(strstr(gfla_error_message(), "kernel file broken.cl does not build"));
    assert_false(gfla_compile_pool_did(device, gfla_compile_hash(&launch), &build, &compile));
    gfla_commands_destroy(&commands);
}

/* As when a driver came or went since the number was looked up: another device has it in the helpers. */
static void helpers_with_another_device_are_refused(void **state)
{
    SKIP_WITHOUT_POCL;
    const struct pair pair = {1, 2};
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_I32(N), GFLA_ARG_F32(3),
                                    GFLA_ARG_STRUCT(&pair)};
    static const char *const options[] = {"-DBIAS=6", "-DBIAS=7"};
    gfla_device *other;
    uint64_t hashes[2];
    double build, compile;
    ok(gfla_device_open(&other, context, NULL));
    snprintf(other->whole_name, sizeof other->whole_name, "another");
    const size_t n_compiled = count_compiled(scratch_folder);
    for (int i = 0; i < 2; i++) {
        const struct gfla_launch launch = {.source = "good.cl",
                                           .kernel = "test_scale",
                                           .options = options[i],
                                           .global = {N},
                                           .local = {8},
                                           .args = args,
                                           .n_args = 5};
        hashes[i] = gfla_compile_hash(&launch);
        gfla_compile_pool_post(other, &launch, hashes[i]);
    }
    gfla_compile_pool_start(other);
    for (int i = 0; i < 2; i++) {
        assert_true(gfla_compile_pool_wait(other, hashes[i], 60));
        assert_false(gfla_compile_pool_did(other, hashes[i], &build, &compile));
    }
    gfla_device_destroy(&other);
    assert_int_equal(count_compiled(scratch_folder), n_compiled);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(helpers_compile_what_is_run),
        cmocka_unit_test(failures_are_told_as_without_helpers),
        cmocka_unit_test(helpers_with_another_device_are_refused),
    };
    if (argc > 1)
        return gfla_compile_serve(0, GFLA_HELPER_REPLIES);
    return cmocka_run_group_tests(tests, open_device, close_device);
}
