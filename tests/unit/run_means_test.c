/* The means of losses since the last line of a log, as a checkpoint keeps them. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "train/run.h"

static void go_round(void **state)
{
    struct gfla_train_run run = {0}, back = {0};
    char text[GFLA_TRAIN_MEANS_SIZE];
    float terms[GFLA_TRAIN_MAX_TERMS];
    for (int i = 0; i < GFLA_TRAIN_MAX_TERMS; i++)
        terms[i] = -1.0f / (float)(3 + i); /* whose text is long */
    gfla_train_run_add(&run, terms, GFLA_TRAIN_MAX_TERMS);
    gfla_train_run_format_means(&run, text);
    assert_ok(gfla_train_run_parse_means(&back, text));
    assert_int_equal(back.n_summed, 1);
    assert_memory_equal(back.sums, run.sums, sizeof run.sums);
}

/* Checkpoints had 16 sums once. */
static void older_ones_have_fewer(void **state)
{
    struct gfla_train_run run = {0};
    assert_ok(gfla_train_run_parse_means(&run, "7 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"));
    assert_int_equal(run.n_summed, 7);
    assert_true(run.sums[15] == 16 && run.sums[16] == 0);
    assert_int_equal(gfla_train_run_parse_means(&run, "7 1 2 3"), GFLA_ERROR_INPUT);
    assert_int_equal(gfla_train_run_parse_means(&run, "7 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 x"), GFLA_ERROR_INPUT);
    assert_int_equal(gfla_train_run_parse_means(&run, "x"), GFLA_ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(go_round),
        cmocka_unit_test(older_ones_have_fewer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
