/* tests/unit/image_files.h - image files of every kind, made with libpng and libjpeg themselves. */
#ifndef GFLA_TESTS_IMAGE_FILES_H
#define GFLA_TESTS_IMAGE_FILES_H

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

struct blob {
    unsigned char *data;
    size_t size;
};

static inline void blob_add(struct blob *blob, const void *data, size_t size)
{
    blob->data = realloc(blob->data, blob->size + size + 1);
    memcpy(blob->data + blob->size, data, size);
    blob->size += size;
}

static inline void blob_free(struct blob *blob)
{
    free(blob->data);
    *blob = (struct blob){0};
}

/* ---- PNG ---- */

struct png_kind {
    int colour_type, depth;
    int interlaced, transparency; /* a tRNS chunk: colour (or palette entry) 1 is see-through */
};

/* Sample c of pixel (x, y), below 2^depth. */
static inline unsigned png_sample(int x, int y, int c, int depth)
{
    return (unsigned)(x * 7 + y * 13 + c * 29 + x * y * 257) & ((1u << depth) - 1);
}

static inline void png_append(png_structp png, png_bytep data, png_size_t size)
{
    blob_add(png_get_io_ptr(png), data, size);
}

static inline int png_samples(int colour_type)
{
    return colour_type == PNG_COLOR_TYPE_RGB          ? 3
           : colour_type == PNG_COLOR_TYPE_RGBA       ? 4
           : colour_type == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
                                                      : 1;
}

/* Palette entry i. */
static inline void png_palette(unsigned i, unsigned char rgb[3])
{
    rgb[0] = (unsigned char)(i * 3);
    rgb[1] = (unsigned char)(255 - i);
    rgb[2] = (unsigned char)(i * 7);
}

static inline void png_set_extras(png_structp png, png_infop info, struct png_kind kind)
{
    if (kind.colour_type == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[256];
        for (unsigned i = 0; i < 256; i++) {
            unsigned char rgb[3];
            png_palette(i, rgb);
            palette[i] = (png_color){rgb[0], rgb[1], rgb[2]};
        }
        png_set_PLTE(png, info, palette, 1 << kind.depth);
    }
    if (kind.transparency) {
        unsigned char alpha[2] = {255, 0};
        png_color_16 colour = {.index = 1, .red = 1, .green = 1, .blue = 1, .gray = 1};
        png_set_tRNS(png, info, alpha, 2, &colour);
    }
}

static inline void png_fill_row(unsigned char *row, int y, int width, struct png_kind kind)
{
    int n = png_samples(kind.colour_type);
    memset(row, 0, (size_t)(width * n) * 2);
    for (int i = 0; i < width * n; i++) {
        unsigned v = png_sample(i / n, y, i % n, kind.depth);
        if (kind.depth == 16) {
            row[2 * i] = (unsigned char)(v >> 8);
            row[2 * i + 1] = (unsigned char)v;
        } else {
            int bit = i * kind.depth;
            row[bit / 8] = (unsigned char)(row[bit / 8] | v << (8 - kind.depth - bit % 8));
        }
    }
}

static inline struct blob png_file(struct png_kind kind, int width, int height)
{
    struct blob blob = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    unsigned char *row = malloc((size_t)width * 8);
    png_set_write_fn(png, &blob, png_append, NULL);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, kind.depth, kind.colour_type,
                 kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_extras(png, info, kind);
    png_write_info(png, info);
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
        for (int y = 0; y < height; y++) {
            png_fill_row(row, y, width, kind);
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
    return blob;
}

/* Signature and header of a grey image of one bit, and nothing after: enough to be refused for its size. */
static inline struct blob png_header(int width, int height)
{
    struct blob blob = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &blob, png_append, NULL);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_write_chunk(png, (png_const_bytep) "IDAT", NULL, 0);
    png_destroy_write_struct(&png, &info);
    return blob;
}

/* ---- JPEG ---- */

/* Four quadrants: red, green; blue, white (or, with one channel, four greys). */
static inline void jpeg_quadrant(int right, int below, int n, unsigned char *pixel)
{
    static const unsigned char colours[4][4] = {
        {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}};
    static const unsigned char greys[4] = {0, 80, 160, 240};
    for (int c = 0; c < n; c++)
        pixel[c] = n == 1 ? greys[right + 2 * below] : colours[right + 2 * below][c];
}

static inline struct blob jpeg_file(J_COLOR_SPACE space, int n, int width, int height, int progressive)
{
    struct jpeg_compress_struct out = {0};
    struct jpeg_error_mgr errors;
    unsigned char *data = NULL, *row = malloc((size_t)(width * n));
    unsigned long size = 0;
    struct blob blob = {0};
    out.err = jpeg_std_error(&errors);
    jpeg_create_compress(&out);
    jpeg_mem_dest(&out, &data, &size);
    out.image_width = (JDIMENSION)width;
    out.image_height = (JDIMENSION)height;
    out.input_components = n;
    out.in_color_space = space;
    jpeg_set_defaults(&out);
    jpeg_set_quality(&out, 90, TRUE);
    if (progressive)
        jpeg_simple_progression(&out);
    jpeg_start_compress(&out, TRUE);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            jpeg_quadrant(x >= width / 2, y >= height / 2, n, row + x * n);
        jpeg_write_scanlines(&out, &row, 1);
    }
    jpeg_finish_compress(&out);
    jpeg_destroy_compress(&out);
    blob_add(&blob, data, size);
    free(data);
    free(row);
    return blob;
}

/* The same with an EXIF block of `size` bytes after the start marker. */
static inline struct blob jpeg_with_exif(const struct blob *jpeg, const unsigned char *exif, size_t size)
{
    unsigned char marker[10] = {
        0xff, 0xe1, (unsigned char)((size + 8) >> 8), (unsigned char)(size + 8), 'E', 'x', 'i', 'f', 0, 0};
    struct blob blob = {0};
    blob_add(&blob, jpeg->data, 2);
    blob_add(&blob, marker, sizeof marker);
    blob_add(&blob, exif, size);
    blob_add(&blob, jpeg->data + 2, jpeg->size - 2);
    return blob;
}

#endif
