#include "tasks/train/train_sheet.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "io/draw/draw.h"
#include "people/attention_image.h"

gfla_status gfla_train_sheet_open(struct gfla_train_sheet *sheet, int width, int height, int n_items, int columns)
{
    int rows = n_items < GFLA_TRAIN_SHEET_ROWS ? n_items : GFLA_TRAIN_SHEET_ROWS;
    *sheet = (struct gfla_train_sheet){.width = width, .height = height, .rows = rows, .columns = columns};
    return gfla_bitmap_create(&sheet->image, columns * width, rows * height, 3, 8);
}

void gfla_train_sheet_close(struct gfla_train_sheet *sheet)
{
    gfla_bitmap_free(&sheet->image);
    free(sheet->values);
    free(sheet->flow);
    sheet->values = sheet->flow = NULL;
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

static gfla_status read_into(gfla_plan *plan, gfla_tensor *tensor, float **values, size_t *capacity)
{
    gfla_status status;
    TRY(gfla_grow(values, capacity, (size_t)gfla_shape_count(tensor->shape), sizeof **values, "a sample sheet"));
    TRY(gfla_tensor_read(plan, tensor, *values));
fail:
    return status;
}

static gfla_status read_tensor(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *tensor)
{
    return read_into(plan, tensor, &sheet->values, &sheet->capacity);
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

static gfla_status place_flow(struct gfla_train_sheet *sheet, int row, const struct gfla_attention_map *map)
{
    gfla_status status;
    struct gfla_bitmap source = {0}, sampled = {0}, large = {0};
    const size_t area = (size_t)sheet->width * sheet->height;
    TRY(gfla_bitmap_from_planes(sheet->values + (size_t)row * 3 * area, sheet->width, sheet->height, 3, &source));
    TRY(gfla_attention_image(map, &source, &sampled));
    TRY(gfla_draw_upscale(&sampled, sheet->width / map->width, &large));
    gfla_draw_image(&sheet->image, sheet->column * sheet->width, row * sheet->height, &large);
fail:
    gfla_bitmap_free(&source);
    gfla_bitmap_free(&sampled);
    gfla_bitmap_free(&large);
    return status;
}

gfla_status gfla_train_sheet_add_flow(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *source,
                                      gfla_tensor *flow)
{
    gfla_status status;
    struct gfla_attention_map map = {.width = (int)flow->shape.dim[3], .height = (int)flow->shape.dim[2], .k = 1};
    TRY(read_tensor(sheet, plan, source));
    TRY(read_into(plan, flow, &sheet->flow, &sheet->flow_capacity));
    for (int row = 0; row < sheet->rows; row++) {
        map.flow = sheet->flow + (size_t)row * 2 * map.width * map.height;
        TRY(place_flow(sheet, row, &map));
    }
    sheet->column++;
fail:
    return status;
}

gfla_status gfla_train_sheet_write(const struct gfla_train_sheet *sheet, const char *folder, unsigned long long step)
{
    char path[700];
    snprintf(path, sizeof path, "%s/samples/%08llu.png", folder, step);
    return gfla_bitmap_write(path, &sheet->image, NULL);
}
