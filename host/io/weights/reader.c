#include "io/weights/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

#define CHUNK_BYTES ((size_t)64 * 1024) /* divisible by the size of every element */

static gfla_status open_path(struct gfla_reader *reader)
{
    gfla_status status = GFLA_OK;
    struct stat about;

    reader->fd = open(reader->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    REQUIRE(reader->fd >= 0 && fstat(reader->fd, &about) == 0, gfla_memory_or(GFLA_ERROR_INPUT), "%s", strerror(errno));
    REQUIRE(S_ISREG(about.st_mode), GFLA_ERROR_INPUT,
            "not a regular file. hint: tensors are read in any order, not from a pipe");
    reader->size = (uint64_t)about.st_size;
fail:
    return status;
}

gfla_status gfla_reader_open(struct gfla_reader *reader, const void *data, size_t size, const char *name)
{
    gfla_status status = GFLA_OK;

    *reader = (struct gfla_reader){.memory = data, .size = size, .fd = -1};
    TRY(gfla_calloc(&reader->name, strlen(name) + 1, 1, name));
    memcpy(reader->name, name, strlen(name));
    if (!data)
        TRY(open_path(reader));
    return GFLA_OK;
fail:
    gfla_reader_close(reader);
    return status;
}

void gfla_reader_close(struct gfla_reader *reader)
{
    if (reader->name && reader->fd >= 0)
        close(reader->fd);
    free(reader->name);
    *reader = (struct gfla_reader){.fd = -1};
}

static gfla_status read_file(const struct gfla_reader *reader, uint64_t offset, char *out, size_t size)
{
    gfla_status status = GFLA_OK;

    while (size > 0) {
        const ssize_t got = pread(reader->fd, out, size, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        REQUIRE(got >= 0, gfla_memory_or(GFLA_ERROR_INPUT), "%s", strerror(errno));
        REQUIRE(got > 0, GFLA_ERROR_INPUT, "the file became shorter while it was read");
        out += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
fail:
    return status;
}

gfla_status gfla_reader_get(const struct gfla_reader *reader, uint64_t offset, void *out, size_t size)
{
    gfla_status status = GFLA_OK;

    REQUIRE(offset <= reader->size && size <= reader->size - offset, GFLA_ERROR_INPUT,
            "%zu bytes at %llu lie beyond the end, the file has %llu. hint: cut short?", size,
            (unsigned long long)offset, (unsigned long long)reader->size);
    if (!reader->memory)
        return read_file(reader, offset, out, size);
    if (size > 0)
        memcpy(out, reader->memory + offset, size);
fail:
    return status;
}

gfla_status gfla_reader_floats(const struct gfla_reader *reader, enum gfla_dtype dtype, uint64_t offset, uint64_t n,
                               float *values)
{
    const struct gfla_dtype_info *info = &gfla_dtype_infos[dtype];
    const size_t size = (size_t)info->bits / 8;
    unsigned char *chunk = NULL;
    gfla_status status = GFLA_OK;

    REQUIRE(info->converts, GFLA_ERROR_INPUT,
            "numbers of type %s are not converted. hint: save the tensor as F32, F16 or BF16", info->name);
    TRY(gfla_calloc(&chunk, CHUNK_BYTES, 1, "a part of a tensor"));
    for (uint64_t done = 0; done < n;) {
        const size_t now = n - done < CHUNK_BYTES / size ? (size_t)(n - done) : CHUNK_BYTES / size;

        TRY(gfla_reader_get(reader, offset + done * size, chunk, now * size));
        TRY(gfla_dtype_to_float(dtype, chunk, now, values + done));
        done += now;
    }
fail:
    free(chunk);
    return status;
}

gfla_status gfla_reader_crc(const struct gfla_reader *reader, uint64_t offset, uint64_t size, uint32_t *crc)
{
    unsigned char *chunk = NULL;
    gfla_status status = GFLA_OK;
    uLong sum = crc32(0, NULL, 0);

    TRY(gfla_calloc(&chunk, CHUNK_BYTES, 1, "a part of a file"));
    for (uint64_t done = 0; done < size;) {
        const size_t now = size - done < CHUNK_BYTES ? (size_t)(size - done) : CHUNK_BYTES;

        TRY(gfla_reader_get(reader, offset + done, chunk, now));
        sum = crc32(sum, chunk, (uInt)now);
        done += now;
    }
    *crc = (uint32_t)sum;
fail:
    free(chunk);
    return status;
}
