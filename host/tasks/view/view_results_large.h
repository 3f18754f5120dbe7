/* tasks/view/view_results_large.h - views that are enlarged (view_enlarge.h), in place of what the network makes. */
#ifndef GFLA_TASKS_VIEW_VIEW_RESULTS_LARGE_H
#define GFLA_TASKS_VIEW_VIEW_RESULTS_LARGE_H

#include "tasks/view/view_results.h"

/* Views first .. first + n - 1 of the results, from the n items that the network has just made. */
gfla_status gfla_view_results_enlarge(struct gfla_view_results *results, gfla_view *view, int first, int n);

#endif
