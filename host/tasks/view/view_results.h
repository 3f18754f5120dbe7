/* tasks/view/view_results.h - the images that one run of `gfla view` makes, their scores, and the files they go to. */
#ifndef GFLA_TASKS_VIEW_VIEW_RESULTS_H
#define GFLA_TASKS_VIEW_VIEW_RESULTS_H

#include "cli/cli.h"
#include "tasks/view/view_model.h"
#include "io/image/bitmap.h"

/* What can be shown beside the result. */
enum gfla_view_show {
    GFLA_VIEW_SHOW_FLOW = 1,
    GFLA_VIEW_SHOW_MASK = 2,
    GFLA_VIEW_SHOW_WARP = 4,
    GFLA_VIEW_SHOW_CORRELATION = 8,
    GFLA_VIEW_SHOW_POINTS = 16
};

struct gfla_view_scores {
    double l1, psnr, ssim;
};

/* n views of size x size; images are [n][3][size][size] in [0, 1], flows [n][2], masks [n]. */
struct gfla_view_results {
    int n, size;
    struct gfla_view_angles source_angles, *angles;
    float *source; /* one image */
    float *image, *points, *warped, *flow, *mask;
    float *found;                    /* flows [n][2] by features (view_correlation.h), or NULL */
    float *truth;                    /* NULL where it is not known */
    struct gfla_view_scores *scores; /* with truth */
    double seconds;                  /* of all views together */
};

gfla_status gfla_view_results_create(struct gfla_view_results *results, int n, int size);
void gfla_view_results_destroy(struct gfla_view_results *results);

/* Runs the model for all angles, as many at once as it was opened for. */
gfla_status gfla_view_results_run(struct gfla_view_results *results, struct gfla_view_model *model);
/* Reads the true views FOLDER/<az>_<el>.png and scores the results. */
gfla_status gfla_view_results_compare(struct gfla_view_results *results, const char *folder);

/* Writes them where the extension of path says: one image (several views: a sheet), an animation, or a folder of
 * images. */
gfla_status gfla_view_results_write(const struct gfla_view_results *results, const char *path, unsigned show);
/* The sheet: source, views, truth beneath where it is known, and what `show` asks for. */
gfla_status gfla_view_results_sheet(const struct gfla_view_results *results, unsigned show, struct gfla_bitmap *sheet);

#endif
