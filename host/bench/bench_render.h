/* bench/bench_render.h - views of a ball by the mesh renderer, whose depths are known. */
#ifndef GFLA_BENCH_BENCH_RENDER_H
#define GFLA_BENCH_BENCH_RENDER_H

#include "bench/bench_report.h"

#define GFLA_BENCH_RENDER_NAME "render-256"

/* Adds a row of kind NET, by the view: 18 views around a ball of 100,352 triangles, colour and depth of 256 x 256 with
 * four samples in a pixel, read back to the host. On a device of its own, that of -d. The error is that of the depths of all
 * views against the sphere itself, as far as 0.95 of its radius, where the mesh is off by less than 1e-4 of the
 * camera's distance; a pixel that is drawn where the sphere is not, or is not drawn where it is, is an error of 1. */
gfla_status gfla_bench_render(struct gfla_bench_report *report, const struct gfla_bench_setup *setup,
                              const struct gfla_bench_effort *effort);

#endif
