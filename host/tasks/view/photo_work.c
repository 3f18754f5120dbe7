#include "tasks/view/photo_work.h"

static int most_of(int a, int b)
{
    return a > b ? a : b;
}

gfla_status gfla_photo_bring_to_work(const struct gfla_bitmap *photo, struct gfla_bitmap *rgba)
{
    gfla_status status;
    struct gfla_bitmap converted = {0}, narrow = {0};
    const int side = most_of(photo->width, photo->height);
    *rgba = (struct gfla_bitmap){0};
    TRY(gfla_bitmap_convert(photo, 4, &converted));
    TRY(gfla_bitmap_to_8_bits(&converted, &narrow));
    if (side > GFLA_PHOTO_WORK_SIDE) {
        TRY(gfla_bitmap_resize(&narrow, most_of(1, narrow.width * GFLA_PHOTO_WORK_SIDE / side),
                               most_of(1, narrow.height * GFLA_PHOTO_WORK_SIDE / side), GFLA_FILTER_BILINEAR, rgba));
    } else {
        *rgba = narrow;
        narrow = (struct gfla_bitmap){0};
    }
fail:
    gfla_bitmap_free(&converted);
    gfla_bitmap_free(&narrow);
    return status;
}
