/* cli/people/people_options.h - what the command lines of people have in common. */
#ifndef GFLA_CLI_PEOPLE_PEOPLE_OPTIONS_H
#define GFLA_CLI_PEOPLE_PEOPLE_OPTIONS_H

#include "cli/cli.h"

/* For parse functions: N or WxH, each from 1 to `most`; anything else is wrong usage. */
void people_option_size(const struct argp_state *state, const char *what, const char *arg, int most, int *width,
                        int *height);

/* At the end of parse: standard input is one file, and `operands` of n names take it once at most. */
void people_check_standard_input(const struct argp_state *state, const char *const *operands, int n);

/* For parse functions: 17 joints are of one order. */
void people_check_orders(const struct argp_state *state, bool coco_17, bool h36m_17);

/* After parsing: GFLA_ERROR_USAGE where -o - and --json would both write to standard output. */
gfla_status people_check_output(const struct cli *cli);

#endif
