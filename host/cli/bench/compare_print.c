#include "cli/bench/compare_print.h"

static void print_pair(void *cli, const struct gfla_bench_pair *pair)
{
    cli_print(cli, "%-50s %10.4g %10.4g %-7s %7.2f  ±%3.0f %%  %s\n", pair->first->name, pair->first->value.median,
              pair->second->value.median, pair->first->unit, pair->difference.ratio, 100 * pair->difference.limit,
              gfla_bench_verdict_names[pair->difference.verdict]);
}

int bench_print_compared(const struct cli *cli, const char *heading, const char *const labels[2],
                         const struct gfla_bench_values *first, const struct gfla_bench_values *second)
{
    int n;
    cli_print(cli, "\n%-50s %10s %10s %-7s %7s  %6s\n", heading, labels[0], labels[1], "", "ratio", "noise");
    const double mean = gfla_bench_values_compare(first, second, print_pair, (void *)cli, &n);
    cli_print(cli, "%-50s %10d %10s %-7s %7.2f\n",
              first->is_submission && second->is_submission ? "scored, geometric mean" : "in both, geometric mean", n,
              "", "", mean);
    return n;
}
