/* Half precision and bfloat16, against their definition with ldexp and nearest-value search. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/half.h"

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* The value of a finite half from the definition. */
static double defined_value(unsigned half)
{
    int exponent = half >> 10 & 31, fraction = half & 0x3ff;
    double magnitude = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return half & 0x8000 ? -magnitude : magnitude;
}

static void every_half_has_its_value(void **state)
{
    for (unsigned h = 0; h < 0x10000; h++) {
        float value = gfla_float_from_half((uint16_t)h);
        if ((h & 0x7c00) != 0x7c00)
            assert_true((double)value == defined_value(h) && !signbit(value) == !(h >> 15));
        else if ((h & 0x3ff) == 0)
            assert_true(isinf(value) && !signbit(value) == !(h >> 15));
        else
            assert_true(isnan(value) && (bits_of(value) >> 13 & 0x3ff) == (h & 0x3ff));
    }
}

static void every_half_survives_the_way_there_and_back(void **state)
{
    for (unsigned h = 0; h < 0x10000; h++) {
        unsigned back = gfla_half_from_float(gfla_float_from_half((uint16_t)h));
        if ((h & 0x7c00) == 0x7c00 && (h & 0x3ff) != 0)
            assert_int_equal(back, h | 0x200);
        else
            assert_int_equal(back, h);
    }
}

/* Between every two neighbours: the midpoint goes to the even one, its neighbours to the nearer. 65536 plays the part
 * of the half after the largest one. */
static void midpoints_go_to_the_even_neighbour(void **state)
{
    for (unsigned h = 0; h < 0x7c00; h++) {
        double above = h == 0x7bff ? 65536.0 : defined_value(h + 1);
        float middle = (float)((defined_value(h) + above) / 2);
        unsigned even = h & 1 ? h + 1 : h;
        assert_int_equal(gfla_half_from_float(middle), even);
        assert_int_equal(gfla_half_from_float(-middle), even | 0x8000);
        assert_int_equal(gfla_half_from_float(nextafterf(middle, 0)), h);
        assert_int_equal(gfla_half_from_float(nextafterf(middle, INFINITY)), h + 1);
    }
}

static void limits_of_half(void **state)
{
    assert_int_equal(gfla_half_from_float(65504.0f), 0x7bff);
    assert_int_equal(gfla_half_from_float(65520.0f), 0x7c00);
    assert_int_equal(gfla_half_from_float(1e30f), 0x7c00);
    assert_int_equal(gfla_half_from_float(-INFINITY), 0xfc00);
    assert_int_equal(gfla_half_from_float(float_of(1)), 0);
    assert_int_equal(gfla_half_from_float(-0.0f), 0x8000);
    assert_int_equal(gfla_half_from_float(float_of(0x7f800001)) & 0x7e00, 0x7e00);
}

static void bfloat_is_the_upper_half_of_a_float(void **state)
{
    for (unsigned b = 0; b < 0x10000; b++) {
        uint32_t bits = (uint32_t)b << 16;
        int is_nan = (b & 0x7fff) > 0x7f80;
        assert_int_equal(bits_of(gfla_float_from_bfloat((uint16_t)b)), bits);
        assert_int_equal(gfla_bfloat_from_float(float_of(bits)), is_nan ? b | 0x40 : b);
        if ((b & 0x7fff) >= 0x7f80)
            continue;
        assert_int_equal(gfla_bfloat_from_float(float_of(bits | 0x7fff)), b);
        assert_int_equal(gfla_bfloat_from_float(float_of(bits | 0x8000)), b + (b & 1));
        assert_int_equal(gfla_bfloat_from_float(float_of(bits | 0x8001)), b + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half_has_its_value),
        cmocka_unit_test(every_half_survives_the_way_there_and_back),
        cmocka_unit_test(midpoints_go_to_the_even_neighbour),
        cmocka_unit_test(limits_of_half),
        cmocka_unit_test(bfloat_is_the_upper_half_of_a_float),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
