#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

bool gfla_file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static bool make_one(const char *path)
{
    struct stat about;
    if (mkdir(path, 0777) == 0)
        return true;
    int reason = errno;
    bool is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    errno = reason;
    return is_folder;
}

gfla_status gfla_folder_create(const char *path)
{
    gfla_status status;
    char *partial = NULL;
    size_t size = strlen(path);
    TRY(gfla_calloc(&partial, size + 1, 1, path));
    memcpy(partial, path, size);
    for (size_t i = 1; i <= size; i++) {
        if (path[i] != '/' && path[i])
            continue;
        partial[i] = 0;
        REQUIRE(make_one(partial), GFLA_ERROR_OUTPUT, "%s: the folder cannot be created: %s", partial, strerror(errno));
        partial[i] = path[i];
    }
fail:
    free(partial);
    return status;
}

/* The names one after the other, each with its zero. */
static gfla_status read_names(DIR *folder, const char *path, char **bytes, size_t *size, size_t *count)
{
    size_t capacity = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry)
            return errno ? gfla_fail(GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno)) : GFLA_OK;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        size_t length = strlen(entry->d_name) + 1;
        gfla_status status = gfla_grow(bytes, &capacity, *size + length, 1, path);
        if (status != GFLA_OK)
            return status;
        memcpy(*bytes + *size, entry->d_name, length);
        *size += length;
        ++*count;
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

gfla_status gfla_folder_list(const char *path, char ***names, size_t *count)
{
    gfla_status status;
    char *bytes = NULL;
    size_t size = 0, n = 0;
    *names = NULL;
    *count = 0;
    DIR *folder = opendir(path);
    REQUIRE(folder, GFLA_ERROR_INPUT, "%s: %s", path, strerror(errno));
    TRY(read_names(folder, path, &bytes, &size, &n));
    TRY(gfla_calloc(names, 1, n * sizeof(char *) + size, path));
    char *text = (char *)(*names + n);
    if (size)
        memcpy(text, bytes, size);
    for (size_t i = 0; i < n; i++, text += strlen(text) + 1)
        (*names)[i] = text;
    qsort(*names, n, sizeof **names, compare_names);
    *count = n;
fail:
    if (folder)
        closedir(folder);
    free(bytes);
    return status;
}
