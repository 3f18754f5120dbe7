#define _GNU_SOURCE /* POLLRDHUP */
#include "cli/confine.h"

#include <gfla/status.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/helper.h"

#define STACK_BYTES ((size_t)8 << 20)
#define WATCHER_STACK ((size_t)64 << 10)
#define MAX_FILES 256

/* Reading may never come back: this thread sees the parent go. */
static void *watch(void *context)
{
    struct pollfd requests = {.fd = 0, .events = POLLRDHUP};
    while (poll(&requests, 1, -1) <= 0)
        continue;
    _exit(0);
}

static bool start_watching(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setstacksize(&attributes, WATCHER_STACK);
    const bool started = pthread_create(&thread, &attributes, watch, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

static void limit(int what, rlim_t most)
{
    struct rlimit r;
    if (getrlimit(what, &r) == 0 && (r.rlim_max == RLIM_INFINITY || most < r.rlim_max))
        r.rlim_max = most;
    r.rlim_cur = r.rlim_max;
    setrlimit(what, &r);
}

static void ignore_signals(void)
{
    const int polite[] = {SIGINT, SIGTERM, SIGHUP, SIGXFSZ};
    for (size_t i = 0; i < sizeof polite / sizeof *polite; i++)
        signal(polite[i], SIG_IGN);
}

static void give_up_rights(size_t megabytes)
{
    for (int fd = GFLA_HELPER_REPLIES + 1; fd < 1024; fd++)
        close(fd);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, MAX_FILES);
    limit(RLIMIT_STACK, STACK_BYTES);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow is larger than any limit */
    limit(RLIMIT_DATA, (rlim_t)megabytes << 20);
#endif
}

int cli_confine(int argc, char **argv, const char *purpose, bool with_thread)
{
    struct stat about;
    const size_t megabytes = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    const long parent = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    if (megabytes == 0 || fstat(GFLA_HELPER_REPLIES, &about) != 0 || !S_ISFIFO(about.st_mode)) {
        fprintf(stderr, "gfla: %s: gfla starts this itself to %s\n", argv[0], purpose);
        return GFLA_ERROR_USAGE;
    }
    ignore_signals();
    if (with_thread)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || !start_watching())
        return GFLA_ERROR_FAILED;
    give_up_rights(megabytes);
    return GFLA_OK;
}
