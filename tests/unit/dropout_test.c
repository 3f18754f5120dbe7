/* Which elements are left out: as many as the rate says, others for another key, stream or step, and independently of
 * each other. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "cl/shared/dropout.h"
#include "ops/dropout.h"
#include "tests/ok.h"

enum { N = 100000 };

static bool is_left_out(unsigned low, unsigned high, unsigned stream, unsigned element, double rate)
{
    return gfla_dropout_hash(low, high, stream, element) < rate * (1 << GFLA_DROPOUT_BITS);
}

/* Within five standard deviations. */
static void expect_part(int count, int n, double part)
{
    assert_true(fabs(count - n * part) < 5 * sqrt(n * part * (1 - part)));
}

static void the_rate_is_kept(void **state)
{
    static const double rates[] = {0.01, 0.15, 0.5, 0.9};
    for (int r = 0; r < 4; r++)
        for (unsigned key = 0; key < 20; key++) {
            int count = 0;
            for (unsigned i = 0; i < N; i++)
                count += is_left_out(key, 0, key % 3, i, rates[r]);
            expect_part(count, N, rates[r]);
        }
}

/* Both of two are left out as often as the product of their rates. */
static void neighbours_steps_and_streams_are_independent(void **state)
{
    int next = 0, step = 0, stream = 0, high = 0;
    const double rate = 0.15;
    for (unsigned i = 0; i < N; i++) {
        const bool here = is_left_out(7, 1, 0, i, rate);
        next += here && is_left_out(7, 1, 0, i + 1, rate);
        step += here && is_left_out(8, 1, 0, i, rate);
        stream += here && is_left_out(7, 1, 1, i, rate);
        high += here && is_left_out(7, 2, 0, i, rate);
    }
    expect_part(next, N, rate * rate);
    expect_part(step, N, rate * rate);
    expect_part(stream, N, rate * rate);
    expect_part(high, N, rate * rate);
}

static void a_key_holds_64_bits_and_an_item(void **state)
{
    float key[GFLA_DROPOUT_KEY];
    gfla_dropout_key(0xfedcba9876543210u, 0x23456, key);
    assert_true(key[0] == 0x3210 && key[1] == 0x7654 && key[2] == 0xba98 && key[3] == 0xfedc);
    assert_true(key[4] == 0x3456 && key[5] == 2);
}

static void wrong_rates_are_refused(void **state)
{
    gfla_graph *graph;
    ok(gfla_graph_create(&graph));
    gfla_tensor *src = gfla_graph_input(graph, "src", gfla_shape_4d(1, 2, 3, 4), GFLA_LAYOUT_BLOCKED);
    gfla_tensor *key = gfla_graph_input(graph, "key", gfla_shape_1d(GFLA_DROPOUT_KEY), GFLA_LAYOUT_PLAIN);
    assert_null(gfla_dropout(graph, src, key, &(struct gfla_dropout_params){.rate = 1}));
    assert_int_equal(gfla_graph_status(graph), GFLA_ERROR_USAGE);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_kept),
        cmocka_unit_test(neighbours_steps_and_streams_are_independent),
        cmocka_unit_test(a_key_holds_64_bits_and_an_item),
        cmocka_unit_test(wrong_rates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
