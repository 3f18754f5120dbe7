/* Animated WebP: libwebp compresses each frame as a file of its own, whose image chunks are put into one file between
 * our own headers, so that no more than a frame is in memory. (libwebpmux keeps all frames until the end.) */
#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

#include "base/memory.h"
#include "io/animation/animation_format.h"

#define RIFF_HEADER 12 /* "RIFF", size, "WEBP" */
#define CHUNK_HEADER 8 /* name, size */
#define HAS_ALPHA 0x10
#define HAS_ANIMATION 0x02
#define REPLACE 0x02 /* a frame does not blend with what was there */
#define MAX_FILE ((uint64_t)0xfffffff6)

struct webp {
    WebPConfig config;
    int channels;  /* of the first frame, and so of every other */
    uint64_t size; /* written so far */
};

static gfla_status webp_open(struct gfla_animation *animation)
{
    const struct gfla_animation_params *p = &animation->params;
    gfla_status status = GFLA_OK;
    struct webp *webp;

    REQUIRE(p->width <= WEBP_MAX_DIMENSION && p->height <= WEBP_MAX_DIMENSION, GFLA_ERROR_USAGE,
            "%s: frames of %d x %d pixels; WebP has at most %d a side", animation->path, p->width, p->height,
            WEBP_MAX_DIMENSION);
    TRY(gfla_animation_move(animation, 0, SEEK_SET));
    TRY(gfla_calloc(&animation->state, 1, sizeof *webp, "an animation"));
    webp = animation->state;
    REQUIRE(WebPConfigInit(&webp->config), GFLA_ERROR_FAILED, "%s: libwebp is of another version than its headers",
            animation->path);
    webp->config.quality = (float)p->quality;
    if (p->quality == 100) {
        webp->config.lossless = 1;
        webp->config.exact = 1;    /* also the colours of what is transparent */
        webp->config.quality = 75; /* here: effort */
    }
fail:
    return status;
}

/* ---- the file ---- */

static void put_number(unsigned char *p, uint32_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        p[i] = (unsigned char)(value >> 8 * i);
}

static void write_bytes(struct gfla_animation *animation, const void *data, size_t size)
{
    struct webp *webp = animation->state;

    fwrite(data, 1, size, animation->out.stream);
    webp->size += size;
}

static void write_chunk_header(struct gfla_animation *animation, const char *name, size_t size)
{
    unsigned char header[CHUNK_HEADER];

    memcpy(header, name, 4);
    put_number(header + 4, (uint32_t)size, 4);
    write_bytes(animation, header, sizeof header);
}

/* The size is written at the end once more, when it is known. */
static void write_riff(struct gfla_animation *animation, uint64_t size)
{
    unsigned char header[RIFF_HEADER] = "RIFF....WEBP";

    put_number(header + 4, (uint32_t)size, 4);
    write_bytes(animation, header, sizeof header);
}

/* Size and kind of the animation; it repeats for ever on nothing. */
static void write_head(struct gfla_animation *animation)
{
    const struct webp *webp = animation->state;
    unsigned char about[10] = {0}, loop[6] = {0};

    about[0] = webp->channels == 4 ? HAS_ANIMATION | HAS_ALPHA : HAS_ANIMATION;
    put_number(about + 4, (uint32_t)(animation->params.width - 1), 3);
    put_number(about + 7, (uint32_t)(animation->params.height - 1), 3);
    write_riff(animation, 0);
    write_chunk_header(animation, "VP8X", sizeof about);
    write_bytes(animation, about, sizeof about);
    write_chunk_header(animation, "ANIM", sizeof loop);
    write_bytes(animation, loop, sizeof loop);
}

/* The chunks of an image (ALPH, VP8, VP8L) without its headers. The file is libwebp's, so it is whole. */
static void write_frame(struct gfla_animation *animation, const WebPMemoryWriter *file)
{
    unsigned char about[16] = {0};
    size_t begin = RIFF_HEADER;

    if (memcmp(file->mem + begin, "VP8X", 4) == 0)
        begin += CHUNK_HEADER + 10;
    put_number(about + 6, (uint32_t)(animation->params.width - 1), 3);
    put_number(about + 9, (uint32_t)(animation->params.height - 1), 3);
    put_number(about + 12, (uint32_t)gfla_animation_ticks(animation, animation->n_frames, 1000), 3);
    about[15] = REPLACE;
    write_chunk_header(animation, "ANMF", sizeof about + file->size - begin);
    write_bytes(animation, about, sizeof about);
    write_bytes(animation, file->mem + begin, file->size - begin);
}

/* ---- frames ---- */

static gfla_status encode(const struct gfla_animation *animation, const struct gfla_bitmap *image,
                          WebPMemoryWriter *file)
{
    const struct webp *webp = animation->state;
    const int stride = image->width * image->channels;
    gfla_status status = GFLA_OK;
    WebPPicture picture;
    bool imported;

    REQUIRE(WebPPictureInit(&picture), GFLA_ERROR_FAILED, "%s: libwebp is of another version than its headers",
            animation->path);
    picture.width = image->width;
    picture.height = image->height;
    picture.use_argb = webp->config.lossless;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = file;
    imported = image->channels == 4 ? WebPPictureImportRGBA(&picture, image->pixels, stride)
                                    : WebPPictureImportRGB(&picture, image->pixels, stride);
    if (!imported || !WebPEncode(&webp->config, &picture)) {
        const bool memory = picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY ||
                            picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY || !imported;
        status = gfla_fail(memory ? GFLA_ERROR_MEMORY : GFLA_ERROR_FAILED, "%s: frame %zu: libwebp failed with code %d",
                           animation->path, animation->n_frames, picture.error_code);
    }
    WebPPictureFree(&picture);
fail:
    return status;
}

static gfla_status webp_add(struct gfla_animation *animation, const struct gfla_bitmap *frame)
{
    struct webp *webp = animation->state;
    struct gfla_bitmap image = {0};
    gfla_status status = GFLA_OK;
    WebPMemoryWriter file;

    WebPMemoryWriterInit(&file);
    if (animation->n_frames == 0)
        webp->channels = frame->channels == 2 || frame->channels == 4 ? 4 : 3;
    TRY(gfla_bitmap_convert(frame, webp->channels, &image));
    TRY(encode(animation, &image, &file));
    REQUIRE(webp->size + file.size + 100 <= MAX_FILE, GFLA_ERROR_OUTPUT,
            "%s: more than the 4 GiB of a WebP file at frame %zu. hint: a lower quality, or .webm", animation->path,
            animation->n_frames);
    if (animation->n_frames == 0)
        write_head(animation);
    write_frame(animation, &file);
fail:
    WebPMemoryWriterClear(&file);
    gfla_bitmap_free(&image);
    return status;
}

static gfla_status webp_finish(struct gfla_animation *animation)
{
    const struct webp *webp = animation->state;
    gfla_status status = GFLA_OK;

    TRY(gfla_animation_move(animation, 0, SEEK_SET));
    write_riff(animation, webp->size - 8);
fail:
    return status;
}

const struct gfla_animation_format gfla_animation_webp = {
    .extension = ".webp",
    .open = webp_open,
    .add = webp_add,
    .finish = webp_finish,
    .destroy = free,
};
