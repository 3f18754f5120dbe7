/* The disk cache of program binaries: hits, damage, change of sources, two processes at once. */
#include <sys/wait.h>

#include "base/text.h"
#include "runtime/commands.h"
#include "runtime/internal.h"
#include "surroundings.h"
#include "tests/unit/scratch.h"

#define KERNELS GFLA_SOURCE_DIR "/tests/unit/kernels"

static bool have_device;

static int enter_folder(void **state)
{
    gfla_device *device;
    if (scratch_create(state) != 0)
        return -1;
    surround_env("XDG_CACHE_HOME", scratch_folder);
    surround_env("GFLA_KERNELS", KERNELS);
    surround_env("GFLA_CACHE", "all");
    pid_t child = fork(); /* drivers must not be loaded before the test that forks */
    if (child == 0)
        _exit(gfla_device_open(&device, NULL, NULL) != GFLA_OK ||
              gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL);
    int result;
    waitpid(child, &result, 0);
    have_device = result == 0;
    return 0;
}

static int empty_cache(void **state)
{
    scratch_remove_below(scratch("gfla"));
    return 0;
}

#define SKIP_WITHOUT_DEVICE                                                                                            \
    if (!have_device)                                                                                                  \
    skip()

static bool keep_programs;

/* Opens a device, sums 0 + 1 + 2 + 3 with test_sum, and says where the program came from. */
static struct gfla_program_counts run_sum(const char *options)
{
    gfla_device *device;
    gfla_buffer *src, *dst;
    float values[] = {0, 1, 2, 3}, sum = -1;
    assert_int_equal(gfla_device_open(&device, NULL, NULL), GFLA_OK);
    if (keep_programs)
        gfla_device_keep_programs(device);
    assert_int_equal(gfla_buffer_create(&src, device, sizeof values, GFLA_MEMORY_INPUTS, "src"), GFLA_OK);
    assert_int_equal(gfla_buffer_create(&dst, device, sizeof sum, GFLA_MEMORY_INPUTS, "dst"), GFLA_OK);
    assert_int_equal(gfla_buffer_write(src, 0, values, sizeof values), GFLA_OK);
    struct gfla_arg args[] = {GFLA_ARG_BUFFER(dst), GFLA_ARG_BUFFER(src), GFLA_ARG_LOCAL(sizeof values)};
    struct gfla_launch launch = {.source = "good.cl",
                                 .kernel = "test_sum",
                                 .options = options,
                                 .global = {4},
                                 .local = {4},
                                 .args = args,
                                 .n_args = 3};
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK);
    assert_int_equal(gfla_device_launch(device, &launch), GFLA_OK); /* the second from the process's own table */
    assert_int_equal(gfla_buffer_read(dst, 0, &sum, sizeof sum), GFLA_OK);
    assert_true(sum == 6);
    struct gfla_program_counts counts = gfla_device_program_counts(device);
    gfla_buffer_destroy(&src);
    gfla_buffer_destroy(&dst);
    gfla_device_destroy(&device);
    return counts;
}

static void assert_counts(const char *options, size_t built, size_t from_disk)
{
    struct gfla_program_counts counts = run_sum(options);
    assert_int_equal(counts.built, built);
    assert_int_equal(counts.from_disk, from_disk);
}

/* The path of the one entry. */
static void entry_path(char *path, size_t size)
{
    char **names;
    const char *programs = scratch("gfla/programs");
    size_t count;
    assert_int_equal(gfla_folder_list(programs, &names, &count), GFLA_OK);
    assert_int_equal(count, 1); /* and no temporary is left */
    snprintf(path, size, "%s/%s", programs, names[0]);
    free(names);
}

/* First, so that no driver's threads exist when the process forks. */
static void test_two_processes(void **state)
{
    SKIP_WITHOUT_DEVICE;
    pid_t children[2];
    char path[256];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct gfla_program_counts counts = run_sum(NULL);
            _exit(counts.built + counts.from_disk == 1 ? 0 : 1);
        }
    }
    for (int i = 0; i < 2; i++) {
        int result = -1;
        assert_int_equal(waitpid(children[i], &result, 0), children[i]);
        assert_int_equal(result, 0);
    }
    entry_path(path, sizeof path);
    assert_counts(NULL, 0, 1);
}

static void test_hit(void **state)
{
    SKIP_WITHOUT_DEVICE;
    assert_counts(NULL, 1, 0);
    assert_counts(NULL, 0, 1);
    assert_counts("-DBIAS=2", 1, 0);
    surround_env("GFLA_CACHE", "off");
    assert_counts(NULL, 1, 0);
    surround_env("GFLA_CACHE", "all");
}

/* What `gfla tune` does, whatever the driver: later devices build nothing, without being told. */
static void test_kept_programs(void **state)
{
    SKIP_WITHOUT_DEVICE;
    surround_env("GFLA_CACHE", NULL);
    keep_programs = true;
    assert_counts("-DBIAS=3", 1, 0);
    keep_programs = false;
    assert_counts("-DBIAS=3", 0, 1);
    surround_env("GFLA_CACHE", "all");
}

static void test_damaged_entries(void **state)
{
    SKIP_WITHOUT_DEVICE;
    char path[256];
    void *sound;
    size_t size;
    assert_counts(NULL, 1, 0);
    entry_path(path, sizeof path);
    assert_int_equal(gfla_file_read(path, 1 << 28, &sound, &size), GFLA_OK);
    const size_t places[] = {0, 7, 8, 16, 24, 40, size / 2, size - 1};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        ((unsigned char *)sound)[places[i]] ^= 0x10;
        assert_int_equal(gfla_file_write(path, sound, size), GFLA_OK);
        ((unsigned char *)sound)[places[i]] ^= 0x10;
        assert_counts(NULL, 1, 0);
        assert_counts(NULL, 0, 1); /* the bad entry was replaced */
    }
    const size_t lengths[] = {0, 1, 31, 100, size - 1};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(gfla_file_write(path, sound, lengths[i]), GFLA_OK);
        assert_counts(NULL, 1, 0);
    }
    free(sound);
}

/* An entry that is sound as a file, but that the driver does not take. */
static void test_refused_binary(void **state)
{
    SKIP_WITHOUT_DEVICE;
    char path[256];
    char *data;
    void *file;
    size_t size;
    uint64_t key_size;
    assert_counts(NULL, 1, 0);
    entry_path(path, sizeof path);
    assert_int_equal(gfla_file_read(path, 1 << 28, &file, &size), GFLA_OK);
    data = file;
    memcpy(&key_size, data + 8, sizeof key_size);
    char *key = strndup(data + 32, key_size);
    gfla_program_cache_write(key, "not a binary", 12);
    assert_counts(NULL, 1, 0);
    assert_counts(NULL, 0, 1);
    free(key);
    free(file);
}

static void test_changed_header(void **state)
{
    SKIP_WITHOUT_DEVICE;
    char command[1024];
    const char *kernels = scratch("kernels");
    snprintf(command, sizeof command, "cp -r %s %s", KERNELS, kernels);
    assert_int_equal(system(command), 0);
    surround_env("GFLA_KERNELS", kernels);
    assert_counts(NULL, 1, 0);
    snprintf(command, sizeof command, "echo '/* changed */' >> %s/shared/twice.h", kernels);
    assert_int_equal(system(command), 0);
    assert_counts(NULL, 1, 0);
    surround_env("GFLA_KERNELS", KERNELS);
    assert_counts(NULL, 0, 1); /* the unchanged text is known */
}

static void test_keys(void **state)
{
    void *binary;
    size_t size;
    char *path;
    assert_false(gfla_program_cache_read("key", &binary, &size));
    gfla_program_cache_write("key", "12345", 5);
    assert_true(gfla_program_cache_read("key", &binary, &size));
    assert_int_equal(size, 5);
    assert_memory_equal(binary, "12345", 5);
    free(binary);
    assert_false(gfla_program_cache_read("other", &binary, &size));
    assert_null(binary);
    surround_env("XDG_CACHE_HOME", "relative");
    if (gfla_program_cache_path("key", &path)) {
        assert_null(strstr(path, "relative"));
        free(path);
    }
    surround_env("XDG_CACHE_HOME", "/dev/null/no");
    gfla_program_cache_write("key", "12345", 5); /* cannot be written: no failure, and a miss */
    assert_false(gfla_program_cache_read("key", &binary, &size));
    surround_env("XDG_CACHE_HOME", scratch_folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_two_processes, empty_cache),
        cmocka_unit_test_setup(test_hit, empty_cache),
        cmocka_unit_test_setup(test_damaged_entries, empty_cache),
        cmocka_unit_test_setup(test_refused_binary, empty_cache),
        cmocka_unit_test_setup(test_kept_programs, empty_cache),
        cmocka_unit_test_setup(test_changed_header, empty_cache),
        cmocka_unit_test_setup(test_keys, empty_cache),
    };
    return cmocka_run_group_tests(tests, enter_folder, scratch_remove);
}
