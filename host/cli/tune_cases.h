/* cli/tune_cases.h - which convolutions `gfla tune` measures: those of networks. */
#ifndef GFLA_CLI_TUNE_CASES_H
#define GFLA_CLI_TUNE_CASES_H

#include "cli/cli.h"
#include "ops/conv_tuning.h"

struct tune_nets {
    const char *const *names; /* of networks, or of weights that name theirs; none: all networks */
    size_t n_names;
    int width, height, batch; /* 0: as published */
    bool training;            /* also what a training runs, which has networks of its own */
};

/* Adds the different convolutions of the networks, in the order in which they occur. */
gfla_status tune_collect(struct gfla_conv_cases *cases, const struct tune_nets *nets, const struct gfla_device_info *device);

#endif
