/* Helpers that compile kernels: who gets what, and what becomes of those that crash, hang or never start. This program
 * is its own helper, which compiles nothing: the kernel's name says what it does. No device is used. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/helper.h"
#include "runtime/compile.h"
#include "runtime/compile_pool.h"
#include "runtime/compile_wire.h"
#include "runtime/compiled.h"
#include "tests/ok.h"
#include "tests/unit/scratch.h"

/* ---- the helper ---- */

static void take(void *data, size_t size)
{
    for (char *at = data; size > 0;) {
        const ssize_t n = read(0, at, size);
        if (n <= 0)
            _exit(0);
        at += n;
        size -= (size_t)n;
    }
}

static size_t take_message(uint8_t *bytes)
{
    uint8_t head[4];
    struct gfla_byte_reader reader = {head, head + 4, false};
    take(head, sizeof head);
    const size_t size = gfla_byte_reader_take_u32(&reader);
    take(bytes, size);
    return size;
}

static void put_reply(gfla_status status, size_t size)
{
    uint8_t reply[GFLA_COMPILE_JOB_REPLY] = {(uint8_t)status};
    if (write(GFLA_HELPER_REPLIES, reply, size) != (ssize_t)size)
        _exit(9);
}

/* A file for each kernel in the folder of the cache, made once: two helpers never get the same one. */
static void note(const char *folder, const char *kernel)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s-%ld", folder, kernel, (long)getpid());
    if (open(path, O_CREAT | O_EXCL | O_WRONLY, 0666) < 0)
        _exit(7);
}

static int help(void)
{
    static uint8_t greeting[4096], bytes[4096];
    struct gfla_compile_greeting g;
    struct gfla_compile_job job;
    if (gfla_compile_read_greeting(greeting, take_message(greeting), &g) != GFLA_OK)
        return 1;
    put_reply(strcmp(g.name, "refused") == 0 ? GFLA_ERROR_DEVICE : GFLA_OK, GFLA_COMPILE_GREETING_REPLY);
    for (;;) {
        if (gfla_compile_read_job(bytes, take_message(bytes), &job) != GFLA_OK)
            return 1;
        note(g.settings.cache_folder, job.launch.kernel);
        if (strncmp(job.launch.kernel, "crash", 5) == 0)
            abort();
        while (strncmp(job.launch.kernel, "hang", 4) == 0)
            pause();
        for (const double start = gfla_clock();
             strncmp(job.launch.kernel, "work", 4) == 0 && gfla_clock() - start < 0.5;)
            continue;
        if (strncmp(job.launch.kernel, "slow", 4) == 0)
            usleep(100000);
        put_reply(strncmp(job.launch.kernel, "bad", 3) == 0 ? GFLA_ERROR_DEVICE : GFLA_OK, GFLA_COMPILE_JOB_REPLY);
    }
}

/* ---- a device without a driver ---- */

static gfla_context *context;
static gfla_device *device;
static char folder[300];

static void open_with(const char *program, int n_threads, const char *name)
{
    static int number;
    struct gfla_context_params params;
    gfla_context_params_init(&params);
    snprintf(folder, sizeof folder, "%s/%d", scratch_folder, number++);
    ok(gfla_folder_create(folder));
    params.compile_program = program;
    params.n_threads = n_threads;
    params.cache_folder = folder;
    ok(gfla_context_create(&context, &params));
    gfla_context_enter(context);
    ok(gfla_device_create(&device, context));
    device->info.kind = GFLA_DEVICE_CPU;
    snprintf(device->info.platform, sizeof device->info.platform, "Portable Computing Language");
    snprintf(device->info.name, sizeof device->info.name, "%s", name);
    snprintf(device->whole_name, sizeof device->whole_name, "%s", name);
}

static int close_device(void **state)
{
    gfla_device_destroy(&device);
    gfla_context_destroy(&context);
    gfla_compile_pool_set_patience(GFLA_COMPILE_HANGS_AFTER);
    return 0;
}

static uint64_t post(const char *kernel)
{
    const struct gfla_launch launch = {.source = kernel, .kernel = kernel, .global = {64}, .local = {8}};
    const uint64_t hash = gfla_compile_hash(&launch);
    gfla_compile_pool_post(device, &launch, hash);
    return hash;
}

static void wait_for(uint64_t hash, double seconds)
{
    assert_true(gfla_compile_pool_wait(device, hash, seconds));
}

static size_t count_done(const uint64_t *hashes, size_t n)
{
    double build, compile;
    size_t n_done = 0;
    for (size_t i = 0; i < n; i++)
        n_done += gfla_compile_pool_did(device, hashes[i], &build, &compile);
    return n_done;
}

/* How many kernels and how many processes the helpers noted. */
static void count_notes(size_t *n_kernels, size_t *n_processes)
{
    char **names;
    ok(gfla_folder_list(folder, &names, n_kernels));
    *n_processes = 0;
    for (size_t i = 0; i < *n_kernels; i++) {
        bool is_new = true;
        for (size_t j = 0; j < i; j++)
            is_new = is_new && strcmp(strrchr(names[i], '-'), strrchr(names[j], '-')) != 0;
        *n_processes += is_new;
    }
    free(names);
}

/* ---- tests ---- */

static void kernels_are_shared_out(void **state)
{
    static const char *const kernels[] = {"slow0", "slow1", "slow2", "slow3", "slow4", "slow5"};
    uint64_t hashes[6];
    size_t n_kernels, n_processes;
    open_with("/proc/self/exe", 3, "fake");
    for (int i = 0; i < 6; i++)
        hashes[i] = post(kernels[i]);
    assert_int_equal(post("slow0"), hashes[0]); /* again */
    assert_int_equal(count_done(hashes, 6), 0);
    gfla_compile_pool_start(device);
    for (int i = 0; i < 6; i++)
        wait_for(hashes[i], 60);
    assert_int_equal(count_done(hashes, 6), 6);
    count_notes(&n_kernels, &n_processes);
    assert_int_equal(n_kernels, 6);
    assert_in_range(n_processes, 2, 3);
}

static void what_comes_later_is_taken_too(void **state)
{
    open_with("/proc/self/exe", 2, "fake");
    const uint64_t first[] = {post("a"), post("b")};
    gfla_compile_pool_start(device);
    wait_for(first[0], 60);
    wait_for(first[1], 60);
    const uint64_t later = post("c");
    gfla_compile_pool_start(device);
    wait_for(later, 60);
    assert_int_equal(count_done(&later, 1), 1);
}

static void one_kernel_or_one_thread_needs_no_helper(void **state)
{
    size_t n_kernels, n_processes;
    for (int threads = 1; threads <= 2; threads++) {
        open_with("/proc/self/exe", threads, "fake");
        const uint64_t hashes[] = {post("a"), threads == 1 ? post("b") : 0};
        gfla_compile_pool_start(device);
        wait_for(hashes[0], 0);
        assert_int_equal(count_done(hashes, 2), 0);
        count_notes(&n_kernels, &n_processes);
        assert_int_equal(n_kernels, 0);
        close_device(state);
    }
}

/* The kernel of a helper that died is left to whoever waits; the others go to another helper. */
static void a_helper_that_dies_loses_one_kernel(void **state)
{
    open_with("/proc/self/exe", 2, "fake");
    const uint64_t hashes[] = {post("crash"), post("a"), post("b"), post("bad"), post("c")};
    gfla_compile_pool_start(device);
    for (int i = 0; i < 5; i++)
        wait_for(hashes[i], 60);
    assert_int_equal(count_done(hashes, 5), 3);
    assert_int_equal(count_done(hashes, 1), 0);
    assert_int_equal(count_done(hashes + 3, 1), 0);
}

static void helpers_that_all_die_hold_nothing_up(void **state)
{
    static const char *const kernels[] = {"crash0", "crash1", "crash2", "crash3", "crash4", "crash5", "crash6"};
    uint64_t hashes[7];
    size_t n_kernels, n_processes;
    open_with("/proc/self/exe", 2, "fake");
    for (int i = 0; i < 7; i++)
        hashes[i] = post(kernels[i]);
    gfla_compile_pool_start(device);
    for (int i = 0; i < 7; i++)
        wait_for(hashes[i], 60);
    assert_int_equal(count_done(hashes, 7), 0);
    size_t n, n_done;
    gfla_compile_pool_count(device, &n, &n_done);
    assert_int_equal(n, 7);
    assert_int_equal(n_done, 7); /* as far as helpers go */
    count_notes(&n_kernels, &n_processes);
    assert_int_equal(n_kernels, 4); /* two helpers, twice */
}

static void a_helper_that_hangs_is_killed(void **state)
{
    gfla_compile_pool_set_patience(0.3);
    open_with("/proc/self/exe", 2, "fake");
    const uint64_t hashes[] = {post("hang"), post("work"), post("a")};
    const double start = gfla_clock();
    gfla_compile_pool_start(device);
    assert_false(gfla_compile_pool_wait(device, hashes[0], 0.05));
    for (int i = 0; i < 3; i++)
        wait_for(hashes[i], 60);
    assert_int_equal(count_done(hashes, 1), 0);
    assert_int_equal(count_done(hashes + 1, 2), 2); /* half a second of work is no hanging */
    assert_true(gfla_clock() - start < 30);
}

static void destroying_does_not_wait(void **state)
{
    size_t n_kernels = 0, n_processes;
    open_with("/proc/self/exe", 2, "fake");
    post("hang0");
    post("hang1");
    gfla_compile_pool_start(device);
    for (int i = 0; i < 600 && n_kernels < 2; i++) {
        usleep(50000);
        count_notes(&n_kernels, &n_processes);
    }
    assert_int_equal(n_kernels, 2);
    char **names;
    ok(gfla_folder_list(folder, &names, &n_kernels));
    const double start = gfla_clock();
    gfla_device_destroy(&device);
    assert_true(gfla_clock() - start < 1.5);
    for (size_t i = 0; i < n_kernels; i++) /* and nobody is left */
        assert_true(kill((pid_t)atol(strrchr(names[i], '-') + 1), 0) != 0 && errno == ESRCH);
    free(names);
}

static void programs_that_cannot_help_are_done_without(void **state)
{
    static const struct {
        const char *program, *device;
    } cases[] = {{"/nowhere/gfla", "fake"}, {"/bin/true", "fake"}, {"/proc/self/exe", "refused"}, {NULL, "fake"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_with(cases[i].program, 2, cases[i].device);
        const uint64_t hashes[] = {post("a"), post("b"), post("c")};
        gfla_compile_pool_start(device);
        for (int j = 0; j < 3; j++)
            wait_for(hashes[j], 60);
        assert_int_equal(count_done(hashes, 3), 0);
        close_device(state);
    }
}

/* ---- what is said ---- */

static void a_job_is_read_as_written(void **state)
{
    const int numbers[3] = {7, 8, 9};
    gfla_buffer *buffer = NULL;
    struct gfla_byte_writer bytes = {0};
    struct gfla_compile_job job;
    open_with(NULL, 2, "fake");
    device->info.kind = GFLA_DEVICE_NULL;
    device->info.max_allocation = device->info.global_memory = 1 << 20;
    ok(gfla_buffer_create(&buffer, device, 1000, GFLA_MEMORY_INPUTS, "a buffer"));
    const struct gfla_arg args[] = {GFLA_ARG_BUFFER(buffer), GFLA_ARG_BUFFER(NULL),     GFLA_ARG_I32(-5),
                                    GFLA_ARG_F32(0.25f),     GFLA_ARG_STRUCT(&numbers), GFLA_ARG_LOCAL(64)};
    const struct gfla_launch launch = {
        .source = "ops/a.cl", .kernel = "a", .global = {100, 3}, .local = {8, 1}, .args = args, .n_args = 6};
    gfla_compile_write_job(&bytes, &launch);
    assert_false(bytes.failed);
    ok(gfla_compile_read_job(bytes.data, bytes.size, &job));
    assert_string_equal(job.launch.source, "ops/a.cl");
    assert_null(job.launch.options);
    assert_int_equal(gfla_compile_hash(&job.launch), gfla_compile_hash(&launch));
    assert_int_equal(job.launch.global[1], 3);
    assert_int_equal(job.args[0].size, 1000);
    assert_int_equal(job.args[1].size, 0);
    assert_int_equal(job.args[2].i32, -5);
    assert_true(job.args[3].f32 == 0.25f);
    assert_memory_equal(job.args[4].data, numbers, sizeof numbers);
    assert_int_equal(job.args[5].size, 64);
    for (size_t size = 0; size < bytes.size; size++)
        assert_int_equal(gfla_compile_read_job(bytes.data, size, &job), GFLA_ERROR_INPUT);
    free(bytes.data);
    gfla_buffer_destroy(&buffer);
}

static void a_greeting_of_another_version_is_refused(void **state)
{
    struct gfla_byte_writer bytes = {0};
    struct gfla_compile_greeting greeting;
    open_with(NULL, 2, "fake");
    gfla_compile_write_greeting(&bytes, device);
    ok(gfla_compile_read_greeting(bytes.data, bytes.size, &greeting));
    assert_string_equal(greeting.settings.cache_folder, folder);
    assert_null(greeting.settings.kernels_folder);
    assert_string_equal(greeting.name, "fake");
    for (size_t size = 0; size < bytes.size; size++)
        assert_int_equal(gfla_compile_read_greeting(bytes.data, size, &greeting), GFLA_ERROR_INPUT);
    bytes.data[4] ^= 1; /* of its first text */
    assert_int_equal(gfla_compile_read_greeting(bytes.data, bytes.size, &greeting), GFLA_ERROR_INPUT);
    free(bytes.data);
}

/* ---- what is known to be compiled ---- */

static bool is_known(uint64_t hash)
{
    return gfla_compiled_is_known(device, &(struct gfla_launch){.source = "a.cl", .kernel = "a"}, hash);
}

/* As another process would read it. */
static void read_again(void)
{
    gfla_compiled_free(&device->compiled);
}

static void kernels_that_are_compiled_are_remembered(void **state)
{
    open_with("/proc/self/exe", 2, "fake");
    setenv("POCL_CACHE_DIR", folder, 1);
    assert_false(is_known(1));
    gfla_compiled_add(device, 1, 0.01);
    gfla_compiled_add(device, UINT64_MAX, 0.01);
    read_again();
    assert_true(is_known(1) && is_known(UINT64_MAX));
    assert_false(is_known(2));
    char *path = strdup(device->compiled.path);
    FILE *file = fopen(path, "a");
    fputs("00000000000000", file); /* the disk was full */
    fclose(file);
    read_again();
    assert_true(is_known(1));
    gfla_compiled_add(device, 3, 0.01); /* ends the line that was cut short, and is lost with it */
    gfla_compiled_add(device, 4, 0.01);
    read_again();
    assert_true(is_known(1) && is_known(4));
    assert_false(is_known(3));
    gfla_compiled_add(device, 5, 9); /* new, and compiled here */
    assert_true(is_known(1) && is_known(5));
    gfla_compiled_add(device, 4, 9); /* was listed, and compiled all the same */
    assert_false(is_known(1) || is_known(5));
    read_again();
    assert_true(is_known(4));
    assert_false(is_known(1) || is_known(5));
    free(path);
}

/* A driver's cache that was removed, or is another, has nothing. */
static void another_cache_is_another_list(void **state)
{
    char kcache[320];
    open_with("/proc/self/exe", 2, "fake");
    snprintf(kcache, sizeof kcache, "%s/kcache", folder);
    ok(gfla_folder_create(kcache));
    setenv("POCL_CACHE_DIR", kcache, 1);
    gfla_compiled_add(device, 1, 0.01);
    assert_true(is_known(1));
    setenv("POCL_CACHE_DIR", folder, 1);
    read_again();
    assert_false(is_known(1));
    setenv("POCL_CACHE_DIR", kcache, 1);
    read_again();
    assert_true(is_known(1));
    assert_int_equal(rmdir(kcache), 0);
    read_again();
    assert_false(is_known(1));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(kernels_are_shared_out, close_device),
        cmocka_unit_test_teardown(what_comes_later_is_taken_too, close_device),
        cmocka_unit_test_teardown(one_kernel_or_one_thread_needs_no_helper, close_device),
        cmocka_unit_test_teardown(a_helper_that_dies_loses_one_kernel, close_device),
        cmocka_unit_test_teardown(helpers_that_all_die_hold_nothing_up, close_device),
        cmocka_unit_test_teardown(a_helper_that_hangs_is_killed, close_device),
        cmocka_unit_test_teardown(destroying_does_not_wait, close_device),
        cmocka_unit_test_teardown(programs_that_cannot_help_are_done_without, close_device),
        cmocka_unit_test_teardown(a_job_is_read_as_written, close_device),
        cmocka_unit_test_teardown(a_greeting_of_another_version_is_refused, close_device),
        cmocka_unit_test_teardown(kernels_that_are_compiled_are_remembered, close_device),
        cmocka_unit_test_teardown(another_cache_is_another_list, close_device),
    };
    if (argc > 1)
        return help();
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
