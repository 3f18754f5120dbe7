/* exchange_load.c - finds and loads the module of MPI, when the first exchange is joined. Programs that train alone
 * neither need MPI nor wait for it to be loaded. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/folder_own.h"
#include "train/exchange.h"

#define MODULE "gfla_mpi.so"

/* Beside what is built; as installed, of the library and of the program. */
static bool find_module(char path[PATH_MAX])
{
    static const char *const places[] = {MODULE, "gfla/" MODULE, GFLA_MODULE_FOLDER "/" MODULE};
    char folder[PATH_MAX];
    if (!gfla_folder_own(folder, sizeof folder))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (snprintf(path, PATH_MAX, "%s/%s", folder, places[i]) < PATH_MAX && gfla_file_exists(path))
            return true;
    return false;
}

static gfla_status join_mpi(gfla_exchange **exchange)
{
    gfla_status status;
    char path[PATH_MAX];
    const struct gfla_exchange_kind *kind = NULL;
    void *self = NULL, *symbol = NULL;
    gfla_exchange_join_function *join;
    struct gfla_exchange_place place = {.n_ranks = 1};
    *exchange = NULL;
    REQUIRE(find_module(path), GFLA_ERROR_USAGE,
            "this gfla cannot use MPI: %s is not there. hint: install the package gfla-mpi, or libopenmpi-dev and "
            "build gfla anew",
            MODULE);
    void *module = dlopen(path, RTLD_NOW | RTLD_GLOBAL); /* plugins of Open MPI look for it among all symbols */
    REQUIRE(module, GFLA_ERROR_FAILED, "MPI cannot be loaded: %s", dlerror());
    symbol = dlsym(module, GFLA_EXCHANGE_JOIN);
    REQUIRE(symbol, GFLA_ERROR_FAILED, "%s: %s", path, dlerror());
    memcpy(&join, &symbol, sizeof join);
    const char *failure = join(&kind, &self, &place);
    REQUIRE(!failure, GFLA_ERROR_FAILED, "MPI cannot be started: %s", failure);
    TRY(gfla_exchange_create(exchange, kind, self, &place));
fail:
    return status; /* the module stays: what MPI has registered to be called at the end lies in it */
}

gfla_status gfla_exchange_join_mpi(gfla_exchange **exchange, gfla_context *context)
{
    gfla_context *const before = gfla_context_enter(context);
    const gfla_status status = join_mpi(exchange);
    gfla_context_enter(before);
    return status;
}
