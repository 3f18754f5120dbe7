/* bench/describe_page.h - what is known of one network: its modules, its memory and, where it is run, its time. */
#ifndef GFLA_BENCH_DESCRIBE_PAGE_H
#define GFLA_BENCH_DESCRIBE_PAGE_H

#include "graph/plan.h"
#include "io/weights/safetensors.h"
#include "tasks/model/describe_modules.h"
#include "tasks/model/net_model.h"

struct gfla_describe_page {
    const char *name; /* as it was asked for */
    struct gfla_net_model net;
    struct gfla_shape sizing; /* of the input that tells the size */
    gfla_device *device;
    gfla_plan *plan;
    struct gfla_describe_modules modules;
    double peak;    /* bytes of device memory, of everything that was planned and run */
    double seconds; /* of one run, the median; 0 when it was not run */
};

struct gfla_describe_params {
    int height, width, batch; /* 0: as published */
    int runs;                 /* 0: not to be run */
    bool profile;             /* of the runs, left in the device (bench/bench_profile.h) */
};

/* Builds and plans the network of asked, and runs it if that is to be timed (gfla_describe_time): for the device of
 * that selector; NULL: for the null device, or the default one where it is to be run. */
gfla_status gfla_describe_page_create(struct gfla_describe_page *page, const char *device,
                                      const struct gfla_net_options *asked, const struct gfla_describe_params *how);
void gfla_describe_page_destroy(struct gfla_describe_page *page);

#endif
