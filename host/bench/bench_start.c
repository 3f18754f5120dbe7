#include "bench/bench_start.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/folder_scratch.h"
#include "base/memory.h"

#define MAX_WORDS 12
#define LOOK_MS 50           /* how long a cancelled measurement goes on */
#define PATIENCE_SECONDS 0.5 /* for a process that was told to end */

extern char **environ;

/* ---- the environment ---- */

/* Where this program and the drivers that are known to cache keep compiled kernels, and what is kept. */
#define N_FOLDERS 4
static const char *const cache_variables[] = {"XDG_CACHE_HOME",        "POCL_CACHE_DIR", "CUDA_CACHE_PATH",
                                              "MESA_SHADER_CACHE_DIR", "GFLA_CACHE",     NULL};
static char keep_all[] = "GFLA_CACHE=all";

static bool is_cache_variable(const char *entry)
{
    const size_t length = strcspn(entry, "=");
    for (int i = 0; cache_variables[i]; i++)
        if (strlen(cache_variables[i]) == length && strncmp(entry, cache_variables[i], length) == 0)
            return true;
    return false;
}

/* The environment of this process but for the caches. *last is where keep_all may be added. */
static gfla_status make_environment(const char *path, char ***list, char ***last, struct gfla_text entries[N_FOLDERS])
{
    gfla_status status;
    size_t n = 0, n_kept = 0;
    while (environ[n])
        n++;
    TRY(gfla_calloc(list, n + N_FOLDERS + 2, sizeof **list, "an environment"));
    for (size_t i = 0; i < n; i++)
        if (!is_cache_variable(environ[i]))
            (*list)[n_kept++] = environ[i];
    for (int i = 0; i < N_FOLDERS; i++) {
        gfla_text_add(&entries[i], "%s=%s", cache_variables[i], path);
        REQUIRE(!entries[i].failed, GFLA_ERROR_MEMORY, "an environment: host memory ran out");
        (*list)[n_kept++] = entries[i].data;
    }
    *last = *list + n_kept;
fail:
    return status;
}

/* ---- a process ---- */

/* The child: its standard output is the pipe, its messages go where ours do. */
static void become(const char *program, char *const *words, char *const *environment, const int ends[2])
{
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execve(program, words, environment);
    _exit(GFLA_ERROR_FAILED);
}

/* What it prints behind its first line, until it ends. NULL: nobody wants it. */
static void read_rest(int end, struct gfla_text *rest)
{
    char bytes[1024];
    bool is_behind = false;
    ssize_t got;
    while ((got = read(end, bytes, sizeof bytes - 1)) > 0 || (got < 0 && errno == EINTR)) {
        bytes[got > 0 ? got : 0] = 0;
        const char *line_end = is_behind ? NULL : strchr(bytes, '\n');
        const char *from = is_behind ? bytes : line_end ? line_end + 1 : "";
        is_behind = is_behind || line_end;
        if (rest)
            gfla_text_add(rest, "%s", from);
    }
}

/* Ends the child, whatever it does, and waits for it: it must not write into a folder that is being removed. */
static void stop_child(pid_t child)
{
    const double until = gfla_clock() + PATIENCE_SECONDS;
    kill(child, SIGTERM);
    while (waitpid(child, NULL, WNOHANG) == 0) {
        if (gfla_clock() > until)
            kill(child, SIGKILL);
        nanosleep(&(struct timespec){.tv_nsec = 1000000L * LOOK_MS}, NULL);
    }
}

/* Until the child has printed something, or ended. */
static gfla_status wait_for_line(pid_t child, int end)
{
    gfla_status status = GFLA_OK;
    struct pollfd line = {.fd = end, .events = POLLIN};
    char byte;
    int how = 0;
    while (poll(&line, 1, LOOK_MS) <= 0)
        if ((status = gfla_check_cancelled()) != GFLA_OK) {
            stop_child(child);
            return status;
        }
    if (read(end, &byte, 1) == 1)
        return GFLA_OK;
    waitpid(child, &how, 0);
    REQUIRE(false, WIFEXITED(how) && WEXITSTATUS(how) ? (gfla_status)WEXITSTATUS(how) : GFLA_ERROR_FAILED,
            "a new process did not come to a result; its own message stands above");
fail:
    return status;
}

static gfla_status time_process(const char *program, char *const *words, char *const *environment, double *seconds,
                                struct gfla_text *rest)
{
    gfla_status status = GFLA_OK;
    int ends[2];
    REQUIRE(pipe(ends) == 0, GFLA_ERROR_FAILED, "a pipe: %s", strerror(errno));
    const double start = gfla_clock();
    const pid_t child = fork();
    if (child == 0)
        become(program, words, environment, ends);
    close(ends[1]);
    status =
        child < 0 ? gfla_fail(GFLA_ERROR_FAILED, "a new process: %s", strerror(errno)) : wait_for_line(child, ends[0]);
    *seconds = gfla_clock() - start;
    if (status == GFLA_OK)
        read_rest(ends[0], rest);
    close(ends[0]);
    if (status == GFLA_OK)
        waitpid(child, NULL, 0); /* its end is not part of the time, but the next one shall have the device to itself */
fail:
    return status;
}

gfla_status gfla_bench_start(const char *net, const struct gfla_bench_setup *setup, double *cold, double *warm,
                             struct gfla_text *kernels)
{
    gfla_status status;
    struct gfla_folder_scratch caches = {.lock = 0};
    struct gfla_text entries[N_FOLDERS] = {{0}};
    char **environment = NULL, **last = NULL;
    const char *words[MAX_WORDS] = {"gfla", "bench", "-q", "--first-run", net};
    int n = 5;
    for (int i = 0; setup->words && setup->words[i] && n < MAX_WORDS - 1; i++)
        words[n++] = setup->words[i];
    TRY(gfla_check_cancelled());
    TRY(gfla_folder_scratch_create(&caches, setup->temporary, GFLA_BENCH_CACHES));
    TRY(make_environment(caches.path, &environment, &last, entries));
    TRY(time_process(setup->program, (char *const *)words, environment, cold, kernels));
    *last = keep_all; /* as `gfla tune` does, which takes long with some drivers */
    TRY(time_process(setup->program, (char *const *)words, environment, warm, NULL));
    *last = NULL;
    TRY(gfla_check_cancelled());
    TRY(time_process(setup->program, (char *const *)words, environment, warm, NULL));
fail:
    gfla_folder_scratch_remove(&caches);
    for (int i = 0; i < N_FOLDERS; i++)
        gfla_text_free(&entries[i]);
    free(environment);
    return status;
}
