/* Folders for a while: they go when they are given back, and those of killed processes when the next is made. */
#include "scratch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/folder_scratch.h"

static void make_old(const char *path)
{
    const struct timespec old[2] = {{.tv_sec = 1000000}, {.tv_sec = 1000000}};
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

static void make(const char *name, bool old)
{
    char path[600];
    assert_int_equal(mkdir(scratch(name), 0700), 0);
    snprintf(path, sizeof path, "%s/kernels", scratch(name));
    assert_ok(gfla_file_write(path, "x", 1));
    if (old)
        make_old(scratch(name));
}

static void a_folder_goes_with_its_content(void **state)
{
    struct gfla_folder_scratch folder;
    char path[600];
    assert_ok(gfla_folder_scratch_create(&folder, scratch(""), "gfla-bench-"));
    assert_int_equal(scratch_count(), 1);
    snprintf(path, sizeof path, "%s/a/b", folder.path);
    assert_ok(gfla_folder_create(path));
    gfla_folder_scratch_remove(&folder);
    assert_int_equal(scratch_count(), 0);
    gfla_folder_scratch_remove(&folder);
    assert_fails(gfla_folder_scratch_create(&folder, "/nowhere", "x-"), GFLA_ERROR_OUTPUT, "/nowhere");
    gfla_folder_scratch_remove(&folder);
}

/* However old it is: the next one does not take it for left behind. */
static void a_folder_in_use_stays(void **state)
{
    struct gfla_folder_scratch used, next;
    assert_ok(gfla_folder_scratch_create(&used, scratch(""), "gfla-bench-"));
    make_old(used.path);
    assert_ok(gfla_folder_scratch_create(&next, scratch(""), "gfla-bench-"));
    assert_int_equal(scratch_count(), 2);
    gfla_folder_scratch_remove(&used);
    gfla_folder_scratch_remove(&next);
    assert_int_equal(scratch_count(), 0);
}

static void folders_of_killed_processes_go(void **state)
{
    struct gfla_folder_scratch folder;
    make("gfla-bench-aaaaaa", true);
    make("gfla-bench-locked", true);
    make("gfla-bench-recent", false);
    make("gfla-bench-mine", true); /* of another form */
    make("others", true);
    assert_int_equal(symlink(scratch("others"), scratch("gfla-bench-linked")), 0);
    const int lock = open(scratch("gfla-bench-locked"), O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    assert_ok(gfla_folder_scratch_create(&folder, scratch(""), "gfla-bench-"));
    assert_false(gfla_file_exists(scratch("gfla-bench-aaaaaa")));
    static const char *const kept[] = {"gfla-bench-locked", "gfla-bench-recent", "gfla-bench-mine", "others/kernels",
                                       "gfla-bench-linked"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_true(gfla_file_exists(scratch(kept[i])));
    gfla_folder_scratch_remove(&folder);
    close(lock);
    assert_int_equal(scratch_count(), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_goes_with_its_content),
        cmocka_unit_test(a_folder_in_use_stays),
        cmocka_unit_test(folders_of_killed_processes_go),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
