/* tasks/eval/eval_figure.h - a figure of a comparison: a row per model of source, each method's answer, and truth. What
 * copies the source is left out, and so is warping by a network's flow where several networks are compared. Rows and
 * targets are chosen by their number, whatever they look like. */
#ifndef GFLA_TASKS_EVAL_EVAL_FIGURE_H
#define GFLA_TASKS_EVAL_EVAL_FIGURE_H

#include "tasks/eval/eval_methods.h"
#include "io/image/bitmap.h"

/* Rows of a figure are spread evenly over the items of a test, of which there are no fewer; -1: the item has none. */
int gfla_eval_figure_row(size_t item, size_t n_rows, size_t n_items);

/* The image so far. Zeros are an empty figure, which takes no rows. Threads may draw rows of different items at once. */
struct gfla_eval_figure {
    struct gfla_bitmap canvas;
    int n_rows, n_items;           /* of the figure and of the test */
    int methods[GFLA_MAX_METHODS]; /* of the columns between source and truth */
    int n_methods;
};

/* Room for n_rows rows (fewer when there are fewer items), spread evenly over the items of a test. */
gfla_status gfla_eval_figure_create(struct gfla_eval_figure *figure, const struct gfla_eval_methods *methods,
                                    int n_rows, int n_items);
void gfla_eval_figure_free(struct gfla_eval_figure *figure);
/* Draws the item's row, if it has one: of one target, 40 to 160 degrees away, further from row to row. */
gfla_status gfla_eval_figure_add(struct gfla_eval_figure *figure, const struct gfla_eval_methods *methods, int item,
                                 const struct gfla_pair_batch *batch);

#endif
