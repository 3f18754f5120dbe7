/* DirectDraw surfaces: the largest level of the first surface, of DXT1 to DXT5 blocks or of words with bit fields. Read
 * here and not by a library: libsquish takes one block at a time and knows no file. */
#include <string.h>

#include "io/image/image_codec.h"

#define HEADER 128    /* with the signature */
#define EXTENSION 20  /* after the fourcc DX10 */
#define HAS_ALPHA 0x1 /* of the pixel format's flags */
#define ONLY_ALPHA 0x2
#define HAS_FOURCC 0x4
#define HAS_RGB 0x40
#define HAS_LUMINANCE 0x20000
#define FOURCC(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

enum coding { WORDS, BC1, BC2, BC3 };

struct dds {
    const unsigned char *data; /* of the pixels */
    size_t size;
    uint32_t width, height;
    enum coding coding;
    bool is_premultiplied, is_grey;
    unsigned bits;
    struct gfla_bit_field fields[4]; /* r g b a */
};

static bool dds_matches(const unsigned char *data, size_t size)
{
    return size >= 8 && memcmp(data, "DDS ", 4) == 0;
}

/* ---- headers ---- */

static void set_fields(struct dds *dds, unsigned bits, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    dds->coding = WORDS;
    dds->bits = bits;
    dds->fields[0] = gfla_bit_field_of(r);
    dds->fields[1] = gfla_bit_field_of(g);
    dds->fields[2] = gfla_bit_field_of(b);
    dds->fields[3] = gfla_bit_field_of(a);
}

/* The formats of DXGI that store what the older headers can say, too. */
static gfla_status take_dxgi(struct dds *dds, uint32_t format)
{
    switch (format) {
    case 27:
    case 28:
    case 29:
        set_fields(dds, 32, 0xff, 0xff00, 0xff0000, 0xff000000);
        return GFLA_OK;
    case 87:
    case 90:
    case 91:
        set_fields(dds, 32, 0xff0000, 0xff00, 0xff, 0xff000000);
        return GFLA_OK;
    case 88:
    case 92:
    case 93:
        set_fields(dds, 32, 0xff0000, 0xff00, 0xff, 0);
        return GFLA_OK;
    case 70:
    case 71:
    case 72:
        dds->coding = BC1;
        return GFLA_OK;
    case 73:
    case 74:
    case 75:
        dds->coding = BC2;
        return GFLA_OK;
    case 76:
    case 77:
    case 78:
        dds->coding = BC3;
        return GFLA_OK;
    default:
        return gfla_fail(GFLA_ERROR_INPUT, "DDS: pixels of DXGI format %u are not understood. hint: save it as PNG",
                         (unsigned)format);
    }
}

static gfla_status take_fourcc(struct dds *dds, uint32_t code)
{
    switch (code) {
    case FOURCC('D', 'X', 'T', '1'):
        dds->coding = BC1;
        return GFLA_OK;
    case FOURCC('D', 'X', 'T', '2'):
    case FOURCC('D', 'X', 'T', '3'):
        dds->coding = BC2;
        dds->is_premultiplied = code == FOURCC('D', 'X', 'T', '2');
        return GFLA_OK;
    case FOURCC('D', 'X', 'T', '4'):
    case FOURCC('D', 'X', 'T', '5'):
        dds->coding = BC3;
        dds->is_premultiplied = code == FOURCC('D', 'X', 'T', '4');
        return GFLA_OK;
    default:
        return gfla_fail(GFLA_ERROR_INPUT, "DDS: pixels of format 0x%08x are not understood. hint: save it as PNG",
                         (unsigned)code);
    }
}

/* Grey of 8 bits, or of 8 and as much alpha, needs no masks; writers set them to anything. */
static gfla_status take_words(struct dds *dds, const unsigned char *format, uint32_t flags)
{
    const bool has_alpha = flags & (HAS_ALPHA | ONLY_ALPHA);
    const uint32_t bits = gfla_le32(format + 12), r = gfla_le32(format + 16), g = gfla_le32(format + 20);
    const uint32_t b = gfla_le32(format + 24), a = has_alpha ? gfla_le32(format + 28) : 0;
    gfla_status status = GFLA_OK;

    dds->is_grey = flags & HAS_LUMINANCE;
    REQUIRE(flags & (HAS_RGB | HAS_LUMINANCE | ONLY_ALPHA) && (bits == 8 || bits == 16 || bits == 24 || bits == 32),
            GFLA_ERROR_INPUT, "DDS: pixels of %u bits and flags 0x%x are not understood. hint: save it as PNG",
            (unsigned)bits, (unsigned)flags);
    if (dds->is_grey && bits == (has_alpha ? 16 : 8))
        set_fields(dds, bits, 0xff, 0xff, 0xff, has_alpha ? 0xff00 : 0);
    else
        set_fields(dds, bits, r, dds->is_grey ? r : g, dds->is_grey ? r : b, a);
    for (int k = 0; k < 4; k++)
        REQUIRE(bits == 32 || dds->fields[k].mask >> bits == 0, GFLA_ERROR_INPUT,
                "DDS: a sample lies outside its pixel of %u bits", (unsigned)bits);
fail:
    return status;
}

static gfla_status parse(struct dds *dds, const unsigned char *data, size_t size)
{
    const unsigned char *format = data + 76;
    gfla_status status = GFLA_OK;
    size_t start = HEADER;
    uint32_t flags;

    REQUIRE(size >= HEADER, GFLA_ERROR_INPUT, "DDS: the file is cut short");
    REQUIRE(gfla_le32(data + 4) == 124 && gfla_le32(format) == 32, GFLA_ERROR_INPUT, "DDS: the header is damaged");
    dds->height = gfla_le32(data + 12);
    dds->width = gfla_le32(data + 16);
    TRY(gfla_bitmap_check_size(dds->width, dds->height));
    flags = gfla_le32(format + 4);
    if (!(flags & HAS_FOURCC)) {
        TRY(take_words(dds, format, flags));
    } else if (gfla_le32(format + 8) == FOURCC('D', 'X', '1', '0')) {
        start += EXTENSION;
        REQUIRE(size >= start, GFLA_ERROR_INPUT, "DDS: the file is cut short");
        TRY(take_dxgi(dds, gfla_le32(data + HEADER)));
    } else {
        TRY(take_fourcc(dds, gfla_le32(format + 8)));
    }
    dds->data = data + start;
    dds->size = size - start;
fail:
    return status;
}

/* ---- blocks of 4 x 4 pixels ---- */

static void take_565(unsigned word, uint8_t *rgba)
{
    static const struct gfla_bit_field red = {0xf800, 11}, green = {0x7e0, 5}, blue = {0x1f, 0};

    rgba[0] = gfla_bit_field_get(&red, word);
    rgba[1] = gfla_bit_field_get(&green, word);
    rgba[2] = gfla_bit_field_get(&blue, word);
    rgba[3] = 255;
}

/* (a * v + b * w) / (a + b), rounded. */
static uint8_t mix(int a, int v, int b, int w)
{
    return (uint8_t)((a * v + b * w + (a + b) / 2) / (a + b));
}

/* The four colours of a block. In DXT1 an order of its two colours means that one is a hole. */
static void take_palette(const unsigned char *block, bool may_have_holes, uint8_t palette[4][4])
{
    const unsigned first = gfla_le16(block), second = gfla_le16(block + 2);

    take_565(first, palette[0]);
    take_565(second, palette[1]);
    for (int c = 0; c < 4; c++) {
        const int v = palette[0][c], w = palette[1][c];
        const bool has_hole = may_have_holes && first <= second;

        palette[2][c] = has_hole ? mix(1, v, 1, w) : mix(2, v, 1, w);
        palette[3][c] = has_hole ? 0 : mix(1, v, 2, w);
    }
}

static void take_colours(const unsigned char *block, bool may_have_holes, uint8_t *rgba)
{
    const uint32_t indices = gfla_le32(block + 4);
    uint8_t palette[4][4];

    take_palette(block, may_have_holes, palette);
    for (int i = 0; i < 16; i++)
        memcpy(rgba + 4 * i, palette[indices >> 2 * i & 3], 4);
}

/* DXT5: eight steps between two alphas, or six of them, nothing and all. */
static void take_alphas(const unsigned char *block, uint8_t *rgba)
{
    const uint64_t indices = (uint64_t)gfla_le32(block + 2) | (uint64_t)gfla_le16(block + 6) << 32;
    const int v = block[0], w = block[1], steps = v > w ? 7 : 5;
    uint8_t alphas[8] = {block[0], block[1], 0, 0, 0, 0, 0, 255};

    for (int k = 1; k < steps; k++)
        alphas[k + 1] = mix(steps - k, v, k, w);
    for (int i = 0; i < 16; i++)
        rgba[4 * i + 3] = alphas[indices >> 3 * i & 7];
}

static void take_block(const unsigned char *block, enum coding coding, uint8_t *rgba)
{
    take_colours(coding == BC1 ? block : block + 8, coding == BC1, rgba);
    if (coding == BC3)
        take_alphas(block, rgba);
    for (int i = 0; coding == BC2 && i < 16; i++)
        rgba[4 * i + 3] = (uint8_t)((block[i / 2] >> i % 2 * 4 & 15) * 17);
}

static gfla_status read_blocks(const struct dds *dds, struct gfla_bitmap *image)
{
    const size_t across = (dds->width + 3) / 4, down = (dds->height + 3) / 4, bytes = dds->coding == BC1 ? 8 : 16;
    gfla_status status = GFLA_OK;

    REQUIRE(dds->size / bytes >= across * down, GFLA_ERROR_INPUT, "DDS: the file is cut short");
    TRY(gfla_bitmap_create(image, (int)dds->width, (int)dds->height, 4, 8));
    for (size_t i = 0; i < across * down; i++) {
        const size_t x = i % across * 4, y = i / across * 4, n = dds->width - x < 4 ? dds->width - x : 4;
        uint8_t rgba[64];

        take_block(dds->data + i * bytes, dds->coding, rgba);
        for (size_t row = 0; row < 4 && y + row < dds->height; row++)
            memcpy((uint8_t *)image->pixels + 4 * ((y + row) * dds->width + x), rgba + 16 * row, 4 * n);
    }
    if (dds->is_premultiplied)
        gfla_bitmap_unpremultiply(image);
fail:
    return status;
}

/* ---- words ---- */

static gfla_status read_words(const struct dds *dds, struct gfla_bitmap *image)
{
    const size_t n = (size_t)dds->width * dds->height, bytes = dds->bits / 8;
    const bool has_alpha = dds->fields[3].mask;
    const int channels = (dds->is_grey ? 1 : 3) + has_alpha;
    gfla_status status = GFLA_OK;
    uint8_t *out;

    REQUIRE(dds->size / bytes >= n, GFLA_ERROR_INPUT, "DDS: the file is cut short");
    TRY(gfla_bitmap_create(image, (int)dds->width, (int)dds->height, channels, 8));
    out = image->pixels;
    for (size_t i = 0; i < n; i++, out += channels) {
        uint32_t word = 0;

        for (size_t k = 0; k < bytes; k++)
            word |= (uint32_t)dds->data[i * bytes + k] << 8 * k;
        for (int k = 0; k < channels - has_alpha; k++)
            out[k] = gfla_bit_field_get(&dds->fields[k], word);
        if (has_alpha)
            out[channels - 1] = gfla_bit_field_get(&dds->fields[3], word);
    }
fail:
    return status;
}

static gfla_status dds_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct dds dds = {0};
    gfla_status status = GFLA_OK;

    (void)keep_16; /* none of these has more than 8 bits */
    TRY(parse(&dds, data, size));
    TRY(dds.coding == WORDS ? read_words(&dds, image) : read_blocks(&dds, image));
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_dds = {
    .name = "DDS", .extensions = {".dds"}, .matches = dds_matches, .decode = dds_decode};
