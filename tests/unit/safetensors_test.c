/* .safetensors: the rules of the format one by one, hostile headers, and what is written is read back. */
#include "scratch.h"

#include <math.h>

#include "base/half.h"
#include "base/memory.h"
#include "io/weights/safetensors.h"

static unsigned char *file_bytes;
static size_t file_size;

/* A file of this header (of `length` bytes) and n_bytes of zeros, in a block of exactly its size. */
static void make_file(const char *header, size_t length, size_t n_bytes)
{
    free(file_bytes);
    file_size = 8 + length + n_bytes;
    file_bytes = calloc(file_size, 1);
    assert_non_null(file_bytes);
    for (int i = 0; i < 8; i++)
        file_bytes[i] = (unsigned char)((uint64_t)length >> 8 * i);
    memcpy(file_bytes + 8, header, length);
}

static gfla_status open_header(gfla_safetensors **file, const char *header, size_t n_bytes)
{
    make_file(header, strlen(header), n_bytes);
    return gfla_safetensors_open_memory(file, file_bytes, file_size, "in.safetensors");
}

#define INFO(dtype, shape, range) "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" range "}"

/* ---- what is read ---- */

static void valid_headers_are_read(void **state)
{
    static const struct {
        const char *header;
        size_t n_bytes, n_tensors;
    } cases[] = {
        {"{}", 0, 0},
        {"{\"__metadata__\":{}}", 0, 0},
        {"{\"a\":" INFO("I32", "[2,2]", "[0,16]") "}", 16, 1},
        {"{\"a\":" INFO("F32", "[]", "[0,4]") "}", 4, 1},
        {"{\"a\":" INFO("F32", "[2,0]", "[0,0]") "}", 0, 1},
        {"{\"a\":" INFO("F32", "[2,0]", "[0,0]") "}          ", 0, 1},
        {"{\"a\":" INFO("F4", "[4]", "[0,2]") "}", 2, 1},
        {"{\"a\":" INFO("F6_E2M3", "[4]", "[0,3]") "}", 3, 1},
        {"{\"b\":" INFO("U8", "[3]", "[4,7]") ",\"a\":" INFO("F32", "[1]", "[0,4]") "}", 7, 2},
        {"{\"a\":" INFO("U8", "[2]", "[0,2]") ",\"z\":" INFO("F32", "[0]", "[2,2]") ",\"b\":" INFO("U8", "[1]",
                                                                                                   "[2,3]") "}",
         3, 3},
        {"{\"\":" INFO("BOOL", "[1]", "[0,1]") ", \"\xc3\xa9\" : " INFO("C64", "[1]", "[1,9]") "\n}", 9, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gfla_safetensors *file;
        size_t n;
        assert_ok(open_header(&file, cases[i].header, cases[i].n_bytes));
        gfla_safetensors_list(file, &n);
        assert_int_equal(n, cases[i].n_tensors);
        gfla_safetensors_close(&file);
        assert_null(file);
    }
}

static void tensors_and_metadata_are_found(void **state)
{
    gfla_safetensors *file;
    size_t n;
    assert_ok(open_header(&file,
                          "{\"__metadata__\":{\"format\":\"pt\",\"by\":\"me \\u00e9\"},\"w\":" INFO(
                              "F32", "[1,2]", "[4,12]") ",\"b\":" INFO("I32", "[]", "[0,4]") "}",
                          12));
    const struct gfla_safetensors_tensor *list = gfla_safetensors_list(file, &n);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].name, "b");
    assert_int_equal(list[0].dtype, GFLA_DTYPE_I32);
    assert_int_equal(list[0].shape.rank, 0);
    assert_ptr_equal(gfla_safetensors_find(file, "w"), &list[1]);
    assert_true(gfla_shape_equal(list[1].shape, (struct gfla_shape){2, {1, 2}}));
    assert_int_equal(list[1].offset, file_size - 8);
    assert_int_equal(list[1].size, 8);
    assert_null(gfla_safetensors_find(file, "x"));
    assert_string_equal(gfla_safetensors_get(file, "format"), "pt");
    assert_string_equal(gfla_safetensors_get(file, "by"), "me \xc3\xa9");
    assert_null(gfla_safetensors_get(file, "absent"));
    assert_string_equal(gfla_safetensors_metadata(file, &n)[0].key, "by");
    assert_int_equal(n, 2);
    gfla_safetensors_close(&file);
}

static void numbers_are_converted(void **state)
{
    static const unsigned char numbers[] = {0,    0,    0xc0, 0xbf, 0, 0,    0,    0,    0,    0,
                                            0xd0, 0x3f, 0,    0x3c, 0, 0xfc, 0x80, 0x3f, 0xfe, 0xff};
    gfla_safetensors *file;
    float value[2];
    assert_ok(
        open_header(&file,
                    "{\"f\":" INFO("F32", "[1]", "[0,4]") ",\"d\":" INFO("F64", "[1]", "[4,12]") ",\"h\":" INFO(
                        "F16", "[2]", "[12,16]") ",\"b\":" INFO("BF16", "[1]", "[16,18]") ",\"i\":" INFO("I16", "[1]",
                                                                                                         "[18,20]") "}",
                    20));
    memcpy(file_bytes + file_size - 20, numbers, 20);
    assert_ok(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "f"), value));
    assert_true(value[0] == -1.5f);
    assert_ok(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "d"), value));
    assert_true(value[0] == 0.25f);
    assert_ok(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "h"), value));
    assert_true(value[0] == 1 && value[1] == -INFINITY);
    assert_ok(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "b"), value));
    assert_true(value[0] == 1);
    assert_ok(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "i"), value));
    assert_true(value[0] == -2);
    gfla_safetensors_close(&file);
    assert_ok(open_header(&file, "{\"a.b\":" INFO("F8_E4M3", "[1]", "[0,1]") "}", 1));
    assert_fails(gfla_safetensors_fetch(file, gfla_safetensors_find(file, "a.b"), value), GFLA_ERROR_INPUT, "'a.b'");
    gfla_safetensors_close(&file);
}

/* ---- what is refused ---- */

static void wrong_headers_are_refused(void **state)
{
    static const struct {
        const char *header;
        size_t n_bytes;
        const char *message;
    } cases[] = {
        /* no JSON, or not what it must be */
        {"{", 0, "JSON"},
        {"", 0, "begin with '{'"},
        {" {}", 0, "begin with '{'"},
        {"[]", 0, "begin with '{'"},
        {"{}}", 0, "JSON"},
        {"{}{}", 0, "JSON"},
        {"{}\t", 0, "JSON"},
        {"{\"a\"}", 0, "JSON"},
        {"{\"a\":" INFO("F32", "[1,]", "[0,4]") "}", 4, "JSON"},
        {"{\"\xff\":1}", 0, "UTF-8"},
        {"{\xff}", 0, "unexpected byte 0xff"},
        {"{\"\xc0\x80\":1}", 0, "UTF-8"},
        {"{\"a\nb\":1}", 0, "control character"},
        {"{\"a\\u0000b\":1}", 0, "escaped zero"},
        {"{\"a", 0, "within a text"},
        {"{\"a\\", 0, "within a text"},
        {"{\"a\":{\"b\":[[1]]}}", 0, "nested"},
        {"{\"a\":true}", 0, "unexpected byte"},
        /* metadata */
        {"{\"__metadata__\":[]}", 0, "no object"},
        {"{\"__metadata__\":{\"a\":1}}", 0, "no text"},
        {"{\"__metadata__\":{\"a\":\"1\",\"b\":\"\",\"a\":\"2\"}}", 0, "'a' is there twice"},
        {"{\"__metadata__\":{},\"__metadata__\":{}}", 0, "repeated"},
        /* entries */
        {"{\"a\":1}", 0, "does not consist"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "does not consist"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1]}}", 4, "does not consist"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"shape\":[1]}}", 4, "does not consist"},
        {"{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype is no text"},
        {"{\"a\":" INFO("F31", "[1]", "[0,4]") "}", 4, "'F31'"},
        {"{\"a\":" INFO("F32", "{}", "[0,4]") "}", 4, "shape is no list"},
        {"{\"a\":" INFO("F32", "[\"1\"]", "[0,4]") "}", 4, "no number"},
        {"{\"a\":" INFO("F32", "[1,1,1,1,1,1]", "[0,4]") "}", 4, "more than 5"},
        {"{\"a\":" INFO("F32", "[-1]", "[0,4]") "}", 4, "number -1"},
        {"{\"a\":" INFO("F32", "[1.0]", "[0,4]") "}", 4, "number 1.0"},
        {"{\"a\":" INFO("F32", "[1e0]", "[0,4]") "}", 4, "number 1e0"},
        {"{\"a\":" INFO("F32", "[01]", "[0,4]") "}", 4, "number 01"},
        {"{\"a\":" INFO("F32", "[1]", "[0]") "}", 4, "no pair"},
        {"{\"a\":" INFO("F32", "[1]", "[0,4,4]") "}", 4, "no pair"},
        {"{\"a\":" INFO("F32", "[1]", "{}") "}", 4, "no pair"},
        {"{\"a\":" INFO("F32", "[1]", "[4,0]") "}", 4, "end before they begin"},
        /* sizes */
        {"{\"a\":" INFO("I32", "[2,2]", "[0,4]") "}", 16, "needs 16 bytes"},
        {"{\"a\":" INFO("I32", "[2,18446744073709551614]", "[0,16]") "}", 16, "18446744073709551614"},
        {"{\"a\":" INFO("I32", "[2,9223372036854775807]", "[0,16]") "}", 16, "9223372036854775807"},
        {"{\"a\":" INFO("I32", "[9007199254740991,9007199254740991]", "[0,16]") "}", 16, "too large"},
        {"{\"a\":" INFO("F64", "[1099511627776,16777216]", "[0,16]") "}", 16, "too large"},
        {"{\"a\":" INFO("F4", "[3]", "[0,2]") "}", 2, "whole bytes"},
        {"{\"a\":" INFO("F6_E3M2", "[3]", "[0,3]") "}", 3, "whole bytes"},
        /* layout */
        {"{\"a\":" INFO("F32", "[1]", "[4,8]") "}", 8, "begins at byte 4"},
        {"{\"a\":" INFO("U8", "[2]", "[0,2]") ",\"b\":" INFO("U8", "[2]", "[3,5]") "}", 5, "begins at byte 3"},
        {"{\"a\":" INFO("U8", "[2]", "[0,2]") ",\"b\":" INFO("U8", "[2]", "[1,3]") "}", 3, "begins at byte 1"},
        {"{\"a\":" INFO("U8", "[2]", "[0,2]") ",\"b\":" INFO("U8", "[2]", "[0,2]") "}", 2, "begins at byte 0"},
        {"{\"a\":" INFO("U8", "[1]", "[0,1]") ",\"a\":" INFO("U8", "[1]", "[1,2]") "}", 2, "'a' is there twice"},
        {"{\"a\":" INFO("U8", "[1]", "[0,1]") ",\"\\u0061\":" INFO("U8", "[1]", "[1,2]") "}", 2, "'a' is there twice"},
        {"{\"a\":" INFO("I32", "[2,2]", "[0,16]") "}", 17, "incomplete"},
        {"{\"a\":" INFO("I32", "[2,2]", "[0,16]") "}", 14, "incomplete"},
        {"{}", 1, "incomplete"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gfla_safetensors *file = (gfla_safetensors *)1;
        gfla_status status = open_header(&file, cases[i].header, cases[i].n_bytes);
        if (status != GFLA_ERROR_INPUT || !strstr(gfla_error_message(), cases[i].message) ||
            !strstr(gfla_error_message(), "in.safetensors"))
            fail_msg("%s: status %d, no \"%s\" in: %s", cases[i].header, status, cases[i].message,
                     gfla_error_message());
        assert_null(file);
    }
}

static void wrong_lengths_are_refused(void **state)
{
    static const unsigned char huge[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, '{', '}'};
    static const unsigned char above_limit[] = {0x01, 0xe1, 0xf5, 0x05, 0, 0, 0, 0, '{', '}'}; /* 100,000,001 */
    static const unsigned char beyond_file[] = {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
    gfla_safetensors *file;
    assert_fails(gfla_safetensors_open_memory(&file, NULL, 0, "x"), GFLA_ERROR_INPUT, "too few");
    assert_fails(gfla_safetensors_open_memory(&file, huge, 7, "x"), GFLA_ERROR_INPUT, "too few");
    assert_fails(gfla_safetensors_open_memory(&file, huge, sizeof huge, "x"), GFLA_ERROR_INPUT,
                 "the limit is 100000000");
    assert_fails(gfla_safetensors_open_memory(&file, above_limit, sizeof above_limit, "x"), GFLA_ERROR_INPUT,
                 "100000001");
    assert_fails(gfla_safetensors_open_memory(&file, beyond_file, sizeof beyond_file, "x"), GFLA_ERROR_INPUT,
                 "only 10");
}

/* The attack of the format's own tests: ten thousand names for the same bytes. */
static void many_names_for_the_same_bytes_are_refused(void **state)
{
    size_t capacity = 10000 * 80, length = 1;
    char *header = malloc(capacity);
    gfla_safetensors *file;
    header[0] = '{';
    for (int i = 0; i < 10000; i++)
        length += (size_t)snprintf(header + length, capacity - length,
                                   "%s\"weight_%d\":" INFO("F32", "[2,2]", "[0,16]"), i ? "," : "", i);
    header[length++] = '}';
    make_file(header, length, 16);
    assert_fails(gfla_safetensors_open_memory(&file, file_bytes, file_size, "x"), GFLA_ERROR_INPUT, "begins at byte 0");
    free(header);
}

static void headers_that_only_burn_memory_are_refused(void **state)
{
    size_t length = 5 * 1000 * 1000;
    char *header = malloc(length);
    gfla_safetensors *file;
    memset(header, '[', length);
    header[0] = '{';
    make_file(header, length, 0);
    assert_fails(gfla_safetensors_open_memory(&file, file_bytes, file_size, "x"), GFLA_ERROR_INPUT, "nested");
    for (size_t i = 1; i < length; i++)
        header[i] = i % 2 ? '0' : ',';
    make_file(header, length, 0);
    assert_fails(gfla_safetensors_open_memory(&file, file_bytes, file_size, "x"), GFLA_ERROR_INPUT, "values");
    free(header);
}

static void every_cut_is_refused(void **state)
{
    gfla_safetensors *file;
    assert_ok(open_header(&file, "{\"__metadata__\":{\"a\":\"b\"},\"a\":" INFO("F32", "[2]", "[0,8]") "}", 8));
    gfla_safetensors_close(&file);
    for (size_t size = 0; size < file_size; size++) {
        unsigned char *copy = malloc(size ? size : 1);
        memcpy(copy, file_bytes, size);
        assert_fails(gfla_safetensors_open_memory(&file, copy, size, "cut"), GFLA_ERROR_INPUT, "cut: ");
        free(copy);
    }
}

static void other_files_are_refused(void **state)
{
    gfla_safetensors *file;
    assert_fails(gfla_safetensors_open(&file, scratch("absent.st")), GFLA_ERROR_INPUT, "absent.st");
    assert_fails(gfla_safetensors_open(&file, scratch_folder), GFLA_ERROR_INPUT, "regular");
    assert_fails(gfla_safetensors_open(&file, "/dev/null"), GFLA_ERROR_INPUT, "regular");
}

/* ---- writing ---- */

static const struct gfla_safetensors_entry entries[] = {
    {"b.half", {1, {3}}, true},    {"c.weight", {2, {2, 3}}, false}, {"a \"quoted\" \xc3\xa9", {0}, false},
    {"empty", {2, {0, 7}}, false}, {"a.half", {1, {20000}}, true},   {"big", {1, {40000}}, false},
};
enum { N_ENTRIES = sizeof entries / sizeof entries[0] };
static const struct gfla_safetensors_pair metadata[] = {{"model", "person \\ \"256\""}, {"step", "1000"}};

static float number(size_t entry, size_t i)
{
    return (float)i * 0.25f - (float)entry;
}

static void put_entry(gfla_safetensors_writer *writer, size_t entry)
{
    static float values[40000];
    for (size_t i = 0; i < 40000; i++)
        values[i] = number(entry, i);
    assert_ok(gfla_safetensors_put(writer, entry, values));
}

static void check_written(const char *path)
{
    static float values[40000];
    gfla_safetensors *file;
    assert_ok(gfla_safetensors_open(&file, path));
    for (size_t k = 0; k < N_ENTRIES; k++) {
        const struct gfla_safetensors_tensor *t = gfla_safetensors_find(file, entries[k].name);
        assert_non_null(t);
        assert_int_equal(t->dtype, entries[k].half ? GFLA_DTYPE_F16 : GFLA_DTYPE_F32);
        assert_true(gfla_shape_equal(t->shape, entries[k].shape));
        assert_ok(gfla_safetensors_fetch(file, t, values));
        for (size_t i = 0; i < (size_t)gfla_shape_count(t->shape); i++)
            assert_true(values[i] ==
                        (entries[k].half ? gfla_float_from_half(gfla_half_from_float(number(k, i))) : number(k, i)));
    }
    assert_string_equal(gfla_safetensors_get(file, "model"), metadata[0].value);
    assert_string_equal(gfla_safetensors_get(file, "step"), "1000");
    /* float32 before float16, each by name; no byte between the tensors */
    assert_true(gfla_safetensors_find(file, "big")->offset < gfla_safetensors_find(file, "c.weight")->offset);
    assert_true(gfla_safetensors_find(file, "empty")->offset <= gfla_safetensors_find(file, "a.half")->offset);
    assert_int_equal((gfla_safetensors_find(file, entries[2].name)->offset) % 8, 0);
    gfla_safetensors_close(&file);
}

static void what_is_written_in_any_order_is_read(void **state)
{
    static const size_t orders[][N_ENTRIES] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {2, 5, 1, 3, 4, 0}};
    unsigned char *first = NULL, *other;
    size_t first_size, size;
    for (int o = 0; o < 3; o++) {
        gfla_safetensors_writer *writer;
        assert_ok(gfla_safetensors_create(&writer, scratch("any.st"), entries, N_ENTRIES, metadata, 2));
        for (int i = 0; i < N_ENTRIES; i++)
            put_entry(writer, orders[o][i]);
        assert_false(gfla_file_exists(scratch("any.st")) && o == 0);
        assert_ok(gfla_safetensors_commit(&writer));
        assert_null(writer);
        check_written(scratch("any.st"));
        assert_ok(gfla_file_read(scratch("any.st"), 1 << 30, (void **)&other, &size));
        if (!first) {
            first = other;
            first_size = size;
            continue;
        }
        assert_int_equal(size, first_size);
        assert_memory_equal(first, other, size);
        free(other);
    }
    free(first);
}

static void an_empty_file_is_written(void **state)
{
    gfla_safetensors_writer *writer;
    gfla_safetensors *file;
    size_t n;
    assert_ok(gfla_safetensors_create(&writer, scratch("empty.st"), NULL, 0, NULL, 0));
    assert_ok(gfla_safetensors_commit(&writer));
    assert_ok(gfla_safetensors_open(&file, scratch("empty.st")));
    gfla_safetensors_list(file, &n);
    assert_int_equal(n, 0);
    assert_null(gfla_safetensors_find(file, "a"));
    gfla_safetensors_close(&file);
}

static void misuse_of_the_writer_is_reported(void **state)
{
    const struct gfla_safetensors_entry twice[] = {{"a", {0}, false}, {"b", {0}, false}, {"a", {0}, false}};
    const struct gfla_safetensors_entry reserved[] = {{"__metadata__", {0}, false}};
    const struct gfla_safetensors_entry too_large[] = {{"a", {3, {1ll << 40, 1 << 20, 16}}, false}};
    const float large[3] = {1, 65519, -65520};
    gfla_safetensors_writer *writer;
    size_t before = scratch_count();
    assert_fails(gfla_safetensors_create(&writer, scratch("w.st"), twice, 3, NULL, 0), GFLA_ERROR_USAGE,
                 "'a' is there twice");
    assert_null(writer);
    assert_fails(gfla_safetensors_create(&writer, scratch("w.st"), reserved, 1, NULL, 0), GFLA_ERROR_USAGE,
                 "__metadata__");
    assert_fails(gfla_safetensors_create(&writer, scratch("w.st"), too_large, 1, NULL, 0), GFLA_ERROR_USAGE,
                 "too large");
    assert_ok(gfla_safetensors_create(&writer, scratch("w.st"), entries, N_ENTRIES, NULL, 0));
    assert_fails(gfla_safetensors_put(writer, N_ENTRIES, large), GFLA_ERROR_USAGE, "tensor 6 of 6");
    assert_fails(gfla_safetensors_put(writer, 0, large), GFLA_ERROR_USAGE, "-65520 at 2");
    put_entry(writer, 0);
    assert_fails(gfla_safetensors_put(writer, 0, large), GFLA_ERROR_USAGE, "written before");
    assert_fails(gfla_safetensors_commit(&writer), GFLA_ERROR_USAGE, "'c.weight' was announced");
    assert_null(writer);
    assert_ok(gfla_safetensors_create(&writer, scratch("w.st"), entries, N_ENTRIES, NULL, 0));
    gfla_safetensors_discard(&writer);
    gfla_safetensors_discard(&writer);
    assert_int_equal(scratch_count(), before);
}

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    const struct gfla_safetensors_entry one[] = {{"a", {1, {40000}}, false}};
    gfla_safetensors_writer *writer;
    assert_fails(gfla_safetensors_create(&writer, scratch("absent/w.st"), one, 1, NULL, 0), GFLA_ERROR_OUTPUT,
                 "absent/w.st");
    assert_null(writer);
    assert_ok(gfla_safetensors_create(&writer, "/dev/full", one, 1, NULL, 0));
    put_entry(writer, 0);
    assert_fails(gfla_safetensors_commit(&writer), GFLA_ERROR_OUTPUT, "/dev/full");
}

static void failing_memory_is_reported(void **state)
{
    for (long n = 1; n < 200; n++) {
        gfla_safetensors_writer *writer;
        gfla_safetensors *file;
        gfla_memory_fail_at(n);
        gfla_status write = gfla_safetensors_create(&writer, scratch("m.st"), entries, N_ENTRIES, metadata, 2);
        gfla_safetensors_discard(&writer);
        gfla_memory_fail_at(n);
        gfla_status read = gfla_safetensors_open(&file, scratch("any.st"));
        gfla_safetensors_close(&file);
        gfla_memory_fail_at(0);
        if (write == GFLA_OK && read == GFLA_OK)
            return;
        assert_true(write == GFLA_OK || write == GFLA_ERROR_MEMORY);
        assert_true(read == GFLA_OK || read == GFLA_ERROR_MEMORY);
    }
    fail_msg("allocations never end");
}

static int remove_all(void **state)
{
    free(file_bytes);
    return scratch_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_headers_are_read),
        cmocka_unit_test(tensors_and_metadata_are_found),
        cmocka_unit_test(numbers_are_converted),
        cmocka_unit_test(wrong_headers_are_refused),
        cmocka_unit_test(wrong_lengths_are_refused),
        cmocka_unit_test(many_names_for_the_same_bytes_are_refused),
        cmocka_unit_test(headers_that_only_burn_memory_are_refused),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(what_is_written_in_any_order_is_read),
        cmocka_unit_test(an_empty_file_is_written),
        cmocka_unit_test(misuse_of_the_writer_is_reported),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, remove_all);
}
