/* io/image_codec.h - what image.c expects of a file format. Private to host/io. */
#ifndef GFLA_IO_IMAGE_CODEC_H
#define GFLA_IO_IMAGE_CODEC_H

#include "io/image.h"

/* A growing byte string, filled by the encoders. */
struct gfla_bytes {
    unsigned char *data;
    size_t size, capacity;
};
gfla_status gfla_bytes_add(struct gfla_bytes *bytes, const void *data, size_t size);

struct gfla_image_codec {
    const char *name;
    const char *extensions[3]; /* with the dot, lower case; NULL ends */
    bool has_notes;            /* encode writes params->note */
    /* The first bytes of such a file; NULL: the format is only written. */
    bool (*matches)(const unsigned char *data, size_t size);
    /* The channels of the file, upright. Leaves image empty on failure; messages do not name the file. */
    gfla_status (*decode)(const void *data, size_t size, bool keep_16, struct gfla_image *image);
    /* Appends the file to bytes; the caller frees it on failure too. */
    gfla_status (*encode)(const struct gfla_image *image, const struct gfla_image_write_params *params,
                          struct gfla_bytes *bytes);
};

extern const struct gfla_image_codec gfla_codec_png, gfla_codec_jpeg, gfla_codec_ppm;

/* GFLA_ERROR_INPUT when a picture of this size is refused; for use before its pixels are allocated. */
gfla_status gfla_image_check_size(uint64_t width, uint64_t height);

/* 1..8, of tag 0x0112 in the first directory of a TIFF block (what follows "Exif\0\0" in a JPEG); 1 when it is absent
 * or makes no sense. */
int gfla_tiff_orientation(const unsigned char *tiff, size_t size);
/* The upright picture of one that is stored with this orientation. */
gfla_status gfla_image_turn(const struct gfla_image *src, int orientation, struct gfla_image *dst);

#endif
