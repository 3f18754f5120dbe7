/* Hostile and damaged pickles: whatever is not on the lists, asks for too much, or contradicts itself is refused, and
 * the message says why. */
#include "scratch.h"

#include "torch_files.h"

static struct bytes file, pickle;

static const float numbers[4] = {1, 2, 3, 4};
static const struct storage_spec stored = {"0", 4, numbers, sizeof numbers};

/* A legacy file around the pickle, which still needs its STOP. */
static gfla_status open_with(size_t n_storages)
{
    put_ops(&pickle, ".");
    file.size = 0;
    put_legacy_head(&file, true);
    put(&file, pickle.data, pickle.size);
    put_legacy_storages(&file, &stored, n_storages);
    return try_open(&file);
}

static gfla_status open_pickle(void)
{
    return open_with(1);
}

static void begin(const char *ops)
{
    pickle.size = 0;
    put_ops(&pickle, ops);
}

#define assert_refused(text) assert_fails(open_pickle(), GFLA_ERROR_INPUT, (text))

static void the_frame_is_right(void **state)
{
    begin(PROTO "}");
    put_item(&pickle, "w", &(struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {4}, {1}}, true);
    assert_ok(open_pickle());
}

/* ---- what could run something ---- */

static void names_outside_the_list_are_refused(void **state)
{
    static const char *const names[] = {"posix\nsystem",
                                        "nt\nsystem",
                                        "os\nsystem",
                                        "builtins\neval",
                                        "__builtin__\nexec",
                                        "builtins\ngetattr",
                                        "subprocess\nPopen",
                                        "torch\nload",
                                        "torch._utils\n_rebuild_tensor_v2.__globals__",
                                        "torch\nFloatStorage.__init__",
                                        "torch.hub\nload",
                                        "numpy.core.multiarray\n_reconstruct",
                                        "torch\nComplexFloatStorage",
                                        "\n",
                                        "argparse\nNamespace"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        begin(PROTO "c");
        put_ops(&pickle, names[i]);
        put_ops(&pickle, "\n(U\x02idtR");
        assert_refused("not on the list of harmless names; nothing was run");
    }
    assert_non_null(strstr(gfla_error_message(), "in.pth: GLOBAL at byte "));
    assert_non_null(strstr(gfla_error_message(), "argparse.Namespace"));
    assert_non_null(strstr(gfla_error_message(), "hint: "));
}

static void opcodes_outside_the_list_are_refused(void **state)
{
    static const char allowed[] = "\x80.N(\x88\x89KMJ\x8aGXU}]\x8f)t\x85\x86\x87"
                                  "aesuqrhjcR\x81"
                                  "bQ";
    for (int code = 1; code < 256; code++) {
        if (strchr(allowed, code))
            continue;
        begin(PROTO "}");
        put(&pickle, &(unsigned char){(unsigned char)code}, 1);
        put_ops(&pickle, "posix\nsystem\n(U\x02idtR");
        assert_refused("not on the list of harmless ones; nothing was run");
    }
    begin("\x80\x04}");
    assert_refused("protocol 4");
}

static void types_are_not_called(void **state)
{
    static const char *const calls[] = {"ctorch\nFloatStorage\n)R", "ctorch\nfloat32\n)R", "ctorch\nfloat32\n)\x81"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        begin(PROTO);
        put_ops(&pickle, calls[i]);
        assert_refused("which is a type");
    }
    begin(PROTO "})R");
    assert_refused("calls a dictionary with a tuple");
    begin(PROTO DICT_NAME "]R");
    assert_refused("calls a name with a list");
    begin(PROTO "]}b");
    assert_refused("sets attributes of a list");
}

/* ---- a machine that is misused ---- */

static void the_stack_and_memo_hold(void **state)
{
    static const struct {
        const char *ops, *message;
    } cases[] = {
        {"", "ends with 0 values"},
        {"}}", "ends with 2 values"},
        {"(}", "ends with 2 values"},
        {"(", "more values than it has"},
        {"a", "more values than it has"},
        {"(a", "more values than it has"},
        {"\x87", "more values than it has"},
        {"Nb", "more values than it has"},
        {"(q\1", "more values than it has"},
        {"t", "a mark that it never made"},
        {"e", "a mark that it never made"},
        {"]K\1u", "a mark that it never made"},
        {"}(K\1u", "a key without a value"},
        {"}K\1a", "adds to a dictionary as if it were a list"},
        {"]K\1K\2s", "adds to a list as if it were a dictionary"},
        {"h\1", "never remembered"},
        {"Nq\3h\2", "never remembered"},
        {"Nr\xff\xff\xff\xff", "remembers value 4294967295, the limit is"},
        {"NQ", "no tuple of 6 members"},
        {"\x8a\x09"
         "123456789",
         "a whole number of 9 bytes"},
        {"X\xff\xff\xff\x7f", "a text of 2147483647 bytes"},
        {"U\2\xc0\xaf", "not UTF-8"},
        {"U\2\x1b[", "control characters"},
        {"U\2\xc2\x9b", "control characters"},
        {"cto\x1brch\n\n", "no plain text"},
        {"\x80\x01", "protocol 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(PROTO);
        put_ops(&pickle, cases[i].ops);
        assert_refused(cases[i].message);
    }
}

static void growth_is_bounded(void **state)
{
    begin(PROTO);
    for (int i = 0; i < (1 << 18) + 1; i++)
        put_ops(&pickle, "(");
    assert_refused("stacks more than");
    begin(PROTO "c");
    for (int i = 0; i < 200; i++)
        put_ops(&pickle, "x");
    assert_refused("128 bytes or more");
}

static void deep_nesting_is_bounded(void **state)
{
    begin(PROTO);
    for (int i = 0; i < 100000; i++)
        put_ops(&pickle, "]");
    for (int i = 0; i < 100000 - 1; i++)
        put_ops(&pickle, "a");
    assert_fails(open_with(0), GFLA_ERROR_INPUT, "the file holds a list, not a dictionary");
    begin(PROTO "}q\1U\1dh\1s"); /* holds itself */
    assert_fails(open_with(0), GFLA_ERROR_INPUT, "nested deeper than 8");
}

/* Seven levels, each of which has the next one a hundred times: 10^12 entries. */
static void dictionaries_with_common_members_are_bounded(void **state)
{
    begin(PROTO "}U\1x(}q\1");
    for (int level = 2; level < 8; level++) {
        put_ops(&pickle, "}(");
        for (int i = 0; i < 100; i++) {
            put_ops(&pickle, "K");
            put_number(&pickle, (uint64_t)i, 1);
            put_ops(&pickle, "h");
            put_number(&pickle, (uint64_t)level - 1, 1);
        }
        put_ops(&pickle, "uq");
        put_number(&pickle, (uint64_t)level, 1);
    }
    put_ops(&pickle, "tsU\1dh\7s");
    assert_fails(open_with(0), GFLA_ERROR_INPUT, "more than");
}

/* ---- storages and tensors ---- */

static void refuse_tensor(struct tensor_spec t, const char *message)
{
    begin(PROTO "}");
    put_item(&pickle, "w", &t, true);
    assert_refused(message);
}

static void tensors_stay_in_their_storage(void **state)
{
    const int64_t huge = INT64_MAX;
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 1, 1, {4}, {1}},
                  "reaches outside its storage '0' of 16 bytes");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {5}, {1}}, "reaches outside");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 2, {2, 2}, {3, 1}}, "reaches outside");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 5, 1, {0}, {1}}, "reaches outside");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, -1, 1, {4}, {1}}, "reaches outside");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, huge, 1, {4}, {1}}, "reaches outside");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {5}, {0}}, "repeats the numbers");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 2, {huge, huge}, {0, 0}}, "too large");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 2, {2, huge}, {0, 1}}, "too large");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {3}, {huge}}, "too large");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {-1}, {1}}, "no whole number of at least 0");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {2}, {-1}}, "no whole number of at least 0");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 4, 0, 6, {1, 1, 1, 1, 1, 4}, {0, 0, 0, 0, 0, 1}},
                  "6 dimensions; at most 5");
}

static void storages_are_what_they_say(void **state)
{
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", 3, 0, 1, {3}, {1}},
                  "'0' has 4 numbers, its tensors expect 3");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", INT64_MAX, 0, 1, {4}, {1}}, "too many");
    refuse_tensor((struct tensor_spec){"FloatStorage", "0", -1, 0, 1, {0}, {1}}, "has no size");
    refuse_tensor((struct tensor_spec){"DoubleStorage", "0", 4, 0, 1, {4}, {1}}, "needs 32 bytes");
    refuse_tensor((struct tensor_spec){"HalfStorage", "0", 4, 0, 1, {4}, {1}}, "8 bytes follow");
    refuse_tensor((struct tensor_spec){"float32", "0", 4, 0, 1, {4}, {1}}, "has no type");
    refuse_tensor((struct tensor_spec){"FloatStorage", "1", 4, 0, 1, {4}, {1}}, "'0' is in the file, but no tensor's");
    begin(PROTO "}");
    put_item(&pickle, "a", &(struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {4}, {1}}, true);
    put_item(&pickle, "b", &(struct tensor_spec){"IntStorage", "0", 4, 0, 1, {4}, {1}}, true);
    assert_refused("mentioned with different types or sizes");
}

static void views_stay_in_their_storage(void **state)
{
    static const struct {
        int64_t first, count;
    } views[] = {{3, 2}, {5, 0}, {-1, 2}, {0, -1}, {INT64_MAX, INT64_MAX}};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        begin(PROTO "((U\x07storagectorch\nFloatStorage\nU\1"
                    "0U\3cpuK\4(U\1v");
        put_int(&pickle, views[i].first);
        put_int(&pickle, views[i].count);
        put_ops(&pickle, "ttQ");
        assert_refused("lies outside");
    }
    begin(PROTO "((U\x07storagectorch\nFloatStorage\nU\1"
                "0U\3cpuK\4(U\1vttQ");
    assert_refused("no key, offset and size");
}

static void names_occur_once(void **state)
{
    const struct tensor_spec t = {"FloatStorage", "0", 4, 0, 1, {4}, {1}};
    begin(PROTO "}");
    put_item(&pickle, "w", &t, true);
    put_item(&pickle, "w", &t, true);
    assert_refused("two tensors are called 'w'");
    begin(PROTO "}N");
    put_tensor(&pickle, &t, true);
    put_ops(&pickle, "s");
    assert_refused("the key of a tensor is None");
}

/* ---- the frame around it ---- */

static void damaged_files_are_refused(void **state)
{
    begin(PROTO "}");
    put_item(&pickle, "w", &(struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {4}, {1}}, true);
    assert_ok(open_pickle());
    const size_t whole = file.size;
    for (file.size = 0; file.size < whole; file.size++)
        assert_fails(try_open(&file), GFLA_ERROR_INPUT, "in.pth: ");
    file.size = whole;
    put_ops(&file, "x");
    assert_fails(try_open(&file), GFLA_ERROR_INPUT, "1 bytes follow the last storage");
    for (size_t i = 0; i < whole; i++) { /* nothing is read out of bounds, whatever one byte becomes */
        file.size = whole;
        file.data[i] ^= 0xff;
        try_open(&file);
        file.data[i] ^= 0xff;
    }
}

static void refuse_file(const char *message)
{
    assert_fails(try_open(&file), GFLA_ERROR_INPUT, message);
}

static void frames_that_contradict_are_refused(void **state)
{
    const struct storage_spec twice[] = {stored, stored};
    begin(PROTO "}");
    put_item(&pickle, "w", &(struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {4}, {1}}, true);
    put_ops(&pickle, ".");
    file.size = 0;
    put_legacy_head(&file, false);
    refuse_file("big-endian");
    file.size = 0;
    put_ops(&file, LEGACY_MAGIC PROTO "K\1." PROTO "}U\x0dlittle_endian\x88s.");
    refuse_file("version is not 1001");
    file.size = 0;
    put_ops(&file, LEGACY_MAGIC PROTO "M\xe9\x03." PROTO "}U\x0dlittle_endian\x88sU\x0dlittle_endian\x89s.");
    refuse_file("does not tell its byte order");
    file.size = 0;
    put_legacy_head(&file, true);
    put(&file, pickle.data, pickle.size);
    put_legacy_storages(&file, twice, 2);
    refuse_file("'0' is listed twice");
    file.size = 0;
    put_legacy_head(&file, true);
    put(&file, pickle.data, pickle.size);
    put_legacy_storages(&file, NULL, 0);
    refuse_file("'0' is not in the file");
    file.size = 0;
    put_legacy_head(&file, true);
    put(&file, pickle.data, pickle.size);
    put_ops(&file, PROTO "].");
    put_ops(&file, PROTO "}.");
    refuse_file("'0' is not in the file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_frame_is_right),
        cmocka_unit_test(names_outside_the_list_are_refused),
        cmocka_unit_test(opcodes_outside_the_list_are_refused),
        cmocka_unit_test(types_are_not_called),
        cmocka_unit_test(the_stack_and_memo_hold),
        cmocka_unit_test(growth_is_bounded),
        cmocka_unit_test(deep_nesting_is_bounded),
        cmocka_unit_test(dictionaries_with_common_members_are_bounded),
        cmocka_unit_test(tensors_stay_in_their_storage),
        cmocka_unit_test(storages_are_what_they_say),
        cmocka_unit_test(views_stay_in_their_storage),
        cmocka_unit_test(names_occur_once),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(frames_that_contradict_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
