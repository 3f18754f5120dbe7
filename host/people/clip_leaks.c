#include "people/clip_leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

gfla_status gfla_clip_leaks_warn(const gfla_clip_data *training, const char *folder)
{
    gfla_status status;
    char **names = NULL;
    size_t n = 0, n_leaked = 0;
    const char *example = NULL;
    if (!gfla_file_exists(folder))
        return GFLA_OK;
    TRY(gfla_folder_list(folder, &names, &n));
    for (size_t i = 0; i < gfla_clip_data_count(training); i++) {
        const char *name = gfla_clip_data_name(training, i);
        if (!n || !bsearch(&name, names, n, sizeof *names, compare))
            continue;
        example = example ? example : name;
        n_leaked++;
    }
    if (n_leaked > 0)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: %zu of its videos %s learned from too, %s for one: scores of this test will be too "
                 "good",
                 folder, n_leaked, n_leaked == 1 ? "is" : "are", example);
fail:
    free(names);
    return status;
}
