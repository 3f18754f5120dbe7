#include "io/weights/dtype.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/half.h"

const struct gfla_dtype_info gfla_dtype_infos[GFLA_DTYPE_COUNT] = {
    [GFLA_DTYPE_F32] = {"F32", "<f4", 32, true},
    [GFLA_DTYPE_F16] = {"F16", "<f2", 16, true},
    [GFLA_DTYPE_BF16] = {"BF16", NULL, 16, true},
    [GFLA_DTYPE_F64] = {"F64", "<f8", 64, true},
    [GFLA_DTYPE_BOOL] = {"BOOL", "|b1", 8, true},
    [GFLA_DTYPE_U8] = {"U8", "|u1", 8, true},
    [GFLA_DTYPE_I8] = {"I8", "|i1", 8, true},
    [GFLA_DTYPE_U16] = {"U16", "<u2", 16, true},
    [GFLA_DTYPE_I16] = {"I16", "<i2", 16, true},
    [GFLA_DTYPE_U32] = {"U32", "<u4", 32, true},
    [GFLA_DTYPE_I32] = {"I32", "<i4", 32, true},
    [GFLA_DTYPE_U64] = {"U64", "<u8", 64, true},
    [GFLA_DTYPE_I64] = {"I64", "<i8", 64, true},
    [GFLA_DTYPE_F4] = {"F4", NULL, 4, false},
    [GFLA_DTYPE_F6_E2M3] = {"F6_E2M3", NULL, 6, false},
    [GFLA_DTYPE_F6_E3M2] = {"F6_E3M2", NULL, 6, false},
    [GFLA_DTYPE_F8_E5M2] = {"F8_E5M2", NULL, 8, false},
    [GFLA_DTYPE_F8_E4M3] = {"F8_E4M3", NULL, 8, false},
    [GFLA_DTYPE_F8_E8M0] = {"F8_E8M0", NULL, 8, false},
    [GFLA_DTYPE_F8_E5M2FNUZ] = {"F8_E5M2FNUZ", NULL, 8, false},
    [GFLA_DTYPE_F8_E4M3FNUZ] = {"F8_E4M3FNUZ", NULL, 8, false},
    [GFLA_DTYPE_C64] = {"C64", "<c8", 64, false},
};

enum gfla_dtype gfla_dtype_from_name(const char *name)
{
    for (int i = 0; i < GFLA_DTYPE_COUNT; i++)
        if (strcmp(gfla_dtype_infos[i].name, name) == 0)
            return (enum gfla_dtype)i;
    return GFLA_DTYPE_COUNT;
}

enum gfla_dtype gfla_dtype_from_npy(const char *descr)
{
    for (int i = 0; i < GFLA_DTYPE_COUNT; i++)
        if (gfla_dtype_infos[i].npy && strcmp(gfla_dtype_infos[i].npy, descr) == 0)
            return (enum gfla_dtype)i;
    return GFLA_DTYPE_COUNT;
}

bool gfla_dtype_measure(enum gfla_dtype dtype, struct gfla_shape shape, uint64_t *count, uint64_t *bytes)
{
    uint64_t n = 1, n_bits;

    for (int i = 0; i < shape.rank; i++)
        if (shape.dim[i] < 0 || __builtin_mul_overflow(n, (uint64_t)shape.dim[i], &n))
            return false;
    if (__builtin_mul_overflow(n, (uint64_t)gfla_dtype_infos[dtype].bits, &n_bits) || n_bits % 8 != 0)
        return false;
    if (count)
        *count = n;
    *bytes = n_bits / 8;
    return true;
}

/* n bytes, least significant first. */
static uint64_t little_endian(const unsigned char *p, int n)
{
    uint64_t value = 0;

    for (int i = n - 1; i >= 0; i--)
        value = value << 8 | p[i];
    return value;
}

static double double_of(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static double element(enum gfla_dtype dtype, uint64_t bits)
{
    switch (dtype) {
    case GFLA_DTYPE_F32:
        return (double)float_of((uint32_t)bits);
    case GFLA_DTYPE_F16:
        return (double)gfla_float_from_half((uint16_t)bits);
    case GFLA_DTYPE_BF16:
        return (double)gfla_float_from_bfloat((uint16_t)bits);
    case GFLA_DTYPE_F64:
        return double_of(bits);
    case GFLA_DTYPE_BOOL:
        return bits != 0;
    case GFLA_DTYPE_I8:
        return (int8_t)bits;
    case GFLA_DTYPE_I16:
        return (int16_t)bits;
    case GFLA_DTYPE_I32:
        return (int32_t)bits;
    case GFLA_DTYPE_I64:
        return (double)(int64_t)bits;
    default:
        return (double)bits; /* unsigned */
    }
}

gfla_status gfla_dtype_to_float(enum gfla_dtype dtype, const void *src, size_t n, float *dst)
{
    const int size = gfla_dtype_infos[dtype].bits / 8;
    const unsigned char *p = src;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (dtype == GFLA_DTYPE_F32) {
        memcpy(dst, src, n * sizeof *dst);
        return GFLA_OK;
    }
#endif
    for (size_t i = 0; i < n; i++) {
        const double value = element(dtype, little_endian(p + i * (size_t)size, size));
        dst[i] = (float)value;
        if (isinf(dst[i]) && !isinf(value))
            return gfla_fail(GFLA_ERROR_INPUT, "a number is %g, and 32 bits hold %g at most", value, (double)FLT_MAX);
    }
    return GFLA_OK;
}

void gfla_dtype_to_double(enum gfla_dtype dtype, const void *src, size_t n, double *dst)
{
    const int size = gfla_dtype_infos[dtype].bits / 8;
    const unsigned char *p = src;

    for (size_t i = 0; i < n; i++)
        dst[i] = element(dtype, little_endian(p + i * (size_t)size, size));
}
