/* What a training makes of its validations: the best, and an early word of overfitting. */
#include "tests/unit/scratch.h"

#include "train/validation.h"

/* An interval of steps with this loss, and its validation. */
static bool validate(struct gfla_validation *v, uint64_t step, double training, double validation)
{
    gfla_validation_add(v, training - 0.25);
    gfla_validation_add(v, training + 0.25);
    return gfla_validation_compare(v, step, validation);
}

static void the_best_is_known(void **state)
{
    struct gfla_validation v = {0};
    assert_true(validate(&v, 10, 5, 8));
    assert_false(validate(&v, 20, 4, 8));
    assert_true(validate(&v, 30, 3, 7.5));
    assert_false(validate(&v, 40, 2, 7.75));
    assert_int_equal(v.best_step, 30);
    assert_true(v.best == 7.5 && v.best_training == 3);
    assert_int_equal(v.n_since, 1);
    assert_false(v.is_overfit);
}

static void overfitting_is_told(void **state)
{
    struct gfla_validation v = {0};
    validate(&v, 1, 5, 4);
    for (int i = 0; i < GFLA_VALIDATION_PATIENCE - 1; i++)
        validate(&v, (uint64_t)i + 2, 4 - 0.1 * i, 4.5);
    assert_false(v.is_overfit);
    validate(&v, 9, 3, 4.5);
    assert_true(v.is_overfit);
}

/* A loss that stands still in training too is no overfitting: there is nothing left to learn. */
static void standing_still_is_not(void **state)
{
    struct gfla_validation v = {0};
    validate(&v, 1, 5, 4);
    for (int i = 0; i < 3 * GFLA_VALIDATION_PATIENCE; i++)
        validate(&v, (uint64_t)i + 2, 4.95, 4.5);
    assert_false(v.is_overfit);
}

static void its_state_is_text(void **state)
{
    static const char *const wrong[] = {"", "x", "1 2 3", "0x1p0 1 0x1p0 1 0 0x1p0 3 more",
                                        "0x1p0 1 0x1p0 -1 0 0x1p0 3"};
    struct gfla_validation v = {0}, found;
    char text[GFLA_VALIDATION_TEXT_SIZE], again[GFLA_VALIDATION_TEXT_SIZE];
    validate(&v, 10, 1.0 / 3, 0.1);
    validate(&v, 20, 1.0 / 7, 0.7);
    gfla_validation_add(&v, 1e-300);
    gfla_validation_format(&v, text);
    assert_ok(gfla_validation_parse(&found, text));
    gfla_validation_format(&found, again);
    assert_string_equal(text, again);
    assert_true(found.best == v.best && found.sum == v.sum && found.n_summed == 1 && found.n_since == 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(gfla_validation_parse(&found, wrong[i]), GFLA_ERROR_INPUT, "no state of a validation");
    assert_true(found.best == v.best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_is_known),
        cmocka_unit_test(overfitting_is_told),
        cmocka_unit_test(standing_still_is_not),
        cmocka_unit_test(its_state_is_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
