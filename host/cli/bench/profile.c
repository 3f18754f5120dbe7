#include "cli/bench/profile.h"

#include "bench/bench_profile.h"

#define MOST_ROWS 60

static void print_row(void *cli, const struct gfla_bench_kernel *row)
{
    cli_print(cli, "%9.1f ms  %-24s %-40s %6zu x %8.3f ms %7.1f GFLOP/s\n", 1e3 * row->seconds, row->kernel, row->label,
              row->count, 1e3 * row->seconds / (double)row->count, 1e-9 * row->flops / row->seconds);
}

gfla_status cli_print_profile(const struct cli *cli, gfla_device *device)
{
    return gfla_bench_profile(device, MOST_ROWS, print_row, (void *)cli);
}
