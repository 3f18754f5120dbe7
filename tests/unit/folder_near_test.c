/* A folder named a level too high or too low: the one that was meant. */
#include "tests/unit/scratch.h"

#include "base/folder_near.h"

/* Whether a folder holds a file of this name. */
static bool holds(const char *folder, const void *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, (const char *)name);
    return gfla_file_exists(path);
}

static void write_file(const char *name)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", scratch(name));
    *strrchr(folder, '/') = 0;
    assert_ok(gfla_folder_create(folder));
    assert_ok(gfla_file_write(scratch(name), "", 0));
}

/* found: relative to the scratch folder; "": none. */
static void expect(const char *folder, const char *found)
{
    char path[4096], named[512];
    snprintf(named, sizeof named, "%s", scratch(folder));
    const bool is_found = gfla_folder_near(named, holds, "list.csv", path, sizeof path);
    assert_int_equal(is_found, found[0] != 0);
    if (is_found)
        assert_string_equal(path, scratch(found));
}

static void folders_above_and_below_are_tried(void **state)
{
    write_file("data/fashion/list.csv");
    write_file("data/fashion/train/deep/1.png");
    write_file("data/other/1.png");
    expect("data", "data/fashion");
    expect("data/", "data/fashion");
    expect("data/fashion/train", "data/fashion");
    expect("data/fashion/train/", "data/fashion");
    expect("data/fashion/train/deep", "data/fashion");
    expect("data/other", "");
    expect("nothing", "");
    write_file("far/1/2/3/list.csv");
    expect("far/1", "far/1/2/3");
    expect("far", "");
}

static void hints_say_what_to_do(void **state)
{
    char text[4400];
    assert_ok(gfla_folder_create(scratch("empty")));
    assert_string_equal(gfla_folder_hint(scratch("empty"), holds, "list.csv", "read on", text, sizeof text),
                        "the folder is empty. hint: read on");
    assert_string_equal(gfla_folder_hint(scratch("none"), holds, "list.csv", "read on", text, sizeof text),
                        "there is no such folder");
    assert_string_equal(gfla_folder_hint(scratch("data/other"), holds, "list.csv", "read on", text, sizeof text),
                        "hint: read on");
    gfla_folder_hint(scratch("data"), holds, "list.csv", "read on", text, sizeof text);
    assert_non_null(strstr(text, "hint: did you mean "));
    assert_non_null(strstr(text, "data/fashion?"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_above_and_below_are_tried),
        cmocka_unit_test(hints_say_what_to_do),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
