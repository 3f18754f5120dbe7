/* Files below GFLA_FAULT_ROOT that are written, and threads. A stream that fails has its error flag set, as libc would.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tests/fault/fault.h"

#define STREAM_ERROR 0x20 /* of glibc's FILE: _IO_ERR_SEEN */

static bool is_below_root(const char *path)
{
    const char *root = getenv("GFLA_FAULT_ROOT");
    return root && (path[0] != '/' || strncmp(path, root, strlen(root)) == 0);
}

static bool is_ours(int file)
{
    char link[64], path[4096];
    struct stat about;
    const int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = file < 0 ? -1 : readlink(link, path, sizeof path - 1);
    path[size < 0 ? 0 : size] = 0;
    const bool ours = size > 0 && is_below_root(path) && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    errno = kept;
    return ours;
}

static bool fails(enum fault_kind kind, int file, int error)
{
    if (!is_ours(file) || !fault_now(kind))
        return false;
    errno = error;
    return true;
}

static bool stream_fails(enum fault_kind kind, FILE *stream)
{
    if (!stream || !fails(kind, fileno(stream), ENOSPC))
        return false;
    stream->_flags |= STREAM_ERROR;
    return true;
}

static bool path_fails(enum fault_kind kind, const char *path, int error)
{
    if (!is_below_root(path) || !fault_now(kind))
        return false;
    errno = error;
    return true;
}

/* Half of what should be written is: a disk is full in the middle. */
size_t fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
    FAULT_NEXT(fwrite);
    if (stream_fails(FAULT_WRITE, stream))
        return next(data, size, count / 2, stream);
    return next(data, size, count, stream);
}

int fputs(const char *text, FILE *stream)
{
    FAULT_NEXT(fputs);
    return stream_fails(FAULT_WRITE, stream) ? EOF : next(text, stream);
}

int fputc(int character, FILE *stream)
{
    FAULT_NEXT(fputc);
    return stream_fails(FAULT_WRITE, stream) ? EOF : next(character, stream);
}

int putc(int character, FILE *stream)
{
    return fputc(character, stream);
}

int vfprintf(FILE *stream, const char *format, va_list arguments)
{
    FAULT_NEXT(vfprintf);
    return stream_fails(FAULT_WRITE, stream) ? -1 : next(stream, format, arguments);
}

int fprintf(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vfprintf(stream, format, arguments);
    va_end(arguments);
    return n;
}

int vprintf(const char *format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return n;
}

int puts(const char *text)
{
    return fputs(text, stdout) < 0 || fputc('\n', stdout) < 0 ? EOF : 0;
}

ssize_t write(int file, const void *data, size_t size)
{
    FAULT_NEXT(write);
    return fails(FAULT_WRITE, file, ENOSPC) ? -1 : next(file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at)
{
    FAULT_NEXT(pwrite);
    return fails(FAULT_WRITE, file, ENOSPC) ? -1 : next(file, data, size, at);
}

ssize_t pwrite64(int file, const void *data, size_t size, off_t at)
{
    return pwrite(file, data, size, at);
}

int fflush(FILE *stream)
{
    FAULT_NEXT(fflush);
    return stream_fails(FAULT_FLUSH, stream) ? EOF : next(stream);
}

/* What is left in the buffer is written by fclose; the stream is closed all the same. */
int fclose(FILE *stream)
{
    FAULT_NEXT(fclose);
    const bool is_written = (fcntl(fileno(stream), F_GETFL) & O_ACCMODE) != O_RDONLY;
    const bool must_fail = is_written && stream_fails(FAULT_FLUSH, stream);
    const int closed = next(stream);
    if (must_fail)
        errno = ENOSPC;
    return must_fail ? EOF : closed;
}

int fsync(int file)
{
    FAULT_NEXT(fsync);
    return fails(FAULT_FSYNC, file, EIO) ? -1 : next(file);
}

int fdatasync(int file)
{
    FAULT_NEXT(fdatasync);
    return fails(FAULT_FSYNC, file, EIO) ? -1 : next(file);
}

int rename(const char *from, const char *to)
{
    FAULT_NEXT(rename);
    return path_fails(FAULT_RENAME, to, EIO) ? -1 : next(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    FAULT_NEXT(mkdir);
    return path_fails(FAULT_MKDIR, path, ENOSPC) ? -1 : next(path, mode);
}

int statvfs(const char *path, struct statvfs *about)
{
    FAULT_NEXT(statvfs);
    const int error = next(path, about);
    if (error == 0 && is_below_root(path) && fault_disk_is_full())
        about->f_bavail = about->f_bfree = 0;
    return error;
}

int statvfs64(const char *path, struct statvfs64 *about)
{
    FAULT_NEXT(statvfs64);
    const int error = next(path, about);
    if (error == 0 && is_below_root(path) && fault_disk_is_full())
        about->f_bavail = about->f_bfree = 0;
    return error;
}

FILE *fopen(const char *path, const char *mode)
{
    FAULT_NEXT(fopen);
    return mode[0] != 'r' && path_fails(FAULT_OPEN, path, ENOSPC) ? NULL : next(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    return fopen(path, mode);
}

int open(const char *path, int flags, ...)
{
    FAULT_NEXT(open);
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return (flags & O_CREAT) && path_fails(FAULT_OPEN, path, ENOSPC) ? -1 : next(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open(path, flags, mode);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument)
{
    FAULT_NEXT(pthread_create);
    if (fault_owner_of(__builtin_return_address(0)) == FAULT_OWNER_PROGRAM && fault_now(FAULT_THREAD))
        return EAGAIN;
    return next(thread, attributes, run, argument);
}
