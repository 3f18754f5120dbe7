#include "io/libav/frame_image.h"

#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

void gfla_libav_image_free(struct gfla_libav_image *scaled)
{
    gfla_av.sws_freeContext(scaled->scaler);
    gfla_av.av_frame_free(&scaled->rgb);
    *scaled = (struct gfla_libav_image){0};
}

/* A frame of libav's own, since its lines may be written beyond their end. */
static gfla_status make_rgb(struct gfla_libav_image *scaled, int width, int height, enum AVPixelFormat format)
{
    AVFrame *rgb = scaled->rgb;

    if (rgb && rgb->width == width && rgb->height == height && rgb->format == format)
        return GFLA_OK;
    gfla_av.av_frame_free(&scaled->rgb);
    rgb = scaled->rgb = gfla_av.av_frame_alloc();
    if (rgb) {
        rgb->width = width;
        rgb->height = height;
        rgb->format = format;
    }
    if (!rgb || gfla_av.av_frame_get_buffer(rgb, 0) < 0)
        return gfla_fail(GFLA_ERROR_MEMORY, "a frame of %d x %d pixels: host memory ran out", width, height);
    return GFLA_OK;
}

static bool is_full_range(const AVFrame *frame)
{
    const enum AVPixelFormat format = frame->format;

    return frame->color_range == AVCOL_RANGE_JPEG || format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P ||
           format == AV_PIX_FMT_YUVJ444P || format == AV_PIX_FMT_YUVJ440P || format == AV_PIX_FMT_YUVJ411P;
}

static gfla_status scale(struct gfla_libav_image *scaled, const AVFrame *frame)
{
    AVFrame *rgb = scaled->rgb;
    const int *from = gfla_av.sws_getCoefficients((int)frame->colorspace),
              *to = gfla_av.sws_getCoefficients(SWS_CS_ITU601);

    scaled->scaler = gfla_av.sws_getCachedContext(
        scaled->scaler, frame->width, frame->height, frame->format, frame->width, frame->height, rgb->format,
        SWS_BICUBIC | SWS_FULL_CHR_H_INT | SWS_ACCURATE_RND | SWS_BITEXACT, NULL, NULL, NULL);
    if (!scaled->scaler)
        return gfla_library_fail(GFLA_ERROR_INPUT, gfla_av.av_get_pix_fmt_name(frame->format),
                                 "cannot be turned into RGB");
    gfla_av.sws_setColorspaceDetails(scaled->scaler, from, is_full_range(frame), to, 1, 0, 1 << 16, 1 << 16);
    if (gfla_av.sws_scale(scaled->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height,
                          rgb->data, rgb->linesize) != frame->height)
        return gfla_fail(GFLA_ERROR_INPUT, "cannot be turned into RGB");
    return GFLA_OK;
}

gfla_status gfla_libav_image(struct gfla_libav_image *scaled, const AVFrame *frame, struct gfla_bitmap *image)
{
    const AVPixFmtDescriptor *about = gfla_av.av_pix_fmt_desc_get(frame->format);
    const int channels = about && about->flags & AV_PIX_FMT_FLAG_ALPHA ? 4 : 3;
    gfla_status status = GFLA_OK;

    TRY(gfla_bitmap_check_size((uint64_t)frame->width, (uint64_t)frame->height));
    TRY(make_rgb(scaled, frame->width, frame->height, channels == 4 ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24));
    TRY(scale(scaled, frame));
    TRY(gfla_bitmap_create(image, frame->width, frame->height, channels, 8));
    for (int y = 0; y < image->height; y++) {
        const size_t row = (size_t)image->width * (size_t)channels;

        memcpy((uint8_t *)image->pixels + (size_t)y * row,
               scaled->rgb->data[0] + (ptrdiff_t)y * scaled->rgb->linesize[0], row);
    }
fail:
    return status;
}
