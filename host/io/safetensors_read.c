#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/safetensors.h"
#include "io/safetensors_header.h"

#define MAX_HEADER_BYTES 100000000
#define CHUNK_BYTES ((size_t)64 * 1024) /* divisible by the size of every element */

struct gfla_safetensors {
    char *path;
    const unsigned char *memory; /* NULL: the file is read through fd */
    int fd;
    uint64_t size;
    struct gfla_safetensors_header header;
};

/* ---- bytes of the file ---- */

static gfla_status read_at(const gfla_safetensors *file, uint64_t offset, void *out, size_t size)
{
    gfla_status status = GFLA_OK;
    char *bytes = out;

    if (file->memory) {
        memcpy(out, file->memory + offset, size);
        return GFLA_OK;
    }
    while (size > 0) {
        const ssize_t got = pread(file->fd, bytes, size, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        REQUIRE(got >= 0, GFLA_ERROR_INPUT, "%s", strerror(errno));
        REQUIRE(got > 0, GFLA_ERROR_INPUT, "the file became shorter while it was read");
        bytes += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
fail:
    return status;
}

static gfla_status open_path(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;
    struct stat about;

    file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
    REQUIRE(file->fd >= 0 && fstat(file->fd, &about) == 0, GFLA_ERROR_INPUT, "%s", strerror(errno));
    REQUIRE(S_ISREG(about.st_mode), GFLA_ERROR_INPUT,
            "not a regular file. hint: tensors are read in any order, not from a pipe");
    file->size = (uint64_t)about.st_size;
fail:
    return status;
}

/* ---- opening ---- */

static gfla_status read_header(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;
    unsigned char length[8];
    char *text = NULL;
    uint64_t size = 0;

    REQUIRE(file->size >= sizeof length, GFLA_ERROR_INPUT, "%llu bytes are too few for a safetensors file",
            (unsigned long long)file->size);
    TRY(read_at(file, 0, length, sizeof length));
    for (int i = 7; i >= 0; i--)
        size = size << 8 | length[i];
    REQUIRE(size <= MAX_HEADER_BYTES, GFLA_ERROR_INPUT,
            "the header has %llu bytes, the limit is %d. hint: not a safetensors file?", (unsigned long long)size,
            MAX_HEADER_BYTES);
    REQUIRE(size <= file->size - sizeof length, GFLA_ERROR_INPUT, "the header has %llu bytes, the file only %llu",
            (unsigned long long)size, (unsigned long long)file->size);
    TRY(gfla_calloc(&text, (size_t)size + 1, 1, "the header"));
    TRY(read_at(file, sizeof length, text, (size_t)size));
    TRY(gfla_safetensors_header_parse(&file->header, text, (size_t)size, sizeof length + size, file->size));
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
    *file = (struct gfla_safetensors){.memory = data, .size = size, .fd = -1};
    TRY(gfla_calloc(&file->path, strlen(name) + 1, 1, name));
    memcpy(file->path, name, strlen(name));
    if (!data)
        TRY(open_path(file));
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
    if ((*file)->fd >= 0)
        close((*file)->fd);
    gfla_safetensors_header_free(&(*file)->header);
    free((*file)->path);
    free(*file);
    *file = NULL;
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
    const struct gfla_dtype_info *info = &gfla_dtype_infos[tensor->dtype];
    gfla_status status = GFLA_OK;
    unsigned char *chunk = NULL;

    REQUIRE(info->converts, GFLA_ERROR_INPUT,
            "numbers of type %s are not converted. hint: save the tensor as F32, F16 or BF16", info->name);
    TRY(gfla_calloc(&chunk, CHUNK_BYTES, 1, "a part of a tensor"));
    for (uint64_t done = 0; done < tensor->size;) {
        const size_t now = tensor->size - done < CHUNK_BYTES ? (size_t)(tensor->size - done) : CHUNK_BYTES;
        const size_t n = now / (size_t)(info->bits / 8);

        TRY(read_at(file, tensor->offset + done, chunk, now));
        gfla_dtype_to_float(tensor->dtype, chunk, n, values);
        values += n;
        done += now;
    }
fail:
    free(chunk);
    return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s: tensor '%.128s'", file->path, tensor->name);
}
