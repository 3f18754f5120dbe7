/* Random numbers and hashes: fixed values, so that seeds mean the same on every machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "base/random.h"

/* The sequence of the reference implementation's demonstration for seed 42, stream 54. */
static void test_pcg_reference(void **state)
{
    static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e};
    struct gfla_random r = gfla_random_seed(42, 54);
    for (int i = 0; i < 6; i++)
        assert_int_equal(gfla_random_u32(&r), expected[i]);
}

static void test_streams_differ(void **state)
{
    struct gfla_random a = gfla_random_seed(1, 0), b = gfla_random_seed(1, 1);
    int equal = 0;
    for (int i = 0; i < 100; i++)
        equal += gfla_random_u32(&a) == gfla_random_u32(&b);
    assert_true(equal < 3);
}

static void test_below(void **state)
{
    struct gfla_random r = gfla_random_seed(7, 0);
    int counts[6] = {0};
    for (int i = 0; i < 60000; i++) {
        uint32_t value = gfla_random_below(&r, 6);
        assert_true(value < 6);
        counts[value]++;
    }
    for (int i = 0; i < 6; i++)
        assert_true(counts[i] > 9600 && counts[i] < 10400); /* four standard deviations */
    assert_int_equal(gfla_random_below(&r, 1), 0);
}

static void test_uniform(void **state)
{
    struct gfla_random r = gfla_random_seed(3, 0);
    double sum = 0;
    for (int i = 0; i < 100000; i++) {
        float value = gfla_random_uniform(&r, -2, 6);
        assert_true(value >= -2 && value < 6);
        sum += value;
        assert_true(gfla_random_uniform(&r, 16777216, 16777218) < 16777218);
    }
    assert_true(fabs(sum / 100000 - 2) < 0.03);
}

static void test_normal(void **state)
{
    struct gfla_random r = gfla_random_seed(5, 0);
    double sum = 0, squares = 0, fourth = 0;
    const int n = 200000;
    for (int i = 0; i < n; i++) {
        double value = gfla_random_normal(&r);
        sum += value;
        squares += value * value;
        fourth += value * value * value * value;
    }
    assert_true(fabs(sum / n) < 0.01);
    assert_true(fabs(squares / n - 1) < 0.02);
    assert_true(fabs(fourth / n - 3) < 0.1);
}

/* Our own logarithm against libm's: the numbers must be those of the formula. */
static void test_normal_formula(void **state)
{
    struct gfla_random r = gfla_random_seed(11, 2), copy = r;
    for (int i = 0; i < 1000; i++) {
        double u, s;
        do {
            u = gfla_random_u32(&copy) * 0x1p-31 - 1;
            double v = gfla_random_u32(&copy) * 0x1p-31 - 1;
            s = u * u + v * v;
        } while (s <= 0 || s >= 1);
        double expected = u * sqrt(-2 * log(s) / s);
        assert_true(fabs(gfla_random_normal(&r) - expected) <= 1e-7 * fabs(expected) + 1e-12);
    }
}

static void test_hash(void **state)
{
    assert_true(gfla_hash_text("") == 0xcbf29ce484222325u);
    assert_true(gfla_hash_text("a") == 0xaf63dc4c8601ec8cu);
    assert_true(gfla_hash_bytes("foobar", 6) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pcg_reference), cmocka_unit_test(test_streams_differ),
        cmocka_unit_test(test_below),         cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_normal),        cmocka_unit_test(test_normal_formula),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
