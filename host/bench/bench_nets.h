/* bench/bench_nets.h - whole networks of `gfla bench`, by names that say the size of their images. */
#ifndef GFLA_BENCH_BENCH_NETS_H
#define GFLA_BENCH_BENCH_NETS_H

#include "bench/bench_report.h"
#include "models/gfla/architectures.h"

struct gfla_bench_net {
    const char *name;          /* "person-256" */
    const char *model;         /* in architectures.h */
    int n_views;               /* of one source, in one run; 0: one */
    const char *source, *view; /* with n_views: the inputs that are written before the first view, and before each */
};

extern const struct gfla_bench_net gfla_bench_nets[];
extern const size_t gfla_bench_n_nets;

/* Appends the network in its published size, and outputs to keep, for so many images; 0: one. *result is what it gives
 * first: the image, where it makes one. */
gfla_status gfla_bench_net_build(const struct gfla_bench_net *net, int batch, gfla_graph *graph, gfla_tensor **result);

/* What a network gives on the same device without any of what makes it fast: nothing is fused, and every convolution is
 * by the kernel that has one work-item per result, which the op cases compare with host/ref. That takes long, so the
 * last one is kept for the next network, which may be the same. Begins with zeros. */
struct gfla_bench_net_reference {
    const char *model;
    double *result;
};
void gfla_bench_net_reference_free(struct gfla_bench_net_reference *reference);

/* Opens the device of -d anew, so that its memory is this network's alone; runs it on random numbers and adds the row.
 * The row is of one image or view. with_start: also how long new processes take to the first result
 * (bench_start.h), of one image. reference: where the error is wanted, which is told in the first round; or
 * NULL. */
gfla_status gfla_bench_net_measure(const struct gfla_bench_net *net, int batch, struct gfla_bench_report *report,
                                   const struct gfla_bench_setup *setup, const struct gfla_bench_effort *effort,
                                   bool with_start, struct gfla_bench_net_reference *reference);

/* What such a process does: the first result of the network of this name, then the table of bench_cold.h, which is
 * appended. */
gfla_status gfla_bench_net_first_run(const char *name, const struct gfla_bench_setup *setup, struct gfla_text *kernels);

#endif
