/* Initial weights: orthonormal, whichever side is longer, and what is no matrix. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "models/gfla/orthogonal.h"

static float *init(const char *name, struct gfla_shape shape)
{
    const gfla_tensor param = {.name = name, .shape = shape, .role = GFLA_ROLE_PARAM};
    struct gfla_random random = gfla_random_seed(3, 4);
    float *values = calloc((size_t)gfla_shape_count(shape), sizeof *values);
    gfla_orthogonal_init(&param, &random, values);
    return values;
}

/* The product of two rows (by_rows) or columns of a matrix, over 0.02 squared. */
static double product(const float *m, int rows, int columns, bool by_rows, int a, int b)
{
    double sum = 0;
    for (int i = 0; i < (by_rows ? columns : rows); i++)
        sum +=
            by_rows ? (double)m[a * columns + i] * m[b * columns + i] : (double)m[i * columns + a] * m[i * columns + b];
    return sum / (0.02 * 0.02);
}

static void check(int rows, int ic, int k)
{
    const int columns = ic * k * k, n = rows < columns ? rows : columns;
    float *m = init("conv.weight", gfla_shape_4d(rows, ic, k, k));
    for (int a = 0; a < n; a++)
        for (int b = 0; b <= a; b++)
            assert_float_equal(product(m, rows, columns, rows <= columns, a, b), a == b, 1e-4);
    free(m);
}

static void matrices_are_orthonormal(void **state)
{
    check(8, 3, 4);
    check(64, 1, 3);
    check(9, 1, 3);
    check(1, 5, 1);
}

static void vectors_are_what_they_are_for(void **state)
{
    float *weight = init("norm.weight", gfla_shape_1d(5)), *bias = init("conv.bias", gfla_shape_1d(5));
    float *u = init("conv.weight_u", gfla_shape_1d(5)), *layer = init("ln.weight", (struct gfla_shape){2, {5, 1}});
    double length = 0;
    for (int i = 0; i < 5; i++) {
        assert_true(weight[i] == 1 && layer[i] == 1 && bias[i] == 0);
        length += (double)u[i] * u[i];
    }
    assert_float_equal(length, 1, 1e-5);
    free(weight);
    free(bias);
    free(u);
    free(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_are_orthonormal),
        cmocka_unit_test(vectors_are_what_they_are_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
