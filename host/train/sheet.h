/* train/sheet.h - an image of what a network makes of its last training batch: a row per item, a column per
 * tensor. */
#ifndef GFLA_TRAIN_SHEET_H
#define GFLA_TRAIN_SHEET_H

#include "io/image/bitmap.h"
#include "graph/plan.h"

#define GFLA_TRAIN_SHEET_ROWS 8 /* at most; further items are not shown */

struct gfla_train_sheet {
    struct gfla_bitmap image;
    float *values; /* room for one tensor */
    size_t capacity;
    int width, height, rows, columns; /* of one image; of the sheet */
    int column;                       /* the next */
};

/* {0} is none; columns that are not filled are black. */
gfla_status gfla_train_sheet_create(struct gfla_train_sheet *sheet, int width, int height, int n_items, int columns);
void gfla_train_sheet_destroy(struct gfla_train_sheet *sheet);

/* The next column: a tensor [n, c, height, width] that may be read, one channel grey, of three and more the first three
 * as colours; values lo .. 1 become 0 .. 255. NULL takes no column. */
gfla_status gfla_train_sheet_add(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor, float lo);
/* The next column: of each item the largest of all channels, black to white. */
gfla_status gfla_train_sheet_add_most(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor);
/* A row of the next column, drawn by the caller, who then moves on: sheet->column++. The image has the sheet's width
 * and height. */
void gfla_train_sheet_draw(struct gfla_train_sheet *sheet, int row, const struct gfla_bitmap *image);

/* Writes FOLDER/samples/STEP.png. */
gfla_status gfla_train_sheet_write(const struct gfla_train_sheet *sheet, const char *folder, unsigned long long step);

#endif
