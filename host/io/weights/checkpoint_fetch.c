#include <stdlib.h>
#include <string.h>

#include "io/weights/checkpoint_file.h"

#define WINDOW_BYTES ((size_t)64 * 1024)
#define FAR_BYTES 4096 /* numbers that lie further apart are read one by one */

bool gfla_checkpoint_is_contiguous(const struct gfla_checkpoint_tensor *tensor)
{
    int64_t expected = 1;

    if (gfla_shape_count(tensor->shape) == 0)
        return true;
    for (int i = tensor->shape.rank - 1; i >= 0; i--) {
        if (tensor->shape.dim[i] != 1 && tensor->stride[i] != expected)
            return false;
        expected *= tensor->shape.dim[i];
    }
    return true;
}

/* ---- strided tensors ---- */

/* One dimension: its steps, in numbers, in the file and in the result. */
struct axis {
    int64_t n, stride, step;
};

/* The dimensions with more than one member, the largest stride first: so the file is read forwards. */
static int sort_axes(const struct gfla_checkpoint_tensor *tensor, struct axis axes[GFLA_MAX_RANK])
{
    int64_t step = 1;
    int n_axes = 0;

    for (int i = tensor->shape.rank - 1; i >= 0; i--) {
        const struct axis axis = {tensor->shape.dim[i], tensor->stride[i], step};
        int at = n_axes;

        step *= axis.n;
        if (axis.n == 1)
            continue;
        for (; at > 0 && axes[at - 1].stride < axis.stride; at--)
            axes[at] = axes[at - 1];
        axes[at] = axis;
        n_axes++;
    }
    return n_axes;
}

/* A piece of the file in memory. */
struct window {
    const struct gfla_reader *reader;
    unsigned char *bytes;
    uint64_t offset;
    size_t size, most;
};

static gfla_status look(struct window *window, uint64_t offset, size_t size, const unsigned char **bytes)
{
    gfla_status status = GFLA_OK;

    if (offset < window->offset || offset + size > window->offset + window->size) {
        const uint64_t left = offset < window->reader->size ? window->reader->size - offset : 0;

        window->size = left < window->most ? (size_t)left : window->most;
        window->offset = offset;
        REQUIRE(size <= window->size, GFLA_ERROR_INPUT, "numbers lie beyond the end of the file");
        TRY(gfla_reader_get(window->reader, offset, window->bytes, window->size));
    }
    *bytes = window->bytes + (offset - window->offset);
fail:
    if (status != GFLA_OK)
        window->size = 0;
    return status;
}

static gfla_status fetch_run(struct window *window, enum gfla_dtype dtype, uint64_t offset, const struct axis *axis,
                             float *values)
{
    const size_t size = (size_t)gfla_dtype_infos[dtype].bits / 8;
    gfla_status status = GFLA_OK;
    const unsigned char *bytes = NULL;

    for (int64_t i = 0; i < axis->n; i++) {
        TRY(look(window, offset + (uint64_t)(i * axis->stride) * size, size, &bytes));
        TRY(gfla_dtype_to_float(dtype, bytes, 1, values + i * axis->step));
    }
fail:
    return status;
}

/* Like a mile counter: false after the last. */
static bool advance(const struct axis *axes, int n_axes, int64_t *index)
{
    for (int i = n_axes - 1; i >= 0; i--) {
        if (++index[i] < axes[i].n)
            return true;
        index[i] = 0;
    }
    return false;
}

/* At least one dimension has more than one member, and none has none. */
static gfla_status fetch_strided(const struct gfla_reader *reader, const struct gfla_checkpoint_tensor *tensor,
                                 float *values)
{
    const size_t size = (size_t)gfla_dtype_infos[tensor->dtype].bits / 8;
    struct axis axes[GFLA_MAX_RANK];
    const int n_outer = sort_axes(tensor, axes) - 1;
    const struct axis *inner = &axes[n_outer];
    const bool is_far = (uint64_t)inner->stride > FAR_BYTES / size;
    struct window window = {.reader = reader, .most = is_far ? size : WINDOW_BYTES};
    int64_t index[GFLA_MAX_RANK] = {0};
    gfla_status status;

    TRY(gfla_calloc(&window.bytes, window.most, 1, "a part of a tensor"));
    do {
        int64_t from = 0, to = 0;

        for (int i = 0; i < n_outer; i++) {
            from += index[i] * axes[i].stride;
            to += index[i] * axes[i].step;
        }
        TRY(fetch_run(&window, tensor->dtype, tensor->offset + (uint64_t)from * size, inner, values + to));
    } while (advance(axes, n_outer, index));
fail:
    free(window.bytes);
    return status;
}

/* ---- numbers ---- */

/* Once for each storage, before the first of its numbers is given out. */
static gfla_status check_storage(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor)
{
    struct gfla_torch_storage *storage = file->safetensors ? NULL : file->torch.joined[tensor->storage];
    gfla_status status = GFLA_OK;
    uint32_t crc;

    if (!storage || !storage->has_crc)
        return GFLA_OK;
    TRY(gfla_reader_crc(file->reader, storage->offset, storage->bytes, &crc));
    REQUIRE(crc == storage->crc, GFLA_ERROR_INPUT,
            "storage '%.64s' has the checksum %08x, the archive says %08x: damaged. hint: copy the file again",
            storage->key, crc, storage->crc);
    storage->has_crc = false;
fail:
    return status;
}

/* Says of which tensor the message speaks. */
static gfla_status name_tensor(gfla_status status, const gfla_checkpoint *file,
                               const struct gfla_checkpoint_tensor *tensor)
{
    return status == GFLA_OK ? GFLA_OK
                             : gfla_fail_context(status, "%s: tensor '%.128s'", file->reader->name, tensor->name);
}

gfla_status gfla_checkpoint_fetch_part(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor,
                                       uint64_t first, uint64_t n, float *values)
{
    const uint64_t bits = (uint64_t)gfla_dtype_infos[tensor->dtype].bits;
    gfla_status status;

    TRY(check_storage(file, tensor));
    status = gfla_reader_floats(file->reader, tensor->dtype, tensor->offset + first * bits / 8, n, values);
fail:
    return name_tensor(status, file, tensor);
}

gfla_status gfla_checkpoint_fetch(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor, float *values)
{
    gfla_status status;

    if (gfla_checkpoint_is_contiguous(tensor))
        return gfla_checkpoint_fetch_part(file, tensor, 0, (uint64_t)gfla_shape_count(tensor->shape), values);
    TRY(gfla_checkpoint_fetch_part(file, tensor, 0, 0, values)); /* type and checksum */
    status = name_tensor(fetch_strided(file->reader, tensor, values), file, tensor);
fail:
    return status;
}
