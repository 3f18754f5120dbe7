/* Lines of any bytes as inputs of a batch: different ones get different names, whatever their case. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/output_names.h"
#include "tests/fuzz/fuzz.h"

#define MOST_PATHS 32

static void check_names(const char *const *paths, const char **names, size_t n, gfla_arena *arena)
{
    for (size_t i = 0; i < n; i++) {
        fuzz_require(names[i][0] && !strchr(names[i], '/'), "a name is a file's");
        for (size_t k = 0; k < i; k++)
            fuzz_require((strcasecmp(names[i], names[k]) == 0) == (strcmp(paths[i], paths[k]) == 0),
                         "equal paths alone have equal names");
    }
    fuzz_require(gfla_output_names_number(names, n, arena) == GFLA_OK, "names are numbered");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            fuzz_require(strcasecmp(names[i], names[k]) != 0, "numbered names differ");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const endings[] = {"_keypoints", "_pose", NULL};
    const struct gfla_output_names_params params = {.endings = endings, .most_bytes = 40};
    const char *paths[MOST_PATHS], *names[MOST_PATHS];
    gfla_arena *arena;
    size_t n = 0;
    char *text = calloc(size + 1, 1);
    if (!text || gfla_arena_create(&arena) != GFLA_OK)
        abort();
    if (size)
        memcpy(text, data, size);
    for (char *line = text; line && n < MOST_PATHS;) {
        paths[n++] = line;
        line = strchr(line, '\n');
        if (line)
            *line++ = 0;
    }
    fuzz_require(gfla_output_names(paths, n, &params, arena, names) == GFLA_OK, "paths are named");
    check_names(paths, names, n, arena);
    fuzz_accepted(0, 1);
    gfla_arena_destroy(&arena);
    free(text);
    return 0;
}
