#include "cli/bench/profile.h"

#include "runtime/commands.h"

#define MOST_ROWS 60

gfla_status cli_print_profile(const struct cli *cli, gfla_device *device)
{
    gfla_status status;
    const struct gfla_profile_row *rows;
    size_t count;
    TRY(gfla_device_profile_rows(device, &rows, &count));
    for (size_t i = 0; i < count && i < MOST_ROWS; i++)
        cli_print(cli, "%9.1f ms  %-24s %-40s %6zu x %8.3f ms %7.1f GFLOP/s\n", 1e3 * rows[i].seconds, rows[i].kernel,
                  rows[i].label, rows[i].count, 1e3 * rows[i].seconds / (double)rows[i].count,
                  1e-9 * rows[i].flops / rows[i].seconds);
fail:
    return status;
}
