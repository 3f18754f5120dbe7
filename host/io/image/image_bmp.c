/* Windows and OS/2 bitmaps: 1 to 32 bits, colour tables, bit fields, run-length codes. Read here and not by a library:
 * the small ones that Debian has fill what is missing with zeros in silence. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

#define FILE_HEADER 14

enum { STORED = 0, RLE8 = 1, RLE4 = 2, BIT_FIELDS = 3, ALPHA_BIT_FIELDS = 6 };

struct bmp {
    const unsigned char *data;
    size_t size;
    size_t header, pixels; /* size of the second header, offset of the pixels */
    int64_t width, height;
    bool from_top;
    unsigned bits, coding;
    const unsigned char *entries; /* of the colour table: b g r, or b g r and one unused */
    size_t n_entries, entry;
    struct gfla_bit_field fields[4]; /* r g b a */
};

static bool bmp_matches(const unsigned char *data, size_t size)
{
    static const uint32_t headers[] = {12, 40, 52, 56, 64, 108, 124};

    for (size_t i = 0; size >= FILE_HEADER + 4 && data[0] == 'B' && data[1] == 'M' && i < sizeof headers / 4; i++)
        if (gfla_le32(data + FILE_HEADER) == headers[i])
            return true;
    return false;
}

/* ---- headers ---- */

static void parse_sizes(struct bmp *bmp)
{
    const unsigned char *h = bmp->data + FILE_HEADER;

    if (bmp->header == 12) {
        bmp->width = gfla_le16(h + 4);
        bmp->height = gfla_le16(h + 6);
        bmp->bits = gfla_le16(h + 10);
        return;
    }
    bmp->width = (int32_t)gfla_le32(h + 4);
    bmp->height = (int32_t)gfla_le32(h + 8);
    bmp->bits = gfla_le16(h + 14);
    bmp->coding = gfla_le32(h + 16);
    bmp->from_top = bmp->height < 0;
    if (bmp->from_top)
        bmp->height = -bmp->height;
}

static gfla_status check_coding(const struct bmp *bmp)
{
    const unsigned bits = bmp->bits;
    const bool indexed = bits == 1 || bits == 2 || bits == 4 || bits == 8,
               direct = bits == 16 || bits == 24 || bits == 32;
    const bool right = bmp->coding == STORED                        ? indexed || direct
                       : bmp->coding == RLE8 || bmp->coding == RLE4 ? bits == (bmp->coding == RLE8 ? 8 : 4)
                       : bmp->coding == BIT_FIELDS || bmp->coding == ALPHA_BIT_FIELDS ? bits == 16 || bits == 32
                                                                                      : false;

    return right ? GFLA_OK
                 : gfla_fail(GFLA_ERROR_INPUT,
                             "BMP: %u bits a pixel in coding %u are not understood. hint: save it as PNG", bits,
                             bmp->coding);
}

/* Masks follow the header of 40 bytes or are a part of longer ones. */
static gfla_status parse_fields(struct bmp *bmp, size_t *end)
{
    static const uint32_t usual[2][4] = {{0x7c00, 0x3e0, 0x1f, 0}, {0xff0000, 0xff00, 0xff, 0}};
    const unsigned char *masks = bmp->data + FILE_HEADER + 40;
    const bool given = bmp->coding == BIT_FIELDS || bmp->coding == ALPHA_BIT_FIELDS;
    /* that of 52 has three */
    const bool has_alpha = bmp->header == 40 ? bmp->coding == ALPHA_BIT_FIELDS : bmp->header >= 56;
    gfla_status status = GFLA_OK;

    *end = FILE_HEADER + bmp->header;
    if (given && bmp->header == 40)
        *end += has_alpha ? 16 : 12;
    REQUIRE(bmp->size >= *end, GFLA_ERROR_INPUT, "BMP: the file is cut short");
    for (int k = 0; k < 4; k++) {
        const bool is_set = given && (k < 3 || has_alpha);

        bmp->fields[k] = gfla_bit_field_of(is_set ? gfla_le32(masks + 4 * k) : given ? 0 : usual[bmp->bits > 16][k]);
    }
fail:
    return status;
}

static gfla_status parse(struct bmp *bmp)
{
    gfla_status status = GFLA_OK;
    size_t end, n_named;

    bmp->header = gfla_le32(bmp->data + FILE_HEADER);
    bmp->pixels = gfla_le32(bmp->data + 10);
    REQUIRE(bmp->size >= FILE_HEADER + bmp->header, GFLA_ERROR_INPUT, "BMP: the file is cut short");
    parse_sizes(bmp);
    TRY(gfla_bitmap_check_size((uint64_t)(bmp->width < 0 ? 0 : bmp->width), (uint64_t)bmp->height));
    TRY(check_coding(bmp));
    TRY(parse_fields(bmp, &end));
    REQUIRE(bmp->pixels >= end && bmp->pixels <= bmp->size, GFLA_ERROR_INPUT, "BMP: its pixels lie outside the file");
    if (bmp->bits > 8)
        return GFLA_OK;
    n_named = bmp->header == 12 ? 0 : gfla_le32(bmp->data + FILE_HEADER + 32);
    bmp->entry = bmp->header == 12 ? 3 : 4;
    bmp->entries = bmp->data + end;
    bmp->n_entries = n_named > 0 && n_named < 1u << bmp->bits ? n_named : 1u << bmp->bits;
    if (bmp->n_entries > (bmp->pixels - end) / bmp->entry)
        bmp->n_entries = (bmp->pixels - end) / bmp->entry;
fail:
    return status;
}

/* ---- pixels ---- */

static uint8_t *row_of(const struct bmp *bmp, const struct gfla_bitmap *image, int64_t y)
{
    const size_t row = (size_t)(bmp->from_top ? y : bmp->height - 1 - y);

    return (uint8_t *)image->pixels + row * (size_t)image->width * (size_t)image->channels;
}

static gfla_status put_index(const struct bmp *bmp, unsigned index, uint8_t *rgb)
{
    const unsigned char *entry = bmp->entries + index * bmp->entry;

    if (index >= bmp->n_entries)
        return gfla_fail(GFLA_ERROR_INPUT, "BMP: a pixel has colour %u of %zu", index, bmp->n_entries);
    rgb[0] = entry[2], rgb[1] = entry[1], rgb[2] = entry[0];
    return GFLA_OK;
}

static gfla_status put_stored(const struct bmp *bmp, const unsigned char *row, size_t x, int channels, uint8_t *out)
{
    const unsigned bits = bmp->bits;
    const size_t at = x * bits;
    uint32_t word;

    if (bits <= 8)
        return put_index(bmp, row[at / 8] >> (8 - bits - at % 8) & ((1u << bits) - 1), out);
    row += at / 8;
    word = bits == 16 ? gfla_le16(row) : gfla_le16(row) | (uint32_t)row[2] << 16;
    if (bits == 32)
        word |= (uint32_t)row[3] << 24;
    for (int k = 0; k < channels; k++)
        out[k] = gfla_bit_field_get(&bmp->fields[k], word);
    return GFLA_OK;
}

static gfla_status read_stored(const struct bmp *bmp, struct gfla_bitmap *image)
{
    const size_t width = (size_t)bmp->width, stride = (width * bmp->bits + 31) / 32 * 4;
    const size_t last = (width * bmp->bits + 7) / 8; /* the last row may lack its padding */
    const unsigned char *row = bmp->data + bmp->pixels;
    gfla_status status = GFLA_OK;

    REQUIRE(bmp->size - bmp->pixels >= stride * (size_t)(bmp->height - 1) + last, GFLA_ERROR_INPUT,
            "BMP: the file is cut short");
    for (int64_t y = 0; y < bmp->height; y++, row += stride) {
        uint8_t *out = row_of(bmp, image, y);

        for (size_t x = 0; x < width; x++, out += image->channels)
            TRY(put_stored(bmp, row, x, image->channels, out));
    }
fail:
    return status;
}

/* ---- run-length codes ---- */

struct runs {
    const unsigned char *at, *end;
    int64_t x, y;
};

/* n pixels: of one byte (two colours in turn with 4 bits), or each its own. */
static gfla_status put_run(const struct bmp *bmp, struct gfla_bitmap *image, struct runs *runs,
                           const unsigned char *from, unsigned n, bool repeat)
{
    gfla_status status = GFLA_OK;

    REQUIRE(runs->y < bmp->height && runs->x + n <= bmp->width, GFLA_ERROR_INPUT,
            "BMP: a run reaches beyond the picture");
    for (unsigned i = 0; i < n; i++, runs->x++) {
        const unsigned byte = bmp->bits == 8 ? from[repeat ? 0 : i] : from[repeat ? 0 : i / 2];
        const unsigned index = bmp->bits == 8 ? byte : i % 2 ? byte & 15 : byte >> 4;

        TRY(put_index(bmp, index, row_of(bmp, image, runs->y) + 3 * runs->x));
    }
fail:
    return status;
}

/* What follows a zero: the end of a line (0) or the image (1), a step (2), or that many pixels. */
static gfla_status put_escape(const struct bmp *bmp, struct gfla_bitmap *image, struct runs *runs, unsigned code)
{
    const size_t bytes = bmp->bits == 8 ? code : (code + 1) / 2,
                 padded = code < 3 ? (code == 2 ? 2 : 0) : (bytes + 1) / 2 * 2;
    gfla_status status = GFLA_OK;

    REQUIRE((size_t)(runs->end - runs->at) >= padded, GFLA_ERROR_INPUT, "BMP: the file is cut short");
    if (code == 0) {
        runs->x = 0;
        runs->y++;
    } else if (code == 2) {
        runs->x += runs->at[0];
        runs->y += runs->at[1];
    } else if (code > 2) {
        TRY(put_run(bmp, image, runs, runs->at, code, false));
    }
    runs->at += padded;
fail:
    return status;
}

static gfla_status read_runs(const struct bmp *bmp, struct gfla_bitmap *image)
{
    struct runs runs = {.at = bmp->data + bmp->pixels, .end = bmp->data + bmp->size};
    gfla_status status = GFLA_OK;

    for (int64_t i = 0; i < bmp->width * bmp->height; i++) /* what no run covers has the first colour */
        TRY(put_index(bmp, 0, (uint8_t *)image->pixels + 3 * i));
    for (;;) {
        unsigned n, code;

        REQUIRE(runs.end - runs.at >= 2, GFLA_ERROR_INPUT, "BMP: the file is cut short");
        n = runs.at[0], code = runs.at[1];
        runs.at += 2;
        if (n == 0 && code == 1)
            return GFLA_OK;
        TRY(n > 0 ? put_run(bmp, image, &runs, runs.at - 1, n, true) : put_escape(bmp, image, &runs, code));
    }
fail:
    return status;
}

static gfla_status bmp_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct bmp bmp = {.data = data, .size = size};
    gfla_status status = GFLA_OK;

    (void)keep_16; /* samples of more than 8 bits are rare bit fields */
    TRY(parse(&bmp));
    TRY(gfla_bitmap_create(image, (int)bmp.width, (int)bmp.height, bmp.bits > 8 && bmp.fields[3].mask ? 4 : 3, 8));
    TRY(bmp.coding == RLE8 || bmp.coding == RLE4 ? read_runs(&bmp, image) : read_stored(&bmp, image));
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_bmp = {
    .name = "BMP", .extensions = {".bmp", ".dib"}, .matches = bmp_matches, .decode = bmp_decode};
