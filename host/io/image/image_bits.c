/* What several readers of images need: samples inside words, colours that were multiplied by their alpha. */
#include "io/image/image_codec.h"

struct gfla_bit_field gfla_bit_field_of(uint32_t mask)
{
    struct gfla_bit_field field = {mask, 0};

    while (mask && !(mask >> field.shift & 1))
        field.shift++;
    return field;
}

uint8_t gfla_bit_field_get(const struct gfla_bit_field *field, uint32_t word)
{
    const uint64_t max = field->mask >> field->shift, value = (word & field->mask) >> field->shift;

    return (uint8_t)(max ? (value * 255 + max / 2) / max : 255);
}

void gfla_bitmap_unpremultiply(struct gfla_bitmap *image)
{
    const int n = image->channels - 1;
    uint8_t *p = image->pixels;

    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++, p += n + 1)
        for (int c = 0; c < n && p[n] > 0; c++) {
            const int straight = (p[c] * 255 + p[n] / 2) / p[n];

            p[c] = (uint8_t)(straight > 255 ? 255 : straight);
        }
}
