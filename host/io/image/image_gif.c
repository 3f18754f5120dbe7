/* GIF, by giflib: the first image on its canvas. */
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

struct source {
    const unsigned char *data; /* what is left */
    size_t size;
};

static bool gif_matches(const unsigned char *data, size_t size)
{
    return size >= 6 && (memcmp(data, "GIF87a", 6) == 0 || memcmp(data, "GIF89a", 6) == 0);
}

static int read_bytes(GifFileType *file, GifByteType *out, int size)
{
    struct source *source = file->UserData;
    const size_t n = (size_t)size < source->size ? (size_t)size : source->size;

    memcpy(out, source->data, n);
    source->data += n;
    source->size -= n;
    return (int)n;
}

static gfla_status failure(const GifFileType *file)
{
    const char *reason = GifErrorString(file->Error);

    return gfla_library_fail(GFLA_ERROR_INPUT, "GIF", "%s", reason ? reason : "the file is damaged");
}

/* The last block that says how the next image is shown counts. */
static gfla_status read_extension(GifFileType *file, int *transparent)
{
    GraphicsControlBlock control;
    GifByteType *block;
    int code;

    if (DGifGetExtension(file, &code, &block) == GIF_ERROR)
        return failure(file);
    while (block) {
        if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            *transparent = control.TransparentColor;
        if (DGifGetExtensionNext(file, &block) == GIF_ERROR)
            return failure(file);
    }
    return GFLA_OK;
}

static gfla_status find_image(GifFileType *file, int *transparent)
{
    GifRecordType record;

    for (;;) {
        gfla_status status = GFLA_OK;

        if (DGifGetRecordType(file, &record) == GIF_ERROR)
            return failure(file);
        if (record == EXTENSION_RECORD_TYPE)
            status = read_extension(file, transparent);
        else if (record == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageHeader(file) == GIF_ERROR ? failure(file) : GFLA_OK;
        else
            return gfla_fail(GFLA_ERROR_INPUT, "GIF: no picture in it");
        if (status != GFLA_OK)
            return status;
    }
}

/* Row i of those stored is this one of the image. */
static int row_of(int i, int height, bool interlaced)
{
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};

    for (int pass = 0; interlaced && pass < 4; pass++) {
        const int n = (height - starts[pass] + steps[pass] - 1) / steps[pass];

        if (i < n)
            return starts[pass] + i * steps[pass];
        i -= n > 0 ? n : 0;
    }
    return i;
}

static gfla_status put_row(const ColorMapObject *colours, const GifByteType *indices, int n, int transparent,
                           int channels, uint8_t *out)
{
    for (int x = 0; x < n; x++, out += channels) {
        if (indices[x] == transparent)
            continue;
        if (indices[x] >= colours->ColorCount)
            return gfla_fail(GFLA_ERROR_INPUT, "GIF: a pixel has colour %d of %d", indices[x], colours->ColorCount);
        const GifColorType *colour = &colours->Colors[indices[x]];

        out[0] = colour->Red, out[1] = colour->Green, out[2] = colour->Blue;
        if (channels == 4)
            out[3] = 255;
    }
    return GFLA_OK;
}

static gfla_status read_rows(GifFileType *file, int transparent, struct gfla_bitmap *image)
{
    const GifImageDesc *frame = &file->Image;
    const ColorMapObject *colours = frame->ColorMap ? frame->ColorMap : file->SColorMap;
    gfla_status status = GFLA_OK;
    GifByteType *indices = NULL;

    REQUIRE(colours, GFLA_ERROR_INPUT, "GIF: no table of colours in it");
    TRY(gfla_calloc(&indices, (size_t)frame->Width, 1, "a row of a GIF"));
    for (int i = 0; i < frame->Height; i++) {
        const int y = frame->Top + row_of(i, frame->Height, frame->Interlace);
        uint8_t *row = (uint8_t *)image->pixels +
                       ((size_t)y * (size_t)image->width + (size_t)frame->Left) * (size_t)image->channels;

        if (DGifGetLine(file, indices, frame->Width) == GIF_ERROR) {
            status = failure(file);
            goto fail;
        }
        TRY(put_row(colours, indices, frame->Width, transparent, image->channels, row));
    }
fail:
    free(indices);
    return status;
}

/* The canvas, enlarged where the image reaches beyond it. */
static gfla_status create_canvas(const GifFileType *file, int transparent, struct gfla_bitmap *image)
{
    const GifImageDesc *frame = &file->Image;
    const int right = frame->Left + frame->Width, bottom = frame->Top + frame->Height;
    const int width = right > file->SWidth ? right : file->SWidth,
              height = bottom > file->SHeight ? bottom : file->SHeight;
    const bool covers = frame->Width == width && frame->Height == height;
    gfla_status status = GFLA_OK;

    REQUIRE(frame->Width > 0 && frame->Height > 0, GFLA_ERROR_INPUT, "GIF: the picture is empty");
    TRY(gfla_bitmap_check_size((uint64_t)width, (uint64_t)height));
    TRY(gfla_bitmap_create(image, width, height, covers && transparent < 0 ? 3 : 4, 8));
fail:
    return status;
}

static gfla_status gif_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct source source = {data, size};
    gfla_status status = GFLA_OK;
    int error = D_GIF_ERR_READ_FAILED, transparent = NO_TRANSPARENT_COLOR;
    gfla_memory_watch(); /* what D_GIF_ERR_NOT_ENOUGH_MEM does not say everywhere */
    GifFileType *file = DGifOpen(&source, read_bytes, &error);

    (void)keep_16; /* GIF has 8 bits */
    if (!file)
        TRY(gfla_library_fail(GFLA_ERROR_INPUT, "GIF", "%s", GifErrorString(error)));
    TRY(find_image(file, &transparent));
    TRY(create_canvas(file, transparent, image));
    TRY(read_rows(file, transparent, image));
fail:
    if (file)
        DGifCloseFile(file, NULL);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_gif = {
    .name = "GIF", .extensions = {".gif"}, .moves = true, .matches = gif_matches, .decode = gif_decode};
