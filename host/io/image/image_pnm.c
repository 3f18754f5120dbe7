/* PBM, PGM and PPM (P1 to P6), read in text and binary form and written in binary form. */
#include <stdio.h>

#include "io/image/image_codec.h"

/* ---- reading ---- */

struct pnm {
    const unsigned char *data;
    size_t size, at;
    int kind; /* 1..6 */
    unsigned width, height, max;
};

static bool pnm_matches(const unsigned char *data, size_t size)
{
    return size >= 3 && data[0] == 'P' && data[1] >= '1' && data[1] <= '6' &&
           (data[2] == ' ' || data[2] == '#' || (data[2] >= '\t' && data[2] <= '\r'));
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* To the next byte that is neither blank nor in a comment. */
static void skip_blanks(struct pnm *pnm)
{
    bool comment = false;

    for (; pnm->at < pnm->size; pnm->at++) {
        const unsigned char c = pnm->data[pnm->at];

        if (c == '#')
            comment = true;
        else if (c == '\n' || c == '\r')
            comment = false;
        else if (!comment && !is_blank(c))
            return;
    }
}

/* A number of at most `digits` digits. */
static gfla_status take_number(struct pnm *pnm, int digits, const char *what, unsigned *value)
{
    int n = 0;

    skip_blanks(pnm);
    for (*value = 0; n < digits && pnm->at < pnm->size && pnm->data[pnm->at] >= '0' && pnm->data[pnm->at] <= '9'; n++)
        *value = *value * 10 + (unsigned)(pnm->data[pnm->at++] - '0');
    return n > 0 ? GFLA_OK
                 : gfla_fail(GFLA_ERROR_INPUT, "PNM: no number at byte %zu, where %s is expected", pnm->at, what);
}

static gfla_status read_header(struct pnm *pnm)
{
    gfla_status status = GFLA_OK;

    pnm->kind = pnm->data[1] - '0';
    pnm->at = 2;
    pnm->max = 1;
    TRY(take_number(pnm, 8, "the width", &pnm->width));
    TRY(take_number(pnm, 8, "the height", &pnm->height));
    TRY(gfla_bitmap_check_size(pnm->width, pnm->height));
    if (pnm->kind != 1 && pnm->kind != 4)
        TRY(take_number(pnm, 8, "the largest sample", &pnm->max));
    REQUIRE(pnm->max >= 1 && pnm->max <= 65535, GFLA_ERROR_INPUT,
            "PNM: the largest sample is %u, 1 to 65535 are possible", pnm->max);
    if (pnm->kind > 3) { /* one blank, then the samples */
        REQUIRE(pnm->at < pnm->size && is_blank(pnm->data[pnm->at]), GFLA_ERROR_INPUT,
                "PNM: no blank after the header");
        pnm->at++;
    }
fail:
    return status;
}

/* A sample that is text or whole bytes. */
static gfla_status take_sample(struct pnm *pnm, unsigned *value)
{
    const size_t n_bytes = pnm->max > 255 ? 2 : 1;
    gfla_status status = GFLA_OK;

    if (pnm->kind <= 3) {
        TRY(take_number(pnm, pnm->kind == 1 ? 1 : 8, "a sample", value));
    } else {
        REQUIRE(pnm->size - pnm->at >= n_bytes, GFLA_ERROR_INPUT, "PNM: the file is cut short");
        *value = n_bytes == 2 ? gfla_be16(pnm->data + pnm->at) : pnm->data[pnm->at];
        pnm->at += n_bytes;
    }
    REQUIRE(*value <= pnm->max, GFLA_ERROR_INPUT, "PNM: a sample is %u, the largest is said to be %u", *value,
            pnm->max);
    if (pnm->kind == 1)
        *value = 1 - *value; /* in bitmaps 1 is black */
fail:
    return status;
}

static gfla_status read_samples(struct pnm *pnm, struct gfla_bitmap *image)
{
    const size_t n = (size_t)image->width * (size_t)image->height * (size_t)image->channels;
    const unsigned top = image->bits == 16 ? 65535 : 255;
    gfla_status status = GFLA_OK;

    for (size_t i = 0; i < n; i++) {
        unsigned value = 0;

        TRY(take_sample(pnm, &value));
        value = (unsigned)(((uint64_t)value * top + pnm->max / 2) / pnm->max);
        if (image->bits == 16)
            ((uint16_t *)image->pixels)[i] = (uint16_t)value;
        else
            ((uint8_t *)image->pixels)[i] = (uint8_t)value;
    }
fail:
    return status;
}

/* P4: rows of bits, each begun in a new byte. */
static gfla_status read_bits(struct pnm *pnm, struct gfla_bitmap *image)
{
    const size_t stride = ((size_t)image->width + 7) / 8;
    const unsigned char *row = pnm->data + pnm->at;
    uint8_t *out = image->pixels;

    if ((pnm->size - pnm->at) / stride < (size_t)image->height)
        return gfla_fail(GFLA_ERROR_INPUT, "PNM: the file is cut short");
    for (int y = 0; y < image->height; y++, row += stride)
        for (int x = 0; x < image->width; x++)
            *out++ = row[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
    return GFLA_OK;
}

static gfla_status pnm_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct pnm pnm = {.data = data, .size = size};
    gfla_status status = GFLA_OK;

    TRY(read_header(&pnm));
    TRY(gfla_bitmap_create(image, (int)pnm.width, (int)pnm.height, pnm.kind % 3 == 0 ? 3 : 1,
                           keep_16 && pnm.max > 255 ? 16 : 8));
    TRY(pnm.kind == 4 ? read_bits(&pnm, image) : read_samples(&pnm, image));
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

/* ---- writing ---- */

/* P6 or, for grey, P5; 16-bit samples are big-endian. */
static gfla_status pnm_encode(const struct gfla_bitmap *image, const struct gfla_bitmap_write_params *params,
                              struct gfla_bytes *bytes)
{
    const size_t n_samples = (size_t)image->width * (size_t)image->height * (size_t)image->channels;
    gfla_status status = GFLA_OK;
    char header[64];
    int length;

    (void)params;
    REQUIRE(image->channels == 1 || image->channels == 3, GFLA_ERROR_USAGE,
            "PPM holds no transparency. hint: composite on white first, or write .png");
    length = snprintf(header, sizeof header, "P%c\n%d %d\n%d\n", image->channels == 1 ? '5' : '6', image->width,
                      image->height, image->bits == 8 ? 255 : 65535);
    TRY(gfla_bytes_add(bytes, header, (size_t)length));
    if (image->bits == 8)
        return gfla_bytes_add(bytes, image->pixels, n_samples);
    for (size_t i = 0; i < n_samples; i++) {
        const uint16_t value = ((const uint16_t *)image->pixels)[i];
        const unsigned char big_endian[2] = {(unsigned char)(value >> 8), (unsigned char)(value & 255)};

        TRY(gfla_bytes_add(bytes, big_endian, 2));
    }
fail:
    return status;
}

const struct gfla_bitmap_codec gfla_codec_pnm = {
    .name = "PNM",
    .extensions = {".ppm", ".pgm", ".pbm", ".pnm"},
    .matches = pnm_matches,
    .decode = pnm_decode,
    .encode = pnm_encode,
};
