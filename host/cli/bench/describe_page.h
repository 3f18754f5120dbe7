/* cli/bench/describe_page.h - what `gfla describe` finds out about one network, and the page, the table row and the
 * JSON that say it. */
#ifndef GFLA_CLI_BENCH_DESCRIBE_PAGE_H
#define GFLA_CLI_BENCH_DESCRIBE_PAGE_H

#include "tasks/model/describe_modules.h"
#include "cli/cli.h"
#include "tasks/model/net_model.h"
#include "graph/plan.h"

struct describe_page {
    const char *name; /* as it was asked for */
    struct gfla_net_model net;
    struct gfla_shape sizing; /* of the input that tells the size */
    gfla_device *device;
    gfla_plan *plan;
    struct gfla_describe_modules modules;
    double peak;    /* bytes of device memory, of everything that was planned and run */
    double seconds; /* of one run, the median; 0 when it was not run */
};

struct describe_how {
    int height, width, batch; /* 0: as published */
    int runs;                 /* 0: not to be run */
    bool profile;             /* of the runs, left in the device (cli/bench/profile.h) */
};

/* Builds and plans the network of asked, and runs it if that is to be timed (gfla_describe_time): for -d, else for the
 * null device, else for the default device. */
gfla_status describe_page_create(struct describe_page *page, const struct cli *cli,
                                 const struct gfla_net_options *asked, const struct describe_how *how);
void describe_page_destroy(struct describe_page *page);

void describe_page_print(const struct describe_page *page, const struct cli *cli);
gfla_status describe_page_print_json(const struct describe_page *page);

/* The table of all networks: a heading, then a row for each. */
void describe_table_heading(const struct cli *cli, bool has_times);
void describe_table_row(const struct describe_page *page, const struct cli *cli);

#endif
