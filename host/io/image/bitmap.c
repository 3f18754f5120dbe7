#include "io/image/bitmap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/image/image_codec.h"

#define MAX_FILE_BYTES (1ull << 30)

static const struct gfla_bitmap_codec *const codecs[] = {
    &gfla_codec_png, &gfla_codec_jpeg, &gfla_codec_webp, &gfla_codec_gif,  &gfla_codec_tiff, &gfla_codec_bmp,
    &gfla_codec_pnm, &gfla_codec_dds,  &gfla_codec_sgi,  &gfla_codec_heif, &gfla_codec_tga};
enum { N_CODECS = sizeof codecs / sizeof codecs[0] };

gfla_status gfla_bytes_add(struct gfla_bytes *bytes, const void *data, size_t size)
{
    gfla_status status = GFLA_OK;

    if (size == 0)
        return GFLA_OK;
    REQUIRE(size <= SIZE_MAX - bytes->size, GFLA_ERROR_MEMORY, "an encoded picture does not fit in memory");
    TRY(gfla_grow(&bytes->data, &bytes->capacity, bytes->size + size, 1, "an encoded picture"));
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
fail:
    return status;
}

/* ---- images in memory ---- */

static bool size_is_allowed(uint64_t width, uint64_t height)
{
    return width >= 1 && height >= 1 && width <= GFLA_BITMAP_MAX_SIDE && height <= GFLA_BITMAP_MAX_SIDE &&
           width * height <= GFLA_BITMAP_MAX_PIXELS;
}

gfla_status gfla_bitmap_check_size(uint64_t width, uint64_t height)
{
    if (size_is_allowed(width, height))
        return GFLA_OK;
    return gfla_fail(
        GFLA_ERROR_INPUT,
        "the picture has %llu x %llu pixels, the limit is %d a side and %d in all. hint: scale it down first",
        (unsigned long long)width, (unsigned long long)height, GFLA_BITMAP_MAX_SIDE, GFLA_BITMAP_MAX_PIXELS);
}

gfla_status gfla_bitmap_create(struct gfla_bitmap *image, int width, int height, int channels, int bits)
{
    gfla_status status = GFLA_OK;
    void *pixels = NULL;

    *image = (struct gfla_bitmap){0};
    REQUIRE(width >= 1 && height >= 1 && size_is_allowed((uint64_t)width, (uint64_t)height), GFLA_ERROR_USAGE,
            "image of %d x %d pixels: the limits are 1 to %d a side and %d in all", width, height, GFLA_BITMAP_MAX_SIDE,
            GFLA_BITMAP_MAX_PIXELS);
    REQUIRE(channels >= 1 && channels <= 4, GFLA_ERROR_USAGE, "image with %d channels: 1 to 4 are possible", channels);
    REQUIRE(bits == 8 || bits == 16, GFLA_ERROR_USAGE, "image with %d bits: 8 and 16 are possible", bits);
    TRY(gfla_calloc(&pixels, (size_t)width * (size_t)height, (size_t)(channels * bits / 8), "the pixels of an image"));
    *image =
        (struct gfla_bitmap){.width = width, .height = height, .channels = channels, .bits = bits, .pixels = pixels};
fail:
    return status;
}

size_t gfla_bitmap_size(const struct gfla_bitmap *image)
{
    return (size_t)image->width * (size_t)image->height * (size_t)image->channels * (size_t)(image->bits / 8);
}

gfla_status gfla_bitmap_copy(const struct gfla_bitmap *src, struct gfla_bitmap *dst)
{
    gfla_status status = gfla_bitmap_create(dst, src->width, src->height, src->channels, src->bits);

    if (status == GFLA_OK)
        memcpy(dst->pixels, src->pixels, gfla_bitmap_size(src));
    return status;
}

void gfla_bitmap_free(struct gfla_bitmap *image)
{
    if (!image)
        return;
    free(image->pixels);
    *image = (struct gfla_bitmap){0};
}

/* ---- reading ---- */

static const struct gfla_bitmap_codec *codec_of_content(const unsigned char *data, size_t size)
{
    for (int i = 0; i < N_CODECS; i++)
        if (codecs[i]->matches && codecs[i]->matches(data, size))
            return codecs[i];
    return NULL;
}

gfla_status gfla_bitmap_read_memory(const void *data, size_t size, const char *name,
                                    const struct gfla_bitmap_read_params *params, struct gfla_bitmap *image)
{
    const struct gfla_bitmap_codec *codec = codec_of_content(data, size);
    const struct gfla_bitmap_read_params p = params ? *params : (struct gfla_bitmap_read_params){0};
    struct gfla_bitmap decoded = {0};
    gfla_status status = GFLA_OK;

    *image = decoded;
    REQUIRE(size > 0, GFLA_ERROR_INPUT, "the file is empty");
    REQUIRE(codec, GFLA_ERROR_INPUT, "not a picture that is understood. hint: " GFLA_BITMAP_FORMATS " are");
    TRY(codec->decode(data, size, p.keep_16, &decoded));
    if (p.channels == 0 || p.channels == decoded.channels) {
        *image = decoded;
        return GFLA_OK;
    }
    TRY(gfla_bitmap_convert(&decoded, p.channels, image));
fail:
    gfla_bitmap_free(&decoded);
    return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s", name);
}

gfla_status gfla_bitmap_read(const char *path, const struct gfla_bitmap_read_params *params, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t size = 0;

    *image = (struct gfla_bitmap){0};
    TRY(gfla_file_read(path, MAX_FILE_BYTES, &data, &size));
    TRY(gfla_bitmap_read_memory(data, size, gfla_file_label(path), params, image));
fail:
    free(data);
    return status;
}

gfla_status gfla_bitmap_files(const char *folder, bool stills, char ***names, size_t *n)
{
    const char *extensions[N_CODECS * 6 + 1];
    size_t n_extensions = 0;

    for (int i = 0; i < N_CODECS; i++)
        for (const char *const *e = codecs[i]->extensions; *e; e++)
            if (!stills || !codecs[i]->moves)
                extensions[n_extensions++] = *e;
    extensions[n_extensions] = NULL;
    return gfla_folder_files(folder, extensions, names, n);
}

/* ---- writing ---- */

/* Standard output, which has no extension, takes a PNG. */
static const struct gfla_bitmap_codec *codec_of_name(const char *path)
{
    if (strcmp(path, "-") == 0)
        path = ".png";
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');

    for (int i = 0; dot && i < N_CODECS; i++)
        for (const char *const *e = codecs[i]->extensions; *e; e++)
            if (codecs[i]->encode && strcasecmp(dot, *e) == 0)
                return codecs[i];
    return NULL;
}

bool gfla_bitmap_can_write(const char *path)
{
    return codec_of_name(path) != NULL;
}

const char *gfla_bitmap_extensions(void)
{
    return ".png, .jpg, .jpeg, .ppm, .pgm";
}

gfla_status gfla_bitmap_encode(const char *name, const struct gfla_bitmap *image,
                               const struct gfla_bitmap_write_params *params, void **data, size_t *size)
{
    const struct gfla_bitmap_write_params p = params ? *params : (struct gfla_bitmap_write_params){0};
    const struct gfla_bitmap_codec *codec = codec_of_name(name);
    struct gfla_bytes bytes = {0};
    gfla_status status = GFLA_OK;

    *data = NULL;
    *size = 0;
    REQUIRE(codec, GFLA_ERROR_USAGE, "no picture format has this extension. hint: use one of %s",
            gfla_bitmap_extensions());
    REQUIRE(image->pixels, GFLA_ERROR_USAGE, "the image is empty");
    REQUIRE(!p.note || codec->has_notes, GFLA_ERROR_USAGE, "a %s carries no text. hint: write a PNG", codec->name);
    TRY(codec->encode(image, &p, &bytes));
    *data = bytes.data;
    *size = bytes.size;
    return GFLA_OK;
fail:
    free(bytes.data);
    return gfla_fail_context(status, "%s", name);
}

gfla_status gfla_bitmap_write(const char *path, const struct gfla_bitmap *image,
                              const struct gfla_bitmap_write_params *params)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t size = 0;

    TRY(gfla_bitmap_encode(path, image, params, &data, &size));
    TRY(gfla_file_write(path, data, size));
fail:
    free(data);
    return status;
}
