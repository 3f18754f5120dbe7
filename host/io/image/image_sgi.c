/* SGI's .rgb, .rgba, .bw: planes of 8 or 16 bits from the bottom row up, stored or run-length coded. */
#include <string.h>

#include "io/image/image_codec.h"

#define HEADER 512

struct sgi {
    const unsigned char *data;
    size_t size;
    size_t bytes; /* of a sample */
    unsigned width, height, n_planes;
};

static bool sgi_matches(const unsigned char *data, size_t size)
{
    return size >= 12 && data[0] == 1 && data[1] == 0xda && data[2] <= 1 && (data[3] == 1 || data[3] == 2);
}

/* Sample x of a plane's row, counted from the top. */
static void put(const struct sgi *sgi, struct gfla_bitmap *image, unsigned plane, unsigned y, unsigned x,
                unsigned value)
{
    const size_t at = ((size_t)(sgi->height - 1 - y) * sgi->width + x) * (size_t)image->channels + plane;

    if (image->bits == 16)
        ((uint16_t *)image->pixels)[at] = (uint16_t)value;
    else
        ((uint8_t *)image->pixels)[at] = (uint8_t)(sgi->bytes == 2 ? (value * 255 + 32767) / 65535 : value);
}

static unsigned get(const struct sgi *sgi, const unsigned char *p)
{
    return sgi->bytes == 2 ? gfla_be16(p) : *p;
}

/* A row as runs: a count with bit 7 for "each its own", without for "all the same"; count 0 ends. */
static gfla_status unpack_row(const struct sgi *sgi, struct gfla_bitmap *image, unsigned plane, unsigned y)
{
    const size_t entry = HEADER + 4 * ((size_t)plane * sgi->height + y);
    const size_t start = gfla_be32(sgi->data + entry),
                 length = gfla_be32(sgi->data + entry + 4 * (size_t)sgi->height * sgi->n_planes);
    const unsigned char *in, *end;
    gfla_status status = GFLA_OK;

    REQUIRE(start <= sgi->size && length <= sgi->size - start, GFLA_ERROR_INPUT, "SGI: row %u lies outside the file",
            y);
    in = sgi->data + start;
    end = in + length;
    for (unsigned x = 0; x < sgi->width;) {
        unsigned code, n;
        size_t stored;

        REQUIRE((size_t)(end - in) >= sgi->bytes, GFLA_ERROR_INPUT, "SGI: row %u is cut short", y);
        code = get(sgi, in) & 255;
        n = code & 127;
        stored = sgi->bytes * (code & 128 ? n : 1);
        in += sgi->bytes;
        REQUIRE(n > 0 && n <= sgi->width - x && (size_t)(end - in) >= stored, GFLA_ERROR_INPUT,
                "SGI: row %u is damaged", y);
        for (unsigned i = 0; i < n; i++)
            put(sgi, image, plane, y, x++, get(sgi, in + (code & 128 ? i * sgi->bytes : 0)));
        in += stored;
    }
fail:
    return status;
}

static void copy_row(const struct sgi *sgi, struct gfla_bitmap *image, unsigned plane, unsigned y)
{
    const unsigned char *in = sgi->data + HEADER + ((size_t)plane * sgi->height + y) * sgi->width * sgi->bytes;

    for (unsigned x = 0; x < sgi->width; x++)
        put(sgi, image, plane, y, x, get(sgi, in + x * sgi->bytes));
}

static gfla_status parse(struct sgi *sgi)
{
    const unsigned char *h = sgi->data;
    gfla_status status = GFLA_OK;
    unsigned n_dimensions;

    REQUIRE(sgi->size >= HEADER, GFLA_ERROR_INPUT, "SGI: the file is cut short");
    n_dimensions = gfla_be16(h + 4);
    sgi->bytes = h[3];
    sgi->width = gfla_be16(h + 6);
    sgi->height = n_dimensions >= 2 ? gfla_be16(h + 8) : 1;
    sgi->n_planes = n_dimensions >= 3 ? gfla_be16(h + 10) : 1;
    TRY(gfla_bitmap_check_size(sgi->width, sgi->height));
    REQUIRE(n_dimensions >= 1 && n_dimensions <= 3 && sgi->n_planes >= 1 && sgi->n_planes <= 4, GFLA_ERROR_INPUT,
            "SGI: %u planes in %u dimensions, 1 to 4 planes are possible", sgi->n_planes, n_dimensions);
    REQUIRE(gfla_be32(h + 104) == 0, GFLA_ERROR_INPUT,
            "SGI: its samples are indices of a colour map, which is not understood");
fail:
    return status;
}

static gfla_status sgi_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct sgi sgi = {.data = data, .size = size};
    const bool packed = sgi.data[2];
    gfla_status status = GFLA_OK;
    size_t n_rows;

    TRY(parse(&sgi));
    n_rows = (size_t)sgi.height * sgi.n_planes;
    REQUIRE((size - HEADER) / n_rows >= (packed ? 8 : sgi.width * sgi.bytes), GFLA_ERROR_INPUT,
            "SGI: the file is cut short");
    TRY(gfla_bitmap_create(image, (int)sgi.width, (int)sgi.height, (int)sgi.n_planes,
                           keep_16 && sgi.bytes == 2 ? 16 : 8));
    for (unsigned plane = 0; plane < sgi.n_planes; plane++)
        for (unsigned y = 0; y < sgi.height; y++) {
            if (packed)
                TRY(unpack_row(&sgi, image, plane, y));
            else
                copy_row(&sgi, image, plane, y);
        }
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_sgi = {
    .name = "SGI", .extensions = {".sgi", ".rgb", ".rgba", ".bw"}, .matches = sgi_matches, .decode = sgi_decode};
