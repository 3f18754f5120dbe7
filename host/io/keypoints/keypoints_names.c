/* What outputs made from images and poses are called. */
#include <stdlib.h>
#include <string.h>

#include "base/output_names.h"
#include "io/keypoints/keypoints_format.h"
#include "io/keypoints/keypoints_list.h"

#define MOST_BYTES 110 /* two of them, and what stands between, are a file's name */

/* FILE.csv:NAME lies in FILE.csv, as in a folder. */
static gfla_status as_path(const char *path, gfla_arena *arena, const char **plain)
{
    char *file = NULL;
    const char *name;
    gfla_status status = gfla_keypoints_split_path(path, &file, &name);
    if (status == GFLA_OK && name)
        *plain = gfla_arena_printf(arena, "%s/%s", file, name);
    else if (status == GFLA_OK)
        *plain = strcmp(path, "-") == 0 ? "stdin" : path;
    free(file);
    if (status == GFLA_OK && !*plain)
        status = gfla_fail(GFLA_ERROR_MEMORY, "names of outputs: host memory ran out");
    return status;
}

gfla_status gfla_keypoints_output_names(const char *const *paths, size_t n, gfla_arena *arena, const char **names)
{
    static const char *const endings[] = {"_keypoints", "_pose", NULL};
    gfla_status status;
    const char **plain = NULL;
    TRY(gfla_calloc(&plain, n + 1, sizeof *plain, "names of outputs"));
    for (size_t i = 0; i < n; i++)
        TRY(as_path(paths[i], arena, &plain[i]));
    status = gfla_output_names(plain, n, &(struct gfla_output_names_params){endings, MOST_BYTES}, arena, names);
fail:
    free(plain);
    return status;
}
