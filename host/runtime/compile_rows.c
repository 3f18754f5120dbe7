#include <string.h>

#include "base/memory.h"
#include "runtime/commands.h"
#include "runtime/compile_pool.h"
#include "runtime/internal.h"

/* Whether one of the n rows before has the same program. */
static bool has_program(const struct gfla_compile_row *rows, size_t n, const struct gfla_compile_row *row)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].source, row->source) == 0 && strcmp(rows[i].options, row->options) == 0)
            return true;
    return false;
}

gfla_status gfla_device_compile_rows(gfla_device *device, struct gfla_compile_row **rows, size_t *count)
{
    const struct gfla_kernels_known *known = &device->kernels;
    const gfla_status status = gfla_calloc(rows, known->count + 1, sizeof **rows, "a list of kernels");
    *count = status == GFLA_OK ? known->count : 0;
    for (size_t i = 0; i < *count; i++) {
        struct gfla_compile_row *row = &(*rows)[i];
        double build = 0, compile = 0;
        *row = known->rows[i];
        row->is_first = !has_program(*rows, i, row);
        row->by_helper = gfla_compile_pool_did(device, known->hashes[i], &build, &compile);
        row->build = row->by_helper  ? build
                     : row->is_first ? gfla_program_seconds(device, row->source, row->options)
                                     : 0;
        row->compile = row->by_helper ? compile : row->compile;
    }
    return status;
}
