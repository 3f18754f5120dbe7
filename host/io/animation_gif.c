/* GIF: 256 colours for the whole animation, so that what does not move does not flicker. They are known when every
 * frame has been seen, hence all frames wait in memory. giflib compresses and writes. */
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/animation_format.h"
#include "io/palette.h"

#define MIN_DELAY 2 /* hundredths; viewers take less for a mistake and show a tenth of a second */

struct gif {
    gfla_histogram *histogram;
    struct gfla_image *frames; /* RGB */
    size_t n_frames, capacity;
};

static gfla_status gif_open(struct gfla_animation *animation)
{
    gfla_status status = GFLA_OK;
    struct gif *gif;

    TRY(gfla_calloc(&animation->state, 1, sizeof *gif, "an animation"));
    gif = animation->state;
    TRY(gfla_histogram_create(&gif->histogram));
fail:
    return status;
}

static void gif_destroy(void *state)
{
    struct gif *gif = state;

    if (!gif)
        return;
    for (size_t i = 0; i < gif->n_frames; i++)
        gfla_image_free(&gif->frames[i]);
    free(gif->frames);
    gfla_histogram_destroy(&gif->histogram);
    free(gif);
}

static gfla_status gif_add(struct gfla_animation *animation, const struct gfla_image *frame)
{
    struct gif *gif = animation->state;
    gfla_status status = GFLA_OK;
    struct gfla_image *slot;

    TRY(gfla_grow(&gif->frames, &gif->capacity, gif->n_frames + 1, sizeof *gif->frames, "an animation"));
    slot = &gif->frames[gif->n_frames];
    TRY(gfla_image_convert(frame, 3, slot));
    gif->n_frames++;
    gfla_histogram_add(gif->histogram, slot->pixels, (size_t)slot->width * (size_t)slot->height);
fail:
    return status;
}

/* ---- writing ---- */

static int write_bytes(GifFileType *file, const GifByteType *bytes, int size)
{
    return (int)fwrite(bytes, 1, (size_t)size, file->UserData);
}

/* The "application extension" that makes viewers repeat; count 0: for ever. */
static bool put_loop(GifFileType *file)
{
    static const unsigned char count[3] = {1, 0, 0};

    return EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) && EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") &&
           EGifPutExtensionBlock(file, sizeof count, count) && EGifPutExtensionTrailer(file);
}

static bool put_header(GifFileType *file, const struct gfla_animation_params *params,
                       const struct gfla_palette *palette)
{
    ColorMapObject *colours = GifMakeMapObject(256, NULL);
    bool done;

    if (!colours)
        return false;
    for (int i = 0; i < palette->n_colours; i++)
        colours->Colors[i] = (GifColorType){palette->rgb[i][0], palette->rgb[i][1], palette->rgb[i][2]};
    EGifSetGifVersion(file, true);
    done = EGifPutScreenDesc(file, params->width, params->height, 8, 0, colours) && put_loop(file);
    GifFreeMapObject(colours);
    return done;
}

static bool put_frame(GifFileType *file, const struct gfla_animation_params *params, uint8_t *indices)
{
    const int hundredths = (params->delay + 5) / 10;
    const GraphicsControlBlock control = {
        .DisposalMode = DISPOSE_DO_NOT,
        .DelayTime = hundredths < MIN_DELAY ? MIN_DELAY : hundredths,
        .TransparentColor = NO_TRANSPARENT_COLOR,
    };
    GifByteType block[4];

    if (!EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, (int)EGifGCBToExtension(&control, block), block) ||
        !EGifPutImageDesc(file, 0, 0, params->width, params->height, false, NULL))
        return false;
    for (int y = 0; y < params->height; y++)
        if (!EGifPutLine(file, indices + (size_t)y * (size_t)params->width, params->width))
            return false;
    return true;
}

static gfla_status put_all(GifFileType *file, struct gfla_animation *animation, gfla_palette_map *map,
                           const struct gfla_palette *palette)
{
    const struct gfla_animation_params *p = &animation->params;
    struct gif *gif = animation->state;
    gfla_status status = GFLA_OK;
    uint8_t *indices = NULL;

    TRY(gfla_calloc(&indices, (size_t)p->width * (size_t)p->height, 1, "a frame"));
    REQUIRE(put_header(file, p, palette), GFLA_ERROR_OUTPUT, "%s: %s", animation->path, GifErrorString(file->Error));
    for (size_t i = 0; i < gif->n_frames; i++) {
        TRY(gfla_palette_map_image(map, gif->frames[i].pixels, p->width, p->height, p->dither, indices));
        REQUIRE(put_frame(file, p, indices), GFLA_ERROR_OUTPUT, "%s: frame %zu: %s", animation->path, i,
                GifErrorString(file->Error));
    }
fail:
    free(indices);
    return status;
}

static gfla_status gif_finish(struct gfla_animation *animation)
{
    struct gif *gif = animation->state;
    struct gfla_palette palette;
    gfla_palette_map *map = NULL;
    GifFileType *file = NULL;
    gfla_status status = GFLA_OK;
    int error = 0;

    TRY(gfla_palette_create(gif->histogram, &palette));
    TRY(gfla_palette_map_create(&map, &palette));
    file = EGifOpen(animation->out.stream, write_bytes, &error);
    REQUIRE(file, GFLA_ERROR_MEMORY, "%s: %s", animation->path, GifErrorString(error));
    TRY(put_all(file, animation, map, &palette));
fail:
    /* Closing writes the last byte; what it cannot write, committing the stream finds. */
    if (file)
        EGifCloseFile(file, &error);
    gfla_palette_map_destroy(&map);
    return status;
}

const struct gfla_animation_format gfla_animation_gif = {
    .extension = ".gif",
    .open = gif_open,
    .add = gif_add,
    .finish = gif_finish,
    .destroy = gif_destroy,
};
