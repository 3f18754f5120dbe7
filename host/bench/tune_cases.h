/* bench/tune_cases.h - the networks that `gfla tune` is about, and the convolutions in them, which it measures. */
#ifndef GFLA_BENCH_TUNE_CASES_H
#define GFLA_BENCH_TUNE_CASES_H

#include "tasks/model/net_model.h"
#include "ops/conv/conv_cases.h"
#include "ops/conv/conv_tuning.h"

struct gfla_tune_nets {
    const char *const *names; /* of networks, or of weights that name theirs; none: all networks */
    size_t n_names;
    int width, height, batch; /* 0: as published */
    bool training;            /* also what a training runs, which has networks of its own */
};

/* The networks by number; the name is NULL for those that are left out. */
size_t gfla_tune_n_nets(const struct gfla_tune_nets *nets);
const char *gfla_tune_net_name(const struct gfla_tune_nets *nets, size_t i);
/* One of them in its size; gfla_net_model_close it. */
gfla_status gfla_tune_net_build(struct gfla_net_model *net, const char *name, const struct gfla_tune_nets *nets);

/* Adds the different convolutions of the networks, in the order in which they occur. */
gfla_status gfla_tune_collect(struct gfla_conv_cases *cases, const struct gfla_tune_nets *nets,
                              const struct gfla_device_info *device);

/* The file that keeps what is measured, as long as the device is open; NULL: nothing is kept. */
const char *gfla_tune_store(gfla_device *device);

#endif
