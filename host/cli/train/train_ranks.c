#define _GNU_SOURCE /* sched_getaffinity */
#include "cli/train/train_ranks.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/environment.h"
#include "cli/progress.h"

/* Processors that this rank has to itself: those that it was bound to, or its part of all. */
static int own_processors(int n_local)
{
    cpu_set_t set;
    const int all = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int bound = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : all;
    const int own = bound < all ? bound : all / n_local;
    return own > 1 ? own : 1;
}

/* Word number `number` of a list with commas, again from its beginning where there are fewer. */
static const char *choose_word(const char *list, int number)
{
    int n = 1;
    for (const char *c = list; *c; c++)
        n += *c == ',';
    for (number %= n; number > 0; number--)
        list = strchr(list, ',') + 1;
    return strndup(list, strcspn(list, ",")); /* lives as long as the command line's words, to the end of the process */
}

/* NULL: there is one of the default's kind, or none. */
static const char *choose_device(int local_rank)
{
    struct gfla_device_info *list = NULL;
    size_t count = 0, n = 0;
    char *words = NULL;
    const char *chosen = NULL;
    gfla_device_kind kind = GFLA_DEVICE_CPU;
    if (gfla_device_list(&list, &count) != GFLA_OK)
        return NULL; /* opening the device says why */
    for (size_t i = 0; i < count; i++)
        kind = list[i].is_default ? list[i].kind : kind;
    words = calloc(count + 1, 12);
    for (size_t i = 0; i < count && words; i++)
        if (list[i].kind == kind && !list[i].is_software_gpu)
            snprintf(words + strlen(words), 12, n++ ? ",%d" : "%d", list[i].index);
    if (n > 1)
        chosen = choose_word(words, local_rank);
    free(words);
    gfla_device_list_free(&list);
    return chosen;
}

static gfla_status settle(struct cli *cli, const gfla_exchange *exchange)
{
    const int local_rank = gfla_exchange_get_local_rank(exchange), n_local = gfla_exchange_get_local_count(exchange);
    if (cli->n_threads == 0)
        cli->n_threads = own_processors(n_local);
    cli_prepare_device(cli);
    const char *named = cli_device_selector(cli);
    cli->device = named ? choose_word(named, local_rank) : choose_device(local_rank);
    if (gfla_exchange_get_rank(exchange) > 0) {
        cli->verbosity = -1;
        cli->json = false;
    }
    return cli_start_context(cli);
}

gfla_status train_ranks_join(struct cli *cli, gfla_exchange **exchange)
{
    gfla_status status = GFLA_OK;
    *exchange = NULL;
    if (cli_environment_ranks() <= 1)
        return GFLA_OK;
    TRY(gfla_exchange_join_mpi(exchange, NULL));
    TRY(settle(cli, *exchange));
fail:
    return status;
}

void train_ranks_leave(struct cli *cli, gfla_exchange **exchange, gfla_status status)
{
    if (!*exchange)
        return;
    if (status != GFLA_OK && !gfla_exchange_is_agreed(*exchange)) {
        cli_progress_clear();
        fprintf(stderr, "gfla: %s: rank %d: %s\n", cli->command->name, gfla_exchange_get_rank(*exchange),
                gfla_error_message());
        fflush(NULL);
        gfla_exchange_abandon(*exchange, status);
    }
    cli->is_silent = status != GFLA_OK && gfla_exchange_get_rank(*exchange) > 0;
    gfla_exchange_leave(exchange);
}
