/* .npy files: every type and shape there and back, and every kind of damage. */
#include "scratch.h"

#include <math.h>

#include "base/memory.h"
#include "io/weights/npy.h"

/* A version 1 file with this header text and n_bytes of numbers 0, 1, 2 ... */
struct file {
    unsigned char bytes[1024];
    size_t size;
};

static struct file file_v(int version, const char *header, size_t n_bytes)
{
    struct file f = {.bytes = "\x93NUMPY"};
    size_t length = strlen(header), start = version == 1 ? 10 : 12;
    f.bytes[6] = (unsigned char)version;
    f.bytes[8] = (unsigned char)length;
    f.bytes[9] = (unsigned char)(length >> 8);
    memcpy(f.bytes + start, header, length);
    for (size_t i = 0; i < n_bytes; i++)
        f.bytes[start + length + i] = (unsigned char)i;
    f.size = start + length + n_bytes;
    return f;
}

static gfla_status read_v(int version, const char *header, size_t n_bytes, struct gfla_shape *shape, float **values)
{
    struct file f = file_v(version, header, n_bytes);
    return gfla_npy_read_memory(f.bytes, f.size, "in.npy", shape, values);
}

#define HEADER(descr, order, shape) "{'descr': '" descr "', 'fortran_order': " order ", 'shape': " shape ", }   \n"

/* ---- what is read ---- */

static void shapes_are_read(void **state)
{
    static const struct {
        const char *header;
        size_t n_bytes;
        struct gfla_shape shape;
    } cases[] = {
        {HEADER("|u1", "False", "()"), 1, {.rank = 0}},
        {HEADER("|u1", "False", "(7,)"), 7, {1, {7}}},
        {HEADER("|u1", "False", "(2, 3)"), 6, {2, {2, 3}}},
        {HEADER("|u1", "False", "(2, 3, )"), 6, {2, {2, 3}}},
        {HEADER("|u1", "False", "(1, 2, 1, 3, 2)"), 12, {5, {1, 2, 1, 3, 2}}},
        {HEADER("|u1", "False", "(4, 0)"), 0, {2, {4, 0}}},
        {"{\"shape\":(3,),\"descr\":\"|u1\",\"fortran_order\":False}", 3, {1, {3}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int version = 1; version <= 3; version++) {
            struct gfla_shape shape;
            float *values;
            assert_ok(read_v(version, cases[i].header, cases[i].n_bytes, &shape, &values));
            assert_true(gfla_shape_equal(shape, cases[i].shape));
            for (size_t k = 0; k < cases[i].n_bytes; k++)
                assert_true(values[k] == (float)k);
            free(values);
        }
}

static void types_are_converted(void **state)
{
    static const struct {
        const char *descr;
        unsigned char bytes[8];
        double value;
    } cases[] = {
        {"|b1", {1}, 1},
        {"|u1", {200}, 200},
        {"|i1", {200}, -56},
        {"<u2", {1, 255}, 65281},
        {"<i2", {1, 255}, -255},
        {"<u4", {0, 0, 0, 255}, 4278190080.0},
        {"<i4", {0, 0, 0, 255}, -16777216},
        {"<u8", {0, 0, 0, 0, 0, 0, 0, 128}, 9223372036854775808.0},
        {"<i8", {254, 255, 255, 255, 255, 255, 255, 255}, -2},
        {"<f2", {0, 0xc1}, -2.5},
        {"<f4", {0, 0, 0x20, 0xc0}, -2.5},
        {"<f8", {0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f}, 0.1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char header[128];
        size_t size = (size_t)(cases[i].descr[2] - '0');
        struct gfla_shape shape;
        float *values;
        double *doubles;
        snprintf(header, sizeof header, HEADER("%s", "False", "(1,)"), cases[i].descr);
        struct file f = file_v(1, header, size);
        memcpy(f.bytes + f.size - size, cases[i].bytes, size);
        assert_ok(gfla_npy_read_memory(f.bytes, f.size, "in.npy", &shape, &values));
        assert_true(values[0] == (float)cases[i].value);
        assert_ok(gfla_file_write(scratch("types.npy"), f.bytes, f.size));
        assert_ok(gfla_npy_read_double(scratch("types.npy"), &shape, &doubles));
        assert_true(doubles[0] == cases[i].value);
        free(values);
        free(doubles);
    }
}

/* Finite numbers that a float cannot hold are refused, not made infinite. */
static void numbers_too_large_are_refused(void **state)
{
    static const double values[] = {1, -1e300, HUGE_VAL};
    struct gfla_shape shape;
    float *read;
    assert_ok(gfla_npy_write_as(scratch("large.npy"), GFLA_DTYPE_F64, gfla_shape_1d(2), values));
    assert_fails(gfla_npy_read(scratch("large.npy"), &shape, &read), GFLA_ERROR_INPUT,
                 "large.npy: a number is -1e+300");
    assert_null(read);
    assert_ok(gfla_npy_write_as(scratch("infinite.npy"), GFLA_DTYPE_F64, gfla_shape_1d(1), values + 2));
    assert_ok(gfla_npy_read(scratch("infinite.npy"), &shape, &read));
    assert_true(isinf(read[0]));
    free(read);
}

static void what_is_written_is_read(void **state)
{
    const struct gfla_shape shapes[] = {{0}, {1, {5}}, gfla_shape_4d(2, 3, 4, 5), {2, {0, 3}}};
    float values[120];
    for (int i = 0; i < 120; i++)
        values[i] = (float)i * 0.37f - 20;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct gfla_shape shape;
        unsigned char *bytes;
        float *back;
        size_t size;
        assert_ok(gfla_npy_write(scratch("back.npy"), shapes[i], values));
        assert_ok(gfla_npy_read(scratch("back.npy"), &shape, &back));
        assert_true(gfla_shape_equal(shape, shapes[i]));
        assert_memory_equal(back, values, (size_t)gfla_shape_count(shape) * sizeof *values);
        assert_ok(gfla_file_read(scratch("back.npy"), 4096, (void **)&bytes, &size));
        assert_int_equal((10 + bytes[8] + 256 * bytes[9]) % 64, 0);
        assert_int_equal(bytes[9 + bytes[8]], '\n');
        free(bytes);
        free(back);
    }
}

static void other_types_are_written(void **state)
{
    const uint8_t bytes[6] = {0, 1, 127, 128, 254, 255};
    struct gfla_shape shape;
    float *values;
    assert_ok(gfla_npy_write_as(scratch("u1.npy"), GFLA_DTYPE_U8, (struct gfla_shape){2, {3, 2}}, bytes));
    assert_ok(gfla_npy_read(scratch("u1.npy"), &shape, &values));
    for (int i = 0; i < 6; i++)
        assert_true(values[i] == bytes[i]);
    free(values);
    assert_fails(gfla_npy_write_as(scratch("bf.npy"), GFLA_DTYPE_BF16, shape, bytes), GFLA_ERROR_USAGE, "BF16");
}

/* ---- what is refused ---- */

static void damaged_headers_are_refused(void **state)
{
    static const struct {
        const char *header, *message;
    } cases[] = {
        {HEADER("<f4", "True", "(2, 2)"), "Fortran"},
        {HEADER("<f4", "0", "(2, 2)"), "fortran_order"},
        {HEADER(">f4", "False", "(2, 2)"), "'>f4'"},
        {HEADER("|O", "False", "(2, 2)"), "'|O'"},
        {HEADER("<c8", "False", "(2,)"), "'<c8'"},
        {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "structured"},
        {HEADER("<f4", "False", "[2, 2]"), "tuple"},
        {HEADER("<f4", "False", "(4)"), "tuple"},
        {HEADER("<f4", "False", "(2, -2)"), "dimension 1"},
        {HEADER("<f4", "False", "(2 2)"), "tuple"},
        {HEADER("<f4", "False", "(,)"), "dimension 0"},
        {HEADER("<f4", "False", "(1, 1, 1, 1, 2, 2)"), "more than 5"},
        {HEADER("<f4", "False", "(9223372036854775808,)"), "dimension 0"},
        {HEADER("<f4", "False", "(9223372036854775807, 9223372036854775807)"), "too large"},
        {HEADER("<f4", "False", "(4611686018427387904, 4)"), "too large"},
        {HEADER("<f4", "False", "(3000000000, 1000000)"), "needs"},
        {HEADER("<f4", "False", "(2, 3)"), "needs 24"},
        {HEADER("<f4", "False", "(3,)"), "needs 12"},
        {"{'descr': '<f4', 'fortran_order': False, }", "lacks"},
        {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", "repeated entry 'descr'"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'x': 1}", "entry 'x'"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4,)", "damaged"},
        {"{'descr': '<f4' 'fortran_order': False, 'shape': (4,)}", "damaged"},
        {"{'descr': '<f4", "structured"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} {}", "follows"},
        {"()", "dictionary"},
        {"", "dictionary"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gfla_shape shape;
        float *values = (float *)1;
        assert_fails(read_v(1, cases[i].header, 16, &shape, &values), GFLA_ERROR_INPUT, cases[i].message);
        assert_non_null(strstr(gfla_error_message(), "in.npy"));
        assert_null(values);
    }
}

/* Every prefix of a good file, in a block of exactly that size: the address sanitizer sees any step beyond. */
static void every_cut_is_refused(void **state)
{
    struct file f = file_v(2, HEADER("<f4", "False", "(2, 2)"), 16);
    for (size_t size = 0; size < f.size; size++) {
        struct gfla_shape shape;
        float *values;
        unsigned char *copy = malloc(size ? size : 1);
        memcpy(copy, f.bytes, size);
        assert_fails(gfla_npy_read_memory(copy, size, "cut.npy", &shape, &values), GFLA_ERROR_INPUT, "cut.npy");
        free(copy);
    }
}

static void other_files_are_refused(void **state)
{
    struct file f = file_v(4, HEADER("<f4", "False", "(2, 2)"), 16);
    struct gfla_shape shape;
    float *values;
    assert_fails(gfla_npy_read_memory(f.bytes, f.size, "x", &shape, &values), GFLA_ERROR_INPUT, "version 4");
    assert_fails(gfla_npy_read_memory("PNG, or nearly", 14, "x", &shape, &values), GFLA_ERROR_INPUT, "not a .npy file");
    f = file_v(2, HEADER("<f4", "False", "(2, 2)"), 16);
    f.bytes[11] = 255;
    assert_fails(gfla_npy_read_memory(f.bytes, f.size, "x", &shape, &values), GFLA_ERROR_INPUT, "a header of");
    assert_fails(gfla_npy_read(scratch("absent.npy"), &shape, &values), GFLA_ERROR_INPUT, "absent.npy");
    assert_fails(gfla_npy_read(scratch_folder, &shape, &values), GFLA_ERROR_INPUT, scratch_folder);
}

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    const float values[4] = {0};
    const struct gfla_shape shape = {1, {4}};
    assert_fails(gfla_npy_write("/dev/full", shape, values), GFLA_ERROR_OUTPUT, "/dev/full");
    assert_fails(gfla_npy_write(scratch("absent/a.npy"), shape, values), GFLA_ERROR_OUTPUT, "absent/a.npy");
    assert_fails(gfla_npy_write(scratch_folder, shape, values), GFLA_ERROR_OUTPUT, "folder");
}

static void failing_memory_is_reported(void **state)
{
    struct gfla_shape shape;
    float *values;
    double *doubles;
    const float four[4] = {0};
    assert_ok(gfla_npy_write(scratch("m.npy"), (struct gfla_shape){1, {4}}, four));
    for (long n = 1; n < 100; n++) {
        gfla_memory_fail_at(n);
        gfla_status read = gfla_npy_read(scratch("m.npy"), &shape, &values);
        gfla_memory_fail_at(n);
        gfla_status read_double = gfla_npy_read_double(scratch("m.npy"), &shape, &doubles);
        gfla_memory_fail_at(n);
        gfla_status write = gfla_npy_write(scratch("n.npy"), shape, four);
        gfla_memory_fail_at(0);
        free(values);
        free(doubles);
        if (read == GFLA_OK && read_double == GFLA_OK && write == GFLA_OK)
            return;
        assert_true(read == GFLA_OK || (read == GFLA_ERROR_MEMORY && !values));
        assert_true(write == GFLA_OK || write == GFLA_ERROR_MEMORY);
    }
    fail_msg("allocations never end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_read),
        cmocka_unit_test(types_are_converted),
        cmocka_unit_test(numbers_too_large_are_refused),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(other_types_are_written),
        cmocka_unit_test(damaged_headers_are_refused),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
