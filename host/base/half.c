#include "base/half.h"

#include <string.h>

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

float gfla_float_from_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3ff;

    if (exponent == 31)
        return float_of(sign | 0x7f800000 | fraction << 13);
    if (exponent > 0)
        return float_of(sign | (exponent + 112) << 23 | fraction << 13);
    return float_of(sign | bits_of((float)fraction * 0x1p-24f)); /* subnormal or zero */
}

float gfla_float_from_bfloat(uint16_t bfloat)
{
    return float_of((uint32_t)bfloat << 16);
}

/* bits / 2^shift, rounded to nearest, ties to even; 1 <= shift <= 31. */
static uint32_t shift_rounded(uint32_t bits, unsigned shift)
{
    const uint32_t below_half = (1u << (shift - 1)) - 1, is_odd = bits >> shift & 1;

    return (bits + below_half + is_odd) >> shift;
}

uint16_t gfla_half_from_float(float value)
{
    const uint32_t bits = bits_of(value), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    const unsigned exponent = magnitude >> 23;
    uint32_t half;

    if (magnitude > 0x7f800000)
        half = 0x7e00 | (magnitude >> 13 & 0x3ff); /* quiet */
    else if (exponent >= 143)                      /* 2^16 and more */
        half = 0x7c00;
    else if (exponent >= 113) /* a carry out of the fraction moves on to the next exponent, at last to infinity */
        half = shift_rounded(magnitude - (112u << 23), 13);
    else if (exponent >= 102) /* subnormal: the hidden bit appears and moves down */
        half = shift_rounded((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
    else
        half = 0;
    return (uint16_t)(sign | half);
}

uint16_t gfla_bfloat_from_float(float value)
{
    const uint32_t bits = bits_of(value);

    if ((bits & 0x7fffffff) > 0x7f800000)
        return (uint16_t)(bits >> 16 | 0x40); /* quiet */
    return (uint16_t)shift_rounded(bits, 16);
}
