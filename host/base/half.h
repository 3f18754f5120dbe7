/* base/half.h - 16-bit floating point as whole numbers: IEEE 754 half precision (float16) and bfloat16. */
#ifndef GFLA_BASE_HALF_H
#define GFLA_BASE_HALF_H

#include <stdint.h>

/* Exact; infinities and not-a-numbers (with their payload) are kept. */
float gfla_float_from_half(uint16_t half);
float gfla_float_from_bfloat(uint16_t bfloat);

/* Rounded to nearest, ties to even; beyond 65504 (from 65520 on) it is an infinity. A not-a-number stays one. */
uint16_t gfla_half_from_float(float value);
uint16_t gfla_bfloat_from_float(float value);

#endif
