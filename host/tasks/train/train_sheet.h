/* tasks/train/train_sheet.h - an image of what a network makes of its last training batch: a row per item, a column per
 * tensor. */
#ifndef GFLA_TASKS_TRAIN_TRAIN_SHEET_H
#define GFLA_TASKS_TRAIN_TRAIN_SHEET_H

#include "io/image/bitmap.h"
#include "graph/plan.h"

#define GFLA_TRAIN_SHEET_ROWS 8 /* at most; further items are not shown */

struct gfla_train_sheet {
    struct gfla_bitmap image;
    float *values, *flow; /* room for one tensor each */
    size_t capacity, flow_capacity;
    int width, height, rows, columns; /* of one image; of the sheet */
    int column;                       /* the next */
};

/* {0} is closed; columns that are not filled are black. */
gfla_status gfla_train_sheet_open(struct gfla_train_sheet *sheet, int width, int height, int n_items, int columns);
void gfla_train_sheet_close(struct gfla_train_sheet *sheet);

/* The next column: a tensor [n, c, height, width] that may be read, one channel grey, of three and more the first three
 * as colours; values lo .. 1 become 0 .. 255. NULL takes no column. */
gfla_status gfla_train_sheet_add(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor, float lo);
/* The next column: of each item the largest of all channels, black to white. */
gfla_status gfla_train_sheet_add_most(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor);
/* The next column: the source [n, 3, height, width] in [-1, 1] as a flow [n, 2, h, w] samples it at its own size. */
gfla_status gfla_train_sheet_add_flow(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *source,
                                      gfla_tensor *flow);

/* Writes FOLDER/samples/STEP.png. */
gfla_status gfla_train_sheet_write(const struct gfla_train_sheet *sheet, const char *folder, unsigned long long step);

#endif
