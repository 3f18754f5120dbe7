#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/internal.h"

/* Relative paths are ignored, as the XDG standard says. */
bool gfla_cache_path(const char *kind, const char *key, char **path)
{
    struct gfla_text t = {0};
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    *path = NULL;
    if (cache && cache[0] == '/')
        gfla_text_add(&t, "%s/gfla/%s/", cache, kind);
    else if (home && home[0] == '/')
        gfla_text_add(&t, "%s/.cache/gfla/%s/", home, kind);
    else
        return false;
    gfla_text_add(&t, "%016" PRIx64, gfla_hash_text(key));
    if (t.failed)
        gfla_text_free(&t);
    *path = t.data;
    return *path != NULL;
}

gfla_status gfla_cache_create_folder(const char *path)
{
    gfla_status status;
    char *folder = NULL;
    TRY(gfla_calloc(&folder, strlen(path) + 1, 1, path));
    memcpy(folder, path, (size_t)(strrchr(path, '/') - path));
    TRY(gfla_folder_create(folder));
fail:
    free(folder);
    return status;
}
