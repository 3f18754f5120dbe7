#define _XOPEN_SOURCE 700 /* nftw */
#include "base/folder_scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LETTERS "XXXXXX" /* for mkdtemp */
#define YOUNG_SECONDS 60 /* a folder that was just made may not be locked yet */

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    remove(path);
    return 0;
}

static void remove_folder(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* A descriptor that holds the folder's lock; negative: another process does, or it is not ours. */
static int lock_folder(const char *path, bool old)
{
    struct stat about;
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (fstat(fd, &about) == 0 && about.st_uid == geteuid() && (!old || about.st_mtime + YOUNG_SECONDS < time(NULL)) &&
        flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    return -1;
}

static void remove_stale(const char *parent, const char *prefix)
{
    const size_t length = strlen(prefix);
    DIR *folder = opendir(parent);
    char path[512];
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        if (strncmp(entry->d_name, prefix, length) != 0 || strlen(entry->d_name) != length + strlen(LETTERS) ||
            snprintf(path, sizeof path, "%s/%s", parent, entry->d_name) >= (int)sizeof path)
            continue;
        const int lock = lock_folder(path, true);
        if (lock < 0)
            continue;
        remove_folder(path);
        close(lock);
    }
    if (folder)
        closedir(folder);
}

gfla_status gfla_folder_scratch_create(struct gfla_folder_scratch *folder, const char *parent, const char *prefix)
{
    gfla_status status = GFLA_OK;
    *folder = (struct gfla_folder_scratch){.lock = 0};
    remove_stale(parent, prefix);
    errno = 0;
    REQUIRE(snprintf(folder->path, sizeof folder->path, "%s/%s" LETTERS, parent, prefix) < (int)sizeof folder->path &&
                mkdtemp(folder->path),
            GFLA_ERROR_OUTPUT, "%s: a folder in it cannot be made: %s. hint: TMPDIR names another", parent,
            errno ? strerror(errno) : "its path is too long");
    folder->lock = lock_folder(folder->path, false) + 1;
    return GFLA_OK;
fail:
    folder->path[0] = 0;
    return status;
}

void gfla_folder_scratch_remove(struct gfla_folder_scratch *folder)
{
    if (folder->path[0])
        remove_folder(folder->path);
    if (folder->lock > 0)
        close(folder->lock - 1);
    *folder = (struct gfla_folder_scratch){.lock = 0};
}
