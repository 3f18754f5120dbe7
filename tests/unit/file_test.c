/* Whole files in and out, atomic writing, folders. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/file_temporary.h"
#include "base/memory.h"
#include "tests/unit/scratch.h"

#define NOBODY 65534 /* a user who owns nothing */

static int enter_folder(void **state)
{
    return scratch_create(state) != 0 || chdir(scratch_folder) != 0;
}

static int remove_folder(void **state)
{
    return chdir("/") != 0 || scratch_remove(state) != 0;
}

static size_t count_names(const char *path)
{
    char **names;
    size_t count;
    assert_int_equal(gfla_folder_list(path, &names, &count), GFLA_OK);
    free(names);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    void *data;
    size_t size;
    assert_int_equal(gfla_file_read(path, 1 << 20, &data, &size), GFLA_OK);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(data, expected);
    free(data);
}

static void test_read_and_write(void **state)
{
    void *data;
    size_t size;
    assert_int_equal(gfla_file_write("a", "hello", 5), GFLA_OK);
    assert_content("a", "hello");
    assert_int_equal(gfla_file_write("a", "", 0), GFLA_OK);
    assert_content("a", "");
    assert_int_equal(gfla_file_write("a", NULL, 0), GFLA_OK);
    assert_content("a", "");
    assert_int_equal(gfla_file_write("a", "123456", 6), GFLA_OK);
    assert_int_equal(gfla_file_read("a", 5, &data, &size), GFLA_ERROR_INPUT);
    assert_null(data);
    assert_int_equal(gfla_file_read("a", 6, &data, &size), GFLA_OK);
    free(data);
    assert_int_equal(gfla_file_read("missing", 5, &data, &size), GFLA_ERROR_INPUT);
    assert_string_equal(gfla_error_message(), "missing: No such file or directory");
    assert_int_equal(gfla_file_read(".", 1 << 20, &data, &size), GFLA_ERROR_INPUT);
    assert_int_equal(gfla_file_read("/dev/zero", 1 << 20, &data, &size), GFLA_ERROR_INPUT); /* endless */
}

/* With descriptor number `standard` on a file for the time of one call. */
static int redirect(int standard, const char *path, int flags)
{
    const int kept = dup(standard), file = open(path, flags, 0600);
    assert_true(kept >= 0 && file >= 0 && dup2(file, standard) == standard);
    close(file);
    return kept;
}

static void restore(int standard, int kept)
{
    assert_int_equal(dup2(kept, standard), standard);
    close(kept);
}

static void test_standard_input_and_output(void **state)
{
    void *data;
    size_t size;
    assert_int_equal(gfla_file_write("from", "hello", 5), GFLA_OK);
    int kept = redirect(STDIN_FILENO, "from", O_RDONLY);
    assert_content("-", "hello");
    assert_content("-", ""); /* it is still open, and at its end */
    restore(STDIN_FILENO, kept);
    kept = redirect(STDIN_FILENO, "from", O_RDONLY);
    assert_int_equal(gfla_file_read("-", 4, &data, &size), GFLA_ERROR_INPUT);
    restore(STDIN_FILENO, kept);
    assert_string_equal(gfla_error_message(), "standard input: has 5 bytes; at most 4 are read");

    kept = redirect(STDOUT_FILENO, "to", O_WRONLY | O_CREAT | O_TRUNC);
    gfla_status status = gfla_file_write("-", "one", 3);
    status = status == GFLA_OK ? gfla_file_write("-", "two", 3) : status;
    restore(STDOUT_FILENO, kept);
    assert_int_equal(status, GFLA_OK);
    assert_content("to", "onetwo");
    assert_false(gfla_file_exists("-"));

    kept = redirect(STDOUT_FILENO, "/dev/full", O_WRONLY);
    status = gfla_file_write("-", "one", 3);
    restore(STDOUT_FILENO, kept);
    assert_int_equal(status, GFLA_ERROR_OUTPUT);
    assert_non_null(strstr(gfla_error_message(), "standard output: "));
}

static void test_large_file(void **state)
{
    size_t size = 3 * 1000 * 1000 + 1, got;
    unsigned char *bytes = malloc(size);
    void *data;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * 7 >> 3);
    assert_int_equal(gfla_file_write("large", bytes, size), GFLA_OK);
    assert_int_equal(gfla_file_read("large", size, &data, &got), GFLA_OK);
    assert_int_equal(got, size);
    assert_memory_equal(data, bytes, size);
    free(data);
    free(bytes);
}

static void test_old_content_stays_until_commit(void **state)
{
    struct gfla_file_out out;
    struct stat about;
    assert_int_equal(gfla_file_write("b", "old", 3), GFLA_OK);
    assert_int_equal(chmod("b", 0640), 0);
    size_t before = count_names(".");
    assert_int_equal(gfla_file_out_open(&out, "b"), GFLA_OK);
    fputs("new", out.stream);
    assert_content("b", "old");
    gfla_file_out_discard(&out);
    assert_content("b", "old");
    assert_int_equal(count_names("."), before);
    assert_int_equal(gfla_file_out_open(&out, "b"), GFLA_OK);
    fputs("new", out.stream);
    assert_int_equal(gfla_file_out_commit(&out), GFLA_OK);
    assert_content("b", "new");
    assert_int_equal(count_names("."), before);
    assert_int_equal(stat("b", &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    gfla_file_out_discard(&out); /* empty by now */
}

/* In a folder that somebody else filled, a link leads anywhere: it is replaced, whether its target is there or not. */
static void test_links_are_not_followed(void **state)
{
    struct stat about;
    assert_int_equal(gfla_file_write("target", "1", 1), GFLA_OK);
    assert_int_equal(mkdir("folder", 0700), 0);
    static const char *const targets[] = {"target", "none", "/etc/passwd", "/dev/null", "folder/new"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        remove("link");
        assert_int_equal(symlink(targets[i], "link"), 0);
        assert_int_equal(gfla_file_write("link", "2", 1), GFLA_OK);
        assert_true(lstat("link", &about) == 0 && S_ISREG(about.st_mode));
        assert_content("link", "2");
    }
    assert_content("target", "1");
    assert_false(gfla_file_exists("none") || gfla_file_exists("folder/new"));
    remove("link");
    assert_int_equal(symlink("folder", "link"), 0);
    assert_fails(gfla_file_write("link", "2", 1), GFLA_ERROR_OUTPUT, "link: is a folder");
}

/* Nobody waits for a pipe that a file or a folder names; one with a writer is read. */
static void test_pipes(void **state)
{
    void *data;
    size_t size;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_fails(gfla_file_read("fifo", 100, &data, &size), GFLA_ERROR_INPUT, "fifo: is a pipe that nobody writes to");
    assert_fails(gfla_file_read("/dev/zero", 100, &data, &size), GFLA_ERROR_INPUT, "/dev/zero: is a device");
    const pid_t child = fork();
    if (child == 0) {
        const int file = open("fifo", O_WRONLY);
        usleep(300000);
        _exit(write(file, "late", 4) != 4);
    }
    assert_content("fifo", "late");
    assert_int_equal(waitpid(child, NULL, 0), child);
    remove("fifo");
}

static void test_failing_output(void **state)
{
    struct gfla_file_out out;
    char large[100000] = {0};
    size_t before = count_names(".");
    assert_int_equal(gfla_file_write("/dev/full", "x", 1), GFLA_ERROR_OUTPUT);
    assert_non_null(strstr(gfla_error_message(), "/dev/full"));
    assert_int_equal(gfla_file_write("/dev/full", large, sizeof large), GFLA_ERROR_OUTPUT);
    assert_int_equal(gfla_file_write("no/such/folder", "x", 1), GFLA_ERROR_OUTPUT);
    assert_int_equal(gfla_file_write(".", "x", 1), GFLA_ERROR_OUTPUT);
    assert_non_null(strstr(gfla_error_message(), "folder"));
    for (long n = 1; n <= 2; n++) {
        gfla_memory_fail_at(n);
        assert_int_equal(gfla_file_out_open(&out, "c"), GFLA_ERROR_MEMORY);
        gfla_memory_fail_at(0);
    }
    assert_int_equal(gfla_file_write("/dev/null", "x", 1), GFLA_OK);
    assert_int_equal(count_names("."), before);
}

static void test_unwritable_folder(void **state)
{
    const uid_t user = geteuid();
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(mkdir("locked", 0555), 0);
    if (user == 0 && seteuid(NOBODY) != 0)
        skip(); /* root may write anywhere, and cannot be another here */
    const gfla_status written = gfla_file_write("locked/x", "x", 1), created = gfla_folder_create("locked/a/b");
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(written, GFLA_ERROR_OUTPUT);
    assert_int_equal(created, GFLA_ERROR_OUTPUT);
}

static void test_only_regular_files_where_asked(void **state)
{
    void *data = NULL;
    size_t size = 1;
    assert_int_equal(mkfifo("pipe", 0600), 0); /* nobody writes to it: opening it would wait for ever */
    assert_fails(gfla_file_read_regular("pipe", 100, &data, &size), GFLA_ERROR_INPUT, "pipe: is not a regular file");
    assert_null(data);
    assert_int_equal(size, 0);
    assert_fails(gfla_file_read_regular("/dev/zero", 100, &data, &size), GFLA_ERROR_INPUT, "not a regular file");
    assert_fails(gfla_file_read_regular(".", 100, &data, &size), GFLA_ERROR_INPUT, "not a regular file");
    assert_fails(gfla_file_read_regular("none", 100, &data, &size), GFLA_ERROR_INPUT, "none: No such file");
    assert_ok(gfla_file_write("plain", "abc", 3));
    assert_ok(gfla_file_read_regular("plain", 100, &data, &size));
    assert_string_equal(data, "abc");
    free(data);
    remove("pipe");
    remove("plain");
}

/* What a killed process leaves behind is in nobody's way, whatever its process number was. */
static void test_stale_temporaries_are_written_over(void **state)
{
    assert_int_equal(gfla_file_write("s.tmp-0", "half an output", 14), GFLA_OK);
    size_t before = count_names(".");
    assert_int_equal(gfla_file_write("s", "whole", 5), GFLA_OK);
    assert_content("s", "whole");
    assert_false(gfla_file_exists("s.tmp-0"));
    assert_int_equal(count_names("."), before);
}

/* What another process writes, and what is no file of ours, is left alone. */
static void test_temporaries_in_use_are_left_alone(void **state)
{
    struct gfla_file_out other;
    assert_int_equal(gfla_file_write("u", "old", 3), GFLA_OK);
    assert_int_equal(symlink("u", "v.tmp-0"), 0);
    assert_int_equal(mkfifo("v.tmp-1", 0600), 0);
    assert_int_equal(mkdir("v.tmp-2", 0700), 0);
    assert_int_equal(link("u", "v.tmp-3"), 0);
    assert_int_equal(gfla_file_out_open(&other, "v"), GFLA_OK);
    assert_string_equal(strrchr(other.temporary, '/') ? strrchr(other.temporary, '/') + 1 : other.temporary, "v.tmp-4");
    fputs("other", other.stream);
    assert_int_equal(gfla_file_write("v", "mine", 4), GFLA_OK);
    assert_content("v", "mine");
    assert_int_equal(gfla_file_out_commit(&other), GFLA_OK);
    assert_content("v", "other");
    assert_content("u", "old");
    for (char name[] = "v.tmp-0"; name[6] < '4'; name[6]++)
        assert_true(remove(name) == 0);
    assert_false(gfla_file_exists("v.tmp-4"));
}

static void test_names_of_temporaries(void **state)
{
    static const char *const yes[] = {"a.tmp-0", "b/c.png.tmp-17"};
    static const char *const no[] = {"", "a", "a.tmp-", ".tmp-0", "a.tmp-0x", "atmp-0", "a.tmp0", "a.tmp-0/b", "7"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(gfla_file_is_temporary(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(gfla_file_is_temporary(no[i]));
}

static void test_folders(void **state)
{
    char **names;
    size_t count;
    assert_int_equal(gfla_folder_create("p/q//r/"), GFLA_OK);
    assert_int_equal(gfla_folder_create("p/q/r"), GFLA_OK);
    assert_true(gfla_file_exists("p/q/r"));
    assert_false(gfla_file_exists("p/q/s"));
    assert_int_equal(gfla_file_write("p/file", "", 0), GFLA_OK);
    assert_int_equal(gfla_folder_create("p/file/x"), GFLA_ERROR_OUTPUT);
    assert_int_equal(gfla_folder_create("p/Z"), GFLA_OK);
    assert_int_equal(gfla_folder_list("p", &names, &count), GFLA_OK);
    assert_int_equal(count, 3);
    assert_string_equal(names[0], "Z");
    assert_string_equal(names[1], "file");
    assert_string_equal(names[2], "q");
    free(names);
    assert_int_equal(gfla_folder_list("p/q/r", &names, &count), GFLA_OK);
    assert_int_equal(count, 0);
    free(names);
    assert_int_equal(gfla_folder_list("p/none", &names, &count), GFLA_ERROR_INPUT);
    assert_null(names);
}

static void test_texts_have_no_mark(void **state)
{
    void *text;
    size_t size;
    (void)state;
    assert_ok(gfla_file_write("marked",
                              "\xef\xbb\xbf"
                              "abc",
                              6));
    assert_ok(gfla_file_read_text("marked", 100, &text, &size));
    assert_int_equal(size, 3);
    assert_string_equal(text, "abc");
    free(text);
    assert_ok(gfla_file_write("wide", "a\0b\0", 4));
    assert_fails(gfla_file_read_text("wide", 100, &text, &size), GFLA_ERROR_INPUT, "wide: is a text in UTF-16");
    assert_null(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_and_write),
        cmocka_unit_test(test_standard_input_and_output),
        cmocka_unit_test(test_large_file),
        cmocka_unit_test(test_texts_have_no_mark),
        cmocka_unit_test(test_old_content_stays_until_commit),
        cmocka_unit_test(test_links_are_not_followed),
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_failing_output),
        cmocka_unit_test(test_unwritable_folder),
        cmocka_unit_test(test_only_regular_files_where_asked),
        cmocka_unit_test(test_stale_temporaries_are_written_over),
        cmocka_unit_test(test_temporaries_in_use_are_left_alone),
        cmocka_unit_test(test_names_of_temporaries),
        cmocka_unit_test(test_folders),
    };
    return cmocka_run_group_tests(tests, enter_folder, remove_folder);
}
