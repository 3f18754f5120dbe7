#include "cli/train_sheet.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/image.h"

#define MAX_ROWS 8
#define MAX_CHANNELS 5

/* Copies one picture of `channels` planes (one, or three and more that are not shown) to column `column` of row `row`; values lo .. 1 become 0 .. 255. */
static void place(struct gfla_image *sheet, int row, int column, int size, const float *planes, int channels, float lo)
{
    unsigned char *pixels = sheet->pixels;
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            for (int c = 0; c < 3; c++) {
                float v = (planes[((size_t)(channels >= 3 ? c : 0) * size + y) * size + x] - lo) / (1 - lo) * 255;
                size_t at = ((size_t)(row * size + y) * sheet->width + column * size + x) * 3 + c;
                pixels[at] = (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
            }
}

/* Reads a tensor and places the first rows of the batch. A tensor that the network has not is left out. */
static gfla_status place_tensor(struct gfla_image *sheet, gfla_plan *plan, gfla_tensor *tensor, int rows, int *column, float lo,
                                float *buffer)
{
    gfla_status status;
    if (!tensor)
        return GFLA_OK;
    int channels = (int)tensor->shape.dim[1], size = (int)tensor->shape.dim[3];
    TRY(gfla_tensor_read(plan, tensor, buffer));
    for (int row = 0; row < rows; row++)
        place(sheet, row, *column, size, buffer + (size_t)row * channels * size * size, channels, lo);
    ++*column;
    return GFLA_OK;
fail:
    return status;
}

gfla_status train_sheet_write(const char *folder, unsigned long long step, gfla_plan *plan, const struct gfla_shapenet *net,
                              const struct gfla_pair_batch *batch)
{
    gfla_status status;
    struct gfla_image sheet = {0};
    char path[700];
    float *buffer = NULL;
    int size = batch->size, rows = batch->n < MAX_ROWS ? batch->n : MAX_ROWS, column = 2;
    size_t picture = (size_t)3 * size * size;
    int n_columns = 2 + (net->drawn != NULL) + (net->mirror_drawn != NULL) + (net->warped != NULL) + (net->mirrored != NULL) + (net->full_mask != NULL) + (net->image != NULL);
    TRY(gfla_image_create(&sheet, n_columns * size, rows * size, 3, 8));
    TRY(gfla_calloc(&buffer, (size_t)batch->n * MAX_CHANNELS * size * size, sizeof *buffer, "a sample sheet"));
    for (int row = 0; row < rows; row++) {
        place(&sheet, row, 0, size, batch->source + row * picture, 3, -1);
        place(&sheet, row, 1, size, batch->target + row * picture, 3, -1);
    }
    TRY(place_tensor(&sheet, plan, net->drawn, rows, &column, -1, buffer));
    TRY(place_tensor(&sheet, plan, net->mirror_drawn, rows, &column, -1, buffer));
    TRY(place_tensor(&sheet, plan, net->warped, rows, &column, -1, buffer));
    TRY(place_tensor(&sheet, plan, net->mirrored, rows, &column, -1, buffer));
    TRY(place_tensor(&sheet, plan, net->full_mask, rows, &column, 0, buffer));
    TRY(place_tensor(&sheet, plan, net->image, rows, &column, -1, buffer));
    snprintf(path, sizeof path, "%s/samples/%08llu.png", folder, step);
    status = gfla_image_write(path, &sheet, NULL);
fail:
    free(buffer);
    gfla_image_free(&sheet);
    return status;
}
