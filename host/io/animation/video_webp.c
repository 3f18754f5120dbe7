/* Animated WebP, and a still one as a video of one frame. The frames are put together here, since the library's own
 * decoder of animations stops for good at the first that is damaged. */
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/image/image_codec.h"
#include "io/animation/video_source.h"

#define MAX_FILE_BYTES (1ull << 30)

struct webp {
    void *file;
    WebPDemuxer *demuxer;
    struct gfla_bitmap canvas; /* RGBA, as the last frame left it */
    struct {
        int x, y, width, height;
    } clear; /* what the last frame wants to be transparent before the next; width 0: nothing */
};

gfla_status gfla_video_is_webp(const char *path, bool *is_webp)
{
    gfla_status status;
    FILE *stream;
    char head[12];

    *is_webp = false;
    TRY(gfla_file_open_regular(path, &stream));
    *is_webp = fread(head, 1, sizeof head, stream) == sizeof head && memcmp(head, "RIFF", 4) == 0 &&
               memcmp(head + 8, "WEBP", 4) == 0;
    fclose(stream);
fail:
    return status;
}

static void webp_destroy(void *state)
{
    struct webp *webp = state;

    if (!webp)
        return;
    WebPDemuxDelete(webp->demuxer);
    gfla_bitmap_free(&webp->canvas);
    free(webp->file);
    free(webp);
}

static double frames_per_second(const WebPDemuxer *demuxer, long long n_frames)
{
    WebPIterator iterator;
    double milliseconds = 0;

    for (bool found = WebPDemuxGetFrame(demuxer, 1, &iterator); found; found = WebPDemuxNextFrame(&iterator))
        milliseconds += iterator.duration;
    WebPDemuxReleaseIterator(&iterator);
    return n_frames > 1 && milliseconds > 0 ? (double)n_frames * 1000 / milliseconds : 0;
}

static gfla_status webp_open(struct gfla_video *video)
{
    struct gfla_video_info *info = &video->info;
    gfla_status status = GFLA_OK;
    struct webp *webp;
    size_t size = 0;

    TRY(gfla_calloc(&video->state, 1, sizeof *webp, video->path));
    webp = video->state;
    TRY(gfla_file_read(video->path, MAX_FILE_BYTES, &webp->file, &size));
    gfla_memory_watch();
    webp->demuxer = WebPDemux(&(const WebPData){webp->file, size});
    if (!webp->demuxer)
        TRY(gfla_library_fail(GFLA_ERROR_INPUT, video->path, "a WebP that is damaged or cut short"));
    info->width = (int)WebPDemuxGetI(webp->demuxer, WEBP_FF_CANVAS_WIDTH);
    info->height = (int)WebPDemuxGetI(webp->demuxer, WEBP_FF_CANVAS_HEIGHT);
    info->n_frames = WebPDemuxGetI(webp->demuxer, WEBP_FF_FRAME_COUNT);
    info->fps = frames_per_second(webp->demuxer, info->n_frames);
    REQUIRE(info->n_frames > 0, GFLA_ERROR_INPUT, "%s: a WebP without pictures", video->path);
    status = gfla_bitmap_check_size((uint64_t)info->width, (uint64_t)info->height);
    if (status != GFLA_OK)
        TRY(gfla_fail_context(status, "%s", video->path));
    TRY(gfla_bitmap_create(&webp->canvas, info->width, info->height, 4, 8));
fail:
    return status;
}

/* ---- putting frames together ---- */

static uint8_t *pixel_at(struct gfla_bitmap *canvas, int x, int y)
{
    return (uint8_t *)canvas->pixels + 4 * ((size_t)y * (size_t)canvas->width + (size_t)x);
}

static void clear_area(struct webp *webp)
{
    for (int y = 0; y < webp->clear.height; y++)
        memset(pixel_at(&webp->canvas, webp->clear.x, webp->clear.y + y), 0, 4 * (size_t)webp->clear.width);
    webp->clear.width = webp->clear.height = 0;
}

/* dst becomes src over dst; alpha is not premultiplied in either. */
static void blend_pixel(uint8_t *dst, const uint8_t *src)
{
    const int below = dst[3] * (255 - src[3]), all = 255 * src[3] + below; /* alphas times 255 */

    if (all == 0)
        return;
    for (int c = 0; c < 3; c++)
        dst[c] = (uint8_t)((255 * src[3] * src[c] + below * dst[c] + all / 2) / all);
    dst[3] = (uint8_t)((all + 127) / 255);
}

static void draw(struct webp *webp, const WebPIterator *about, const uint8_t *rgba)
{
    for (int y = 0; y < about->height; y++) {
        const uint8_t *src = rgba + 4 * (size_t)y * (size_t)about->width;
        uint8_t *dst = pixel_at(&webp->canvas, about->x_offset, about->y_offset + y);

        if (about->blend_method == WEBP_MUX_NO_BLEND)
            memcpy(dst, src, 4 * (size_t)about->width);
        for (int x = 0; about->blend_method == WEBP_MUX_BLEND && x < about->width; x++)
            blend_pixel(dst + 4 * x, src + 4 * x);
    }
}

static gfla_status draw_frame(struct webp *webp, const WebPIterator *about)
{
    const struct gfla_bitmap *canvas = &webp->canvas;
    gfla_status status = GFLA_OK;
    uint8_t *rgba = NULL;
    int width = 0, height = 0;

    clear_area(webp);
    REQUIRE(about->x_offset >= 0 && about->y_offset >= 0 && about->width <= canvas->width - about->x_offset &&
                about->height <= canvas->height - about->y_offset,
            GFLA_ERROR_INPUT, "it reaches outside the picture");
    gfla_memory_watch();
    rgba = WebPDecodeRGBA(about->fragment.bytes, about->fragment.size, &width, &height);
    REQUIRE(rgba || !gfla_memory_ran_out(), GFLA_ERROR_MEMORY, "host memory ran out");
    REQUIRE(rgba && width == about->width && height == about->height, GFLA_ERROR_INPUT, "damaged");
    draw(webp, about, rgba);
fail:
    if (about->dispose_method == WEBP_MUX_DISPOSE_BACKGROUND && status == GFLA_OK) {
        webp->clear.x = about->x_offset;
        webp->clear.y = about->y_offset;
        webp->clear.width = about->width;
        webp->clear.height = about->height;
    }
    WebPFree(rgba);
    return status;
}

/* With alpha if the file says that it has some. */
static gfla_status copy_canvas(const struct webp *webp, struct gfla_bitmap *frame)
{
    if (WebPDemuxGetI(webp->demuxer, WEBP_FF_FORMAT_FLAGS) & ALPHA_FLAG)
        return gfla_bitmap_copy(&webp->canvas, frame);
    return gfla_bitmap_convert(&webp->canvas, 3, frame);
}

static gfla_status webp_next(struct gfla_video *video, struct gfla_bitmap *frame, bool *end)
{
    struct webp *webp = video->state;
    gfla_status status = GFLA_OK;
    WebPIterator about;

    *end = video->position >= video->info.n_frames;
    if (*end)
        return GFLA_OK;
    memset(&about, 0, sizeof about);
    REQUIRE(WebPDemuxGetFrame(webp->demuxer, (int)video->position + 1, &about), GFLA_ERROR_INPUT, "damaged");
    TRY(draw_frame(webp, &about));
    if (frame)
        TRY(copy_canvas(webp, frame));
fail:
    WebPDemuxReleaseIterator(&about);
    return status;
}

const struct gfla_video_source gfla_video_webp = {
    .open = webp_open,
    .next = webp_next,
    .destroy = webp_destroy,
};
