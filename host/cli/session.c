/* session.c - what surrounds every command: the log on standard error, signals, the device. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/context.h"
#include "cli/cli.h"
#include "cli/environment.h"
#include "cli/progress.h"

static const char *const level_prefixes[GFLA_LOG_COUNT] = {
    [GFLA_LOG_ERROR] = "", [GFLA_LOG_WARNING] = "warning: ", [GFLA_LOG_INFO] = "", [GFLA_LOG_VERBOSE] = "",
    [GFLA_LOG_DEBUG] = "",
};

static void print_log(void *context, gfla_log_level level, const char *message)
{
    const struct cli *cli = context;
    flockfile(stderr);
    cli_progress_clear();
    fprintf(stderr, "gfla: %s: %s%s\n", cli->command->name, level_prefixes[level], message);
    funlockfile(stderr);
}

static atomic_bool interrupted;

static bool is_interrupted(void *context)
{
    return atomic_load(&interrupted);
}

gfla_status cli_start_context(struct cli *cli)
{
    struct gfla_context_params params;
    char folder[1024];
    gfla_context_params_init(&params);
    cli_environment_read(&params, folder);
    params.log = print_log;
    params.log_level = cli->verbosity < 0    ? GFLA_LOG_ERROR
                       : cli->verbosity == 0 ? GFLA_LOG_INFO
                       : cli->verbosity == 1 ? GFLA_LOG_VERBOSE
                                             : GFLA_LOG_DEBUG;
    params.progress = cli_progress_show;
    params.abort = is_interrupted;
    params.user_data = cli;
    params.n_threads = cli->n_threads;
    params.import_program = "/proc/self/exe";
    gfla_context_destroy(&cli->context);
    const gfla_status status = gfla_context_create(&cli->context, &params);
    gfla_context_enter(cli->context);
    return status;
}

/* Waits for the signals, which every other thread blocks. A handler would not do: the compiler inside an OpenCL driver
 * sets its own while it builds a kernel, and that one deletes the files of the build before it passes the signal on. */
static void *wait_for_signals(void *context)
{
    const sigset_t *signals = context;
    int number = SIGINT;
    sigwait(signals, &number);
    atomic_store(&interrupted, true);
    /* The second one ends the process, for when a driver does not come back. */
    sigwait(signals, &number);
    signal(number, SIG_DFL);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
    return NULL;
}

/* A shell starts background jobs with signals ignored that are not meant for them. */
static void add_unless_ignored(sigset_t *signals, int number)
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
        sigaddset(signals, number);
}

void cli_ignore_signals(void)
{
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

void cli_catch_signals(void)
{
    static sigset_t signals;
    pthread_t thread;
    sigemptyset(&signals);
    add_unless_ignored(&signals, SIGINT);
    add_unless_ignored(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, wait_for_signals, &signals) == 0)
        pthread_detach(thread);
    else
        pthread_sigmask(SIG_UNBLOCK, &signals, NULL); /* without the thread, the default: the process ends at once */
}

void cli_prepare_device(const struct cli *cli)
{
    char text[16];
    if (cli->n_threads <= 0)
        return;
    /* PoCL reads its thread count once, when its platform is first used; a value of the user's own wins. */
    snprintf(text, sizeof text, "%d", cli->n_threads);
    setenv("POCL_MAX_PTHREAD_COUNT", text, 0);
    setenv("POCL_CPU_MAX_CU_COUNT", text, 0);
}

const char *cli_device_selector(const struct cli *cli)
{
    return cli->device ? cli->device : getenv("GFLA_DEVICE");
}

gfla_status cli_open_device(const struct cli *cli, gfla_device **device)
{
    cli_prepare_device(cli);
    return gfla_device_open(device, cli->context, cli_device_selector(cli));
}
