/* .npz: arrays come back, bytes are the same every time, and what is damaged is refused. */
#include "io/weights/npz.h"
#include "tests/ok.h"
#include "tests/unit/scratch.h"

static const double numbers[6] = {1.5, -2, 3e300, 0, 5, 1.0 / 3};
static const float halves[2] = {0.5f, -0.25f};

static char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", scratch_folder, name);
    return path;
}

static void write_both(const char *name)
{
    const struct gfla_npz_array arrays[] = {{"world_mat_0", GFLA_DTYPE_F64, {.rank = 2, .dim = {2, 3}}, numbers},
                                            {"f", GFLA_DTYPE_F32, {.rank = 1, .dim = {2}}, halves}};
    ok(gfla_npz_write(path_of(name), arrays, 2));
}

static void arrays_come_back(void **state)
{
    gfla_npz *npz = NULL;
    struct gfla_shape shape;
    double *values = NULL;
    write_both("a.npz");
    ok(gfla_npz_open(&npz, path_of("a.npz")));
    assert_true(gfla_npz_has(npz, "f") && !gfla_npz_has(npz, "g"));
    ok(gfla_npz_read_double(npz, "world_mat_0", &shape, &values));
    assert_true(shape.rank == 2 && shape.dim[0] == 2 && shape.dim[1] == 3);
    assert_memory_equal(values, numbers, sizeof numbers);
    free(values);
    ok(gfla_npz_read_double(npz, "f", &shape, &values));
    assert_true(shape.rank == 1 && values[0] == 0.5 && values[1] == -0.25);
    free(values);
    assert_int_equal(gfla_npz_read_double(npz, "g", &shape, &values), GFLA_ERROR_INPUT);
    assert_null(values);
    gfla_npz_close(&npz);
    assert_null(npz);
}

static void the_same_arrays_give_the_same_bytes(void **state)
{
    void *a, *b;
    size_t n, m;
    write_both("a.npz");
    write_both("b.npz");
    ok(gfla_file_read(path_of("a.npz"), 1 << 20, &a, &n));
    ok(gfla_file_read(path_of("b.npz"), 1 << 20, &b, &m));
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    assert_memory_equal((char *)a + 10, "\0\0\x21\0", 4); /* no time; the first day that zip knows */
    free(a);
    free(b);
}

/* Every file that is cut short, and every flipped byte, is refused or gives finite shapes; nothing crashes. */
static void damage_is_refused(void **state)
{
    void *bytes;
    size_t n, refused = 0;
    write_both("a.npz");
    ok(gfla_file_read(path_of("a.npz"), 1 << 20, &bytes, &n));
    for (size_t i = 0; i < 2 * n; i++) {
        gfla_npz *npz = NULL;
        struct gfla_shape shape;
        double *values = NULL;
        unsigned char *at = (unsigned char *)bytes + i % n;
        if (i >= n)
            *at ^= 0x41;
        ok(gfla_file_write(path_of("cut.npz"), bytes, i < n ? i : n));
        if (i >= n)
            *at ^= 0x41;
        gfla_status status = gfla_npz_open(&npz, path_of("cut.npz"));
        if (status == GFLA_OK)
            status = gfla_npz_read_double(npz, "world_mat_0", &shape, &values);
        assert_true(status == GFLA_OK || status == GFLA_ERROR_INPUT || status == GFLA_ERROR_MEMORY);
        refused += status != GFLA_OK;
        assert_true(i >= n || status != GFLA_OK);
        free(values);
        gfla_npz_close(&npz);
    }
    assert_true(refused > n);
    free(bytes);
    gfla_npz *npz;
    assert_int_equal(gfla_npz_open(&npz, path_of("nothing.npz")), GFLA_ERROR_INPUT);
    assert_null(npz);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_come_back),
        cmocka_unit_test(the_same_arrays_give_the_same_bytes),
        cmocka_unit_test(damage_is_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
