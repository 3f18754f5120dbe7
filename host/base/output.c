#include "base/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

gfla_status gfla_output_allow(enum gfla_existing existing, const char *path, bool *skip)
{
    *skip = false;
    if (strcmp(path, "-") == 0 || existing == GFLA_EXISTING_OVERWRITE || !gfla_file_exists(path))
        return GFLA_OK;
    if (existing == GFLA_EXISTING_SKIP) {
        *skip = true;
        return GFLA_OK;
    }
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: exists already. hint: -y overwrites, -n skips what exists", path);
}

gfla_status gfla_output_allow_file(enum gfla_existing existing, const char *path, bool *skip)
{
    gfla_status status;
    struct gfla_text folder = {0};
    const char *slash = strrchr(path, '/');
    TRY(gfla_output_allow(existing, path, skip));
    if (strcmp(path, "-") == 0)
        return GFLA_OK;
    gfla_text_add(&folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    REQUIRE(!folder.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", path);
    REQUIRE(access(folder.data, W_OK) == 0, GFLA_ERROR_OUTPUT, "%s: the folder %s cannot be written to: %s", path,
            folder.data, strerror(errno));
fail:
    gfla_text_free(&folder);
    return status;
}
