/* cli/bench/describe_print.h - what `gfla describe` found out about a network: a page, a row of a table, JSON. */
#ifndef GFLA_CLI_BENCH_DESCRIBE_PRINT_H
#define GFLA_CLI_BENCH_DESCRIBE_PRINT_H

#include "bench/describe_page.h"
#include "cli/cli.h"

void describe_page_print(const struct gfla_describe_page *page, const struct cli *cli);
gfla_status describe_page_print_json(const struct gfla_describe_page *page);

/* The table of all networks: a heading, then a row for each. */
void describe_table_heading(const struct cli *cli, bool has_times);
void describe_table_row(const struct gfla_describe_page *page, const struct cli *cli);

#endif
