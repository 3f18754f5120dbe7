/* The tuning store: what is put is found again, by other processes too; damage, foreign files and GFLA_TUNE=off. */
#include <sys/wait.h>

#include "base/memory.h"
#include "runtime/commands.h"
#include "runtime/internal.h"
#include "runtime/tuning.h"
#include "tests/unit/scratch.h"
#include "surroundings.h"

#define N_KEYS 40

/* The store needs a device's name and no more; the null device has none. */
static gfla_device *make_device(const char *driver)
{
    gfla_device *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->info.kind = GFLA_DEVICE_GPU;
    snprintf(made->info.name, sizeof made->info.name, "Made up\n= 1");
    snprintf(made->info.driver, sizeof made->info.driver, "%s", driver);
    return made;
}

static void drop_device(gfla_device **made)
{
    gfla_tuning_free(&(*made)->tuning);
    free(*made);
    *made = NULL;
}

static void assert_kept(const char *driver, const char *key, const char *value)
{
    gfla_device *made = make_device(driver);
    const char *found = gfla_tuning_find(made, key);
    if (value)
        assert_string_equal(found, value);
    else
        assert_null(found);
    drop_device(&made);
}

static void put(const char *key, const char *value)
{
    gfla_device *made = make_device("1");
    gfla_tuning_put(made, key, value);
    drop_device(&made);
}

static int empty_store(void **state)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s/gfla", scratch_folder);
    scratch_remove_below(folder);
    surround_env("XDG_CACHE_HOME", scratch_folder);
    surround_env("GFLA_TUNE", NULL);
    surround_env("GFLA_KERNELS", NULL);
    return 0;
}

/* A copy of the path of the file. */
static char *file_path(void)
{
    gfla_device *made = make_device("1");
    char *path = strdup(gfla_tuning_path(made));
    drop_device(&made);
    return path;
}

static void test_round_trip(void **state)
{
    assert_kept("1", "conv fwd", NULL);
    put("conv fwd", "winograd4 0.1 ms");
    put("conv bwd", "tile");
    assert_kept("1", "conv fwd", "winograd4 0.1 ms");
    assert_kept("1", "conv bwd", "tile");
    assert_kept("1", "conv", NULL);
    put("conv fwd", "naive = slow");
    assert_kept("1", "conv fwd", "naive = slow");
    assert_kept("2", "conv fwd", NULL); /* another driver */
    gfla_device *null_device;
    assert_ok(gfla_device_open(&null_device, NULL, "null"));
    gfla_tuning_put(null_device, "conv fwd", "tile");
    assert_null(gfla_tuning_find(null_device, "conv fwd"));
    assert_null(gfla_tuning_path(null_device));
    gfla_device_destroy(&null_device);
}

static void test_off(void **state)
{
    surround_env("GFLA_TUNE", "off");
    put("a", "1");
    surround_env("GFLA_TUNE", NULL);
    assert_kept("1", "a", NULL);
    put("a", "2");
    surround_env("GFLA_TUNE", "off");
    assert_kept("1", "a", NULL);
    surround_env("GFLA_TUNE", "read");
    assert_kept("1", "a", "2");
    surround_env("GFLA_KERNELS", "/nowhere"); /* other kernels, other times */
    assert_kept("1", "a", NULL);
}

static void test_modes(void **state)
{
    static const char *const words[] = {"off", "read", "auto", "force", "sometimes"};
    static const enum gfla_tuning_mode modes[] = {GFLA_TUNING_OFF, GFLA_TUNING_READ, GFLA_TUNING_AUTO,
                                                  GFLA_TUNING_FORCE, GFLA_TUNING_AUTO};
    for (int i = 0; i < 5; i++) {
        surround_env("GFLA_TUNE", words[i]);
        assert_int_equal(gfla_context_settings()->tuning, modes[i]);
    }
    surround_env("GFLA_TUNE", NULL);
    assert_int_equal(gfla_context_settings()->tuning, GFLA_TUNING_AUTO);
}

/* Each byte in turn: at most the line that it is in is lost, and nothing wrong is found. */
static void test_damage(void **state)
{
    void *sound;
    size_t size;
    put("a", "1");
    put("b", "2");
    char *path = file_path();
    assert_ok(gfla_file_read(path, 1 << 20, &sound, &size));
    const char *lines = strstr(strchr(sound, '\n') + 1, "\n") + 1;
    const size_t header = (size_t)(lines - (char *)sound);
    for (size_t i = 0; i < size; i++) {
        ((char *)sound)[i] ^= 0x10;
        assert_ok(gfla_file_write(path, sound, size));
        gfla_device *made = make_device("1");
        const char *a = gfla_tuning_find(made, "a"), *b = gfla_tuning_find(made, "b");
        assert_true(!a || strcmp(a, "1") == 0);
        assert_true(!b || strcmp(b, "2") == 0);
        assert_int_equal(i < header, !a && !b && i < header);
        drop_device(&made);
        ((char *)sound)[i] ^= 0x10;
    }
    for (size_t length = 0; length < size; length++) {
        assert_ok(gfla_file_write(path, sound, length));
        assert_kept("1", "b", length == size - 1 ? "2" : NULL); /* a line's end is no part of it */
    }
    put("b", "3"); /* what was damaged is replaced */
    assert_kept("1", "a", "1");
    assert_kept("1", "b", "3");
    free(sound);
    free(path);
}

static void test_foreign_files(void **state)
{
    char *path = file_path(), line[] = "no store\n";
    put("a", "1");
    assert_ok(gfla_file_write(path, line, strlen(line)));
    assert_kept("1", "a", NULL);
    put("a", "2");
    assert_kept("1", "a", "2");
    remove(path);
    assert_ok(gfla_folder_create(path)); /* a folder can be neither read nor replaced */
    gfla_device *made = make_device("1");
    assert_null(gfla_tuning_find(made, "a"));
    gfla_tuning_put(made, "a", "3");
    assert_string_equal(gfla_tuning_find(made, "a"), "3"); /* for this process */
    drop_device(&made);
    surround_env("XDG_CACHE_HOME", "/dev/null/no");
    put("a", "4");
    assert_kept("1", "a", NULL);
    free(path);
}

static void put_many(int writer)
{
    gfla_device *made = make_device("1");
    for (int i = 0; i < N_KEYS; i++) {
        char key[32];
        snprintf(key, sizeof key, "key %d of %d", i, writer);
        gfla_tuning_put(made, key, "value");
    }
    drop_device(&made);
}

static void test_two_processes(void **state)
{
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            put_many(i);
            _exit(0);
        }
    }
    for (int i = 0; i < 2; i++) {
        int result = -1;
        assert_int_equal(waitpid(children[i], &result, 0), children[i]);
        assert_int_equal(result, 0);
    }
    for (int i = 0; i < 2 * N_KEYS; i++) {
        char key[32];
        snprintf(key, sizeof key, "key %d of %d", i / 2, i % 2);
        assert_kept("1", key, "value");
    }
}

static void test_no_memory(void **state)
{
    put("a", "1");
    for (long n = 1; n < 12; n++) {
        gfla_device *made = make_device("1");
        gfla_memory_fail_at(n);
        const char *found = gfla_tuning_find(made, "a");
        assert_true(!found || strcmp(found, "1") == 0);
        gfla_tuning_put(made, "b", "2");
        gfla_memory_fail_at(0);
        drop_device(&made);
    }
    assert_kept("1", "a", "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_two_processes, empty_store),
        cmocka_unit_test_setup(test_round_trip, empty_store),
        cmocka_unit_test_setup(test_off, empty_store),
        cmocka_unit_test_setup(test_modes, empty_store),
        cmocka_unit_test_setup(test_damage, empty_store),
        cmocka_unit_test_setup(test_foreign_files, empty_store),
        cmocka_unit_test_setup(test_no_memory, empty_store),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
