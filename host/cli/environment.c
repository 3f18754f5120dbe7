#include "cli/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The position of $name among words, which end in NULL; 0 when it is none of them. */
static int choice_of(const char *name, const char *const *words)
{
    const char *value = getenv(name);
    for (int i = 0; value && words[i]; i++)
        if (strcmp(value, words[i]) == 0)
            return i;
    return 0;
}

static const char *text_of(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

void cli_environment_read(struct gfla_context_params *params, char folder[1024])
{
    static const char *const caches[] = {
        [GFLA_CACHE_AUTO] = "auto", [GFLA_CACHE_OFF] = "off", [GFLA_CACHE_ALL] = "all", NULL};
    static const char *const tunings[] = {[GFLA_TUNING_AUTO] = "auto",
                                          [GFLA_TUNING_OFF] = "off",
                                          [GFLA_TUNING_READ] = "read",
                                          [GFLA_TUNING_FORCE] = "force",
                                          NULL};
    static const char *const checks[] = {
        [GFLA_CHECK_AUTO] = "auto", [GFLA_CHECK_OFF] = "off", [GFLA_CHECK_ALWAYS] = "always", NULL};
    const char *cache = text_of("XDG_CACHE_HOME"), *home = text_of("HOME");
    params->cache = (gfla_cache_mode)choice_of("GFLA_CACHE", caches);
    params->tuning = (gfla_tuning_mode)choice_of("GFLA_TUNE", tunings);
    params->check = (gfla_check_mode)choice_of("GFLA_CHECK", checks);
    params->kernels_folder = text_of("GFLA_KERNELS");
    params->model_folders = text_of("GFLA_MODELS");
    params->cache_folder = folder;
    /* Relative paths are ignored, as the XDG standard says. */
    if (cache && cache[0] == '/')
        snprintf(folder, 1024, "%s/gfla", cache);
    else if (home && home[0] == '/')
        snprintf(folder, 1024, "%s/.cache/gfla", home);
    else
        params->cache_folder = NULL;
}
