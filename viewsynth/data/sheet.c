#include "viewsynth/data/sheet.h"

#include <string.h>

gfla_status gfla_sheet_create(struct gfla_image *sheet, int columns, int rows, int size)
{
    gfla_status status = gfla_image_create(sheet, columns * (size + GFLA_SHEET_GAP) - GFLA_SHEET_GAP,
                                           rows * (size + GFLA_SHEET_GAP) - GFLA_SHEET_GAP, 3, 8);
    if (status == GFLA_OK)
        memset(sheet->pixels, 255, gfla_image_size(sheet));
    return status;
}

gfla_status gfla_sheet_put(struct gfla_image *sheet, int column, int row, int size, const float *planes)
{
    gfla_status status = GFLA_OK;
    struct gfla_image tile = {0};
    int x = column * (size + GFLA_SHEET_GAP), y = row * (size + GFLA_SHEET_GAP);
    REQUIRE(column >= 0 && row >= 0 && x + size <= sheet->width && y + size <= sheet->height, GFLA_ERROR_USAGE,
            "tile (%d, %d) of %d pixels lies outside its sheet of %d x %d", column, row, size, sheet->width, sheet->height);
    TRY(gfla_image_from_planes(planes, size, size, 3, &tile));
    for (int line = 0; line < size; line++)
        memcpy((uint8_t *)sheet->pixels + 3 * ((size_t)(y + line) * sheet->width + x),
               (uint8_t *)tile.pixels + 3 * (size_t)line * size, 3 * (size_t)size);
fail:
    gfla_image_free(&tile);
    return status;
}
