#include "tasks/model/convert_file.h"
#include "base/context.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/weights/safetensors.h"

#define PIECE ((uint64_t)1 << 18) /* numbers in memory at once */
/* A tensor that lies in another order than it is read in is held whole. One of 4 bytes or more a number takes no more
 * memory than the file; for narrower ones this is the bound. */
#define MOST_STRIDED ((uint64_t)12 << 20)

static bool is_same(const struct gfla_checkpoint_tensor *a, const struct gfla_checkpoint_tensor *b)
{
    return a->offset == b->offset && a->dtype == b->dtype && gfla_shape_equal(a->shape, b->shape) &&
           memcmp(a->stride, b->stride, sizeof a->stride) == 0;
}

/* For each tensor the first one of its storage. */
static gfla_status find_partners(struct gfla_convert_file *file)
{
    gfla_status status;
    size_t n_storages = 0;
    const struct gfla_checkpoint_tensor **first = NULL;
    for (size_t i = 0; i < file->n_tensors; i++)
        if (file->tensors[i].tensor->storage >= n_storages)
            n_storages = file->tensors[i].tensor->storage + 1;
    TRY(gfla_calloc(&first, n_storages, sizeof *first, "a list of storages"));
    for (size_t i = 0; i < file->n_tensors; i++) {
        struct gfla_convert_tensor *t = &file->tensors[i];
        const struct gfla_checkpoint_tensor **partner = &first[t->tensor->storage];
        if (*partner) {
            t->partner = (*partner)->name;
            t->is_same = is_same(t->tensor, *partner);
        } else
            *partner = t->tensor;
    }
fail:
    free(first);
    return status;
}

gfla_status gfla_convert_file_open(struct gfla_convert_file *file, const char *path)
{
    gfla_status status;
    *file = (struct gfla_convert_file){.in = NULL};
    TRY(gfla_checkpoint_open(&file->in, path));
    const struct gfla_checkpoint_tensor *list = gfla_checkpoint_list(file->in, &file->n_tensors);
    REQUIRE(file->n_tensors > 0, GFLA_ERROR_INPUT, "%s: holds no tensors", path);
    TRY(gfla_calloc(&file->tensors, file->n_tensors, sizeof *file->tensors, "a list of tensors"));
    for (size_t i = 0; i < file->n_tensors; i++) {
        file->tensors[i] = (struct gfla_convert_tensor){.tensor = &list[i], .least = INFINITY, .most = -INFINITY};
        file->n_numbers += (uint64_t)gfla_shape_count(list[i].shape);
    }
    TRY(find_partners(file));
    return GFLA_OK;
fail:
    gfla_convert_file_close(file);
    return status;
}

void gfla_convert_file_close(struct gfla_convert_file *file)
{
    gfla_checkpoint_close(&file->in);
    free(file->tensors);
    file->tensors = NULL;
}

static void note_range(struct gfla_convert_tensor *t, const float *values, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) {
            t->n_special++;
            continue;
        }
        t->least = values[i] < t->least ? values[i] : t->least;
        t->most = values[i] > t->most ? values[i] : t->most;
    }
}

static gfla_status copy_whole(struct gfla_convert_file *file, gfla_safetensors_writer *writer,
                              struct gfla_convert_tensor *t)
{
    gfla_status status;
    float *values = NULL;
    const uint64_t n = (uint64_t)gfla_shape_count(t->tensor->shape);
    REQUIRE(n <= MOST_STRIDED || gfla_dtype_infos[t->tensor->dtype].bits >= 32, GFLA_ERROR_INPUT,
            "tensor '%.128s' of %llu numbers lies in another order than its shape; up to %llu are sorted. hint: save "
            "its .contiguous()",
            t->tensor->name, (unsigned long long)n, (unsigned long long)MOST_STRIDED);
    TRY(gfla_calloc(&values, (size_t)n, sizeof *values, "a tensor"));
    TRY(gfla_checkpoint_fetch(file->in, t->tensor, values));
    note_range(t, values, n);
    TRY(gfla_safetensors_put(writer, (size_t)(t - file->tensors), values));
fail:
    free(values);
    return status;
}

static gfla_status copy_pieces(struct gfla_convert_file *file, gfla_safetensors_writer *writer,
                               struct gfla_convert_tensor *t, float *values)
{
    gfla_status status = GFLA_OK;
    const uint64_t n = (uint64_t)gfla_shape_count(t->tensor->shape);
    for (uint64_t done = 0; done < n; done += PIECE) {
        const uint64_t now = n - done < PIECE ? n - done : PIECE;
        TRY(gfla_checkpoint_fetch_part(file->in, t->tensor, done, now, values));
        note_range(t, values, now);
        TRY(gfla_safetensors_put_part(writer, (size_t)(t - file->tensors), values, now));
        TRY(gfla_check_cancelled());
    }
fail:
    return status;
}

static gfla_status create(struct gfla_convert_file *file, const char *path, bool half, gfla_safetensors_writer **writer)
{
    gfla_status status;
    struct gfla_safetensors_entry *entries = NULL;
    size_t n_pairs;
    const struct gfla_safetensors_pair *pairs = gfla_checkpoint_metadata(file->in, &n_pairs);
    TRY(gfla_calloc(&entries, file->n_tensors, sizeof *entries, "a list of tensors"));
    for (size_t i = 0; i < file->n_tensors; i++)
        entries[i] =
            (struct gfla_safetensors_entry){file->tensors[i].tensor->name, file->tensors[i].tensor->shape, half};
    TRY(gfla_safetensors_create(writer, path, entries, file->n_tensors, pairs, n_pairs));
fail:
    free(entries);
    return status;
}

gfla_status gfla_convert_file_write(struct gfla_convert_file *file, const char *path, bool half)
{
    gfla_status status;
    gfla_safetensors_writer *writer = NULL;
    float *values = NULL;
    TRY(gfla_calloc(&values, PIECE, sizeof *values, "a piece of a tensor"));
    TRY(create(file, path, half, &writer));
    for (size_t i = 0; i < file->n_tensors; i++) {
        struct gfla_convert_tensor *t = &file->tensors[i];
        TRY(gfla_checkpoint_is_contiguous(t->tensor) ? copy_pieces(file, writer, t, values)
                                                     : copy_whole(file, writer, t));
    }
    TRY(gfla_safetensors_commit(&writer));
fail:
    gfla_safetensors_discard(&writer);
    free(values);
    return status;
}
