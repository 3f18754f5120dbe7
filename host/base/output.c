#include "base/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#define MARK "gfla.unfinished"

static gfla_status name_mark(const char *folder, struct gfla_text *path)
{
    *path = (struct gfla_text){0};
    gfla_text_add(path, "%s/" MARK, folder);
    return path->failed ? gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out for a path", folder) : GFLA_OK;
}

gfla_status gfla_output_folder_begin(const char *folder)
{
    gfla_status status;
    struct gfla_text mark = {0};
    TRY(gfla_folder_create(folder));
    TRY(name_mark(folder, &mark));
    TRY(gfla_file_write(mark.data, "", 0));
fail:
    gfla_text_free(&mark);
    return status;
}

gfla_status gfla_output_folder_end(const char *folder)
{
    gfla_status status;
    struct gfla_text mark;
    TRY(name_mark(folder, &mark));
    REQUIRE(unlink(mark.data) == 0 || errno == ENOENT, GFLA_ERROR_OUTPUT, "%s: cannot be removed: %s", mark.data,
            strerror(errno));
fail:
    gfla_text_free(&mark);
    return status;
}

/* Whether a run that was stopped left it so. What is no folder has no names. */
static bool is_unfinished(const char *path)
{
    char **names;
    size_t n;
    bool found = false;
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode) || gfla_folder_list(path, &names, &n) != GFLA_OK)
        return false;
    for (size_t i = 0; i < n; i++)
        found = found || strcmp(names[i], MARK) == 0;
    free(names);
    return found || n == 0;
}

gfla_status gfla_output_allow(enum gfla_existing existing, const char *path, bool *skip)
{
    *skip = false;
    if (strcmp(path, "-") == 0 || existing == GFLA_EXISTING_OVERWRITE || !gfla_file_exists(path))
        return GFLA_OK;
    if (existing == GFLA_EXISTING_SKIP) {
        *skip = !is_unfinished(path);
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
