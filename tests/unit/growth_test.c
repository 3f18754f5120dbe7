/* Sizes that grow: what the text says, and which step has which size. */
#include "tests/unit/scratch.h"

#include "train/growth.h"

static struct gfla_growth planned(const char *text, uint64_t n_steps)
{
    struct gfla_growth growth;
    assert_ok(gfla_growth_parse(&growth, text));
    assert_ok(gfla_growth_plan(&growth, n_steps));
    return growth;
}

static void shares_are_of_the_steps(void **state)
{
    const struct gfla_growth growth = planned("64:0.5,128:0.4,256:0.1", 1000);
    assert_int_equal(growth.n, 3);
    assert_string_equal(growth.part[2].size, "256");
    assert_int_equal(growth.part[0].end, 500);
    assert_int_equal(growth.part[1].end, 900);
    assert_int_equal(gfla_growth_part_of(&growth, 0), 0);
    assert_int_equal(gfla_growth_part_of(&growth, 499), 0);
    assert_int_equal(gfla_growth_part_of(&growth, 500), 1);
    assert_int_equal(gfla_growth_part_of(&growth, 899), 1);
    assert_int_equal(gfla_growth_part_of(&growth, 900), 2);
    assert_int_equal(gfla_growth_part_of(&growth, 5000), 2);
}

static void steps_and_batches(void **state)
{
    const struct gfla_growth growth = planned("64x128:20:16,128x256::8", 30);
    assert_string_equal(growth.part[0].size, "64x128");
    assert_int_equal(growth.part[0].end, 20);
    assert_int_equal(gfla_growth_part_of(&growth, 20), 1);
    assert_int_equal(gfla_growth_items(&growth, 7, 99), 7 * 16);
    assert_int_equal(gfla_growth_items(&growth, 30, 99), 20 * 16 + 10 * 8);
    const struct gfla_growth common = planned("64:20,128", 30);
    assert_int_equal(gfla_growth_items(&common, 30, 3), 90);
    const struct gfla_growth none = planned("", 30);
    assert_int_equal(none.n, 0);
    assert_int_equal(gfla_growth_part_of(&none, 12), 0);
    assert_int_equal(gfla_growth_items(&none, 30, 3), 90);
}

static void wrong_texts_are_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        {",", "number 1 has no size"},
        {"64:0.5,", "number 2 has no size"},
        {"64,128", "how long 64 lasts"},
        {"64:0.5,128:0.4", "0.9 together"},
        {"64:0.5,128:100", "not both shares"},
        {"64:0,128", "0 is not in 1"},
        {"64:1.5,128", "1.5 is not in"},
        {"64:0.0,128", "0.0 is not in"},
        {"64:-3,128", "-3 is not in"},
        {"64:x,128", "'x' is not a whole number"},
        {"64:10:4,128", "some have a batch"},
        {"64:10:0,128::2", "0 is not in 1 .. 1024"},
        {"64:10:4:4,128", "'4:4' is not a whole number"},
        {"12345678901234567", "too long"},
        {"1:1,1:1,1:1,1:1,1:1,1:1,1:1,1:1,1", "more than 8"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct gfla_growth growth;
        assert_fails(gfla_growth_parse(&growth, wrong[i].text), GFLA_ERROR_USAGE, wrong[i].message);
    }
}

static void the_last_size_has_steps(void **state)
{
    struct gfla_growth growth;
    assert_ok(gfla_growth_parse(&growth, "64:20,128:30"));
    assert_fails(gfla_growth_plan(&growth, 20), GFLA_ERROR_USAGE, "of 20 steps none is left for 128");
    assert_ok(gfla_growth_plan(&growth, 21));
    assert_ok(gfla_growth_parse(&growth, "64:0.999999,128"));
    assert_fails(gfla_growth_plan(&growth, 100), GFLA_ERROR_USAGE, "none is left for 128");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_of_the_steps),
        cmocka_unit_test(steps_and_batches),
        cmocka_unit_test(wrong_texts_are_refused),
        cmocka_unit_test(the_last_size_has_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
