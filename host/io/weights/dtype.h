/* io/weights/dtype.h - the number types of tensor files, one table for all formats, and their conversion to float and
 * double.
 */
#ifndef GFLA_IO_WEIGHTS_DTYPE_H
#define GFLA_IO_WEIGHTS_DTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/shape.h"

enum gfla_dtype {
    GFLA_DTYPE_F32,
    GFLA_DTYPE_F16,
    GFLA_DTYPE_BF16,
    GFLA_DTYPE_F64,
    GFLA_DTYPE_BOOL,
    GFLA_DTYPE_U8,
    GFLA_DTYPE_I8,
    GFLA_DTYPE_U16,
    GFLA_DTYPE_I16,
    GFLA_DTYPE_U32,
    GFLA_DTYPE_I32,
    GFLA_DTYPE_U64,
    GFLA_DTYPE_I64,
    /* Known by name and size, not convertible. */
    GFLA_DTYPE_F4,
    GFLA_DTYPE_F6_E2M3,
    GFLA_DTYPE_F6_E3M2,
    GFLA_DTYPE_F8_E5M2,
    GFLA_DTYPE_F8_E4M3,
    GFLA_DTYPE_F8_E8M0,
    GFLA_DTYPE_F8_E5M2FNUZ,
    GFLA_DTYPE_F8_E4M3FNUZ,
    GFLA_DTYPE_C64,
    GFLA_DTYPE_COUNT
};

struct gfla_dtype_info {
    const char *name; /* as in safetensors: "F32" */
    const char *npy;  /* as in .npy: "<f4"; NULL: .npy has no such type */
    int bits;
    bool converts; /* to float and double */
};

extern const struct gfla_dtype_info gfla_dtype_infos[GFLA_DTYPE_COUNT];

/* GFLA_DTYPE_COUNT when there is none of this name. */
enum gfla_dtype gfla_dtype_from_name(const char *name);
enum gfla_dtype gfla_dtype_from_npy(const char *descr);

/* Elements and bytes of a tensor in a file, overflow-checked: false when a dimension is negative, a product does not
 * fit, or a type of less than a byte does not fill whole bytes. count may be NULL. */
bool gfla_dtype_measure(enum gfla_dtype dtype, struct gfla_shape shape, uint64_t *count, uint64_t *bytes);

/* n little-endian elements to float, rounded to nearest, or to double (64-bit integers are rounded). dtype must
 * convert; src need not be aligned. GFLA_ERROR_INPUT, with its value: a finite number that would become infinite. */
gfla_status gfla_dtype_to_float(enum gfla_dtype dtype, const void *src, size_t n, float *dst);
void gfla_dtype_to_double(enum gfla_dtype dtype, const void *src, size_t n, double *dst);

#endif
