#include "cli/compile_worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tasks/compile/compile_work.h"

int cli_compile_worker(int argc, char **argv)
{
    struct stat about;
    const long parent = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    if (parent <= 0 || fstat(GFLA_HELPER_REPLIES, &about) != 0 || !S_ISFIFO(about.st_mode)) {
        fprintf(stderr, "gfla: compile-worker: gfla starts this itself to compile kernels\n");
        return GFLA_ERROR_USAGE;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        return GFLA_ERROR_FAILED;
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    return gfla_compile_serve(0, GFLA_HELPER_REPLIES);
}
