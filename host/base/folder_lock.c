#include "base/folder_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define MAX_NOTE 128
#define MAX_TRIES 100

/* Whether the file holds nothing of anybody else: it is truncated. */
static bool is_plain(int file)
{
    struct stat about;
    return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink <= 1;
}

/* Whether the name still means the locked file: whoever held it before may have removed it since it was opened. */
static bool is_named(int file, const char *path)
{
    struct stat opened, named;
    return fstat(file, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

/* "PID HOST": process numbers of another machine say nothing here. */
static void write_note(int file)
{
    char note[MAX_NOTE], host[80] = "";
    gethostname(host, sizeof host - 1);
    const int size = snprintf(note, sizeof note, "%ld %s\n", (long)getpid(), host);
    if (ftruncate(file, 0) != 0 || pwrite(file, note, (size_t)size, 0) != size)
        gfla_log(GFLA_LOG_VERBOSE, "the lock does not say who holds it: %s", strerror(errno));
}

static gfla_status refuse(int file, const char *folder, const char *what)
{
    char note[MAX_NOTE] = "", host[80] = "", own[80] = "";
    long pid = 0;
    const ssize_t size = pread(file, note, sizeof note - 1, 0);
    gethostname(own, sizeof own - 1);
    if (size <= 0 || sscanf(note, "%ld %79[a-zA-Z0-9._-]", &pid, host) < 1) /* it is only about to say so */
        return gfla_fail(GFLA_ERROR_OUTPUT, "%s: another %s writes there. hint: wait for it, or choose another folder",
                         folder, what);
    const bool is_elsewhere = strcmp(host, own) != 0;
    return gfla_fail(GFLA_ERROR_OUTPUT,
                     "%s: another %s, process %ld%s%s, writes there. hint: wait for it, or choose another folder",
                     folder, what, pid, is_elsewhere ? " on " : "", is_elsewhere ? host : "");
}

/* *again: the file was removed meanwhile. */
static gfla_status take_file(int file, const char *path, const char *folder, const char *what, bool *again)
{
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return refuse(file, folder, what);
        gfla_log(GFLA_LOG_WARNING, "%s: cannot be locked (%s): nothing keeps a second %s away from it", folder,
                 strerror(errno), what);
    } else if (!is_named(file, path)) {
        *again = true;
        return GFLA_OK;
    }
    write_note(file);
    return GFLA_OK;
}

static gfla_status take(struct gfla_folder_lock *lock, const char *path, const char *folder, const char *what)
{
    gfla_status status;
    int file = -1;
    bool again = true;
    for (int i = 0; again; i++) {
        again = false;
        REQUIRE(i < MAX_TRIES, GFLA_ERROR_OUTPUT, "%s: comes and goes; it cannot be locked", path);
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666);
        REQUIRE(file >= 0, GFLA_ERROR_OUTPUT, "%s: cannot be written: %s", path, strerror(errno));
        REQUIRE(is_plain(file), GFLA_ERROR_OUTPUT, "%s: is not a file of gfla's", path);
        TRY(take_file(file, path, folder, what, &again));
        if (again)
            close(file);
    }
    lock->file = file + 1;
    return GFLA_OK;
fail:
    if (file >= 0)
        close(file);
    return status;
}

gfla_status gfla_folder_lock_take(struct gfla_folder_lock *lock, const char *folder, const char *what)
{
    gfla_status status;
    struct gfla_text path = {0};
    if (lock->path)
        return GFLA_OK;
    gfla_text_add(&path, "%s/gfla.lock", folder);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", folder);
    TRY(take(lock, path.data, folder, what));
    lock->path = path.data;
    return GFLA_OK;
fail:
    gfla_text_free(&path);
    return status;
}

void gfla_folder_lock_give(struct gfla_folder_lock *lock)
{
    if (lock->path && is_named(lock->file - 1, lock->path))
        unlink(lock->path); /* before it is free: what comes after is another's */
    if (lock->file > 0)
        close(lock->file - 1);
    free(lock->path);
    *lock = (struct gfla_folder_lock){0};
}
