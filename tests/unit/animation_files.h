/* tests/unit/animation_files.h - small image files of the simple formats, built byte by byte, for tests and as seeds of the
 * fuzzers. All show one image of 5 x 3 pixels, but for blocks of DXT. */
#ifndef GFLA_TESTS_IMAGE_FILES_H
#define GFLA_TESTS_IMAGE_FILES_H

#include <gif_lib.h>
#include <webp/encode.h>

#include "image_files.h"

#define IMAGE_WIDTH 5
#define IMAGE_HEIGHT 3

/* Sample c (0..2 colours, 3 alpha) of pixel (x, y). */
static inline unsigned image_sample(int x, int y, int c)
{
    if (c == 3)
        return (x + y) % 3 == 0 ? 0 : (unsigned)(255 - 40 * x);
    /* with a run */
    return y == 1 && x >= 1 && x < 4 ? (unsigned)(90 + 10 * c) : (unsigned)(48 * x + 16 * y + 9 * c + 5);
}

static inline void add_le(struct blob *blob, unsigned value, int n)
{
    for (; n > 0; n--, value >>= 8)
        blob_add(blob, &(unsigned char){(unsigned char)value}, 1);
}

static inline void add_be(struct blob *blob, unsigned value, int n)
{
    while (--n >= 0)
        blob_add(blob, &(unsigned char){(unsigned char)(value >> 8 * n)}, 1);
}

static inline void add_zeros(struct blob *blob, int n)
{
    add_le(blob, 0, n);
}

/* A pixel of n samples: blue first, or as they come. */
static inline void add_pixel(struct blob *blob, int x, int y, int n, int blue_first)
{
    for (int c = 0; c < n; c++)
        add_le(blob, image_sample(x, y, blue_first && c < 3 && n >= 3 ? 2 - c : c), 1);
}

/* ---- TGA ---- */

struct tga_kind {
    int channels; /* 1, 3, 4 */
    int packed, mapped, from_top, from_right;
};

static inline struct blob tga_file(struct tga_kind kind)
{
    const int alpha = kind.channels == 4 ? 8 : 0, bits = 8 * kind.channels;
    struct blob blob = {0};

    add_le(&blob, 4, 1); /* an identification of 4 bytes */
    add_le(&blob, (unsigned)kind.mapped, 1);
    add_le(&blob, (unsigned)((kind.mapped ? 1 : kind.channels == 1 ? 3 : 2) + (kind.packed ? 8 : 0)), 1);
    add_le(&blob, 0, 2);
    add_le(&blob, kind.mapped ? IMAGE_WIDTH * IMAGE_HEIGHT : 0, 2);
    add_le(&blob, kind.mapped ? (unsigned)bits : 0, 1);
    add_zeros(&blob, 4);
    add_le(&blob, IMAGE_WIDTH, 2);
    add_le(&blob, IMAGE_HEIGHT, 2);
    add_le(&blob, kind.mapped ? 8 : (unsigned)bits, 1);
    add_le(&blob, (unsigned)(alpha | (kind.from_right ? 16 : 0) | (kind.from_top ? 32 : 0)), 1);
    blob_add(&blob, "name", 4);
    for (int i = 0; kind.mapped && i < IMAGE_WIDTH * IMAGE_HEIGHT; i++)
        add_pixel(&blob, i % IMAGE_WIDTH, i / IMAGE_WIDTH, kind.channels, 1);
    for (int i = 0; i < IMAGE_HEIGHT; i++) {
        const int y = kind.from_top ? i : IMAGE_HEIGHT - 1 - i;
        for (int j = 0; j < IMAGE_WIDTH; j++) {
            const int x = kind.from_right ? IMAGE_WIDTH - 1 - j : j;
            const int in_run = kind.packed && kind.channels == 3 && !kind.mapped && y == 1 && j >= 1 && j < 4;
            if (in_run && j > 1)
                continue;
            if (kind.packed)
                add_le(&blob, in_run ? 128 + 2 : 0, 1);
            if (kind.mapped)
                add_le(&blob, (unsigned)(y * IMAGE_WIDTH + x), 1);
            else
                add_pixel(&blob, x, y, kind.channels, 1);
        }
    }
    return blob;
}

/* ---- BMP ---- */

/* bits 4 or 8 (a table of the 15 colours), 24, or 32 with masks and alpha. */
static inline struct blob bmp_header(int bits, int from_top, unsigned coding)
{
    const int n = bits <= 8 ? 15 : 0, header = bits == 32 ? 56 : 40;
    struct blob blob = {0};

    blob_add(&blob, "BM", 2);
    add_zeros(&blob, 8);
    add_le(&blob, (unsigned)(14 + header + 4 * n), 4);
    add_le(&blob, (unsigned)header, 4);
    add_le(&blob, IMAGE_WIDTH, 4);
    add_le(&blob, from_top ? (unsigned)-IMAGE_HEIGHT : IMAGE_HEIGHT, 4);
    add_le(&blob, 1, 2);
    add_le(&blob, (unsigned)bits, 2);
    add_le(&blob, coding, 4);
    add_zeros(&blob, 12);
    add_le(&blob, (unsigned)n, 4);
    add_zeros(&blob, 4);
    for (int k = 0; bits == 32 && k < 4; k++) /* r g b a from the low byte */
        add_le(&blob, 0xffu << 8 * k, 4);
    for (int i = 0; i < n; i++) {
        add_pixel(&blob, i % IMAGE_WIDTH, i / IMAGE_WIDTH, 3, 1);
        add_zeros(&blob, 1);
    }
    return blob;
}

static inline struct blob bmp_file(int bits, int from_top)
{
    struct blob blob = bmp_header(bits, from_top, bits == 32 ? 3 : 0);

    for (int i = 0; i < IMAGE_HEIGHT; i++) {
        const int y = from_top ? i : IMAGE_HEIGHT - 1 - i;
        const size_t start = blob.size;
        for (int x = 0; x < IMAGE_WIDTH; x++) {
            const unsigned index = (unsigned)(y * IMAGE_WIDTH + x);
            if (bits == 8)
                add_le(&blob, index, 1);
            else if (bits == 4 && x % 2 == 0)
                add_le(&blob, index << 4 | (x + 1 < IMAGE_WIDTH ? index + 1 : 0), 1);
            else if (bits >= 24)
                add_pixel(&blob, x, y, bits / 8, bits == 24);
        }
        while ((blob.size - start) % 4)
            add_zeros(&blob, 1);
    }
    return blob;
}

/* Runs, pixels of their own, an end of line and a step that jumps over one pixel of the first colour (index 0). */
static inline struct blob bmp_rle_file(int bits)
{
    static const unsigned char rle8[] = {0, 5, 10, 11, 12, 13, 14, 0, 0, 0, 1, 5, 3, 6, 1,
                                         9, 0, 0,  0,  2,  1,  0,  0, 4, 1, 2, 3, 4, 0, 1};
    static const unsigned char rle4[] = {0, 5, 0xab, 0xcd, 0xe0, 0, 0, 0,    5,    0x56, 0,
                                         0, 0, 2,    1,    0,    0, 4, 0x12, 0x34, 0,    1};
    struct blob blob = bmp_header(bits, 0, bits == 8 ? 1 : 2);

    blob_add(&blob, bits == 8 ? rle8 : rle4, bits == 8 ? sizeof rle8 : sizeof rle4);
    return blob;
}

/* ---- SGI ---- */

static inline struct blob sgi_file(int channels, int bytes, int packed)
{
    const int n_rows = channels * IMAGE_HEIGHT;
    struct blob blob = {0}, rows = {0};
    unsigned starts[12], lengths[12];

    add_be(&blob, 0x01da, 2);
    add_be(&blob, (unsigned)packed, 1);
    add_be(&blob, (unsigned)bytes, 1);
    add_be(&blob, channels > 1 ? 3 : 2, 2);
    add_be(&blob, IMAGE_WIDTH, 2);
    add_be(&blob, IMAGE_HEIGHT, 2);
    add_be(&blob, (unsigned)channels, 2);
    add_zeros(&blob, 500);
    for (int i = 0; i < n_rows; i++) {
        const int c = i / IMAGE_HEIGHT, y = IMAGE_HEIGHT - 1 - i % IMAGE_HEIGHT;
        starts[i] = (unsigned)rows.size;
        for (int x = 0; x < IMAGE_WIDTH; x++) {
            const int in_run = packed && c < 3 && y == 1 && x >= 1 && x < 4;
            if (in_run && x > 1)
                continue;
            if (packed)
                add_be(&rows, in_run ? 3 : 128 + 1, bytes);
            add_be(&rows, image_sample(x, y, c) * (bytes == 2 ? 257 : 1), bytes);
        }
        if (packed)
            add_be(&rows, 0, bytes);
        lengths[i] = (unsigned)rows.size - starts[i];
    }
    for (int i = 0; packed && i < 2 * n_rows; i++)
        add_be(&blob, i < n_rows ? starts[i] + 512 + 8 * (unsigned)n_rows : lengths[i - n_rows], 4);
    blob_add(&blob, rows.data, rows.size);
    blob_free(&rows);
    return blob;
}

/* ---- DDS ---- */

static inline struct blob dds_header(int width, int height, const char *fourcc, unsigned flags, int bits)
{
    struct blob blob = {0};

    blob_add(&blob, "DDS ", 4);
    add_le(&blob, 124, 4);
    add_le(&blob, 0x1007, 4);
    add_le(&blob, (unsigned)height, 4);
    add_le(&blob, (unsigned)width, 4);
    add_zeros(&blob, 56);
    add_le(&blob, 32, 4);
    add_le(&blob, flags, 4);
    blob_add(&blob, fourcc, 4);
    add_le(&blob, (unsigned)bits, 4);
    for (int k = 0; k < 4; k++) /* b g r a from the low byte */
        add_le(&blob, bits >= 24 ? 0xffu << (k == 3 ? 24 : 16 - 8 * k) : 0, 4);
    add_zeros(&blob, 20);
    return blob;
}

/* channels 1, 3, 4: words of as many bytes. */
static inline struct blob dds_file(int channels)
{
    struct blob blob = dds_header(IMAGE_WIDTH, IMAGE_HEIGHT, "\0\0\0",
                                  channels == 1   ? 0x20000u
                                  : channels == 4 ? 0x41u
                                                  : 0x40u,
                                  8 * channels);

    for (int i = 0; i < IMAGE_WIDTH * IMAGE_HEIGHT; i++)
        add_pixel(&blob, i % IMAGE_WIDTH, i / IMAGE_WIDTH, channels, 1);
    return blob;
}

/* ---- PNM: P1 and P4 are white where red is more than 100 ---- */

static inline struct blob pnm_file(int kind, unsigned max)
{
    const int n = kind % 3 == 0 ? 3 : 1;
    struct blob blob = {0};
    char text[64];

    blob_add(&blob, text,
             (size_t)snprintf(text, sizeof text, "P%d # a comment\n%d %d\n", kind, IMAGE_WIDTH, IMAGE_HEIGHT));
    if (kind % 3 != 1)
        blob_add(&blob, text, (size_t)snprintf(text, sizeof text, "%u\n", max));
    for (int y = 0; y < IMAGE_HEIGHT; y++) {
        unsigned bits = 0;
        for (int i = 0; i < IMAGE_WIDTH * n; i++) {
            unsigned value = image_sample(i / n, y, i % n);
            if (kind % 3 == 1)
                value = value <= 100;
            else
                value = (unsigned)((value * max + 127) / 255);
            bits |= kind == 4 ? value << (7 - i) : 0;
            if (kind <= 3)
                blob_add(&blob, text, (size_t)snprintf(text, sizeof text, kind == 1 ? "%u" : "%u ", value));
            else if (kind > 4)
                add_be(&blob, value, max > 255 ? 2 : 1);
        }
        if (kind == 4)
            add_be(&blob, bits, 1);
    }
    return blob;
}

/* ---- TIFF: one strip ---- */

static inline void tiff_entry(struct blob *blob, int big, unsigned tag, unsigned n, unsigned value)
{
    void (*add)(struct blob *, unsigned, int) = big ? add_be : add_le;

    add(blob, tag, 2);
    add(blob, 3, 2);
    add(blob, n, 4);
    add(blob, value, n > 2 ? 4 : 2); /* more than fit into four bytes: where they are */
    add(blob, 0, n > 2 ? 0 : 2);
}

/* bits 8 or 16; for 16 a sample is its 8 bits twice. The directory stands in front of the pixels. */
static inline struct blob tiff_file(int channels, int bits, int orientation, int big)
{
    const unsigned n_entries = channels == 4 ? 10 : 9, end = 8 + 2 + 12 * n_entries + 4;
    void (*add)(struct blob *, unsigned, int) = big ? add_be : add_le;
    struct blob blob = {0};

    blob_add(&blob, big ? "MM" : "II", 2);
    add(&blob, 42, 2);
    add(&blob, 8, 4);
    add(&blob, n_entries, 2);
    tiff_entry(&blob, big, 256, 1, IMAGE_WIDTH);
    tiff_entry(&blob, big, 257, 1, IMAGE_HEIGHT);
    tiff_entry(&blob, big, 258, channels == 1 ? 1 : (unsigned)channels, channels == 1 ? (unsigned)bits : end);
    tiff_entry(&blob, big, 262, 1, channels == 1 ? 1 : 2);
    tiff_entry(&blob, big, 273, 1, end + 8);
    tiff_entry(&blob, big, 274, 1, (unsigned)orientation);
    tiff_entry(&blob, big, 277, 1, (unsigned)channels);
    tiff_entry(&blob, big, 278, 1, IMAGE_HEIGHT);
    tiff_entry(&blob, big, 279, 1, (unsigned)(IMAGE_WIDTH * IMAGE_HEIGHT * channels * bits / 8));
    if (channels == 4)
        tiff_entry(&blob, big, 338, 1, 2);
    add(&blob, 0, 4);
    for (int i = 0; i < 4; i++)
        add(&blob, (unsigned)bits, 2);
    for (int i = 0; i < IMAGE_WIDTH * IMAGE_HEIGHT * channels; i++) {
        const int pixel = i / channels;
        const unsigned value = image_sample(pixel % IMAGE_WIDTH, pixel / IMAGE_WIDTH, i % channels);
        add(&blob, bits == 16 ? value * 257 : value, bits / 8);
    }
    return blob;
}

/* ---- WebP and GIF, by their libraries ---- */

static inline struct blob webp_still(int channels)
{
    unsigned char pixels[IMAGE_WIDTH * IMAGE_HEIGHT * 4];
    const int n = IMAGE_WIDTH * IMAGE_HEIGHT * channels;
    struct blob blob = {0};
    uint8_t *file = NULL;
    size_t size;

    for (int i = 0; i < n; i++)
        pixels[i] = (unsigned char)image_sample(i / channels % IMAGE_WIDTH, i / channels / IMAGE_WIDTH, i % channels);
    size = (channels == 4 ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB)(pixels, IMAGE_WIDTH, IMAGE_HEIGHT,
                                                                            IMAGE_WIDTH * channels, &file);
    blob_add(&blob, file, size);
    WebPFree(file);
    return blob;
}

/* In the extended form, with an EXIF block that says how the camera was held. */
static inline struct blob webp_file(int channels, int orientation)
{
    const unsigned char exif[] = {
        'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (unsigned char)orientation, 0, 0, 0};
    struct blob still = webp_still(channels), blob = {0};

    if (orientation == 0)
        return still;
    blob_add(&blob, "RIFF", 4);
    add_le(&blob, (unsigned)(4 + 18 + (still.size - 12) + 8 + sizeof exif), 4);
    blob_add(&blob, "WEBPVP8X", 8);
    add_le(&blob, 10, 4);
    add_le(&blob, 0x08 | (channels == 4 ? 0x10 : 0), 4);
    add_le(&blob, IMAGE_WIDTH - 1, 3);
    add_le(&blob, IMAGE_HEIGHT - 1, 3);
    blob_add(&blob, still.data + 12, still.size - 12);
    blob_add(&blob, "EXIF", 4);
    add_le(&blob, sizeof exif, 4);
    blob_add(&blob, exif, sizeof exif);
    blob_free(&still);
    return blob;
}

static inline int gif_write(GifFileType *file, const GifByteType *bytes, int size)
{
    blob_add(file->UserData, bytes, (size_t)size);
    return size;
}

/* Interlaced or not; with a transparent colour pixel (1, 1) is one; the canvas may have `margin` more on each side. */
static inline struct blob gif_file(int interlaced, int transparent, int margin)
{
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    GifColorType colours[16] = {{0}};
    GifByteType control[] = {1, 0, 0, 6}; /* colour 6 is transparent */
    struct blob blob = {0};
    GifFileType *file = EGifOpen(&blob, gif_write, NULL);

    for (int i = 0; i < 15; i++) {
        const int x = i % IMAGE_WIDTH, y = i / IMAGE_WIDTH;
        colours[i] = (GifColorType){(GifByteType)image_sample(x, y, 0), (GifByteType)image_sample(x, y, 1),
                                    (GifByteType)image_sample(x, y, 2)};
    }
    ColorMapObject *map = GifMakeMapObject(16, colours);
    EGifSetGifVersion(file, true);
    EGifPutScreenDesc(file, IMAGE_WIDTH + 2 * margin, IMAGE_HEIGHT + 2 * margin, 8, 0, map);
    if (transparent)
        EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, control);
    EGifPutImageDesc(file, margin, margin, IMAGE_WIDTH, IMAGE_HEIGHT, interlaced, NULL);
    for (int pass = interlaced ? 0 : 3; pass < 4; pass++)
        for (int y = interlaced ? starts[pass] : 0; y < IMAGE_HEIGHT; y += interlaced ? steps[pass] : 1) {
            GifByteType row[IMAGE_WIDTH];
            for (int x = 0; x < IMAGE_WIDTH; x++)
                row[x] = (GifByteType)(y * IMAGE_WIDTH + x);
            EGifPutLine(file, row, IMAGE_WIDTH);
        }
    EGifCloseFile(file, NULL);
    GifFreeMapObject(map);
    return blob;
}

/* A PNG of the image with an eXIf chunk behind its pixels. */
static inline struct blob png_turned(int depth, int orientation)
{
    unsigned char exif[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (unsigned char)orientation,
                            0,   0};
    struct blob blob = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);

    png_set_write_fn(png, &blob, png_append, NULL);
    png_set_IHDR(png, info, IMAGE_WIDTH, IMAGE_HEIGHT, depth, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_eXIf_1(png, info, sizeof exif, exif);
    png_write_info(png, info);
    for (int y = 0; y < IMAGE_HEIGHT; y++) {
        unsigned char row[IMAGE_WIDTH * 6];
        for (int i = 0; i < IMAGE_WIDTH * 3; i++) {
            const unsigned char value = (unsigned char)image_sample(i / 3, y, i % 3);
            row[depth == 16 ? 2 * i : i] = value;
            if (depth == 16)
                row[2 * i + 1] = value;
        }
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return blob;
}

#endif
