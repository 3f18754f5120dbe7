#include "io/libav/libav.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

#define BUFFER_BYTES 65536

#if LIBAVFORMAT_VERSION_MAJOR >= 61
typedef const uint8_t written_byte;
#else
typedef uint8_t written_byte;
#endif

/* ---- messages ---- */

static _Thread_local char last_line[160];

static void listen(void *context, int level, const char *fmt, va_list arguments)
{
    if (level > AV_LOG_ERROR)
        return;
    vsnprintf(last_line, sizeof last_line, fmt, arguments);
    last_line[strcspn(last_line, "\n")] = 0;
}

static void redirect(void)
{
    gfla_av.av_log_set_callback(listen);
}

gfla_status gfla_libav_begin(const char *path)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *failure = gfla_libav_load();

    if (failure)
        return gfla_fail(GFLA_ERROR_FAILED, "%s: %s", path, failure);
    pthread_once(&once, redirect);
    last_line[0] = 0;
    gfla_memory_watch();
    return GFLA_OK;
}

const char *gfla_libav_reason(int error)
{
    if (!last_line[0])
        gfla_av.av_strerror(error, last_line, sizeof last_line);
    return last_line;
}

bool gfla_libav_is_memory(int error)
{
    return error == AVERROR(ENOMEM) || (error != AVERROR_EOF && gfla_memory_ran_out());
}

gfla_status gfla_libav_fail(gfla_status code, int error, const char *path, const char *what)
{
    if (gfla_libav_is_memory(error))
        return gfla_fail(GFLA_ERROR_MEMORY, "%s: %s: host memory ran out", path, what);
    return gfla_fail(code, "%s: %s: %s", path, what, gfla_libav_reason(error));
}

/* ---- streams ---- */

static int read_stream(void *opaque, uint8_t *buffer, int size)
{
    FILE *stream = opaque;
    const size_t n = fread(buffer, 1, (size_t)size, stream);

    if (n > 0)
        return (int)n;
    return ferror(stream) ? AVERROR(EIO) : AVERROR_EOF;
}

static int write_stream(void *opaque, written_byte *buffer, int size)
{
    return fwrite(buffer, 1, (size_t)size, opaque) == (size_t)size ? size : AVERROR(errno);
}

static int64_t size_of(FILE *stream)
{
    struct stat about;

    if (fstat(fileno(stream), &about) != 0 || !S_ISREG(about.st_mode))
        return AVERROR(ENOSYS);
    return about.st_size;
}

static int64_t move_in_stream(void *opaque, int64_t offset, int whence)
{
    FILE *stream = opaque;

    if (whence & AVSEEK_SIZE)
        return size_of(stream);
    return fseeko(stream, offset, whence & ~AVSEEK_FORCE) == 0 ? ftello(stream) : AVERROR(errno);
}

/* Behind the end there is nothing to read: whoever goes there has a file that was cut short. */
static int64_t move_in_input(void *opaque, int64_t offset, int whence)
{
    if ((whence & ~AVSEEK_FORCE) == SEEK_SET && offset > size_of(opaque))
        return AVERROR_EOF;
    return move_in_stream(opaque, offset, whence);
}

gfla_status gfla_libav_io_create(AVIOContext **io, FILE *stream, bool writes)
{
    uint8_t *buffer = gfla_av.av_malloc(BUFFER_BYTES);

    *io = NULL;
    if (buffer && writes)
        *io = gfla_av.avio_alloc_context(buffer, BUFFER_BYTES, 1, stream, NULL, write_stream, move_in_stream);
    else if (buffer)
        *io = gfla_av.avio_alloc_context(buffer, BUFFER_BYTES, 0, stream, read_stream, NULL, move_in_input);
    if (!*io) {
        gfla_av.av_free(buffer);
        return gfla_fail(GFLA_ERROR_MEMORY, "buffer of a video, %d bytes: host memory ran out", BUFFER_BYTES);
    }
    if (fseeko(stream, 0, SEEK_CUR) != 0)
        (*io)->seekable = 0;
    return GFLA_OK;
}

void gfla_libav_io_destroy(AVIOContext **io)
{
    if (!*io)
        return;
    gfla_av.av_freep(&(*io)->buffer);
    gfla_av.avio_context_free(io);
}
