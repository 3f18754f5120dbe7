#include <string.h>

#include "io/image/image_codec.h"

static unsigned tiff_u16(const unsigned char *p, bool big_endian)
{
    return big_endian ? gfla_be16(p) : gfla_le16(p);
}

static size_t tiff_u32(const unsigned char *p, bool big_endian)
{
    return big_endian ? gfla_be32(p) : gfla_le32(p);
}

int gfla_tiff_orientation(const unsigned char *tiff, size_t size)
{
    bool big_endian;
    size_t offset, n;

    if (size < 8 || (memcmp(tiff, "II", 2) != 0 && memcmp(tiff, "MM", 2) != 0))
        return 1;
    big_endian = tiff[0] == 'M';
    offset = tiff_u32(tiff + 4, big_endian);
    if (tiff_u16(tiff + 2, big_endian) != 42 || offset > size - 2)
        return 1;
    n = tiff_u16(tiff + offset, big_endian);
    for (size_t i = 0; i < n; i++) {
        const size_t entry = offset + 2 + 12 * i;
        unsigned value;

        if (entry + 12 > size)
            return 1;
        if (tiff_u16(tiff + entry, big_endian) != 0x0112)
            continue;
        value = tiff_u16(tiff + entry + 8, big_endian); /* type SHORT, left-justified in its four bytes */
        return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* Where pixel (x, y) of the upright image lies in the stored one: 2 mirrored, 3 upside down, 4 both, 5..8 the same
 * after exchanging the axes. */
static gfla_status turn(const struct gfla_bitmap *src, int orientation, struct gfla_bitmap *dst)
{
    const bool swap = orientation >= 5;
    const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    const size_t pixel = (size_t)src->channels * (size_t)src->bits / 8;
    gfla_status status;

    status = gfla_bitmap_create(dst, swap ? src->height : src->width, swap ? src->width : src->height, src->channels,
                                src->bits);
    if (status != GFLA_OK)
        return status;
    for (int y = 0; y < dst->height; y++)
        for (int x = 0; x < dst->width; x++) {
            const int stored_x = swap ? y : x, stored_y = swap ? x : y;
            const size_t sx = (size_t)(flip_x ? src->width - 1 - stored_x : stored_x);
            const size_t sy = (size_t)(flip_y ? src->height - 1 - stored_y : stored_y);

            memcpy((char *)dst->pixels + ((size_t)y * (size_t)dst->width + (size_t)x) * pixel,
                   (const char *)src->pixels + (sy * (size_t)src->width + sx) * pixel, pixel);
        }
    return GFLA_OK;
}

gfla_status gfla_bitmap_turn_upright(struct gfla_bitmap *image, int orientation)
{
    struct gfla_bitmap turned;
    gfla_status status = GFLA_OK;

    if (orientation <= 1)
        return GFLA_OK;
    status = turn(image, orientation, &turned);
    gfla_bitmap_free(image);
    *image = turned;
    return status;
}
