/* The process that reads HDF5 files: how it starts and ends, threads, and sets of views. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/hdf5_helper.h"

#include "viewsynth/data/view_lists.h"
#include "viewsynth/data/views.h"

/* ---- the process itself ---- */

static pid_t helper_number(void)
{
    void *text;
    size_t size;
    assert_ok(gfla_file_read(scratch("pid"), 24, &text, &size));
    const pid_t pid = (pid_t)atoi(text);
    free(text);
    assert_true(pid > 1);
    return pid;
}

static void open_numbered(const char *name)
{
    setenv(PID, scratch("pid"), 1);
    use_helper(NULL, NULL);
    assert_ok(gfla_hdf5_open(&file, make_file(name)));
    unsetenv(PID);
}

static void a_killed_helper_is_named_and_replaced(void **state)
{
    int shade;
    open_numbered("killed.hdf5");
    assert_ok(read_shade("a_0_0", &shade));
    assert_int_equal(kill(helper_number(), SIGKILL), 0);
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_FAILED,
                 "killed.hdf5: b_0_0: the process that reads it was killed (signal 9)");
    assert_ok(read_shade("b_0_0", &shade));
    assert_int_equal(shade, 2);
    gfla_hdf5_destroy(&file);
}

static void another_file_is_not_taken_for_the_first(void **state)
{
    int shade;
    open_numbered("first.hdf5");
    make_file("first.hdf5");
    assert_ok(read_shade("b_0_0", &shade)); /* still the first */
    assert_int_equal(kill(helper_number(), SIGKILL), 0);
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_FAILED, "killed");
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT, "first.hdf5: it was replaced while it was read");
    gfla_hdf5_destroy(&file);
}

static void no_helper_outlives_its_file(void **state)
{
    open_numbered("gone.hdf5");
    gfla_hdf5_destroy(&file);
    assert_int_equal(kill(helper_number(), 0), -1);
}

static void helpers_that_do_not_start_are_named(void **state)
{
    struct rlimit few, limit;
    make_file("start.hdf5");
    use("/nowhere/gfla");
    assert_fails(gfla_hdf5_open(&file, scratch("start.hdf5")), GFLA_ERROR_FAILED,
                 "start.hdf5: the helper /nowhere/gfla cannot be started: No such file");
    use("/bin/true");
    assert_fails(gfla_hdf5_open(&file, scratch("start.hdf5")), GFLA_ERROR_FAILED,
                 "start.hdf5: the helper /bin/true does not answer");
    use_helper(NULL, NULL);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const int lowest = dup(0);
    close(lowest);
    few = (struct rlimit){(rlim_t)lowest + 1, limit.rlim_max}; /* the file itself can be opened */
    setrlimit(RLIMIT_NOFILE, &few);
    const gfla_status status = gfla_hdf5_open(&file, scratch("start.hdf5"));
    setrlimit(RLIMIT_NOFILE, &limit);
    assert_fails(status, GFLA_ERROR_FAILED,
                 "start.hdf5: the helper /proc/self/exe cannot be started: Too many open files");
    assert_null(file);
}

/* ---- threads ---- */

static void *read_often(void *argument)
{
    gfla_context_enter(context);
    for (int i = 0; i < 100; i++) {
        struct gfla_bitmap image;
        int64_t pose[2];
        const int shade = 1 + i % 2;
        if (gfla_hdf5_read_view(file, shade == 1 ? "a_0_0" : "b_0_0", &image, pose) != GFLA_OK)
            return file;
        const bool right = pose[0] == shade && ((uint8_t *)image.pixels)[0] == shade;
        gfla_bitmap_free(&image);
        if (!right)
            return file;
    }
    return NULL;
}

/* The thread that opens the file does not outlive its use. */
static void *open_it(void *path)
{
    gfla_context_enter(context);
    return gfla_hdf5_open(&file, path) == GFLA_OK ? NULL : path;
}

static void threads_may_read(void **state)
{
    pthread_t threads[4];
    void *failed;
    use_helper(NULL, NULL);
    assert_int_equal(pthread_create(&threads[0], NULL, open_it, (void *)make_file("threads.hdf5")), 0);
    pthread_join(threads[0], &failed);
    assert_null(failed);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, NULL), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    gfla_hdf5_destroy(&file);
}

/* ---- sets ---- */

/* All views of a model. */
static void add_model(gfla_hdf5 *to, const char *id)
{
    static uint8_t pixels[3 * 8 * 8];
    const struct gfla_bitmap image = {8, 8, 3, 8, pixels};
    char name[64];
    for (int i = 0; i < GFLA_N_VIEWS; i++) {
        const struct gfla_pose pose = gfla_pose_of_number(i);
        assert_ok(gfla_hdf5_write_view(to, gfla_view_group(id, pose, name, sizeof name), &image,
                                       (int64_t[]){2 * pose.azimuth, 10 * pose.elevation}));
    }
}

/* The damage is in a view of the second of three models: that one is left out. */
static void the_rest_of_a_damaged_set_is_used(void **state)
{
    static uint8_t rgba[4 * 8 * 8];
    gfla_views *views;
    gfla_hdf5 *to;
    assert_ok(gfla_hdf5_create(&to, scratch("data_set.hdf5")));
    add_model(to, "a");
    add_model(to, "b");
    add_model(to, "c");
    assert_ok(gfla_hdf5_commit(&to));
    use_helper("b_20_10", "crash");
    assert_ok(gfla_views_open(&views, scratch("data_set.hdf5"), NULL));
    assert_non_null(strstr(warnings, "data_set.hdf5: b_20_10: it is damaged: libhdf5 crashed on it"));
    assert_int_equal(gfla_views_count(views), 2);
    assert_int_equal(gfla_views_skipped(views), 1);
    assert_string_equal(gfla_views_model(views, 1)->id, "c");
    assert_ok(gfla_views_read(views, 1, gfla_pose_of_number(28), 8, rgba, NULL));
    gfla_views_destroy(&views);
}

/* The address of a heap becomes one that libhdf5 takes for none, and 1.10.8 reads there: the one of the group, of which 0 is
 * the root. */
static void spoil_heap(const char *path, int group)
{
    void *data;
    size_t size;
    assert_ok(gfla_file_read(path, 1 << 24, &data, &size));
    char *heap = memmem(data, size, "HEAP", 4);
    while (heap && group-- > 0)
        heap = memmem(heap + 1, size - (size_t)(heap + 1 - (char *)data), "HEAP", 4);
    assert_non_null(heap);
    memset(heap + 24, 0xff, 8);
    assert_ok(gfla_file_write(path, data, size));
    free(data);
}

/* And a file that the fuzzer found. Whatever this libhdf5 makes of it. */
static void damage_that_crashes_libhdf5_is_damage(void **state)
{
    char **names;
    size_t n;
    int shade;
    use_helper(NULL, NULL);
    spoil_heap(make_file("root.hdf5"), 0);
    assert_ok(gfla_hdf5_open(&file, scratch("root.hdf5")));
    assert_fails(gfla_hdf5_names(file, &names, &n), GFLA_ERROR_INPUT, "root.hdf5: it");
    gfla_hdf5_destroy(&file);
    assert_ok(gfla_hdf5_open(&file, GFLA_SOURCE_DIR "/tests/fuzz/known/hdf5/lying-heap"));
    assert_fails(gfla_hdf5_names(file, &names, &n), GFLA_ERROR_INPUT, "lying-heap: it");
    gfla_hdf5_destroy(&file);
    spoil_heap(make_file("view.hdf5"), 2);
    assert_ok(gfla_hdf5_open(&file, scratch("view.hdf5")));
    assert_ok(read_shade("b_0_0", &shade));
    assert_fails(read_shade("a_0_0", &shade), GFLA_ERROR_INPUT, "view.hdf5: a_0_0: i");
    assert_ok(read_shade("b_0_0", &shade));
    gfla_hdf5_destroy(&file);
}

/* One that holds up is not tried model by model. */
static void a_set_that_holds_up_is_refused(void **state)
{
    gfla_views *views;
    gfla_hdf5_reader_set_seconds(0.2);
    use_helper("a_", "hang");
    assert_fails(gfla_views_open(&views, scratch("data_set.hdf5"), NULL), GFLA_ERROR_INPUT, "did not come back");
    gfla_hdf5_reader_set_seconds(0);
    assert_string_equal(warnings, "");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_helper_is_named_and_replaced),
        cmocka_unit_test(another_file_is_not_taken_for_the_first),
        cmocka_unit_test(no_helper_outlives_its_file),
        cmocka_unit_test(helpers_that_do_not_start_are_named),
        cmocka_unit_test(threads_may_read),
        cmocka_unit_test(damage_that_crashes_libhdf5_is_damage),
        cmocka_unit_test(the_rest_of_a_damaged_set_is_used),
        cmocka_unit_test(a_set_that_holds_up_is_refused),
    };
    if (argc > 1)
        return help();
    return cmocka_run_group_tests(tests, scratch_create, close_all);
}
