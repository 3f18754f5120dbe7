#include "train/sheet.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "io/draw/draw.h"

gfla_status gfla_train_sheet_create(struct gfla_train_sheet *sheet, int width, int height, int n_items, int columns)
{
    int rows = n_items < GFLA_TRAIN_SHEET_ROWS ? n_items : GFLA_TRAIN_SHEET_ROWS;
    *sheet = (struct gfla_train_sheet){.width = width, .height = height, .rows = rows, .columns = columns};
    return gfla_bitmap_create(&sheet->image, columns * width, rows * height, 3, 8);
}

void gfla_train_sheet_destroy(struct gfla_train_sheet *sheet)
{
    gfla_bitmap_free(&sheet->image);
    free(sheet->values);
    sheet->values = NULL;
}

/* Copies one image of `channels` planes (one, or three and more that are not shown) to a row of the next column. */
static void place(struct gfla_train_sheet *sheet, int row, const float *planes, int channels, float lo)
{
    unsigned char *pixels = sheet->image.pixels;
    for (int y = 0; y < sheet->height; y++)
        for (int x = 0; x < sheet->width; x++)
            for (int c = 0; c < 3; c++) {
                float v = (planes[((size_t)(channels >= 3 ? c : 0) * sheet->height + y) * sheet->width + x] - lo) /
                          (1 - lo) * 255;
                size_t at =
                    ((size_t)(row * sheet->height + y) * sheet->image.width + sheet->column * sheet->width + x) * 3 + c;
                pixels[at] = (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
            }
}

static gfla_status read_tensor(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    TRY(gfla_grow(&sheet->values, &sheet->capacity, (size_t)gfla_shape_count(tensor->shape), sizeof *sheet->values,
                  "a sample sheet"));
    TRY(gfla_tensor_read(plan, tensor, sheet->values));
fail:
    return status;
}

gfla_status gfla_train_sheet_add(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor, float lo)
{
    gfla_status status;
    const size_t area = (size_t)sheet->width * sheet->height;
    if (!tensor)
        return GFLA_OK;
    const int channels = (int)tensor->shape.dim[1];
    TRY(read_tensor(sheet, plan, tensor));
    for (int row = 0; row < sheet->rows; row++)
        place(sheet, row, sheet->values + (size_t)row * channels * area, channels, lo);
    sheet->column++;
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_train_sheet_add_most(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor)
{
    gfla_status status;
    const size_t area = (size_t)sheet->width * sheet->height, item = area * (size_t)tensor->shape.dim[1];
    TRY(read_tensor(sheet, plan, tensor));
    for (int row = 0; row < sheet->rows; row++) {
        float *most = sheet->values + row * item;
        for (size_t i = area; i < item; i++)
            if (most[i] > most[i % area])
                most[i % area] = most[i];
        place(sheet, row, most, 1, 0);
    }
    sheet->column++;
    return GFLA_OK;
fail:
    return status;
}

void gfla_train_sheet_draw(struct gfla_train_sheet *sheet, int row, const struct gfla_bitmap *image)
{
    gfla_draw_image(&sheet->image, sheet->column * sheet->width, row * sheet->height, image);
}

gfla_status gfla_train_sheet_write(const struct gfla_train_sheet *sheet, const char *folder, unsigned long long step)
{
    char path[700];
    snprintf(path, sizeof path, "%s/samples/%08llu.png", folder, step);
    return gfla_bitmap_write(path, &sheet->image, NULL);
}
