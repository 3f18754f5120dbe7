/* session.c - what surrounds every command: the log on standard error, progress, the device. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "cli/cli.h"
#include "cli/environment.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

static const char *const level_prefixes[GFLA_LOG_COUNT] = {
    [GFLA_LOG_ERROR] = "", [GFLA_LOG_WARNING] = "warning: ", [GFLA_LOG_INFO] = "", [GFLA_LOG_VERBOSE] = "",
    [GFLA_LOG_DEBUG] = "",
};

static void print_log(void *context, gfla_log_level level, const char *message)
{
    const struct cli *cli = context;
    if (cli->speaks_alone && level > GFLA_LOG_ERROR && !pthread_equal(pthread_self(), cli->thread))
        return;
    flockfile(stderr);
    cli_progress_clear();
    fprintf(stderr, "gfla: %s: %s%s\n", cli->command->name, level_prefixes[level], message);
    funlockfile(stderr);
}

static bool is_interrupted(void *context)
{
    return cli_is_interrupted();
}

static void show_progress(void *context, const struct gfla_progress *progress)
{
    const struct cli *cli = context;
    const bool is_kernels = strcmp(progress->what, "kernels") == 0;
    if (!is_kernels && !pthread_equal(pthread_self(), cli->thread))
        return;        /* of one of several devices: what all of them do is counted in this command's thread */
    flockfile(stderr); /* their kernels are compiled at once */
    if (cli->saves && progress->done > progress->skipped && strcmp(progress->what, cli->saves) == 0)
        cli_interrupt_waits();
    cli_progress_show(context, progress);
    funlockfile(stderr);
}

gfla_status cli_start_context(struct cli *cli)
{
    struct gfla_context_params params;
    char folder[1024];
    gfla_context_params_init(&params);
    const gfla_status read = cli_environment_read(&params, folder);
    if (read != GFLA_OK)
        return read;
    params.log = print_log;
    params.log_level = cli->verbosity < 0    ? GFLA_LOG_ERROR
                       : cli->verbosity == 0 ? GFLA_LOG_INFO
                       : cli->verbosity == 1 ? GFLA_LOG_VERBOSE
                                             : GFLA_LOG_DEBUG;
    params.progress = show_progress;
    params.abort = is_interrupted;
    params.user_data = cli;
    cli->thread = pthread_self();
    params.n_threads = cli->n_threads;
    params.import_program = params.compile_program = "/proc/self/exe";
    gfla_context_destroy(&cli->context);
    const gfla_status status = gfla_context_create(&cli->context, &params);
    gfla_context_enter(cli->context);
    return status;
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

gfla_status cli_open_devices(const struct cli *cli, gfla_device ***devices, size_t *count)
{
    cli_prepare_device(cli);
    return gfla_device_open_all(devices, count, cli->context, cli_device_selector(cli));
}
