#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/weights/safetensors.h"
#include "io/weights/safetensors_header.h"

#define MAX_HEADER_BYTES 100000000

struct gfla_safetensors {
    struct gfla_reader reader;
    struct gfla_safetensors_header header;
};

/* ---- opening ---- */

static gfla_status read_header(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;
    unsigned char length[8];
    char *text = NULL;
    uint64_t size = 0;

    REQUIRE(file->reader.size >= sizeof length, GFLA_ERROR_INPUT, "%llu bytes are too few for a safetensors file",
            (unsigned long long)file->reader.size);
    TRY(gfla_reader_get(&file->reader, 0, length, sizeof length));
    for (int i = 7; i >= 0; i--)
        size = size << 8 | length[i];
    REQUIRE(size <= MAX_HEADER_BYTES, GFLA_ERROR_INPUT,
            "the header has %llu bytes, the limit is %d. hint: not a file of weights?", (unsigned long long)size,
            MAX_HEADER_BYTES);
    REQUIRE(size <= file->reader.size - sizeof length, GFLA_ERROR_INPUT,
            "the header has %llu bytes, the file only %llu", (unsigned long long)size,
            (unsigned long long)file->reader.size);
    TRY(gfla_calloc(&text, (size_t)size + 1, 1, "the header"));
    TRY(gfla_reader_get(&file->reader, sizeof length, text, (size_t)size));
    TRY(gfla_safetensors_header_parse(&file->header, text, (size_t)size, sizeof length + size, file->reader.size));
fail:
    free(text);
    return status;
}

static gfla_status open_file(gfla_safetensors **out, const void *data, size_t size, const char *name)
{
    gfla_safetensors *file = NULL;
    gfla_status status = GFLA_OK;

    *out = NULL;
    TRY(gfla_calloc(&file, 1, sizeof *file, name));
    TRY(gfla_reader_open(&file->reader, data, size, name));
    TRY(read_header(file));
    *out = file;
    return GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return gfla_fail_context(status, "%s", name);
}

gfla_status gfla_safetensors_open(gfla_safetensors **file, const char *path)
{
    return open_file(file, NULL, 0, path);
}

gfla_status gfla_safetensors_open_memory(gfla_safetensors **file, const void *data, size_t size, const char *name)
{
    return open_file(file, data ? data : "", size, name);
}

void gfla_safetensors_close(gfla_safetensors **file)
{
    if (!*file)
        return;
    gfla_reader_close(&(*file)->reader);
    gfla_safetensors_header_free(&(*file)->header);
    free(*file);
    *file = NULL;
}

const struct gfla_reader *gfla_safetensors_reader(const gfla_safetensors *file)
{
    return &file->reader;
}

/* ---- what is in it ---- */

const struct gfla_safetensors_tensor *gfla_safetensors_list(const gfla_safetensors *file, size_t *count)
{
    *count = file->header.n_tensors;
    return file->header.tensors;
}

const struct gfla_safetensors_tensor *gfla_safetensors_find(const gfla_safetensors *file, const char *name)
{
    return gfla_safetensors_header_find(&file->header, name);
}

const struct gfla_safetensors_pair *gfla_safetensors_metadata(const gfla_safetensors *file, size_t *count)
{
    *count = file->header.n_metadata;
    return file->header.metadata;
}

const char *gfla_safetensors_get(const gfla_safetensors *file, const char *key)
{
    for (size_t i = 0; i < file->header.n_metadata; i++)
        if (strcmp(file->header.metadata[i].key, key) == 0)
            return file->header.metadata[i].value;
    return NULL;
}

gfla_status gfla_safetensors_fetch(const gfla_safetensors *file, const struct gfla_safetensors_tensor *tensor,
                                   float *values)
{
    const int bits = gfla_dtype_infos[tensor->dtype].bits;
    const gfla_status status =
        gfla_reader_floats(&file->reader, tensor->dtype, tensor->offset, tensor->size * 8 / (uint64_t)bits, values);

    return status == GFLA_OK ? GFLA_OK
                             : gfla_fail_context(status, "%s: tensor '%.128s'", file->reader.name, tensor->name);
}
