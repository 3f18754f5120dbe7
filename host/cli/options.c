/* options.c - the command line of a command: its own options and the common ones, through argp. */
#define _GNU_SOURCE /* program_invocation_short_name */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "cli/cli.h"

/* Keys of the long options that have no letter; above every key of a command. */
enum { KEY_JSON = 0x10000, KEY_SEED, KEY_THREADS, KEY_SHARD };

const char *const cli_group_titles[CLI_GROUP_COUNT] = {
    [CLI_GROUP_MAKE] = "Make pictures",
    [CLI_GROUP_PREPARE] = "Prepare data",
    [CLI_GROUP_LEARN] = "Train and measure networks",
    [CLI_GROUP_DEVICE] = "Devices",
};

static const struct common_option {
    unsigned bit; /* 0: in every command */
    struct argp_option option;
} common_options[] = {
    {CLI_DEVICE, {"device", 'd', "DEVICE", 0, "number or part of the name in `gfla devices', or cpu, gpu, null", 0}},
    {CLI_DEVICES,
     {"device", 'd', "DEVICE", 0,
      "number or part of the name in `gfla devices', or cpu, gpu, null; several share the work: 0,1, gpus, or "
      "cpu:2 for its two halves",
      0}},
    {CLI_OUTPUT, {"output", 'o', "PATH", 0, "output file or folder; the ending is the format", 0}},
    {CLI_OUTPUT, {"yes", 'y', 0, 0, "overwrite outputs that exist", 0}},
    {CLI_OUTPUT, {"no-clobber", 'n', 0, 0, "leave outputs that exist, and skip their work", 0}},
    {CLI_JSON, {"json", KEY_JSON, 0, 0, "result as JSON on standard output, one object per line", 0}},
    {CLI_SEED, {"seed", KEY_SEED, "N", 0, "start of the random numbers (default 0)", 0}},
    {CLI_THREADS, {"threads", KEY_THREADS, "N", 0, "threads of the host and of CPU devices (default: all)", 0}},
    {CLI_SHARD, {"shard", KEY_SHARD, "I/N", 0, "work on part I of N of the batch, I from 1 to N", 0}},
    {0, {"quiet", 'q', 0, 0, "errors only", 0}},
    {0, {0, 'h', 0, OPTION_HIDDEN, 0, 0}}, /* as --help, which argp adds with '?' */
    {0, {"verbose", 'v', 0, 0, "say more; twice: everything", 0}},
};
enum { N_COMMON_OPTIONS = sizeof common_options / sizeof common_options[0] };
_Static_assert(N_COMMON_OPTIONS <= CLI_MOST_COMMON_OPTIONS, "callers have room for all");

void cli_usage(const struct argp_state *state, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "%s: ", state->argv[0]);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    argp_state_help(state, stderr, ARGP_HELP_STD_ERR);
    exit(GFLA_ERROR_USAGE);
}

long long cli_option_int(const struct argp_state *state, const char *what, const char *arg, long long lo, long long hi)
{
    long long value;
    if (gfla_parse_int(arg, lo, hi, what, &value) != GFLA_OK)
        cli_usage(state, "%s", gfla_error_message());
    return value;
}

double cli_option_double(const struct argp_state *state, const char *what, const char *arg, double lo, double hi)
{
    double value;
    if (gfla_parse_double(arg, lo, hi, what, &value) != GFLA_OK)
        cli_usage(state, "%s", gfla_error_message());
    return value;
}

int cli_option_word(const struct argp_state *state, const char *what, const char *arg, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], arg) == 0)
            return i;
    struct gfla_text list = {0};
    for (int i = 0; words[i]; i++)
        gfla_text_add(&list, "%s%s", i > 0 ? ", " : "", words[i]);
    cli_usage(state, "%s: '%s' is none of %s", what, arg, list.data);
}

unsigned cli_option_words(const struct argp_state *state, const char *what, const char *arg, const char *const *words)
{
    unsigned bits = 0;
    while (*arg) {
        char word[32];
        const size_t length = strcspn(arg, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, arg);
        bits |= 1u << cli_option_word(state, what, word, words);
        arg += length + (arg[length] == ',');
    }
    return bits;
}

static void parse_shard(struct cli *cli, const struct argp_state *state, const char *arg)
{
    char part[16];
    const char *slash = strchr(arg, '/');
    if (!slash || (size_t)(slash - arg) >= sizeof part)
        cli_usage(state, "--shard: '%s' is not of the form I/N", arg);
    memcpy(part, arg, (size_t)(slash - arg));
    part[slash - arg] = '\0';
    cli->batch.n_shards = (int)cli_option_int(state, "--shard: N", slash + 1, 1, 1000000);
    cli->batch.shard = (int)cli_option_int(state, "--shard: I", part, 1, cli->batch.n_shards) - 1;
}

const char *cli_follow_link(const char *path)
{
    static char resolved[2][PATH_MAX]; /* a command names no more outputs */
    static int n;
    struct stat about;
    const bool is_systems = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    if (n == 2 || is_systems || lstat(path, &about) != 0 || !S_ISLNK(about.st_mode) || stat(path, &about) != 0 ||
        S_ISDIR(about.st_mode) || !realpath(path, resolved[n]))
        return path;
    return resolved[n++];
}

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    struct cli *cli = state->input;
    switch (key) {
    case 'd':
        cli->device = arg;
        break;
    case 'o':
        cli->output = cli_follow_link(arg);
        break;
    case 'y':
        cli->existing = GFLA_EXISTING_OVERWRITE;
        break;
    case 'n':
        cli->existing = GFLA_EXISTING_SKIP;
        break;
    case 'h':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        break;
    case 'q':
        cli->verbosity = -1;
        break;
    case 'v':
        cli->verbosity = cli->verbosity < 0 ? 1 : cli->verbosity + 1;
        break;
    case KEY_JSON:
        cli->json = true;
        break;
    case KEY_SEED:
        cli->seed = (uint64_t)cli_option_int(state, "--seed", arg, 0, 0x7fffffffffffffff);
        cli->has_seed = true;
        break;
    case KEY_THREADS:
        cli->n_threads = (int)cli_option_int(state, "--threads", arg, 1, 4096);
        break;
    case KEY_SHARD:
        parse_shard(cli, state, arg);
        break;
    case ARGP_KEY_END:
        if ((cli->command->common & CLI_MUST_OUTPUT) == CLI_MUST_OUTPUT && !cli->output)
            cli_usage(state, "no output was named. hint: -o PATH");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* What the parser below hands to its two children. */
struct inputs {
    struct cli *cli;
    void *params;
    char **argv; /* the caller's words, after "gfla: view" */
};

/* Usage lines shall begin with "gfla view", messages with "gfla: view:". getopt takes the name for its messages from
 * argv[0]; argp takes the other from there too, unless the array was exchanged while it started: then from the
 * program's name. */
static error_t parse_root(int key, char *arg, struct argp_state *state)
{
    struct inputs *inputs = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->argv = inputs->argv;
        state->child_inputs[0] = inputs->params;
        state->child_inputs[1] = inputs->cli;
        return 0;
    case ARGP_KEY_ARG:
        if (!inputs->cli->command->args)
            cli_usage(state, "unexpected argument '%s'", arg);
        return ARGP_ERR_UNKNOWN;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void cli_common_options(unsigned wanted, struct argp_option *filtered)
{
    int n = 0;
    for (int i = 0; i < N_COMMON_OPTIONS; i++)
        if (!common_options[i].bit || (common_options[i].bit & wanted))
            filtered[n++] = common_options[i].option;
}

static error_t parse_words(struct cli *cli, int argc, char **argv, struct inputs *inputs)
{
    const struct cli_command *command = cli->command;
    struct argp_option filtered[N_COMMON_OPTIONS + 1] = {0};
    cli_common_options(command->common, filtered);
    const struct argp own = {.options = command->options, .parser = command->parse};
    const struct argp common = {.options = filtered, .parser = parse_common};
    const struct argp_child children[] = {{&own, 0, NULL, 0}, {&common, 0, "Common options:", 1}, {0}};
    const struct argp root = {
        .parser = parse_root, .args_doc = command->args, .doc = command->doc, .children = children};
    return argp_parse(&root, argc, argv, 0, NULL, inputs);
}

gfla_status cli_parse(struct cli *cli, int argc, char **argv, void *params)
{
    static char usage_name[64], message_name[64];
    gfla_status status = GFLA_OK;
    struct inputs inputs = {.cli = cli, .params = params};
    TRY(gfla_calloc(&inputs.argv, (size_t)argc + 1, sizeof *inputs.argv, "the command line"));
    memcpy(inputs.argv, argv, (size_t)argc * sizeof *argv);
    snprintf(usage_name, sizeof usage_name, "gfla %s", cli->command->name);
    snprintf(message_name, sizeof message_name, "gfla: %s", cli->command->name);
    program_invocation_short_name = usage_name;
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0); /* no remark below the options that long ones take arguments too */
    inputs.argv[0] = message_name;
    error_t failed = parse_words(cli, argc, argv, &inputs);
    REQUIRE(failed != ENOMEM, GFLA_ERROR_MEMORY, "the command line: host memory ran out");
    REQUIRE(failed == 0, GFLA_ERROR_FAILED, "the command line could not be read: %s", strerror(failed));
    status = cli_start_context(cli);
fail:
    free(inputs.argv);
    return status;
}
