#include "viewsynth/render/find_file.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The name in a folder that equals `name` but for its case, the first by bytes. */
static bool find_name(const char *folder, const char *name, char *out, size_t size)
{
    DIR *names = opendir(folder[0] ? folder : ".");
    bool found = false;
    for (const struct dirent *e; names && (e = readdir(names));)
        if (strcasecmp(e->d_name, name) == 0 && strlen(e->d_name) < size && (!found || strcmp(e->d_name, out) < 0)) {
            strcpy(out, e->d_name);
            found = true;
        }
    if (names)
        closedir(names);
    return found;
}

bool gfla_find_file(const char *path, char *found, size_t size)
{
    char name[256], other[256];
    size_t used = 0;
    if (size == 0)
        return false;
    found[0] = 0;
    while (*path) {
        const size_t slashes = strspn(path, "/"), n = strcspn(path + slashes, "/");
        if (n >= sizeof name || used + n + 2 > size)
            return false;
        snprintf(name, sizeof name, "%.*s", (int)n, path + slashes);
        path += slashes + n;
        if (slashes)
            used += (size_t)snprintf(found + used, size - used, "/");
        const size_t folder = used;
        used += (size_t)snprintf(found + used, size - used, "%s", name);
        if (n == 0 || access(found, F_OK) == 0)
            continue;
        found[folder] = 0;
        if (!find_name(found, name, other, sizeof other))
            return false;
        memcpy(found + folder, other, strlen(other) + 1);
    }
    return true;
}
