/* tests/fuzz/read_checkpoint.h - any bytes as a checkpoint; what is accepted is read to the last number. */
#ifndef GFLA_TESTS_READ_CHECKPOINT_H
#define GFLA_TESTS_READ_CHECKPOINT_H

#include <stdlib.h>
#include <string.h>

#include "io/weights/checkpoint.h"
#include "tests/fuzz/fuzz.h"

static inline void read_tensor(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor)
{
    const size_t n = (size_t)gfla_shape_count(tensor->shape);
    float *values = malloc(n * sizeof *values + 1), *part = malloc(n * sizeof *values + 1);

    if (gfla_checkpoint_find(file, tensor->name) != tensor || !values || !part)
        abort(); /* a tensor has no more numbers than the file has bytes */
    if (gfla_checkpoint_fetch(file, tensor, values) == GFLA_OK && gfla_checkpoint_is_contiguous(tensor))
        if (gfla_checkpoint_fetch_part(file, tensor, n / 2, n - n / 2, part) != GFLA_OK ||
            memcmp(part, values + n / 2, (n - n / 2) * sizeof *values) != 0)
            abort();
    free(values);
    free(part);
}

static inline void read_checkpoint(const uint8_t *data, size_t size)
{
    gfla_checkpoint *file;
    size_t n;

    if (gfla_checkpoint_open_memory(&file, data, size, "fuzz") != GFLA_OK)
        return;
    const struct gfla_checkpoint_tensor *tensors = gfla_checkpoint_list(file, &n);
    for (size_t i = 0; i < n; i++)
        read_tensor(file, &tensors[i]);
    fuzz_accepted(0, 1);
    gfla_checkpoint_close(&file);
}

#endif
