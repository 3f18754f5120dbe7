/* Medians, their spread, and what is noise. */
#include <math.h>

#include "bench/bench_ratio.h"
#include "tests/submission/near.h"

static void spread_is_that_of_a_median(void **state)
{
    static const double five[] = {103, 97, 100, 101, 98}, two[] = {1, 3};
    struct gfla_bench_value v = gfla_bench_value_of_rounds(five, 5);
    assert_near(v.median, 100, 0);
    assert_near(gfla_bench_deviation(five, 5), 2, 0); /* of 3 3 0 1 2 */
    assert_near(v.spread, 1.4826 * 1.2533 * 0.02 / sqrt(5), 1e-12);
    v = gfla_bench_value_of_rounds(two, 2);
    assert_near(v.median, 2, 0);
    assert_near(v.spread, 0.05, 0);
    v = gfla_bench_value_of_runs(100, 112.816, 25);
    assert_near(v.spread, 1.2533 * 0.1 / 5, 1e-12);
}

static void one_round_that_is_off_does_not_count(void **state)
{
    static const double quiet[] = {100, 101, 99, 100, 100}, hit[] = {100, 101, 99, 100, 900};
    const struct gfla_bench_value a = gfla_bench_value_of_rounds(quiet, 5), b = gfla_bench_value_of_rounds(hit, 5);
    assert_int_equal(gfla_bench_compare_values(a, b, 0).verdict, GFLA_BENCH_NOISE);
}

static void differences_are_told_from_noise(void **state)
{
    static const struct {
        struct gfla_bench_value first, second;
        int more_is_better;
        double ratio;
        enum gfla_bench_verdict verdict;
    } cases[] = {
        {{100, 0}, {99, 0}, 0, 100 / 99.0, GFLA_BENCH_NOISE}, /* below 2 percent, however alike the rounds were */
        {{100, 0}, {90, 0}, 0, 100 / 90.0, GFLA_BENCH_FASTER},
        {{100, 0}, {110, 0}, 0, 100 / 110.0, GFLA_BENCH_SLOWER},
        {{100, 0}, {110, 0}, 1, 1.1, GFLA_BENCH_FASTER},
        {{100, 0.03}, {90, 0.04}, 0, 100 / 90.0, GFLA_BENCH_NOISE}, /* 3 x 5 percent */
        {{100, 0.03}, {80, 0.04}, 0, 1.25, GFLA_BENCH_FASTER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gfla_bench_difference d =
            gfla_bench_compare_values(cases[i].first, cases[i].second, cases[i].more_is_better);
        assert_near(d.ratio, cases[i].ratio, 1e-12);
        assert_int_equal(d.verdict, cases[i].verdict);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spread_is_that_of_a_median),
                                       cmocka_unit_test(one_round_that_is_off_does_not_count),
                                       cmocka_unit_test(differences_are_told_from_noise)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
