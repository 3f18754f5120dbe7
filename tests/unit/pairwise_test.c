/* Sums in the order of a binary tree (train/pairwise.h), and the parts of a batch (base/share.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "base/share.h"
#include "train/pairwise.h"

#define N 700 /* two blocks and a bit */
#define MOST 16

static float parts[MOST][N];

static void fill(void)
{
    struct gfla_random r = gfla_random_seed(15, 1);
    for (int i = 0; i < MOST; i++)
        for (int k = 0; k < N; k++)
            parts[i][k] = gfla_random_normal(&r) * (k % 3 ? 1.0f : 1e6f);
}

static void sum(int first, int n, float *values)
{
    const float *list[MOST];
    for (int i = 0; i < n; i++)
        list[i] = parts[first + i];
    gfla_pairwise_sum(list, (unsigned)n, values, N);
}

static void test_order(void **state)
{
    float made[N];
    fill();
    sum(0, 7, made);
    for (int k = 0; k < N; k++) {
        const float four = (parts[0][k] + parts[1][k]) + (parts[2][k] + parts[3][k]);
        const float expected = four + ((parts[4][k] + parts[5][k]) + parts[6][k]);
        assert_memory_equal(&made[k], &expected, sizeof expected);
    }
}

/* Ranks that add their own parts, and then one another's: the bits of one rank that adds all parts. */
static void test_ranks_and_parts(void **state)
{
    float whole[N], own[MOST][N], made[N];
    const float *list[MOST];
    fill();
    sum(0, MOST, whole);
    for (int n_ranks = 1; n_ranks <= MOST; n_ranks *= 2) {
        for (int i = 0; i < n_ranks; i++) {
            sum(i * MOST / n_ranks, MOST / n_ranks, own[i]);
            list[i] = own[i];
        }
        gfla_pairwise_sum(list, (unsigned)n_ranks, made, N);
        assert_memory_equal(made, whole, sizeof whole);
    }
}

/* One part after the other, as micro-batches come. */
static void test_push(void **state)
{
    static float levels[5 * N];
    float expected[N], made[N];
    fill();
    for (unsigned n = 1; n <= MOST; n++) {
        assert_true(gfla_pairwise_levels(n) <= 5);
        for (unsigned i = 0; i < n; i++)
            gfla_pairwise_push(levels, N, i, parts[i], N);
        gfla_pairwise_take(levels, N, n, made, N);
        sum(0, (int)n, expected);
        assert_memory_equal(made, expected, sizeof expected);
    }
}

static void test_in_place(void **state)
{
    float expected[N], first[N];
    fill();
    sum(0, 3, expected);
    memcpy(first, parts[0], sizeof first);
    const float *list[] = {first, parts[1], parts[2]};
    gfla_pairwise_sum(list, 3, first, N);
    assert_memory_equal(first, expected, sizeof expected);
}

/* All parts of all ranks are the places of the batch, each once, in every step. */
static void test_places(void **state)
{
    enum { RANKS = 3, PARTS = 2, ITEMS = 4 };
    bool seen[RANKS * PARTS * ITEMS] = {false};
    for (int rank = 0; rank < RANKS; rank++) {
        const struct gfla_share share = {.first = rank * PARTS, .n = PARTS, .of = RANKS * PARTS};
        const uint64_t first = gfla_share_number(share, 5);
        for (uint64_t number = first; number < first + PARTS; number++) {
            assert_int_equal(gfla_share_step(share, number), 5);
            for (int i = 0; i < ITEMS; i++) {
                const int place = gfla_share_place(share, number, ITEMS) + i;
                assert_in_range(place, 0, RANKS * PARTS * ITEMS - 1);
                assert_false(seen[place]);
                seen[place] = true;
            }
        }
    }
    for (int i = 0; i < RANKS * PARTS * ITEMS; i++)
        assert_true(seen[i]);
    const struct gfla_share whole = {0};
    assert_int_equal(gfla_share_step(whole, 7), 7);
    assert_int_equal(gfla_share_place(whole, 7, 8), 0);
    assert_int_equal(gfla_share_number(whole, 7), 7);
    assert_int_equal(gfla_share_all(whole), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_ranks_and_parts),
                                       cmocka_unit_test(test_push), cmocka_unit_test(test_in_place),
                                       cmocka_unit_test(test_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
