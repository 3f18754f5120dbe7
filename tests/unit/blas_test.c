/* Matrix products of CLBlast against plain loops: transposes, offsets, leading dimensions; and its parameters. */
#include <math.h>
#include <stdbool.h>

#include "base/log.h"
#include "base/random.h"
#include "runtime/blas_tune.h"
#include "runtime/tuning.h"
#include "tests/unit/driver_cache.h"
#include "surroundings.h"

#define SIZE 4096

static gfla_device *device;
static gfla_buffer *buffers[3];
static float values[3][SIZE];

static int open_device(void **state)
{
    if (gfla_device_open(&device, NULL, NULL) != GFLA_OK)
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
    check((struct gfla_gemm){.m = 33,
                             .n = 17,
                             .k = 20,
                             .lda = 40,
                             .ldb = 24,
                             .ldc = 19,
                             .a_offset = 3,
                             .b_offset = 100,
                             .c_offset = 11,
                             .a_transposed = true,
                             .b_transposed = true,
                             .alpha = 0.5f,
                             .beta = 2});
    check((struct gfla_gemm){
        .m = 16, .n = 16, .k = 16, .lda = 16, .ldb = 16, .ldc = 16, .b_transposed = true, .alpha = 1, .beta = 1});
}

static void test_wrong_sizes(void **state)
{
    if (!device)
        skip();
    gfla_commands *list;
    struct gfla_gemm g = {.a = buffers[0],
                          .b = buffers[1],
                          .c = buffers[2],
                          .m = 64,
                          .n = 64,
                          .k = 64,
                          .lda = 64,
                          .ldb = 64,
                          .ldc = 64,
                          .alpha = 1,
                          .b_offset = 1};
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

/* Small tiles of single floats: quickly compiled, and right. */
static const struct gfla_blas_config small = {{0, 1, 8, 1, 1, 1, 8, 1, 1, 8, 0, 0, 0, 0, 1, 1, 1}};
#define SMALL                                                                                                          \
    "GEMMK=0 KREG=1 KWG=8 KWI=1 MDIMA=1 MDIMC=1 MWG=8 NDIMB=1 NDIMC=1 NWG=8 SA=0 SB=0 STRM=0 STRN=0 VWM=1 VWN=1 "      \
    "XGEMM_MIN_INDIRECT_SIZE=1"

static void test_config_text(void **state)
{
    char text[GFLA_BLAS_TEXT_SIZE];
    struct gfla_blas_config parsed;
    assert_string_equal(gfla_blas_config_text(&small, text), SMALL);
    assert_true(gfla_blas_config_parse(&parsed, SMALL));
    assert_memory_equal(&parsed, &small, sizeof small);
    static const char *const wrong[] = {"", "own", "GEMMK=0", SMALL " ", SMALL " SA=0", "KREG=1 GEMMK=0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(gfla_blas_config_parse(&parsed, wrong[i]));
    for (int i = 0; i < GFLA_BLAS_KERNEL_COUNT; i++) { /* a switch is 0 or 1, and 7 divides nothing here */
        struct gfla_blas_config other = small;
        other.value[i] = i == GFLA_BLAS_KREG || i == GFLA_BLAS_KWG || i == GFLA_BLAS_MWG || i == GFLA_BLAS_NWG ? 0 : 7;
        assert_false(gfla_blas_config_parse(&parsed, gfla_blas_config_text(&other, text)));
    }
}

static int n_applied;

static void count_applied(void *context, gfla_log_level level, const char *message)
{
    n_applied += strcmp(message, "CLBlast: " SMALL) == 0;
}

static void check_with_stored(const char *value, int expected)
{
    close_device(NULL);
    open_device(NULL);
    gfla_tuning_put(device, GFLA_BLAS_KEY, value);
    surround(count_applied, NULL, GFLA_LOG_VERBOSE);
    n_applied = 0;
    test_products(NULL);
    surround(NULL, NULL, GFLA_LOG_ERROR);
    assert_int_equal(n_applied, expected);
}

static void test_stored_parameters(void **state)
{
    if (!device || gfla_device_get_info(device)->kind == GFLA_DEVICE_NULL)
        skip();
    surround_env("GFLA_TUNE", "read");
    check_with_stored("own", 0);
    check_with_stored("GEMMK=0", 0);
    check_with_stored(SMALL, 1); /* before the first product, and not again */
    surround_env("GFLA_TUNE", "off");
    check_with_stored(SMALL, 0);
}

static void test_fastest(void **state)
{
    if (!device)
        skip();
    struct gfla_blas_trial trials[] = {
        {.is_own = true, .verdict = GFLA_BLAS_TIMED, .seconds = 3},
        {.config = small, .verdict = GFLA_BLAS_WRONG, .seconds = 1},
        {.config = small, .verdict = GFLA_BLAS_TIMED, .seconds = 2},
        {.config = small, .verdict = GFLA_BLAS_FAILED},
    };
    surround_env("GFLA_TUNE", "read");
    assert_ptr_equal(gfla_blas_keep_fastest(device, trials, 4), &trials[2]);
    if (gfla_device_get_info(device)->kind != GFLA_DEVICE_NULL)
        assert_string_equal(gfla_tuning_find(device, GFLA_BLAS_KEY), SMALL);
    assert_ptr_equal(gfla_blas_keep_fastest(device, trials, 2), &trials[0]);
    assert_null(gfla_blas_keep_fastest(device, trials + 1, 1));
    assert_null(gfla_blas_keep_fastest(device, trials, 0));
}

static int enter(void **state)
{
    return driver_cache_keep_and_enter_scratch(state) || open_device(state);
}

static int leave(void **state)
{
    close_device(state);
    return scratch_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products), cmocka_unit_test(test_wrong_sizes),       cmocka_unit_test(test_config_text),
        cmocka_unit_test(test_fastest),  cmocka_unit_test(test_stored_parameters),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
