/* Checkpoints of PyTorch, both forms: what is read of right ones. */
#include "checkpoint_files.h"

#include "base/memory.h"
#include "io/weights/safetensors.h"

/* ---- tensors ---- */

static const struct tensor_spec every_second = {"FloatStorage", "0", 24, 5, 2, {2, 3}, {12, 2}};
static const struct tensor_spec scalar = {"FloatStorage", "0", 24, 7, 0, {0}, {0}};
static const struct tensor_spec empty = {"FloatStorage", "0", 24, 24, 2, {3, 0}, {1, 1}};
/* Fuzzing found it read for ever, number by number of the other dimensions. */
static const struct tensor_spec empty_and_vast = {"FloatStorage", "0", 24, 0, 3, {0, INT64_MAX, 9}, {5, 7, 3}};
static const struct tensor_spec vast_and_empty = {"FloatStorage", "0", 24, 0, 3, {2, INT64_MAX, 0}, {1, 1, 1}};

static void tensors_share_a_storage_in_any_order(void **state)
{
    for (int legacy = 0; legacy < 2; legacy++) {
        float expected[24];
        size_t n;
        begin();
        put_item(&pickle, "w.turned", &turned, legacy);
        put_item(&pickle, "w.whole", &whole, legacy);
        put_item(&pickle, "w.second", &every_second, legacy);
        put_item(&pickle, "scalar", &scalar, legacy);
        put_item(&pickle, "w.empty", &empty, legacy);
        put_item(&pickle, "w.empty2", &empty_and_vast, legacy);
        put_item(&pickle, "w.empty3", &vast_and_empty, legacy);
        finish(legacy);
        gfla_checkpoint *c = open_it();
        assert_int_equal(gfla_checkpoint_get_format(c),
                         legacy ? GFLA_CHECKPOINT_TORCH_LEGACY : GFLA_CHECKPOINT_TORCH_ZIP);
        const struct gfla_checkpoint_tensor *list = gfla_checkpoint_list(c, &n);
        assert_int_equal(n, 7);
        assert_string_equal(list[0].name, "scalar");
        assert_string_equal(list[6].name, "w.whole");
        assert_int_equal(list[5].storage, list[6].storage);
        assert_int_equal(list[5].stride[1], 12);
        assert_true(gfla_checkpoint_is_contiguous(&list[6]) && !gfla_checkpoint_is_contiguous(&list[5]));
        assert_null(gfla_checkpoint_find(c, "w"));
        check_numbers(c, "w.whole", numbers, 24);
        for (int i = 0; i < 24; i++)
            expected[i] = numbers[i % 3 * 4 + i / 3 % 2 * 12 + i / 6];
        check_numbers(c, "w.turned", expected, 24);
        check_numbers(c, "w.second", (const float[]){5, 7, 9, 17, 19, 21}, 6);
        check_numbers(c, "scalar", (const float[]){7}, 1);
        check_numbers(c, "w.empty", NULL, 0);
        check_numbers(c, "w.empty2", NULL, 0);
        check_numbers(c, "w.empty3", NULL, 0);
        gfla_checkpoint_close(&c);
    }
}

/* A small file could otherwise make `gfla convert` write a vast one. */
static void sharing_has_a_limit(void **state)
{
    static float many[1 << 14];
    const struct storage_spec storage = {"0", 1 << 14, many, sizeof many};
    const struct tensor_spec t = {"FloatStorage", "0", 1 << 14, 0, 1, {1 << 14}, {1}};

    for (int n = 80; n <= 81; n++) { /* 64 times the storage's 64 KiB, and 1 MiB */
        begin();
        for (int i = 0; i < n; i++) {
            char name[16];
            snprintf(name, sizeof name, "w%d", i);
            put_item(&pickle, name, &t, true);
        }
        put_ops(&pickle, ".");
        file.size = 0;
        put_legacy_head(&file, true);
        put(&file, pickle.data, pickle.size);
        put_legacy_storages(&file, &storage, 1);
        if (n == 80)
            assert_ok(try_open(&file));
        else
            assert_fails(try_open(&file), GFLA_ERROR_INPUT,
                         "in.pth: with 'w80' the tensors show each number of the file more than 64 times");
    }
}

static void parts_of_a_tensor_are_read(void **state)
{
    float values[5];
    begin();
    put_item(&pickle, "w", &whole, false);
    finish(false);
    gfla_checkpoint *c = open_it();
    assert_ok(gfla_checkpoint_fetch_part(c, gfla_checkpoint_find(c, "w"), 10, 5, values));
    assert_memory_equal(values, numbers + 10, sizeof values);
    gfla_checkpoint_close(&c);
}

static void number_types_are_converted(void **state)
{
    static const unsigned char bytes[] = {0, 0xc0, 0x80, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static const struct {
        const char *type;
        int64_t count, offset;
        float value;
    } cases[] = {
        {"HalfStorage", 6, 0, -2},    {"BFloat16Storage", 6, 1, -1},       {"ShortStorage", 6, 2, -1},
        {"CharStorage", 12, 11, 127}, {"ByteStorage", 12, 1, 192},         {"BoolStorage", 12, 3, 1},
        {"IntStorage", 3, 1, -1},     {"IntStorage", 3, 2, 2147483648.0f},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct tensor_spec t = {cases[i].type, "k", cases[i].count, cases[i].offset, 1, {1}, {1}};
        const struct storage_spec s = {"k", (uint64_t)cases[i].count, bytes, sizeof bytes};
        begin();
        put_item(&pickle, "t", &t, true);
        put_ops(&pickle, ".");
        file.size = 0;
        put_legacy_head(&file, true);
        put(&file, pickle.data, pickle.size);
        put_legacy_storages(&file, &s, 1);
        gfla_checkpoint *c = open_it();
        check_numbers(c, "t", &cases[i].value, 1);
        gfla_checkpoint_close(&c);
    }
}

/* Views of storages, as PyTorch before 0.4 wrote them: key, offset and size behind the storage's own size. */
static void views_of_storages_are_followed(void **state)
{
    begin();
    put_text(&pickle, "t");
    put_ops(&pickle, "ctorch._utils\n_rebuild_tensor\n((");
    put_ops(&pickle, "U\x07storagectorch\nFloatStorage\nU\x01"
                     "0U\x06"
                     "cuda:0");
    put_int(&pickle, 24);
    put_ops(&pickle, "(U\x03"
                     "0:4");
    put_int(&pickle, 4);
    put_int(&pickle, 8);
    put_ops(&pickle, "ttQK\x02(K\x03tK\x02\x85tRs");
    finish(true);
    gfla_checkpoint *c = open_it();
    check_numbers(c, "t", (const float[]){6, 8, 10}, 3);
    gfla_checkpoint_close(&c);
}

/* ---- files ---- */

static void formats_are_told_apart_by_content(void **state)
{
    const struct gfla_safetensors_entry entry = {"module.w", {1, {3}}, false};
    gfla_safetensors_writer *writer;
    gfla_checkpoint *c;
    size_t n;
    assert_ok(
        gfla_safetensors_create(&writer, scratch("w.pth"), &entry, 1, &(struct gfla_safetensors_pair){"a", "b"}, 1));
    assert_ok(gfla_safetensors_put(writer, 0, numbers));
    assert_ok(gfla_safetensors_commit(&writer));
    assert_ok(gfla_checkpoint_open(&c, scratch("w.pth")));
    assert_int_equal(gfla_checkpoint_get_format(c), GFLA_CHECKPOINT_SAFETENSORS);
    assert_string_equal(gfla_checkpoint_get(c, "a"), "b");
    assert_string_equal(gfla_checkpoint_metadata(c, &n)->key, "a");
    check_numbers(c, "w", numbers, 3);
    gfla_checkpoint_close(&c);
    begin();
    put_item(&pickle, "w", &whole, true);
    finish(true);
    assert_ok(gfla_file_write(scratch("w.safetensors"), file.data, file.size));
    assert_ok(gfla_checkpoint_open(&c, scratch("w.safetensors")));
    assert_string_equal(gfla_checkpoint_format_name(gfla_checkpoint_get_format(c)), "PyTorch, before 1.6");
    assert_null(gfla_checkpoint_get(c, "a"));
    assert_null(gfla_checkpoint_metadata(c, &n));
    check_numbers(c, "w", numbers, 24);
    gfla_checkpoint_close(&c);
}

static void other_files_are_named(void **state)
{
    gfla_checkpoint *c;
    char tar[512] = "sys_info";
    memcpy(tar + 257, "ustar", 5);
    assert_fails(gfla_checkpoint_open_memory(&c, tar, sizeof tar, "old.pth"), GFLA_ERROR_INPUT,
                 "old.pth: a tar archive");
    assert_fails(gfla_checkpoint_open_memory(&c, PROTO "}X\1\0\0\0as.", 11, "p.pkl"), GFLA_ERROR_INPUT,
                 "not one that torch");
    static const char protocol_4[] =
        "\x80\4\x95\x0d\0\0\0\0\0\0\0\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\4";
    assert_fails(gfla_checkpoint_open_memory(&c, protocol_4, sizeof protocol_4, "4.pth"), GFLA_ERROR_INPUT,
                 "4.pth: the pickle has protocol 4, not 2 or 3. hint");
    assert_fails(gfla_checkpoint_open_memory(&c, "L119547037146038801333356L\n.I1001\n.", 35, "0.pth"),
                 GFLA_ERROR_INPUT, "0.pth: the pickle has protocol 0 or 1, not 2 or 3. hint");
    assert_fails(gfla_checkpoint_open_memory(&c, NULL, 0, "nothing"), GFLA_ERROR_INPUT, "nothing: 0 bytes");
    assert_fails(gfla_checkpoint_open(&c, scratch("absent.pth")), GFLA_ERROR_INPUT, "absent.pth");
    assert_fails(gfla_checkpoint_open(&c, scratch_folder), GFLA_ERROR_INPUT, "regular");
    assert_null(c);
    gfla_checkpoint_close(&c);
}

/* ---- against PyTorch ---- */

static void check_same(gfla_checkpoint *c, gfla_checkpoint *truth)
{
    size_t n, n_truth;
    const struct gfla_checkpoint_tensor *list = gfla_checkpoint_list(c, &n),
                                        *expected = gfla_checkpoint_list(truth, &n_truth);
    assert_int_equal(n, n_truth);
    for (size_t i = 0; i < n; i++) {
        const size_t size = sizeof(float) * (size_t)gfla_shape_count(expected[i].shape);
        float *values = malloc(size + 1), *others = malloc(size + 1);
        assert_string_equal(list[i].name, expected[i].name);
        assert_true(gfla_shape_equal(list[i].shape, expected[i].shape));
        assert_non_null(values);
        assert_non_null(others);
        assert_ok(gfla_checkpoint_fetch(c, &list[i], values));
        assert_ok(gfla_checkpoint_fetch(truth, &expected[i], others));
        if (memcmp(values, others, size) != 0)
            fail_msg("%s has other numbers", list[i].name);
        free(values);
        free(others);
    }
}

/* Files that PyTorch 1.13 wrote; tests/golden/README.md says how. */
static void both_forms_hold_the_same_tensors(void **state)
{
#define GOLDEN GFLA_SOURCE_DIR "/tests/golden/"
    static const char *const paths[][2] = {
        {GOLDEN "checkpoints/mixed_legacy.pth", GOLDEN "checkpoints/mixed.safetensors"},
        {GOLDEN "checkpoints/mixed_zip.pth", GOLDEN "checkpoints/mixed.safetensors"},
        {GOLDEN "D_res_l3_market/weights_legacy.pth", GOLDEN "D_res_l3_market/weights_zip.pth"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        gfla_checkpoint *c, *truth;
        assert_ok(gfla_checkpoint_open(&c, paths[i][0]));
        assert_ok(gfla_checkpoint_open(&truth, paths[i][1]));
        check_same(c, truth);
        gfla_checkpoint_close(&c);
        gfla_checkpoint_close(&truth);
    }
}

static void failing_allocations_are_errors(void **state)
{
    for (int legacy = 0; legacy < 2; legacy++) {
        begin();
        put_item(&pickle, "w", &turned, legacy);
        finish(legacy);
        for (long n = 1;; n++) {
            gfla_checkpoint *c;
            float values[24];
            gfla_memory_fail_at(n);
            gfla_status status = gfla_checkpoint_open_memory(&c, file.data, file.size, "in.pth");
            if (status == GFLA_OK)
                status = gfla_checkpoint_fetch(c, gfla_checkpoint_find(c, "w"), values);
            gfla_memory_fail_at(0);
            gfla_checkpoint_close(&c);
            if (status == GFLA_OK)
                break;
            assert_int_equal(status, GFLA_ERROR_MEMORY);
            assert_true(n < 200);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_share_a_storage_in_any_order),
        cmocka_unit_test(sharing_has_a_limit),
        cmocka_unit_test(parts_of_a_tensor_are_read),
        cmocka_unit_test(number_types_are_converted),
        cmocka_unit_test(views_of_storages_are_followed),
        cmocka_unit_test(formats_are_told_apart_by_content),
        cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(both_forms_hold_the_same_tensors),
        cmocka_unit_test(failing_allocations_are_errors),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
