/* What a training of poses is told: coarse flow is a median of what is visible, weight and mask are means. */
#include "tests/unit/scratch.h"

#include "people/person_truth.h"

#define SIZE 16

enum { EIGHTH, QUARTER, FULL };

static void a_moved_square(void **state)
{
    struct gfla_person_truth truth, own;
    (void)state;
    assert_ok(gfla_person_truth_create(&truth, 2, SIZE, SIZE));
    own = gfla_person_truth_of(&truth, 1, SIZE, SIZE);
    for (int i = 0; i < SIZE * SIZE; i++) { /* the left half shows what moved by (4, -8); three pixels are wild */
        const bool is_left = i % SIZE < SIZE / 2;
        own.weight[FULL][i] = is_left ? 1 : 0;
        own.flow[FULL][i] = i < 3 ? 1000.0f : is_left ? 4.0f : 0.0f;
        own.flow[FULL][SIZE * SIZE + i] = is_left ? -8.0f : 0.0f;
    }
    gfla_person_truth_reduce(&own, SIZE, SIZE);
    assert_float_equal(own.flow[EIGHTH][0], 0.5f, 0);
    assert_float_equal(own.flow[EIGHTH][4], -1, 0);
    assert_float_equal(own.flow[EIGHTH][1], 0, 0);
    assert_float_equal(own.flow[QUARTER][0], 1, 0);
    assert_float_equal(own.flow[QUARTER][16], -2, 0);
    assert_float_equal(own.weight[EIGHTH][0], 1, 0);
    assert_float_equal(own.mask[EIGHTH][1], 0, 0);
    assert_float_equal(own.mask[FULL][7], 1, 0);
    assert_float_equal(own.mask[FULL][8], 0, 0);
    assert_float_equal(truth.weight[FULL][0], 0, 0); /* the first pair is untouched */
    gfla_person_truth_destroy(&truth);
    assert_null(truth.flow[0]);
}

/* Where a block has both, the visible alone say where it comes from, and its weight lies between. */
static void hidden_pixels_count_less(void **state)
{
    struct gfla_person_truth own;
    (void)state;
    assert_ok(gfla_person_truth_create(&own, 1, 8, 8));
    for (int i = 0; i < 64; i++) {
        own.weight[FULL][i] = i < 8 ? 1 : i < 32 ? 0.5f : 0;
        own.flow[FULL][i] = i < 8 ? 8 : i < 32 ? -80 : 0;
    }
    gfla_person_truth_reduce(&own, 8, 8);
    assert_float_equal(own.flow[EIGHTH][0], 1, 0);
    assert_float_equal(own.weight[EIGHTH][0], (8 + 12) / 64.0f, 0);
    assert_float_equal(own.mask[EIGHTH][0], 0.5f, 0);
    assert_float_equal(own.flow[QUARTER][0], 2, 0);
    gfla_person_truth_destroy(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moved_square),
        cmocka_unit_test(hidden_pixels_count_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
