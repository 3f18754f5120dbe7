/* Processes that the program starts, and the pipes to them. */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fault/fault.h"

static bool fails(const void *caller, enum fault_kind kind)
{
    return fault_owner_of(caller) == FAULT_OWNER_PROGRAM && fault_now(kind);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *files,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    FAULT_NEXT(posix_spawn);
    return fails(__builtin_return_address(0), FAULT_SPAWN) ? EAGAIN
                                                           : next(pid, path, files, attributes, argv, environment);
}

int socketpair(int domain, int type, int protocol, int ends[2])
{
    FAULT_NEXT(socketpair);
    if (!fails(__builtin_return_address(0), FAULT_PIPE))
        return next(domain, type, protocol, ends);
    errno = EMFILE;
    return -1;
}

int pipe2(int ends[2], int flags)
{
    FAULT_NEXT(pipe2);
    if (!fails(__builtin_return_address(0), FAULT_PIPE))
        return next(ends, flags);
    errno = EMFILE;
    return -1;
}
