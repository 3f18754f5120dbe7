/* HDF5 files that another process reads: what it does to good ones, and what becomes of those that end, hold up or take
 * over what reads them. */
#include "tests/unit/hdf5_helper.h"

#include "base/clock.h"

#define CHOICE(...)                                                                                                    \
    (&(struct gfla_hdf5_choice){(const char *const[]){__VA_ARGS__},                                                    \
                                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)})

static void views_are_as_read_here(void **state)
{
    char **names, message[300];
    size_t n;
    int which, width, height, shade;
    int64_t pose[2];
    use_helper(NULL, NULL);
    assert_ok(gfla_hdf5_open(&file, make_file("good.hdf5")));
    assert_ok(gfla_hdf5_names(file, &names, &n));
    assert_int_equal(n, 2);
    assert_string_equal(names[0], "a_0_0");
    assert_string_equal(names[1], "b_0_0");
    free(names);
    assert_ok(read_shade("a_0_0", &shade));
    assert_int_equal(shade, 1);
    assert_ok(gfla_hdf5_look_at_view(file, CHOICE("b_00_0", "b_0_0"), &which, &width, &height, pose));
    assert_true(which == 1 && width == 5 && height == 4 && pose[0] == 2);
    assert_ok(gfla_hdf5_look_at_view(file, CHOICE("b_0_0"), &which, &width, &height, NULL));
    assert_ok(gfla_hdf5_read_view(file, "a_0_0", NULL, pose));
    assert_int_equal(pose[1], -1);
    assert_fails(read_shade("c_0_0", &shade), GFLA_ERROR_INPUT, "good.hdf5: c_0_0: the group is missing");
    snprintf(message, sizeof message, "%s", gfla_error_message());
    gfla_hdf5_destroy(&file);
    use(NULL);
    assert_ok(gfla_hdf5_open(&file, scratch("good.hdf5")));
    assert_fails(read_shade("c_0_0", &shade), GFLA_ERROR_INPUT, message);
    gfla_hdf5_destroy(&file);
}

static void empty_and_other_files_are_as_read_here(void **state)
{
    gfla_hdf5 *to;
    char **names;
    size_t n;
    use_helper(NULL, NULL);
    assert_ok(gfla_hdf5_create(&to, scratch("empty.hdf5")));
    assert_ok(gfla_hdf5_commit(&to));
    assert_ok(gfla_hdf5_open(&file, scratch("empty.hdf5")));
    assert_ok(gfla_hdf5_names(file, &names, &n));
    assert_int_equal(n, 0);
    free(names);
    gfla_hdf5_destroy(&file);
    assert_ok(gfla_file_write(scratch("text.hdf5"), "text", 4));
    assert_fails(gfla_hdf5_open(&file, scratch("text.hdf5")), GFLA_ERROR_INPUT, "text.hdf5: not an HDF5 file");
    assert_null(file);
    assert_fails(gfla_hdf5_open(&file, scratch("none.hdf5")), GFLA_ERROR_INPUT, "none.hdf5: No such file");
}

/* In the second view; the first is read, before and afterwards. */
static void misbehaviour_is_named(void **state)
{
    static const struct {
        const char *does, *message;
    } cases[] = {
        {"crash", "it is damaged: libhdf5 crashed on it (signal 6, Aborted)"},
        {"leave", "it is damaged: what reads it ended (exit code 7)"},
        {"cut", "it is damaged: what reads it ended (exit code 7)"},
        {"babble", "replies nonsense: what came is no reply"},
        {"side", "replies nonsense: a view of 4097 x 1 pixels"},
        {"no-side", "replies nonsense: a view of -1 x -1 pixels"},
        {"too-much", "replies nonsense: 18446744073709551615 bytes for a view of 4 x 4 pixels"},
        {"other", "replies nonsense: name 1 of 1"},
        {"long", "replies nonsense: a message of 1099511627776 bytes"},
    };
    int shade;
    make_file("some.hdf5");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        use_helper("b_0_0", cases[i].does);
        assert_ok(gfla_hdf5_open(&file, scratch("some.hdf5")));
        for (int k = 0; k < 2; k++) {
            assert_ok(read_shade("a_0_0", &shade));
            assert_int_equal(shade, 1);
            assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT, cases[i].message);
            assert_non_null(strstr(gfla_error_message(), "some.hdf5: b_0_0: it is damaged: "));
        }
        gfla_hdf5_destroy(&file);
    }
}

static void messages_are_fit_to_be_printed(void **state)
{
    int shade;
    use_helper("b_0_0", "codes");
    assert_ok(gfla_hdf5_open(&file, make_file("codes.hdf5")));
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT, "a?[31m");
    gfla_hdf5_destroy(&file);
    use_helper("b_0_0", "silence");
    assert_ok(gfla_hdf5_open(&file, scratch("codes.hdf5")));
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT, "does not say why");
    gfla_hdf5_destroy(&file);
}

static void lists_of_names_that_lie_are_refused(void **state)
{
    const char bytes[4] = {'a', 0, 'b', 'c'};
    struct gfla_wire_memory memory = {bytes, 4, 0};
    const struct gfla_wire_in in = {gfla_wire_memory_read, &memory};
    struct gfla_string_list names = {0};
    assert_fails(gfla_hdf5_wire_read_names(&in, &(struct gfla_hdf5_reply){.size = 4}, &names), GFLA_ERROR_INPUT,
                 "the last of the names has no end");
    memory.at = 0;
    assert_fails(gfla_hdf5_wire_read_names(&in, &(struct gfla_hdf5_reply){.size = UINT64_C(1) << 28}, &names),
                 GFLA_ERROR_INPUT, "ends after 4 bytes");
    assert_fails(gfla_hdf5_wire_read_names(&in, &(struct gfla_hdf5_reply){.size = UINT64_C(1) << 40}, &names),
                 GFLA_ERROR_INPUT, "names of 1099511627776 bytes, the limit is");
    assert_null(names.bytes);
    assert_fails(gfla_hdf5_wire_read_nothing(&(struct gfla_hdf5_reply){.size = 1}), GFLA_ERROR_INPUT, "none expected");
}

static void a_file_that_crashes_when_opened_is_damaged(void **state)
{
    make_file("open.hdf5");
    use_helper("/", "crash");
    for (int i = 0; i < 2; i++) {
        assert_fails(gfla_hdf5_open(&file, scratch("open.hdf5")), GFLA_ERROR_INPUT,
                     "open.hdf5: it is damaged: libhdf5 crashed");
        assert_null(file);
    }
}

/* Each crash costs a new process; a file that does so in all its views ends it. */
static void a_file_that_crashes_often_is_given_up(void **state)
{
    int shade;
    use_helper("b_0_0", "crash");
    assert_ok(gfla_hdf5_open(&file, make_file("often.hdf5")));
    for (int i = 0; i < GFLA_HDF5_MOST_ENDS; i++) {
        assert_false(gfla_hdf5_is_given_up(file));
        assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT, "crashed");
    }
    assert_true(gfla_hdf5_is_given_up(file));
    assert_fails(read_shade("a_0_0", &shade), GFLA_ERROR_INPUT, "often.hdf5: libhdf5 crashed on it 8 times");
    gfla_hdf5_destroy(&file);
}

static void a_file_that_holds_up_is_given_up(void **state)
{
    const double start = gfla_clock();
    int shade;
    gfla_hdf5_reader_set_seconds(0.2);
    use_helper("b_0_0", "hang");
    assert_ok(gfla_hdf5_open(&file, make_file("slow.hdf5")));
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INPUT,
                 "slow.hdf5: b_0_0: libhdf5 did not come back within 0.2 s");
    assert_true(gfla_hdf5_is_given_up(file));
    assert_fails(read_shade("a_0_0", &shade), GFLA_ERROR_INPUT, "no more of it is read");
    assert_true(gfla_clock() - start < 10);
    gfla_hdf5_reader_set_seconds(0);
    gfla_hdf5_destroy(&file);
}

/* A cancel ends what hangs, and nothing that goes well. */
static void what_hangs_can_be_cancelled(void **state)
{
    const double start = gfla_clock();
    int shade;
    use_helper("b_0_0", "hang");
    assert_ok(gfla_hdf5_open(&file, make_file("cancel.hdf5")));
    must_abort = true;
    assert_ok(read_shade("a_0_0", &shade));
    assert_fails(read_shade("b_0_0", &shade), GFLA_ERROR_INTERRUPTED, "interrupted");
    assert_fails(read_shade("a_0_0", &shade), GFLA_ERROR_INTERRUPTED,
                 "interrupted"); /* which would need a new helper */
    must_abort = false;
    assert_true(gfla_clock() - start < 10);
    assert_ok(read_shade("a_0_0", &shade));
    assert_false(gfla_hdf5_is_given_up(file));
    gfla_hdf5_destroy(&file);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_as_read_here),
        cmocka_unit_test(empty_and_other_files_are_as_read_here),
        cmocka_unit_test(misbehaviour_is_named),
        cmocka_unit_test(messages_are_fit_to_be_printed),
        cmocka_unit_test(lists_of_names_that_lie_are_refused),
        cmocka_unit_test(a_file_that_crashes_when_opened_is_damaged),
        cmocka_unit_test(a_file_that_crashes_often_is_given_up),
        cmocka_unit_test(a_file_that_holds_up_is_given_up),
        cmocka_unit_test(what_hangs_can_be_cancelled),
    };
    if (argc > 1)
        return help();
    return cmocka_run_group_tests(tests, scratch_create, close_all);
}
