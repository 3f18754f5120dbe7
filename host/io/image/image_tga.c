/* Truevision TGA: true colour, grey and colour-mapped, run-length coded or not. Read here and not by a library: the
 * small ones that Debian has fill what is missing with zeros in silence. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

#define HEADER 18

struct tga {
    const unsigned char *data; /* what is left of the file */
    size_t size;
    bool is_mapped, is_grey, is_packed;
    int first_entry, n_entries, entry_bits;
    int width, height, bits, alpha_bits;
    bool from_right, from_top;
    const unsigned char *entries;
};

static bool is_colour_depth(int bits)
{
    return bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

static struct tga parse_header(const unsigned char *h)
{
    const int kind = h[2] & 7;

    return (struct tga){.is_mapped = kind == 1,
                        .is_grey = kind == 3,
                        .is_packed = h[2] & 8,
                        .first_entry = (int)gfla_le16(h + 3),
                        .n_entries = h[1] ? (int)gfla_le16(h + 5) : 0,
                        .entry_bits = h[7],
                        .width = (int)gfla_le16(h + 12),
                        .height = (int)gfla_le16(h + 14),
                        .bits = h[16],
                        .alpha_bits = h[17] & 15,
                        .from_right = h[17] & 16,
                        .from_top = h[17] & 32};
}

/* The format has no signature: every field of the header must make sense. */
static bool tga_matches(const unsigned char *data, size_t size)
{
    struct tga tga;

    if (size < HEADER || data[1] > 1 || (data[2] & ~8) < 1 || (data[2] & ~8) > 3 || data[17] & 0xc0)
        return false;
    tga = parse_header(data);
    if (tga.width == 0 || tga.height == 0)
        return false;
    if (tga.is_mapped)
        return data[1] == 1 && tga.n_entries > 0 && is_colour_depth(tga.entry_bits) &&
               (tga.bits == 8 || tga.bits == 16);
    return tga.is_grey ? tga.bits == 8 || tga.bits == 16 : is_colour_depth(tga.bits);
}

static int bytes_of(int bits)
{
    return (bits + 7) / 8;
}

static gfla_status skip_to_pixels(struct tga *tga, const unsigned char *data, size_t size)
{
    const size_t map = (size_t)tga->n_entries * (size_t)bytes_of(tga->entry_bits);
    const size_t before = HEADER + (size_t)data[0] + map;

    if (size < before)
        return gfla_fail(GFLA_ERROR_INPUT, "TGA: the file is cut short");
    tga->entries = data + before - map;
    tga->data = data + before;
    tga->size = size - before;
    return GFLA_OK;
}

/* ---- the stored pixels, each of the same few bytes ---- */

static gfla_status unpack(struct tga *tga, unsigned char *out, size_t n, size_t bytes)
{
    gfla_status status = GFLA_OK;

    for (size_t done = 0; done < n;) {
        size_t count, stored;

        REQUIRE(tga->size >= 1, GFLA_ERROR_INPUT, "TGA: the file is cut short");
        count = (size_t)(*tga->data & 127) + 1;
        stored = *tga->data & 128 ? 1 : count;
        REQUIRE(tga->size - 1 >= stored * bytes, GFLA_ERROR_INPUT, "TGA: the file is cut short");
        REQUIRE(count <= n - done, GFLA_ERROR_INPUT, "TGA: a run reaches beyond the picture");
        for (size_t i = 0; i < count; i++)
            memcpy(out + (done + i) * bytes, tga->data + 1 + (stored == 1 ? 0 : i * bytes), bytes);
        tga->data += 1 + stored * bytes;
        tga->size -= 1 + stored * bytes;
        done += count;
    }
fail:
    return status;
}

static gfla_status take_pixels(struct tga *tga, unsigned char **pixels)
{
    const size_t n = (size_t)tga->width * (size_t)tga->height, bytes = (size_t)bytes_of(tga->bits);
    gfla_status status = GFLA_OK;

    *pixels = NULL;
    REQUIRE(tga->is_packed ? tga->size / (bytes + 1) >= n / 128 : tga->size / bytes >= n, GFLA_ERROR_INPUT,
            "TGA: the file is cut short");
    TRY(gfla_calloc(pixels, n, bytes, "the pixels of a TGA"));
    if (tga->is_packed)
        TRY(unpack(tga, *pixels, n, bytes));
    else
        memcpy(*pixels, tga->data, n * bytes);
fail:
    return status;
}

/* ---- colours ---- */

/* RGBA of a stored colour. */
static void take_colour(const unsigned char *in, int bits, int alpha_bits, uint8_t *rgba)
{
    static const struct gfla_bit_field red = {0x7c00, 10}, green = {0x3e0, 5}, blue = {0x1f, 0};

    rgba[3] = 255;
    if (bits <= 16) {
        const unsigned word = gfla_le16(in);

        rgba[0] = gfla_bit_field_get(&red, word);
        rgba[1] = gfla_bit_field_get(&green, word);
        rgba[2] = gfla_bit_field_get(&blue, word);
        if (bits == 16 && alpha_bits)
            rgba[3] = word & 0x8000 ? 255 : 0;
    } else {
        rgba[0] = in[2], rgba[1] = in[1], rgba[2] = in[0];
        if (bits == 32)
            rgba[3] = in[3];
    }
}

static gfla_status take_mapped(const struct tga *tga, const unsigned char *in, uint8_t *rgba)
{
    const int index = (tga->bits == 8 ? in[0] : (int)gfla_le16(in)) - tga->first_entry;

    if (index < 0 || index >= tga->n_entries)
        return gfla_fail(GFLA_ERROR_INPUT, "TGA: a pixel has colour %d of %d", index, tga->n_entries);
    take_colour(tga->entries + index * bytes_of(tga->entry_bits), tga->entry_bits, tga->alpha_bits, rgba);
    return GFLA_OK;
}

static gfla_status fill(const struct tga *tga, const unsigned char *pixels, struct gfla_bitmap *image)
{
    const size_t bytes = (size_t)bytes_of(tga->bits), n = (size_t)image->channels;
    gfla_status status = GFLA_OK;

    for (int y = 0; y < tga->height; y++)
        for (int x = 0; x < tga->width; x++, pixels += bytes) {
            const size_t row = (size_t)(tga->from_top ? y : tga->height - 1 - y);
            const size_t column = (size_t)(tga->from_right ? tga->width - 1 - x : x);
            uint8_t rgba[4] = {pixels[0], bytes > 1 ? pixels[1] : 255, 0, 0};

            if (tga->is_mapped)
                TRY(take_mapped(tga, pixels, rgba));
            else if (!tga->is_grey)
                take_colour(pixels, tga->bits, tga->alpha_bits, rgba);
            memcpy((uint8_t *)image->pixels + (row * (size_t)tga->width + column) * n, rgba, n);
        }
fail:
    return status;
}

/* Writers of 32 bits that leave alpha zero everywhere and do not announce it mean an opaque image. */
static void fill_absent_alpha(struct gfla_bitmap *image)
{
    const size_t n = (size_t)image->width * (size_t)image->height;
    uint8_t *p = image->pixels;

    for (size_t i = 0; i < n; i++)
        if (p[4 * i + 3] > 0)
            return;
    for (size_t i = 0; i < n; i++)
        p[4 * i + 3] = 255;
}

static int channels_of(const struct tga *tga)
{
    const int bits = tga->is_mapped ? tga->entry_bits : tga->bits;

    if (tga->is_grey)
        return bytes_of(bits);
    return bits == 32 || (bits == 16 && tga->alpha_bits) ? 4 : 3;
}

static gfla_status tga_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct tga tga = parse_header(data);
    unsigned char *pixels = NULL;
    gfla_status status = GFLA_OK;

    (void)keep_16; /* TGA has 8 bits */
    TRY(gfla_bitmap_check_size((uint64_t)tga.width, (uint64_t)tga.height));
    TRY(skip_to_pixels(&tga, data, size));
    TRY(take_pixels(&tga, &pixels));
    TRY(gfla_bitmap_create(image, tga.width, tga.height, channels_of(&tga), 8));
    TRY(fill(&tga, pixels, image));
    if (image->channels == 4 && tga.alpha_bits == 0)
        fill_absent_alpha(image);
fail:
    free(pixels);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_tga = {
    .name = "TGA", .extensions = {".tga"}, .matches = tga_matches, .decode = tga_decode};
