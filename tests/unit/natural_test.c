/* The order of numbered names, and their numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/string_list.h"

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

/* Each name comes before all that follow it, and only before them. */
static void numbers_count_as_numbers(void **state)
{
    static const char *const names[] = {
        "",
        "0",
        "00",
        "001",
        "01",
        "1",
        "1.png",
        "2",
        "2a",
        "10",
        "10.png",
        "99999999999999999999998",
        "99999999999999999999999",
        "100000000000000000000000",
        "A1",
        "a",
        "a-1",
        "a2",
        "a2b9",
        "a2b10",
        "a02b11",
        "a10",
        "a10_0",
        "b1",
        "b1c",
        "\xc3\xbc"
        "1",
    };
    const int n = sizeof names / sizeof names[0];
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            if (sign(gfla_natural_compare(names[i], names[k])) != sign(i - k))
                fail_msg("'%s' and '%s': %d", names[i], names[k], gfla_natural_compare(names[i], names[k]));
}

static void last_numbers_are_found(void **state)
{
    static const struct {
        const char *name;
        bool found;
        unsigned long long value;
    } cases[] = {
        {"00012.png", true, 12},
        {"v3_00012.png", true, 12},
        {"frame7", true, 7},
        {"7b.json", true, 7},
        {"a.mp4", false, 0},
        {".5", true, 5},
        {"x", false, 0},
        {"", false, 0},
        {"18446744073709551615", true, 18446744073709551615ull},
        {"18446744073709551616", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned long long value;
        assert_int_equal(gfla_natural_last_number(cases[i].name, &value), cases[i].found);
        if (cases[i].found)
            assert_true(value == cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_as_numbers),
        cmocka_unit_test(last_numbers_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
