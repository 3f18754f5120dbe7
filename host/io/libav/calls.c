#include "io/libav/calls.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SONAME(name, major) name ".so." AV_STRINGIFY(major)

struct gfla_libav_calls gfla_av;
static char failure[256]; /* written once */

/* A function of either library or of those that it needs. */
static void *find(void *const libraries[2], const char *name)
{
    void *function = dlsym(libraries[0], name);

    if (!function)
        function = dlsym(libraries[1], name);
    if (!function && !failure[0])
        snprintf(failure, sizeof failure, "videos need libav, and the installed one has no %s", name);
    return function;
}

static void load(void)
{
    static const char *const names[2] = {SONAME("libavformat", LIBAVFORMAT_VERSION_MAJOR),
                                         SONAME("libswscale", LIBSWSCALE_VERSION_MAJOR)};
    void *libraries[2]; /* never closed */

    for (int i = 0; i < 2; i++) {
        libraries[i] = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
        if (libraries[i])
            continue;
        snprintf(failure, sizeof failure,
                 "videos need libav: %s. hint: install libavformat and libswscale, or use .webp", dlerror());
        return;
    }
#define FIND(name)                                                                                                     \
    do {                                                                                                               \
        void *function = find(libraries, #name);                                                                       \
        memcpy(&gfla_av.name, &function, sizeof function); /* C has no conversion from objects to functions */         \
    } while (0);
    GFLA_LIBAV_CALLS(FIND)
}

const char *gfla_libav_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return failure[0] ? failure : NULL;
}
