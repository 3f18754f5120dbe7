/* Any bytes as an entry of the cache of compiled programs. Half of them get a sum that holds. */
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/random.h"
#include "runtime/internal.h"
#include "tests/fuzz/fuzz.h"

#define KEY "key"
#define SUM_AT 24 /* behind magic and two sizes */
#define BODY_AT 32

static gfla_context *context; /* other targets have others */

static void make_cache(void)
{
    struct gfla_context_params params;
    char *path;
    gfla_context_params_init(&params);
    params.cache_folder = fuzz_folder("cache");
    params.cache = GFLA_CACHE_ALL;
    fuzz_require(gfla_context_create(&context, &params) == GFLA_OK, "a context can be made");
    gfla_context *before = gfla_context_enter(context);
    fuzz_require(gfla_program_cache_path(KEY, &path) && gfla_cache_create_folder(path) == GFLA_OK, "it has a path");
    fuzz_link(path);
    free(path);
    gfla_context_enter(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool made;
    void *binary;
    size_t n;
    char *copy = fuzz_text(data, size);
    if (!made)
        make_cache();
    made = true;
    if (size % 2 && size > BODY_AT) {
        const uint64_t sum = gfla_hash_bytes(copy + BODY_AT, size - BODY_AT);
        memcpy(copy + SUM_AT, &sum, sizeof sum);
    }
    fuzz_file((const uint8_t *)copy, size);
    gfla_context *before = gfla_context_enter(context);
    if (gfla_program_cache_read(KEY, &binary, &n)) {
        fuzz_require(n < size && memcmp(binary, copy + size - n, n) == 0, "a program is the end of its entry");
        fuzz_accepted(0, 1);
        free(binary);
    }
    gfla_context_enter(before);
    free(copy);
    return 0;
}
