/* io/weights/npz.h - NumPy .npz files: zip archives of .npy members. Written stored, without times, so that the same
 * arrays give the same bytes; read stored or deflated. */
#ifndef GFLA_IO_WEIGHTS_NPZ_H
#define GFLA_IO_WEIGHTS_NPZ_H

#include "io/weights/npy.h"

/* One array; name without ".npy", at most 63 letters. */
struct gfla_npz_array {
    char name[64];
    enum gfla_dtype dtype;
    struct gfla_shape shape;
    const void *values;
};

/* The file appears whole or not at all. */
gfla_status gfla_npz_write(const char *path, const struct gfla_npz_array *arrays, size_t n);

/* Belongs to one thread. */
typedef struct gfla_npz gfla_npz;

/* GFLA_ERROR_INPUT: not a zip archive, or a damaged one. */
gfla_status gfla_npz_open(gfla_npz **npz, const char *path);
/* From memory, which is copied; name stands for the path in messages. */
gfla_status gfla_npz_open_memory(gfla_npz **npz, const void *data, size_t size, const char *name);
void gfla_npz_close(gfla_npz **npz);
bool gfla_npz_has(const gfla_npz *npz, const char *name);
/* As gfla_npy_read_double. GFLA_ERROR_INPUT: no array of this name, a damaged one, or one of more than 64 MiB. */
gfla_status gfla_npz_read_double(gfla_npz *npz, const char *name, struct gfla_shape *shape, double **values);

#endif
