/* Videos and animations, read through libav. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "io/image/image_codec.h"
#include "io/libav/frames.h"
#include "io/libav/frame_image.h"
#include "io/animation/video_source.h"

struct reader {
    struct gfla_libav_frames frames;
    struct gfla_libav_image image;
    int orientation; /* as EXIF has it: cameras that were held upright record so */
};

static void libav_destroy(void *state)
{
    struct reader *reader = state;

    if (!reader)
        return;
    gfla_libav_image_free(&reader->image);
    gfla_libav_frames_close(&reader->frames);
    free(reader);
}

/* ---- opening ---- */

static const int32_t *display_matrix(const AVStream *stream)
{
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
    const AVPacketSideData *data = gfla_av.av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);

    return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
#else
    size_t size = 0;
    const uint8_t *data = gfla_av.av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);

    return data && size >= 9 * sizeof(int32_t) ? (const int32_t *)(const void *)data : NULL;
#endif
}

/* Quarter turns only; mirrored and slanted images are left as they are. */
static int orientation_of(const AVStream *stream)
{
    const int32_t *matrix = display_matrix(stream);
    const double turned = matrix ? gfla_av.av_display_rotation_get(matrix) : 0; /* counter-clockwise, -180..180 */

    if (fabs(turned - 90) < 1)
        return 8;
    if (fabs(turned + 90) < 1)
        return 6;
    return fabs(fabs(turned) - 180) < 1 ? 3 : 1;
}

static void describe(const struct reader *reader, struct gfla_video_info *info)
{
    const struct gfla_libav_frames *f = &reader->frames;
    const AVRational rate = gfla_av.av_guess_frame_rate(f->demuxer, f->stream, NULL);
    const bool lies = reader->orientation >= 5;

    info->width = lies ? f->stream->codecpar->height : f->stream->codecpar->width;
    info->height = lies ? f->stream->codecpar->width : f->stream->codecpar->height;
    info->fps = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
    info->n_frames = f->stream->nb_frames > 0 ? f->stream->nb_frames : -1;
}

static gfla_status libav_open(struct gfla_video *video)
{
    gfla_status status = GFLA_OK;
    struct reader *reader;

    TRY(gfla_libav_begin(video->path));
    TRY(gfla_calloc(&video->state, 1, sizeof *reader, video->path));
    reader = video->state;
    TRY(gfla_libav_frames_open(&reader->frames, video->path));
    reader->orientation = orientation_of(reader->frames.stream);
    describe(reader, &video->info);
    status = gfla_bitmap_check_size((uint64_t)video->info.width, (uint64_t)video->info.height);
    if (status != GFLA_OK)
        TRY(gfla_fail_context(status, "%s", video->path));
fail:
    return status;
}

/* ---- reading ---- */

static gfla_status convert(struct reader *reader, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;

    TRY(gfla_libav_image(&reader->image, reader->frames.frame, image));
    return gfla_bitmap_turn_upright(image, reader->orientation);
fail:
    gfla_bitmap_free(image);
    return status;
}

static gfla_status libav_next(struct gfla_video *video, struct gfla_bitmap *frame, bool *end)
{
    struct reader *reader = video->state;
    gfla_status status = GFLA_OK;

    *end = false;
    TRY(gfla_libav_begin(video->path));
    switch (gfla_libav_frames_next(&reader->frames)) {
    case GFLA_LIBAV_FRAME:
        return frame ? convert(reader, frame) : GFLA_OK;
    case GFLA_LIBAV_DAMAGED:
        return gfla_fail(GFLA_ERROR_INPUT, "damaged");
    case GFLA_LIBAV_NO_MEMORY:
        return gfla_fail(GFLA_ERROR_MEMORY, "host memory ran out");
    case GFLA_LIBAV_BROKEN_OFF:
        return gfla_fail(GFLA_ERROR_INPUT, "the file is damaged or cut short here");
    case GFLA_LIBAV_END:
        break;
    }
    *end = true;
fail:
    return status;
}

const struct gfla_video_source gfla_video_libav = {
    .open = libav_open,
    .next = libav_next,
    .destroy = libav_destroy,
};
