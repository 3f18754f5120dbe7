/* ops/conv/chooser.h - the gfla_chooser of host/ops (graph/op_set.h): of all ops, convolutions alone have algorithms to
 * choose from. */
#ifndef GFLA_OPS_CONV_CHOOSER_H
#define GFLA_OPS_CONV_CHOOSER_H

#include "graph/op_set.h"

struct gfla_conv_cases;

struct gfla_chooser {
    gfla_device *device; /* these three as in gfla_chooser_params */
    const char *algorithm;
    bool training;
    struct gfla_conv_cases *cases; /* collects what is asked for (conv_cases.h); NULL: nobody wants to know */
    int n_measured;                /* unasked, and how long that took */
    double seconds, said;          /* and when something was last said about it */
};

/* As a gfla_op_set has them. */
gfla_status gfla_chooser_create(gfla_chooser **chooser, const struct gfla_chooser_params *params);
void gfla_chooser_destroy(gfla_chooser **chooser);

#endif
