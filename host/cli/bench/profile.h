/* cli/bench/profile.h - where the time of all kernels went, as text. */
#ifndef GFLA_CLI_BENCH_PROFILE_H
#define GFLA_CLI_BENCH_PROFILE_H

#include "cli/cli.h"

/* Prints the kernels that took longest since gfla_device_profile was turned on, slowest first: milliseconds in all,
 * kernel, what it was computed for, how often, milliseconds and speed of each. */
gfla_status cli_print_profile(const struct cli *cli, gfla_device *device);

#endif
