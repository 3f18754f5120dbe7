/* io/image/bitmap.h - images in memory, their files, and the few operations on them that the rest needs.
 *
 * A gfla_bitmap is plain data: {0} is the empty image, gfla_bitmap_free empties it again. Functions that make an image
 * write it to an out pointer whose old content is ignored, not freed; on failure it is left empty. Source and result
 * may not be the same struct. Nothing here keeps state: every function may run in any thread. */
#ifndef GFLA_IO_IMAGE_BITMAP_H
#define GFLA_IO_IMAGE_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_BITMAP_MAX_SIDE 16384
#ifndef GFLA_BITMAP_MAX_PIXELS /* fuzzers set less, to be fast */
#define GFLA_BITMAP_MAX_PIXELS 100000000
#endif

struct gfla_bitmap {
    int width, height;
    int channels; /* 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA; alpha is not premultiplied */
    int bits;     /* 8: uint8_t, 16: uint16_t in the byte order of this machine */
    void *pixels; /* rows from the top, no padding, channels of a pixel side by side */
};

/* An image of zeros. GFLA_ERROR_USAGE when a side, the area, channels or bits are out of range. */
gfla_status gfla_bitmap_create(struct gfla_bitmap *image, int width, int height, int channels, int bits);
gfla_status gfla_bitmap_copy(const struct gfla_bitmap *src, struct gfla_bitmap *dst);
void gfla_bitmap_free(struct gfla_bitmap *image);
/* Bytes in .pixels. */
size_t gfla_bitmap_size(const struct gfla_bitmap *image);

/* ---- files ---- */

struct gfla_bitmap_read_params {
    int channels; /* 0: as in the file; 1, 2, 3, 4: as gfla_bitmap_convert gives */
    bool keep_16; /* samples of 16 bits stay so; otherwise they are rounded to 8 */
};

/* The formats that are read, for messages. */
#define GFLA_BITMAP_FORMATS "PNG, JPEG, WebP, GIF, TIFF, BMP, PNM, DDS, SGI, HEIC, AVIF and TGA"

/* Reads an image of any of these formats, turned upright by its EXIF orientation where it has one; of animations and
 * pages the first. docs/formats.md says what of each format is read. The content decides, not the name. params may be
 * NULL. A file that is missing, damaged, cut short or larger than the limits above is GFLA_ERROR_INPUT with its
 * name. */
gfla_status gfla_bitmap_read(const char *path, const struct gfla_bitmap_read_params *params, struct gfla_bitmap *image);
/* The same from memory; name stands for the path in messages. */
gfla_status gfla_bitmap_read_memory(const void *data, size_t size, const char *name,
                                    const struct gfla_bitmap_read_params *params, struct gfla_bitmap *image);

/* The names of a folder's files that have an extension of these formats, in natural order and as gfla_folder_files gives
 * them; stills: without .gif and .webp, which may be animations. */
gfla_status gfla_bitmap_files(const char *folder, bool stills, char ***names, size_t *n);

struct gfla_bitmap_about {
    int width, height;
};

/* Finds at little cost most of what cannot be read: a file that is missing, no regular file, empty, of no format above,
 * too large or cut short is GFLA_ERROR_INPUT with its name. PNG and JPEG are looked at where they begin and end; where
 * that leaves a doubt, and for other formats, the image is decoded. Damage in between is found when it is read. about
 * may be NULL. */
gfla_status gfla_bitmap_probe(const char *path, struct gfla_bitmap_about *about);

/* Text that a PNG carries beside its image (tEXt). ASCII; the key has 1 to 79 letters. */
struct gfla_bitmap_note {
    const char *key, *text;
};

struct gfla_bitmap_write_params {
    int quality;                         /* JPEG, 1..100; 0: 95. From 90 on without chroma subsampling */
    bool fast;                           /* PNG: 2 to 4 times as fast, 15 to 50 percent larger */
    const struct gfla_bitmap_note *note; /* PNG; with any other format GFLA_ERROR_USAGE. NULL: none */
};

/* Writes the format that the extension names: .png, .jpg, .jpeg, .ppm (.pgm); a PNG to "-", which is standard output.
 * The file appears whole or not at all.
 * JPEG and PPM hold no alpha and JPEG no 16 bits: GFLA_ERROR_USAGE. params may be NULL. */
gfla_status gfla_bitmap_write(const char *path, const struct gfla_bitmap *image,
                              const struct gfla_bitmap_write_params *params);
/* The same to memory: *data is freed with free(). Of name only the extension counts. */
gfla_status gfla_bitmap_encode(const char *name, const struct gfla_bitmap *image,
                               const struct gfla_bitmap_write_params *params, void **data, size_t *size);
/* The text that the PNG in memory carries under key, in *text, which is freed with free(); NULL where it has none.
 * GFLA_ERROR_INPUT where the file is no PNG, is damaged in front of it, or the text is longer than 1 MiB. The image
 * itself is not decoded. */
gfla_status gfla_bitmap_note_read(const void *data, size_t size, const char *key, char **text);
/* Whether these are the first bytes of a PNG. */
bool gfla_bitmap_is_png(const void *data, size_t size);
/* True when the extension of path is one that gfla_bitmap_write knows. */
bool gfla_bitmap_can_write(const char *path);
/* ".png, .jpg, .jpeg, .ppm, .pgm": for messages. */
const char *gfla_bitmap_extensions(void);

/* ---- operations ---- */

/* Another number of channels. Grey is repeated; colour to grey is ITU-R 601 luma as PIL's "L"; alpha that is asked for
 * and missing is opaque; alpha that is not asked for is composited on white. */
gfla_status gfla_bitmap_convert(const struct gfla_bitmap *src, int channels, struct gfla_bitmap *dst);
/* The same image with 8 bits a sample, rounded; an image of 8 bits is copied. */
gfla_status gfla_bitmap_to_8_bits(const struct gfla_bitmap *src, struct gfla_bitmap *dst);
/* Without alpha, on white: rgb * a + 1 - a. An image without alpha is copied. */
gfla_status gfla_bitmap_composite_white(const struct gfla_bitmap *src, struct gfla_bitmap *dst);
/* The rectangle must lie inside src (GFLA_ERROR_USAGE). */
gfla_status gfla_bitmap_crop(const struct gfla_bitmap *src, int x, int y, int width, int height,
                             struct gfla_bitmap *dst);

enum gfla_filter {
    GFLA_FILTER_BILINEAR, /* triangle; widened by the scale when shrinking, so that it antialiases */
    GFLA_FILTER_BOX,      /* mean over the covered pixels */
    GFLA_FILTER_COUNT
};

/* Resamples as PIL's Image.resize does, to the bit: horizontal pass, then vertical, each rounded to the depth of the
 * image; colours are weighted by alpha. The aspect is the caller's business. */
gfla_status gfla_bitmap_resize(const struct gfla_bitmap *src, int width, int height, enum gfla_filter filter,
                               struct gfla_bitmap *dst);

/* ---- float planes (networks, metrics) ---- */

/* chw[c][y][x] = v / 127.5 - 1 (16 bits: v / 32767.5 - 1), for every channel of the image. */
void gfla_bitmap_to_planes(const struct gfla_bitmap *image, float *chw);
/* chw in [-1, 1] to 8 bits: clamp((x + 1) / 2 * 255, 0, 255), truncated as the networks' authors do; not a number gives
 * 0. */
gfla_status gfla_bitmap_from_planes(const float *chw, int width, int height, int channels, struct gfla_bitmap *image);
/* chw[c][y][x] = v / 255 (16 bits: v / 65535): what PSNR, SSIM and the like measure. */
void gfla_bitmap_to_unit_planes(const struct gfla_bitmap *image, float *chw);
/* chw in [0, 1] to 8 bits, clamped and rounded. */
gfla_status gfla_bitmap_from_unit_planes(const float *chw, int width, int height, int channels,
                                         struct gfla_bitmap *image);

#endif
