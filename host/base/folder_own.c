#define _GNU_SOURCE /* dladdr */
#include "base/folder_own.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gfla_folder_own(char *folder, size_t size)
{
    static const char here;
    Dl_info info;
    /* A program is known by the name that it was called by, which need not be a path. */
    const bool is_library = dladdr(&here, &info) && info.dli_fname && strstr(info.dli_fname, ".so");
    char *const path = realpath(is_library ? info.dli_fname : "/proc/self/exe", NULL);
    char *const slash = path ? strrchr(path, '/') : NULL;
    const bool is_known = slash && (size_t)snprintf(folder, size, "%.*s", (int)(slash - path), path) < size;
    free(path);
    return is_known;
}
