#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "runtime/internal.h"

bool gfla_cache_path(const char *kind, const char *key, char **path)
{
    struct gfla_text t = {0};
    const char *folder = gfla_context_settings()->cache_folder;
    *path = NULL;
    if (!folder)
        return false;
    gfla_text_add(&t, "%s/%s/%016" PRIx64, folder, kind, gfla_hash_text(key));
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
