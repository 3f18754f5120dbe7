#include "ops/resample_gaussian.h"

#include <stdio.h>

#include "ops/stencil.h"

#define MAX_KERNEL 16

static const struct gfla_op fwd = {
    .name = "resample_gaussian_fwd",
    .differentiate = gfla_stencil_differentiate,
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_flow = {
    .name = "resample_gaussian_bwd_flow",
    .record = gfla_stencil_record_gather,
    .flops = gfla_stencil_flops,
};
static const struct gfla_op bwd_src = {
    .name = "resample_gaussian_bwd_src",
    .lower = gfla_stencil_lower,
    .record = gfla_stencil_record_scatter,
    .flops = gfla_stencil_flops,
};
static const struct gfla_stencil resample_gaussian = {
    .fwd = &fwd,
    .bwd_flow = &bwd_flow,
    .bwd_src = &bwd_src,
    .source = "ops/resample_gaussian.cl",
    .tables = "resample_gaussian_stencils",
};

gfla_tensor *gfla_resample_gaussian(gfla_graph *graph, gfla_tensor *src, gfla_tensor *flow,
                                    const struct gfla_resample_gaussian_params *params)
{
    const int kernel = params && params->kernel ? params->kernel : 4;
    const float sigma = params && params->sigma != 0.0f ? params->sigma : 2.0f;
    char options[64];
    if (kernel < 2 || kernel % 2 != 0 || kernel > MAX_KERNEL || !(sigma > 0.0f)) {
        gfla_graph_fail(graph, GFLA_ERROR_USAGE,
                        "resample_gaussian: kernel %d, sigma %g; hint: an even kernel of 2 to %d, sigma > 0", kernel,
                        (double)sigma, MAX_KERNEL);
        return NULL;
    }
    snprintf(options, sizeof options, "-DTAPS=%d -DSIGMA=%.9ef", kernel, (double)sigma);
    const struct gfla_stencil_params stencil = {.taps = kernel, .side = 1, .options = options};
    return gfla_stencil_build(graph, &resample_gaussian, src, flow, &stencil);
}
