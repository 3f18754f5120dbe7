/* tests/unit/scratch.h - a folder for the files of a test, and failures checked by status and message. */
#ifndef GFLA_TESTS_SCRATCH_H
#define GFLA_TESTS_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define SCRATCH_SIZE 256

static char scratch_folder[SCRATCH_SIZE];

/* A fresh folder below TMPDIR. Not 0: there is none. */
static inline int scratch_make(char path[SCRATCH_SIZE])
{
    const char *root = getenv("TMPDIR");

    snprintf(path, SCRATCH_SIZE, "%s/gfla-test-XXXXXX", root ? root : "/tmp");
    return mkdtemp(path) ? 0 : 1;
}

/* Group setup. */
static inline int scratch_create(void **state)
{
    return scratch_make(scratch_folder);
}

static inline void scratch_remove_below(const char *folder)
{
    char **names;
    size_t n;

    if (gfla_folder_list(folder, &names, &n) != GFLA_OK)
        return;
    for (size_t i = 0; i < n; i++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%s", folder, names[i]) >= (int)sizeof path)
            continue;
        if (unlink(path) != 0)
            scratch_remove_below(path);
    }
    free(names);
    rmdir(folder);
}

/* Group teardown. */
static inline int scratch_remove(void **state)
{
    scratch_remove_below(scratch_folder);
    return 0;
}

/* The path of a file in the folder; valid until the fourth call from now. */
static inline const char *scratch(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
    return path;
}

/* Files in the folder: writers that fail must leave none behind. */
static inline size_t scratch_count(void)
{
    char **names = NULL;
    size_t n = 0;

    assert_int_equal(gfla_folder_list(scratch_folder, &names, &n), GFLA_OK);
    free(names);
    return n;
}

/* Files cannot grow beyond this; negative: as they like. As a full disk, for outputs that are replaced, not followed. */
static inline void scratch_limit_files(long bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t)bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

#define assert_ok(call)                                                                                                \
    do {                                                                                                               \
        gfla_status status_ = (call);                                                                                  \
        if (status_ != GFLA_OK)                                                                                        \
            fail_msg("%s: %d, %s", #call, status_, gfla_error_message());                                              \
    } while (0)

/* The call fails with this code, and the message holds this text. */
#define assert_fails(call, code, text)                                                                                 \
    do {                                                                                                               \
        gfla_status status_ = (call);                                                                                  \
        if (status_ != (code))                                                                                         \
            fail_msg("%s: status %d, not %d: %s", #call, status_, (code), gfla_error_message());                       \
        if (!strstr(gfla_error_message(), (text)))                                                                     \
            fail_msg("%s: no \"%s\" in: %s", #call, (text), gfla_error_message());                                     \
    } while (0)

#endif
