/* io/image/image_codec.h - what bitmap.c expects of a file format. Private to host/io. */
#ifndef GFLA_IO_IMAGE_IMAGE_CODEC_H
#define GFLA_IO_IMAGE_IMAGE_CODEC_H

#include "io/image/bitmap.h"

/* A growing byte string, filled by the encoders. */
struct gfla_bytes {
    unsigned char *data;
    size_t size, capacity;
};
gfla_status gfla_bytes_add(struct gfla_bytes *bytes, const void *data, size_t size);

struct gfla_bitmap_codec {
    const char *name;
    const char *extensions[6]; /* with the dot, lower case; NULL ends */
    bool has_notes;            /* encode writes params->note */
    bool moves;                /* files are as often animations */
    /* The first bytes of such a file; NULL: the format is only written. */
    bool (*matches)(const unsigned char *data, size_t size);
    /* The channels of the file, upright. Leaves image empty on failure; messages do not name the file. */
    gfla_status (*decode)(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image);
    /* Appends the file to bytes; the caller frees it on failure too. NULL: the format is only read. */
    gfla_status (*encode)(const struct gfla_bitmap *image, const struct gfla_bitmap_write_params *params,
                          struct gfla_bytes *bytes);
};

/* One struct per format, listed in bitmap.c; the first that matches reads. TGA has no signature: it comes last. */
extern const struct gfla_bitmap_codec gfla_codec_png, gfla_codec_jpeg, gfla_codec_webp, gfla_codec_gif, gfla_codec_tiff,
    gfla_codec_bmp, gfla_codec_pnm, gfla_codec_dds, gfla_codec_sgi, gfla_codec_heif, gfla_codec_tga;

/* GFLA_ERROR_INPUT when an image of this size is refused; for use before its pixels are allocated. */
gfla_status gfla_bitmap_check_size(uint64_t width, uint64_t height);

/* 1..8, of tag 0x0112 in the first directory of a TIFF block (what follows "Exif\0\0" in a JPEG); 1 when it is absent
 * or makes no sense. */
int gfla_tiff_orientation(const unsigned char *tiff, size_t size);
/* Turns the image upright that is stored with this orientation. Leaves image empty on failure. */
gfla_status gfla_bitmap_turn_upright(struct gfla_bitmap *image, int orientation);
/* Divides the colours (8 bits, grey + alpha or RGBA) by their alpha: some formats store them multiplied. */
void gfla_bitmap_unpremultiply(struct gfla_bitmap *image);

/* Numbers of files, of either byte order. */
static inline unsigned gfla_le16(const unsigned char *p)
{
    return (unsigned)(p[0] | p[1] << 8);
}
static inline unsigned gfla_be16(const unsigned char *p)
{
    return (unsigned)(p[0] << 8 | p[1]);
}
static inline uint32_t gfla_le32(const unsigned char *p)
{
    return (uint32_t)gfla_le16(p) | (uint32_t)gfla_le16(p + 2) << 16;
}
static inline uint32_t gfla_be32(const unsigned char *p)
{
    return (uint32_t)gfla_be16(p) << 16 | (uint32_t)gfla_be16(p + 2);
}

/* The bits of a word that hold one sample, and that sample from 0 to 255; mask 0: absent, 255. */
struct gfla_bit_field {
    uint32_t mask;
    int shift;
};
struct gfla_bit_field gfla_bit_field_of(uint32_t mask);
uint8_t gfla_bit_field_get(const struct gfla_bit_field *field, uint32_t word);

#endif
