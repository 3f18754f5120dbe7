/* GIF: 256 colours for as many frames as fit in a group, so that what does not move does not flicker; short animations
 * are one group. A group waits in memory until its colours are known. giflib compresses and writes. */
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "io/animation/animation_format.h"
#include "io/image/palette.h"

#define MIN_DELAY 2 /* hundredths; viewers take less for a mistake and show a tenth of a second */
#define GROUP_FRAMES 64
#define GROUP_BYTES ((size_t)64 << 20)

struct gif {
    GifFileType *file;
    gfla_histogram *histogram;               /* of the group */
    struct gfla_bitmap frames[GROUP_FRAMES]; /* RGB */
    size_t n_frames, capacity, n_written;
    uint8_t *indices; /* one frame in colours of the palette */
};

static void gif_destroy(void *state)
{
    struct gif *gif = state;

    if (!gif)
        return;
    if (gif->file)
        EGifCloseFile(gif->file, NULL); /* also writes the last byte */
    for (size_t i = 0; i < gif->n_frames; i++)
        gfla_bitmap_free(&gif->frames[i]);
    gfla_histogram_destroy(&gif->histogram);
    free(gif->indices);
    free(gif);
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

static ColorMapObject *map_of(const struct gfla_palette *palette)
{
    ColorMapObject *colours = GifMakeMapObject(256, NULL);

    for (int i = 0; colours && i < palette->n_colours; i++)
        colours->Colors[i] = (GifColorType){palette->rgb[i][0], palette->rgb[i][1], palette->rgb[i][2]};
    return colours;
}

static bool put_header(GifFileType *file, const struct gfla_animation_params *params, const ColorMapObject *colours)
{
    EGifSetGifVersion(file, true);
    return EGifPutScreenDesc(file, params->width, params->height, 8, 0, colours) && put_loop(file);
}

/* colours: NULL for those of the header. */
static bool put_frame(struct gfla_animation *animation, const ColorMapObject *colours)
{
    const struct gfla_animation_params *params = &animation->params;
    struct gif *gif = animation->state;
    const int hundredths = gfla_animation_ticks(animation, gif->n_written, 100);
    const GraphicsControlBlock control = {
        .DisposalMode = DISPOSE_DO_NOT,
        .DelayTime = hundredths < MIN_DELAY ? MIN_DELAY : hundredths,
        .TransparentColor = NO_TRANSPARENT_COLOR,
    };
    GifByteType block[4];

    if (!EGifPutExtension(gif->file, GRAPHICS_EXT_FUNC_CODE, (int)EGifGCBToExtension(&control, block), block) ||
        !EGifPutImageDesc(gif->file, 0, 0, params->width, params->height, false, colours))
        return false;
    for (int y = 0; y < params->height; y++)
        if (!EGifPutLine(gif->file, gif->indices + (size_t)y * (size_t)params->width, params->width))
            return false;
    gif->n_written++;
    return true;
}

static gfla_status put_frames(struct gfla_animation *animation, gfla_palette_map *map, const ColorMapObject *colours)
{
    const struct gfla_animation_params *p = &animation->params;
    struct gif *gif = animation->state;
    gfla_status status = GFLA_OK;
    const bool is_first = gif->n_written == 0;

    gfla_memory_watch();
    if (is_first)
        REQUIRE(put_header(gif->file, p, colours), gfla_memory_or(GFLA_ERROR_OUTPUT), "%s: %s", animation->path,
                GifErrorString(gif->file->Error));
    for (size_t i = 0; i < gif->n_frames; i++) {
        TRY(gfla_palette_map_image(map, gif->frames[i].pixels, p->width, p->height, p->dither, gif->indices));
        REQUIRE(put_frame(animation, is_first ? NULL : colours), gfla_memory_or(GFLA_ERROR_OUTPUT), "%s: frame %zu: %s",
                animation->path, gif->n_written, GifErrorString(gif->file->Error));
    }
fail:
    return status;
}

/* Writes the frames of the group and empties it. */
static gfla_status put_group(struct gfla_animation *animation)
{
    struct gif *gif = animation->state;
    struct gfla_palette palette;
    gfla_palette_map *map = NULL;
    ColorMapObject *colours = NULL;
    gfla_status status = GFLA_OK;

    TRY(gfla_palette_create(gif->histogram, &palette));
    TRY(gfla_palette_map_create(&map, &palette));
    REQUIRE(colours = map_of(&palette), GFLA_ERROR_MEMORY, "%s: no memory for 256 colours", animation->path);
    TRY(put_frames(animation, map, colours));
    for (size_t i = 0; i < gif->n_frames; i++)
        gfla_bitmap_free(&gif->frames[i]);
    gif->n_frames = 0;
    gfla_histogram_clear(gif->histogram);
fail:
    GifFreeMapObject(colours);
    gfla_palette_map_destroy(&map);
    return status;
}

/* ---- the format ---- */

/* Delays that are raised to MIN_DELAY make the animation longer than it was meant to be. */
static void warn_of_haste(const struct gfla_animation *animation)
{
    const struct gfla_animation_params *p = &animation->params;
    const double fps = p->fps > 0 ? p->fps : 1000.0 / p->delay, most = 100.0 / MIN_DELAY;

    if (fps > most)
        gfla_log(GFLA_LOG_WARNING,
                 "%s: a GIF shows %g frames a second at most, so it takes %.3g times as long as with %.4g. hint: %g "
                 "frames a second, or .apng, .webp or .mp4",
                 animation->path, most, fps / most, fps, most);
}

static gfla_status gif_open(struct gfla_animation *animation)
{
    const size_t area = (size_t)animation->params.width * (size_t)animation->params.height;
    const size_t fitting = GROUP_BYTES / (3 * area);
    gfla_status status = GFLA_OK;
    struct gif *gif;
    int error = 0;

    TRY(gfla_calloc(&animation->state, 1, sizeof *gif, "an animation"));
    gif = animation->state;
    gif->capacity = fitting < 1 ? 1 : fitting > GROUP_FRAMES ? GROUP_FRAMES : fitting;
    TRY(gfla_histogram_create(&gif->histogram));
    TRY(gfla_calloc(&gif->indices, area, 1, "a frame"));
    gif->file = EGifOpen(animation->out.stream, write_bytes, &error);
    REQUIRE(gif->file, GFLA_ERROR_MEMORY, "%s: %s", animation->path, GifErrorString(error));
    warn_of_haste(animation);
fail:
    return status;
}

static gfla_status gif_add(struct gfla_animation *animation, const struct gfla_bitmap *frame)
{
    struct gif *gif = animation->state;
    gfla_status status = GFLA_OK;
    struct gfla_bitmap *slot;

    if (gif->n_frames == gif->capacity)
        TRY(put_group(animation));
    slot = &gif->frames[gif->n_frames];
    TRY(gfla_bitmap_convert(frame, 3, slot));
    gif->n_frames++;
    gfla_histogram_add(gif->histogram, slot->pixels, (size_t)slot->width * (size_t)slot->height);
fail:
    return status;
}

static gfla_status gif_finish(struct gfla_animation *animation)
{
    struct gif *gif = animation->state;
    gfla_status status = GFLA_OK;

    TRY(put_group(animation));
    /* What closing cannot write, committing the stream finds. */
    EGifCloseFile(gif->file, NULL);
    gif->file = NULL;
fail:
    return status;
}

const struct gfla_animation_format gfla_animation_gif = {
    .extension = ".gif",
    .open = gif_open,
    .add = gif_add,
    .finish = gif_finish,
    .destroy = gif_destroy,
};
