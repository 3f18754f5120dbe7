#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_temporary.h"
#include "base/memory.h"
#include "base/text.h"

#define READ_STEP ((size_t)64 * 1024)

/* Pipes do not tell their size, so everything is read until the end; a regular file's size saves the growing. */
static gfla_status read_stream(FILE *stream, const char *path, uint64_t limit, char **data, size_t *size)
{
    struct stat about;
    size_t capacity = 0, used = 0, expected = READ_STEP;
    if (fstat(fileno(stream), &about) == 0 && S_ISREG(about.st_mode)) {
        if ((uint64_t)about.st_size > limit)
            return gfla_fail(GFLA_ERROR_INPUT, "%s: has %llu bytes; at most %llu are read", path,
                             (unsigned long long)about.st_size, (unsigned long long)limit);
        expected = (size_t)about.st_size + 1;
    }
    for (;;) {
        gfla_status status = gfla_grow(data, &capacity, used + expected + 1, 1, path);
        if (status != GFLA_OK)
            return status;
        size_t got = fread(*data + used, 1, expected, stream);
        used += got;
        if (used > limit)
            return gfla_fail(GFLA_ERROR_INPUT, "%s: more than the %llu bytes that are read at most", path,
                             (unsigned long long)limit);
        if (got < expected)
            break;
        expected = READ_STEP;
    }
    if (ferror(stream))
        return gfla_fail(GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno));
    (*data)[used] = 0;
    *size = used;
    return GFLA_OK;
}

/* Takes stream, NULL where it could not be opened. */
static gfla_status read_and_close(FILE *stream, const char *path, uint64_t limit, void **data, size_t *size)
{
    char *bytes = NULL;
    *data = NULL;
    *size = 0;
    if (!stream)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno));
    gfla_status status = read_stream(stream, path, limit, &bytes, size);
    fclose(stream);
    if (status == GFLA_OK)
        *data = bytes;
    else
        free(bytes);
    return status;
}

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* A stream of its own on a descriptor of the process, which stays open when that is closed. NULL: errno says why. */
static FILE *open_standard(int descriptor, const char *mode)
{
    const int copy = dup(descriptor);
    FILE *stream = copy < 0 ? NULL : fdopen(copy, mode);
    if (!stream && copy >= 0)
        close(copy);
    return stream;
}

const char *gfla_file_label(const char *path)
{
    return is_standard(path) ? "standard input" : path;
}

gfla_status gfla_file_read(const char *path, uint64_t limit, void **data, size_t *size)
{
    FILE *stream = is_standard(path) ? open_standard(STDIN_FILENO, "rb") : fopen(path, "rb");
    return read_and_close(stream, gfla_file_label(path), limit, data, size);
}

gfla_status gfla_file_read_text(const char *path, uint64_t limit, void **text, size_t *size)
{
    gfla_status status = gfla_file_read(path, limit, text, size);
    if (status != GFLA_OK || !*text)
        return status;
    status = gfla_text_check_encoding(*text, *size);
    if (status == GFLA_OK) {
        const size_t skipped = (size_t)(gfla_text_start(*text, *size) - (const char *)*text);
        *size -= skipped;
        memmove(*text, (const char *)*text + skipped, *size + 1);
        return GFLA_OK;
    }
    free(*text);
    *text = NULL;
    *size = 0;
    return gfla_fail_context(status, "%s", gfla_file_label(path));
}

gfla_status gfla_file_open_regular(const char *path, FILE **stream)
{
    struct stat about;
    *stream = NULL;
    /* a pipe nobody writes to would wait otherwise */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return gfla_fail(GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno));
    const bool is_regular = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    if (is_regular)
        *stream = fdopen(file, "rb");
    if (*stream)
        return GFLA_OK;
    close(file);
    return is_regular ? gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", path)
                      : gfla_fail(GFLA_ERROR_INPUT, "%s: is not a regular file", path);
}

gfla_status gfla_file_read_regular(const char *path, uint64_t limit, void **data, size_t *size)
{
    FILE *stream;
    *data = NULL;
    *size = 0;
    gfla_status status = gfla_file_open_regular(path, &stream);
    return status == GFLA_OK ? read_and_close(stream, path, limit, data, size) : status;
}

gfla_status gfla_file_write(const char *path, const void *data, size_t size)
{
    struct gfla_file_out out;
    gfla_status status = gfla_file_out_open(&out, path);
    if (status != GFLA_OK)
        return status;
    if (size > 0)                          /* data of nothing may be NULL */
        fwrite(data, 1, size, out.stream); /* commit finds the error */
    return gfla_file_out_commit(&out);
}

/* Devices and pipes (/dev/stdout) cannot be renamed over and are written directly; a link keeps pointing where it
 * does. */
gfla_status gfla_file_out_open(struct gfla_file_out *out, const char *path)
{
    gfla_status status;
    struct stat about;
    *out = (struct gfla_file_out){0};
    const bool to_standard = is_standard(path), exists = !to_standard && stat(path, &about) == 0;
    char *resolved = exists ? realpath(path, NULL) : NULL;
    const char *target = to_standard ? "standard output" : resolved ? resolved : path;
    REQUIRE(!exists || !S_ISDIR(about.st_mode), GFLA_ERROR_OUTPUT, "%s: is a folder", path);
    TRY(gfla_calloc(&out->path, strlen(target) + 1, 1, path));
    memcpy(out->path, target, strlen(target));
    if (to_standard)
        out->stream = open_standard(STDOUT_FILENO, "wb");
    else if (exists && !S_ISREG(about.st_mode))
        out->stream = fopen(path, "wb");
    else
        TRY(gfla_file_open_temporary(out->path, &out->stream, &out->temporary));
    REQUIRE(out->stream, GFLA_ERROR_OUTPUT, "%s: cannot be written: %s", path, strerror(errno));
    if (out->temporary && exists)
        fchmod(fileno(out->stream), about.st_mode & 0777);
    free(resolved);
    return GFLA_OK;
fail:
    free(resolved);
    gfla_file_out_discard(out);
    return status;
}

/* ferror does not say why a write failed: what is still buffered, or a byte more, fails for the same reason. The
 * temporary goes anyway; into a pipe nothing is put that does not belong there. */
static const char *why_incomplete(const struct gfla_file_out *out)
{
    errno = 0;
    if (fflush(out->stream) == 0 && out->temporary && fputc(0, out->stream) == 0)
        fflush(out->stream);
    return errno ? strerror(errno) : "is the disk full?";
}

gfla_status gfla_file_out_commit(struct gfla_file_out *out)
{
    gfla_status status = GFLA_OK;
    REQUIRE(!ferror(out->stream), GFLA_ERROR_OUTPUT, "%s: could not be written in full: %s", out->path,
            why_incomplete(out));
    REQUIRE(fflush(out->stream) == 0, GFLA_ERROR_OUTPUT, "%s: %s", out->path, strerror(errno));
    if (out->temporary)
        REQUIRE(fsync(fileno(out->stream)) == 0, GFLA_ERROR_OUTPUT, "%s: %s", out->path, strerror(errno));
    int closed = fclose(out->stream);
    out->stream = NULL;
    REQUIRE(closed == 0, GFLA_ERROR_OUTPUT, "%s: %s", out->path, strerror(errno));
    if (out->temporary)
        REQUIRE(rename(out->temporary, out->path) == 0, GFLA_ERROR_OUTPUT, "%s: %s", out->path, strerror(errno));
    free(out->temporary);
    out->temporary = NULL;
fail:
    gfla_file_out_discard(out);
    return status;
}

void gfla_file_out_discard(struct gfla_file_out *out)
{
    if (out->stream)
        fclose(out->stream);
    if (out->temporary)
        remove(out->temporary);
    free(out->temporary);
    free(out->path);
    *out = (struct gfla_file_out){0};
}
