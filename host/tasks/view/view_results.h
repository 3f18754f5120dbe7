/* tasks/view/view_results.h - what one run over many targets makes: views, what the network did, and scores. */
#ifndef GFLA_TASKS_VIEW_VIEW_RESULTS_H
#define GFLA_TASKS_VIEW_VIEW_RESULTS_H

#include "base/progress.h"
#include "tasks/view/view_session.h"

/* What can be shown beside the views. */
enum gfla_view_show {
    GFLA_VIEW_SHOW_FLOW = 1,
    GFLA_VIEW_SHOW_MASK = 2,
    GFLA_VIEW_SHOW_WARP = 4,
    GFLA_VIEW_SHOW_CORRELATION = 8,
    GFLA_VIEW_SHOW_POINTS = 16,
    GFLA_VIEW_SHOW_ALPHA = 32 /* in the views themselves, of an enlarged view */
};

/* n views of size x size; images are [n][3][size][size] in [0, 1], flows [n][2], masks [n]; NULL where not shown. */
struct gfla_view_results {
    int n, size;
    int n_done;    /* of n, by the last run */
    unsigned show; /* of enum gfla_view_show */
    struct gfla_view_angles source_angles, *angles;
    float *source; /* one image */
    float *small;  /* images [n][3] of the network's size, where they are compared by features and that is another */
    float *alpha;  /* [n], with GFLA_VIEW_SHOW_ALPHA */
    float *image, *points, *warped, *flow, *mask;
    float *found;                    /* flows [n][2] by features (view_correlation.h) */
    float *truth;                    /* NULL where it is not known */
    struct gfla_view_scores *scores; /* with truth */
    double seconds;                  /* that the network took for all, without the compiling of kernels */
};

gfla_status gfla_view_results_create(struct gfla_view_results *results, int n, int size, unsigned show);
void gfla_view_results_destroy(struct gfla_view_results *results);

/* Makes the views of all angles from the source of `views`, which is the same of all n_views, each on a device of its
 * own: as many at once as they were opened for, shared among them. Which makes a view makes no difference. progress,
 * which has begun, counts them; NULL: nothing does. GFLA_ERROR_DEVICE: a device was lost (base/crew.h); where
 * results->n_done is results->n, the others made all views. */
gfla_status gfla_view_results_run(struct gfla_view_results *results, gfla_view *const *views, int n_views,
                                  struct gfla_progress_count *progress);

/* The true view number i, resized to the size of all. */
gfla_status gfla_view_results_set_truth(struct gfla_view_results *results, int i, const struct gfla_bitmap *image);
/* Scores the views; all have their truth. */
gfla_status gfla_view_results_score(struct gfla_view_results *results);

#endif
