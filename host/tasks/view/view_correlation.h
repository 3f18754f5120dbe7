/* tasks/view/view_correlation.h - `gfla view --show correlation`: where in the source the features of each generated
 * view are found. */
#ifndef GFLA_TASKS_VIEW_VIEW_CORRELATION_H
#define GFLA_TASKS_VIEW_VIEW_CORRELATION_H

#include "tasks/view/view_results.h"

/* Fills results->found: for every quarter-size pixel of every view, the way to the source pixel whose features are most
 * like its own (ops/flow_correlation.h), in pixels of the view. The features are those of the network's own source
 * encoder, of the source and of the generated view. After gfla_view_results_run; the model stays as it is. */
gfla_status gfla_view_correlation_run(struct gfla_view_results *results, gfla_view *view);

#endif
