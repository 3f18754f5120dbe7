/* data/sheet.h - pictures side by side in rows: comparison figures, samples of a training. */
#ifndef VIEWSYNTH_DATA_SHEET_H
#define VIEWSYNTH_DATA_SHEET_H

#include "io/image.h"

#define GFLA_SHEET_GAP 2 /* white pixels between tiles */

/* A white RGB sheet of columns x rows tiles of size x size pixels. Free with gfla_image_free. */
gfla_status gfla_sheet_create(struct gfla_image *sheet, int columns, int rows, int size);
/* Puts a picture, planes [3][size][size] in [-1, 1], at a place of a sheet made with the same size. */
gfla_status gfla_sheet_put(struct gfla_image *sheet, int column, int row, int size, const float *planes);

#endif
