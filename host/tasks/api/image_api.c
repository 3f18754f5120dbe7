#include "tasks/api/image_api.h"

#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"

static size_t type_size(gfla_type type)
{
    return type == GFLA_TYPE_F32 ? 4 : type == GFLA_TYPE_U16 ? 2 : 1;
}

static gfla_status check(const struct gfla_image *image, const char *what)
{
    gfla_status status = GFLA_OK;
    REQUIRE(image && image->data, GFLA_ERROR_USAGE, "%s: the image is empty", what);
    REQUIRE(image->type < GFLA_TYPE_COUNT, GFLA_ERROR_USAGE, "%s: there is no sample type %d", what, (int)image->type);
    REQUIRE(image->width >= 1 && image->channels >= 1 && image->channels <= 4, GFLA_ERROR_USAGE,
            "%s: an image %d pixels wide with %d channels: 1 to 4 channels are possible", what, image->width,
            image->channels);
    const size_t row = (size_t)image->width * (size_t)image->channels * type_size(image->type);
    REQUIRE(image->stride == 0 || image->stride >= row, GFLA_ERROR_USAGE,
            "%s: a stride of %zu bytes, a row of %d pixels takes %zu", what, image->stride, image->width, row);
fail:
    return status;
}

/* Not a number fails both comparisons. */
static uint16_t to_16_bits(float value)
{
    return value >= 1 ? 65535 : value > 0 ? (uint16_t)(value * 65535.0f + 0.5f) : 0;
}

gfla_status gfla_bitmap_from_image(struct gfla_bitmap *bitmap, const struct gfla_image *image, const char *what)
{
    gfla_status status;
    *bitmap = (struct gfla_bitmap){0};
    TRY(check(image, what));
    status =
        gfla_bitmap_create(bitmap, image->width, image->height, image->channels, image->type == GFLA_TYPE_U8 ? 8 : 16);
    if (status != GFLA_OK)
        return gfla_fail_context(status, "%s", what);
    const size_t n = (size_t)image->width * (size_t)image->channels, row = n * type_size(image->type);
    const size_t stride = image->stride ? image->stride : row, to_row = n * (size_t)(bitmap->bits / 8);
    for (size_t y = 0; y < (size_t)image->height; y++) {
        const void *const src = (const char *)image->data + y * stride;
        void *const dst = (char *)bitmap->pixels + y * to_row;
        for (size_t i = 0; image->type == GFLA_TYPE_F32 && i < n; i++)
            ((uint16_t *)dst)[i] = to_16_bits(((const float *)src)[i]);
        if (image->type != GFLA_TYPE_F32)
            memcpy(dst, src, row);
    }
fail:
    return status;
}

void gfla_image_take_bitmap(struct gfla_image *image, struct gfla_bitmap *bitmap)
{
    *image = (struct gfla_image){.data = bitmap->pixels,
                                 .width = bitmap->width,
                                 .height = bitmap->height,
                                 .channels = bitmap->channels,
                                 .type = bitmap->bits == 16 ? GFLA_TYPE_U16 : GFLA_TYPE_U8};
    *bitmap = (struct gfla_bitmap){0};
}

/* 255 becomes 65535, so that white stays white. */
static gfla_status widen(struct gfla_bitmap *bitmap)
{
    struct gfla_bitmap wide;
    gfla_status status = gfla_bitmap_create(&wide, bitmap->width, bitmap->height, bitmap->channels, 16);
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < gfla_bitmap_size(bitmap); i++)
        ((uint16_t *)wide.pixels)[i] = (uint16_t)(((const uint8_t *)bitmap->pixels)[i] * 257);
    gfla_bitmap_free(bitmap);
    *bitmap = wide;
    return GFLA_OK;
}

static gfla_status to_float(struct gfla_image *image, const struct gfla_bitmap *bitmap)
{
    gfla_status status;
    const size_t n = (size_t)bitmap->width * (size_t)bitmap->height * (size_t)bitmap->channels;
    float *values;
    TRY(gfla_calloc(&values, n, sizeof *values, "the samples of an image"));
    for (size_t i = 0; i < n; i++)
        values[i] = bitmap->bits == 16 ? (float)((const uint16_t *)bitmap->pixels)[i] / 65535.0f
                                       : (float)((const uint8_t *)bitmap->pixels)[i] / 255.0f;
    *image = (struct gfla_image){values, bitmap->width, bitmap->height, bitmap->channels, GFLA_TYPE_F32, 0};
fail:
    return status;
}

gfla_status gfla_image_convert_bitmap(struct gfla_image *image, struct gfla_bitmap *bitmap, gfla_type type)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap narrow;
    *image = (struct gfla_image){0};
    if (type == GFLA_TYPE_F32) {
        TRY(to_float(image, bitmap));
    } else if (type == GFLA_TYPE_U8 && bitmap->bits == 16) {
        TRY(gfla_bitmap_to_8_bits(bitmap, &narrow));
        gfla_image_take_bitmap(image, &narrow);
    } else {
        if (type == GFLA_TYPE_U16 && bitmap->bits == 8)
            TRY(widen(bitmap));
        gfla_image_take_bitmap(image, bitmap);
    }
fail:
    gfla_bitmap_free(bitmap);
    return status;
}

void gfla_image_free(struct gfla_image *image)
{
    if (!image)
        return;
    free(image->data);
    *image = (struct gfla_image){0};
}
