/* Matrix products of CLBlast against plain loops: transposes, offsets, leading dimensions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "runtime/blas.h"

#define SIZE 4096

static gfla_device *device;
static gfla_buffer *buffers[3];
static float values[3][SIZE];

static int open_device(void **state)
{
    if (gfla_device_open(&device, NULL) != GFLA_OK)
        return 0;
    struct gfla_random r = gfla_random_seed(1, 0);
    for (int b = 0; b < 3; b++) {
        for (int i = 0; i < SIZE; i++)
            values[b][i] = gfla_random_uniform(&r, -1, 1);
        if (gfla_buffer_create(&buffers[b], device, sizeof values[b], GFLA_MEMORY_INPUTS, "matrix") != GFLA_OK)
            return -1;
    }
    return 0;
}

static int close_device(void **state)
{
    for (int b = 0; b < 3; b++)
        gfla_buffer_destroy(&buffers[b]);
    gfla_device_destroy(&device);
    return 0;
}

static double expected_element(const struct gfla_gemm *g, int row, int column)
{
    double sum = 0;
    for (int k = 0; k < g->k; k++) {
        int a = g->a_transposed ? k * g->lda + row : row * g->lda + k;
        int b = g->b_transposed ? column * g->ldb + k : k * g->ldb + column;
        sum += (double)values[0][g->a_offset + (size_t)a] * values[1][g->b_offset + (size_t)b];
    }
    return g->alpha * sum + g->beta * values[2][g->c_offset + (size_t)(row * g->ldc + column)];
}

static void check(struct gfla_gemm g)
{
    static float result[SIZE];
    gfla_commands *list;
    g.a = buffers[0], g.b = buffers[1], g.c = buffers[2];
    for (int b = 0; b < 3; b++)
        assert_int_equal(gfla_buffer_write(buffers[b], 0, values[b], sizeof values[b]), GFLA_OK);
    assert_int_equal(gfla_commands_create(&list, device), GFLA_OK);
    assert_int_equal(gfla_blas_gemm(list, &g), GFLA_OK);
    assert_int_equal(gfla_commands_run(list, 0, 1), GFLA_OK);
    assert_int_equal(gfla_buffer_read(buffers[2], 0, result, sizeof result), GFLA_OK);
    for (int i = 0; i < SIZE; i++) {
        long place = i - (long)g.c_offset, row = place / g.ldc, column = place % g.ldc;
        bool inside = place >= 0 && row < g.m && column < g.n;
        double expected = inside ? expected_element(&g, (int)row, (int)column) : values[2][i];
        assert_true(fabs(result[i] - expected) < 1e-5);
    }
    gfla_commands_destroy(&list);
}

static void test_products(void **state)
{
    if (!device || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        skip();
    check((struct gfla_gemm){.m = 7, .n = 5, .k = 9, .lda = 9, .ldb = 5, .ldc = 5, .alpha = 1});
    check((struct gfla_gemm){.m = 33, .n = 17, .k = 20, .lda = 40, .ldb = 24, .ldc = 19, .a_offset = 3, .b_offset = 100,
                             .c_offset = 11, .a_transposed = true, .b_transposed = true, .alpha = 0.5f, .beta = 2});
    check((struct gfla_gemm){.m = 16, .n = 16, .k = 16, .lda = 16, .ldb = 16, .ldc = 16, .b_transposed = true, .alpha = 1,
                             .beta = 1});
}

static void test_wrong_sizes(void **state)
{
    if (!device)
        skip();
    gfla_commands *list;
    struct gfla_gemm g = {.a = buffers[0], .b = buffers[1], .c = buffers[2], .m = 64, .n = 64, .k = 64, .lda = 64, .ldb = 64,
                          .ldc = 64, .alpha = 1, .b_offset = 1};
    assert_int_equal(gfla_commands_create(&list, device), GFLA_OK);
    assert_int_equal(gfla_blas_gemm(list, &g), GFLA_ERROR_USAGE);
    assert_non_null(strstr(gfla_error_message(), "B (64 x 64"));
    g.b_offset = 0;
    g.ldc = 63;
    assert_int_equal(gfla_blas_gemm(list, &g), GFLA_ERROR_USAGE);
    g.ldc = 64;
    g.k = 0;
    assert_int_equal(gfla_blas_gemm(list, &g), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_commands_count(list), 0);
    gfla_commands_destroy(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_products), cmocka_unit_test(test_wrong_sizes)};
    return cmocka_run_group_tests(tests, open_device, close_device);
}
