/* gfla/image.h - images in memory and in files: what views, poses and faces are made of.
 *
 *     struct gfla_image image;
 *     if (gfla_image_read(&image, "chair.png", NULL) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     printf("%d x %d, %d channels\n", image.width, image.height, image.channels);
 *     gfla_image_write(&image, "copy.jpg", NULL);
 *     gfla_image_free(&image);
 *
 * An image of one's own is a struct filled in: nothing is copied before a function reads it.
 * Thread safety: nothing is shared; every function may run in any thread. All of them block. */
#ifndef GFLA_IMAGE_H
#define GFLA_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <gfla/api.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a sample is. */
typedef enum gfla_type {
    GFLA_TYPE_U8,  /* 0 .. 255 */
    GFLA_TYPE_U16, /* 0 .. 65535, in the byte order of this machine */
    GFLA_TYPE_F32, /* 0 .. 1; what lies outside is clamped, what is not a number counts as 0 */
    GFLA_TYPE_COUNT
} gfla_type;

/* Rows from the top, the channels of a pixel side by side. {0} is no image. As an input it is borrowed for the call and
 * not changed; as an output it is tight, and freed with gfla_image_free. */
struct gfla_image {
    void *data;        /* aligned for its type */
    int width, height; /* 1 .. 16384 pixels, 100 million in all */
    int channels;      /* 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA; alpha is not premultiplied */
    gfla_type type;
    size_t stride; /* bytes from one row to the next; 0: tight */
};

struct gfla_image_read_params {
    size_t struct_size; /* set by gfla_image_read_params_init */
    int channels;       /* 1 .. 4; 0: as in the file. Missing alpha is opaque, alpha that is dropped lies on white */
    gfla_type type;     /* of the result; GFLA_TYPE_U8 rounds files of 16 bits */
};
GFLA_API void gfla_image_read_params_init(struct gfla_image_read_params *params);

/* Reads a PNG, JPEG, WebP, GIF, TIFF, BMP, PNM, DDS, SGI, HEIC, AVIF or TGA, turned upright by its EXIF orientation; of animations
 * and pages the first. The content decides, not the name. params may be NULL. GFLA_ERROR_INPUT: the file is missing,
 * damaged, cut short, or larger than an image may be. */
GFLA_API gfla_status gfla_image_read(struct gfla_image *image, const char *path,
                                     const struct gfla_image_read_params *params);
/* The same from a file of `size` bytes in memory. */
GFLA_API gfla_status gfla_image_read_memory(struct gfla_image *image, const void *data, size_t size,
                                            const struct gfla_image_read_params *params);

struct gfla_image_write_params {
    size_t struct_size; /* set by gfla_image_write_params_init */
    int quality;        /* of JPEG, 1 .. 100; 0: 95 */
    bool fast;          /* of PNG: 2 to 4 times as fast, 15 to 50 percent larger */
};
GFLA_API void gfla_image_write_params_init(struct gfla_image_write_params *params);

/* Writes the format that the extension names, .png, .jpg, .jpeg, .ppm or .pgm; the file appears whole or not at all.
 * Samples of float become 16 bits in a PNG or PNM, and 8 in a JPEG, as those of 16 bits do. params may be NULL.
 * GFLA_ERROR_USAGE: another extension, alpha in a format without, or an image that is none; GFLA_ERROR_OUTPUT: it could
 * not be written. */
GFLA_API gfla_status gfla_image_write(const struct gfla_image *image, const char *path,
                                      const struct gfla_image_write_params *params);
/* The same to memory: *data, of *size bytes, is freed with gfla_free. Of `name`, ".png" or "any/thing.png", only the
 * extension counts. */
GFLA_API gfla_status gfla_image_encode(void **data, size_t *size, const struct gfla_image *image, const char *name,
                                       const struct gfla_image_write_params *params);

/* Frees the samples of an image that the library made, and empties it. NULL and {0} are fine. */
GFLA_API void gfla_image_free(struct gfla_image *image);

#ifdef __cplusplus
}
#endif
#endif
