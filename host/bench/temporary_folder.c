#define _XOPEN_SOURCE 700 /* nftw */
#include "bench/temporary_folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    remove(path);
    return 0;
}

gfla_status gfla_temporary_create(const char *where, char path[GFLA_TEMPORARY_PATH])
{
    gfla_status status = GFLA_OK;
    const int n = snprintf(path, GFLA_TEMPORARY_PATH, "%s/gfla-bench-XXXXXX", where ? where : "/tmp");
    REQUIRE(n < GFLA_TEMPORARY_PATH && mkdtemp(path), GFLA_ERROR_OUTPUT,
            "%s: a folder for empty caches: %s. hint: TMPDIR names another place", path,
            strerror(n < GFLA_TEMPORARY_PATH ? errno : ENAMETOOLONG));
    return GFLA_OK;
fail:
    path[0] = '\0';
    return status;
}

void gfla_temporary_remove(const char *path)
{
    if (path[0])
        nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
