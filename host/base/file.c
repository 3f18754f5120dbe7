#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_temporary.h"
#include "base/memory.h"
#include "base/text.h"

#define READ_STEP ((size_t)64 * 1024)
#define PIPE_LOOKS 20
#define PIPE_LOOK_MS 100

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
        return gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
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
        return gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
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

/* What a process has open already, under names of the system: <(COMMAND) of a shell is one. */
static bool is_open_already(const char *path)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strcmp(path, "/dev/stdin") == 0 ||
           strncmp(path, "/proc/self/fd/", 14) == 0;
}

/* Whether somebody writes to a pipe, or does soon: a name that a file or a folder holds must not hold us up. Looking may
 * take its first byte, which goes to *byte; it is negative otherwise. */
static bool has_writer(int file, int *byte)
{
    unsigned char first;
    *byte = -1;
    for (int i = 0; i < PIPE_LOOKS; i++) {
        struct pollfd pipe = {.fd = file, .events = POLLIN};
        if (poll(&pipe, 1, PIPE_LOOK_MS) > 0)
            return true; /* bytes, or an end */
        const ssize_t n = read(file, &first, 1);
        if (n == 1)
            *byte = first;
        if (n != 0)
            return true; /* or "try again": there is a writer who has written nothing yet */
    }
    return false;
}

/* *stream without waiting for what never comes. *byte: to be read before the stream, or negative. */
static gfla_status open_input(const char *path, FILE **stream, int *byte)
{
    struct stat about;
    *stream = NULL;
    *byte = -1;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
    const bool is_known = fstat(file, &about) == 0, is_ours = is_open_already(path),
               is_plain = is_known && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
    const char *wrong = is_plain || is_ours                     ? NULL
                        : !is_known || !S_ISFIFO(about.st_mode) ? "is a device, not a regular file"
                        : has_writer(file, byte)                ? NULL
                                                                : "is a pipe that nobody writes to";
    if (!wrong && fcntl(file, F_SETFL, 0) == 0)
        *stream = fdopen(file, "rb");
    if (*stream)
        return GFLA_OK;
    close(file);
    return wrong ? gfla_fail(GFLA_ERROR_INPUT, "%s: %s", path, wrong)
                 : gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
}

gfla_status gfla_file_read(const char *path, uint64_t limit, void **data, size_t *size)
{
    FILE *stream;
    int byte = -1;
    gfla_status status = GFLA_OK;
    *data = NULL;
    *size = 0;
    if (is_standard(path))
        stream = open_standard(STDIN_FILENO, "rb");
    else
        status = open_input(path, &stream, &byte);
    if (status != GFLA_OK)
        return status;
    if (stream && byte >= 0)
        ungetc(byte, stream);
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
        return gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
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

/* Where an output goes. A link is replaced, not followed: in a folder that somebody else filled it may lead anywhere.
 * Links of the system (/dev/stdout) are followed. */
struct place {
    bool exists, is_regular, is_folder;
    mode_t mode;
    char *resolved; /* NULL: the path itself */
};

static void find_place(const char *path, struct place *place)
{
    struct stat about;
    const bool is_systems = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    *place = (struct place){.exists = false};
    if ((is_systems ? stat(path, &about) : lstat(path, &about)) != 0)
        return;
    struct stat target;
    const bool is_link = S_ISLNK(about.st_mode);
    place->is_folder = S_ISDIR(about.st_mode) || (is_link && stat(path, &target) == 0 && S_ISDIR(target.st_mode));
    if (is_link)
        return;
    place->exists = true;
    place->is_regular = S_ISREG(about.st_mode);
    place->mode = about.st_mode & 0777;
    place->resolved = is_systems ? realpath(path, NULL) : NULL;
}

/* Devices and pipes cannot be renamed over and are written directly. */
gfla_status gfla_file_out_open(struct gfla_file_out *out, const char *path)
{
    gfla_status status;
    struct place place;
    const bool to_standard = is_standard(path);
    *out = (struct gfla_file_out){0};
    find_place(to_standard ? "" : path, &place);
    const char *target = to_standard ? "standard output" : place.resolved ? place.resolved : path;
    REQUIRE(!place.is_folder, GFLA_ERROR_OUTPUT, "%s: is a folder", path);
    TRY(gfla_calloc(&out->path, strlen(target) + 1, 1, path));
    memcpy(out->path, target, strlen(target));
    if (to_standard)
        out->stream = open_standard(STDOUT_FILENO, "wb");
    else if (place.exists && !place.is_regular)
        out->stream = fopen(path, "wb");
    else
        TRY(gfla_file_open_temporary(out->path, &out->stream, &out->temporary));
    REQUIRE(out->stream, gfla_memory_or(GFLA_ERROR_OUTPUT), "%s: cannot be written: %s", path, strerror(errno));
    if (out->temporary && place.exists)
        fchmod(fileno(out->stream), place.mode);
    free(place.resolved);
    return GFLA_OK;
fail:
    free(place.resolved);
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
