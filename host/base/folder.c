#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/string_list.h"
#include "base/text.h"

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
        REQUIRE(make_one(partial), gfla_memory_or(GFLA_ERROR_OUTPUT), "%s: the folder cannot be created: %s", partial,
                strerror(errno));
        partial[i] = path[i];
    }
fail:
    free(partial);
    return status;
}

static gfla_status read_names(DIR *folder, const char *path, struct gfla_string_list *names)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry)
            return errno ? gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno)) : GFLA_OK;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        gfla_status status = gfla_string_list_add(names, entry->d_name, path);
        if (status != GFLA_OK)
            return status;
    }
}

gfla_status gfla_folder_list(const char *path, char ***names, size_t *count)
{
    gfla_status status;
    struct gfla_string_list found = {0};
    *names = NULL;
    *count = 0;
    DIR *folder = opendir(path);
    REQUIRE(folder, gfla_memory_or(GFLA_ERROR_INPUT), "%s: %s", path, strerror(errno));
    TRY(read_names(folder, path, &found));
    TRY(gfla_string_list_sort(&found, names, path));
    *count = found.count;
fail:
    if (folder)
        closedir(folder);
    gfla_string_list_free(&found);
    return status;
}

static bool is_wanted(const char *folder, const char *name, const char *const *extensions)
{
    struct stat about;
    const char *dot = strrchr(name, '.');
    char path[4096]; /* longer ones cannot be opened, either */
    bool wanted = false;
    while (dot && *extensions && !wanted)
        wanted = strcasecmp(dot, *extensions++) == 0;
    if (name[0] == '.' || !wanted)
        return false;
    return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path && stat(path, &about) == 0 &&
           S_ISREG(about.st_mode);
}

static int compare_names(const void *a, const void *b)
{
    return gfla_natural_compare(*(char *const *)a, *(char *const *)b);
}

gfla_status gfla_folder_files(const char *path, const char *const *extensions, char ***names, size_t *count)
{
    size_t n_all;
    *count = 0;
    const gfla_status status = gfla_folder_list(path, names, &n_all);
    for (size_t i = 0; status == GFLA_OK && i < n_all; i++)
        if (is_wanted(path, (*names)[i], extensions))
            (*names)[(*count)++] = (*names)[i];
    if (*count)
        qsort(*names, *count, sizeof **names, compare_names);
    return status;
}
