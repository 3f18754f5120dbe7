#include "base/file_temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

#define MAX_TEMPORARIES 1000
#define INFIX ".tmp-"

bool gfla_file_is_temporary(const char *path)
{
    const char *end = path + strlen(path), *digits = end;
    const size_t size = strlen(INFIX);
    while (digits > path && digits[-1] >= '0' && digits[-1] <= '9')
        digits--;
    return digits < end && (size_t)(digits - path) > size && strncmp(digits - size, INFIX, size) == 0;
}

/* Whether the name still means the file that was opened, it is ours alone, and no link made by somebody else. */
static bool is_own(int fd, const char *name)
{
    struct stat opened, named;
    return fstat(fd, &opened) == 0 && lstat(name, &named) == 0 && S_ISREG(opened.st_mode) &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev && opened.st_nlink == 1 &&
           opened.st_uid == geteuid();
}

/* Whether an open file is in use by its writer, of whatever process: the lock ends with it. Where a file system has no
 * locks, a file that was there before may be in use. */
static bool take(int fd, const char *name, bool is_new)
{
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || !is_new))
        return false;
    return is_own(fd, name) && ftruncate(fd, 0) == 0;
}

/* The descriptor; -1 and EEXIST: somebody writes there. Other numbers: the folder cannot be written to. */
static int open_slot(const char *name)
{
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    const bool is_new = fd >= 0;
    if (!is_new && errno == EEXIST)
        fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    else if (!is_new)
        return -1;
    if (fd >= 0 && take(fd, name, is_new))
        return fd;
    if (fd >= 0)
        close(fd);
    errno = EEXIST;
    return -1;
}

void gfla_file_remove_stale(const char *path)
{
    const int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_own(fd, path))
        unlink(path);
    close(fd);
}

gfla_status gfla_file_open_temporary(const char *path, FILE **stream, char **temporary)
{
    size_t size = strlen(path) + 40;
    int fd = -1;
    *stream = NULL;
    gfla_status status = gfla_calloc(temporary, size, 1, path);
    if (status != GFLA_OK)
        return status;
    for (int n = 0; fd < 0 && n < MAX_TEMPORARIES; n++) {
        snprintf(*temporary, size, "%s" INFIX "%d", path, n);
        fd = open_slot(*temporary);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd >= 0)
        *stream = fdopen(fd, "wb");
    if (*stream)
        return GFLA_OK;
    const int reason = errno;
    if (fd >= 0) {
        close(fd);
        remove(*temporary);
    }
    free(*temporary); /* nothing of ours is under this name */
    *temporary = NULL;
    errno = reason;
    return GFLA_OK;
}
