#include "cli/people/people_options.h"

#include <stdio.h>
#include <string.h>

void people_option_size(const struct argp_state *state, const char *what, const char *arg, int most, int *width,
                        int *height)
{
    char first[16];
    const char *x = strchr(arg, 'x');
    const size_t length = x ? (size_t)(x - arg) : strlen(arg);
    if (length == 0 || length >= sizeof first || (x && !x[1]))
        cli_usage(state, "%s: '%s' is neither N nor WxH, as 256x256", what, arg);
    snprintf(first, sizeof first, "%.*s", (int)length, arg);
    *width = (int)cli_option_int(state, what, first, 1, most);
    *height = x ? (int)cli_option_int(state, what, x + 1, 1, most) : *width;
}

void people_check_standard_input(const struct argp_state *state, const char *const *operands, int n)
{
    int found = 0;
    for (int i = 0; i < n; i++)
        found += operands[i] && strcmp(operands[i], "-") == 0;
    if (found > 1)
        cli_usage(state, "- was named twice: standard input is one file");
}

void people_check_orders(const struct argp_state *state, bool coco_17, bool h36m_17)
{
    if (coco_17 && h36m_17)
        cli_usage(state, "17 joints are either --coco-17 or --h36m-17");
}

gfla_status people_check_output(const struct cli *cli)
{
    if (cli->json && strcmp(cli->output, "-") == 0)
        return gfla_fail(GFLA_ERROR_USAGE, "-o - and --json both write to standard output. hint: -o FILE");
    return GFLA_OK;
}
