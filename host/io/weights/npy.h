/* io/weights/npy.h - NumPy .npy files, versions 1 to 3: one tensor in C order.
 * Read: every plain little-endian number type (b1, u1..u8, i1..i8, f2, f4, f8), of up to GFLA_MAX_RANK dimensions.
 * Arrays in Fortran order, big-endian or structured ones, Python objects, and files longer or shorter than their shape
 * says are refused with GFLA_ERROR_INPUT. No function keeps state. */
#ifndef GFLA_IO_WEIGHTS_NPY_H
#define GFLA_IO_WEIGHTS_NPY_H

#include "io/weights/dtype.h"

/* *values holds gfla_shape_count(*shape) numbers and is freed with free(). */
gfla_status gfla_npy_read(const char *path, struct gfla_shape *shape, float **values);
gfla_status gfla_npy_read_double(const char *path, struct gfla_shape *shape, double **values);
/* From memory; name stands for the path in messages. */
gfla_status gfla_npy_read_memory(const void *data, size_t size, const char *name, struct gfla_shape *shape,
                                 float **values);

/* The same as doubles. */
gfla_status gfla_npy_read_memory_double(const void *data, size_t size, const char *name, struct gfla_shape *shape,
                                        double **values);

/* A version 1 file of float32, or of any type that .npy has: values are then little-endian elements of that type. The
 * file appears whole or not at all. */
gfla_status gfla_npy_write(const char *path, struct gfla_shape shape, const float *values);
gfla_status gfla_npy_write_as(const char *path, enum gfla_dtype dtype, struct gfla_shape shape, const void *values);
/* The same bytes in memory: *data is freed with free(). */
gfla_status gfla_npy_encode(enum gfla_dtype dtype, struct gfla_shape shape, const void *values, void **data,
                            size_t *size);

#endif
