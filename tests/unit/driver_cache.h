/* tests/unit/driver_cache.h - a cache folder of the test's own, in which nothing has to be compiled again. */
#ifndef GFLA_TESTS_DRIVER_CACHE_H
#define GFLA_TESTS_DRIVER_CACHE_H

#include "tests/unit/scratch.h"
#include "surroundings.h"

/* Group setup: XDG_CACHE_HOME becomes the scratch folder; PoCL's compiled kernels, which it keeps below it too, stay
 * where they are. */
static inline int driver_cache_keep_and_enter_scratch(void **state)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char path[512];
    snprintf(path, sizeof path, "%s%s/pocl/kcache", cache ? cache : home ? home : "", cache ? "" : "/.cache");
    setenv("POCL_CACHE_DIR", path, 0);
    if (scratch_create(state) != 0)
        return 1;
    surround_env("XDG_CACHE_HOME", scratch_folder);
    return 0;
}

#endif
