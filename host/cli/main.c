/* main.c - finds the command, runs it, and turns its status into one message and an exit code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/compile_worker.h"
#include "cli/hdf5_worker.h"
#include "cli/import_worker.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

static void print_help(FILE *stream)
{
    fprintf(stream, "Usage: gfla COMMAND [OPTION...]\n"
                    "Novel views, poses and faces from one picture, on any OpenCL device.\n");
    for (int group = 0; group < CLI_GROUP_COUNT; group++) {
        const char *title = cli_group_titles[group];
        for (const struct cli_command *const *c = cli_commands; *c; c++) {
            if ((int)(*c)->group != group)
                continue;
            if (title)
                fprintf(stream, "\n%s:\n", title);
            title = NULL;
            fprintf(stream, "  %-10s %s\n", (*c)->name, (*c)->summary);
        }
    }
    fprintf(stream, "\n`gfla help COMMAND' says more about one of them.\n");
}

static const struct cli_command *find_command(const char *name)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

/* How many letters have to be changed, added, left out or swapped with their neighbour to make b of a; 9: too many, or
 * a word of more than 15 letters. */
static int distance(const char *a, const char *b)
{
    int rows[17][17];
    const int n = (int)strlen(a), m = (int)strlen(b);
    if (n > 15 || m > 15)
        return 9;
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            int least = i == 0 ? j : i;
            if (i > 0 && j > 0) {
                const int change = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
                const int skip = 1 + (rows[i - 1][j] < rows[i][j - 1] ? rows[i - 1][j] : rows[i][j - 1]);
                least = change < skip ? change : skip;
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && rows[i - 2][j - 2] + 1 < least)
                    least = rows[i - 2][j - 2] + 1;
            }
            rows[i][j] = least;
        }
    return rows[n][m];
}

/* The command that was meant, most likely; NULL: none is near. */
static const char *nearest_command(const char *word)
{
    const char *nearest = NULL;
    int least = strlen(word) > 4 ? 3 : 2; /* that many are too many */
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        const int d = distance(word, (*c)->name);
        if (d < least) {
            least = d;
            nearest = (*c)->name;
        }
    }
    return nearest;
}

static int no_command(const char *where, const char *word)
{
    const char *nearest = nearest_command(word);
    fprintf(stderr, "gfla: %sthere is no command '%s'", where, word);
    if (nearest)
        fprintf(stderr, ". Did you mean '%s'?", nearest);
    fprintf(stderr, "\nTry `gfla help' for the list of commands.\n");
    return GFLA_ERROR_USAGE;
}

static int usage_error(const char *fmt, const char *arg)
{
    fprintf(stderr, "gfla: ");
    fprintf(stderr, fmt, arg);
    fprintf(stderr, "\nTry `gfla help' for the list of commands.\n");
    return GFLA_ERROR_USAGE;
}

static int finish(const char *who, gfla_status status, bool is_silent)
{
    /* The results are part of the work: a full disk behind a redirection is a failure. */
    if (status == GFLA_OK)
        status = cli_flush();
    else
        fflush(stdout);
    cli_progress_clear();
    if (status != GFLA_OK && !is_silent)
        fprintf(stderr, "gfla: %s: %s\n", who, gfla_error_message());
    return status;
}

static int run_command(const struct cli_command *command, int argc, char **argv)
{
    struct cli cli = {.command = command};
    cli_interrupt_catch(command->name);
    const gfla_status status = command->run(&cli, argc, argv);
    const int code = finish(command->name, status, cli.is_silent);
    gfla_context_destroy(&cli.context);
    return code;
}

static int run_help(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stdout);
        return finish("help", GFLA_OK, false);
    }
    const struct cli_command *command = find_command(argv[1]);
    if (!command)
        return no_command("help: ", argv[1]);
    char help[] = "--help";
    return run_command(command, 2, (char *[]){argv[1], help, NULL});
}

int main(int argc, char **argv)
{
    argp_err_exit_status = GFLA_ERROR_USAGE;
    cli_interrupt_ignore();
    if (argc < 2) {
        print_help(stderr);
        return GFLA_ERROR_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        printf("gfla %s\n", GFLA_VERSION);
        return finish("version", GFLA_OK, false);
    }
    if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return run_help(argc - 1, argv + 1);
    if (strcmp(word, CLI_IMPORT_WORD) == 0)
        return cli_import_worker(argc - 1, argv + 1);
    if (strcmp(word, CLI_HDF5_WORD) == 0)
        return cli_hdf5_worker(argc - 1, argv + 1);
    if (strcmp(word, CLI_COMPILE_WORD) == 0)
        return cli_compile_worker(argc - 1, argv + 1);
    if (word[0] == '-')
        return usage_error("unknown option '%s'; options follow the command", word);
    const struct cli_command *command = find_command(word);
    if (!command)
        return no_command("", word);
    return run_command(command, argc - 1, argv + 1);
}
