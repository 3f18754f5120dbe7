/* Videos, written through libav: .mp4 with H.264 (x264, else MPEG-4 part 2), .webm with VP9 (else VP8); 4:2:0 in the
 * colours of ITU-R 601. One thread compresses, so that the file does not depend on the machine. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/animation/animation_format.h"
#include "io/libav/encoder.h"

struct video {
    AVIOContext *io;
    AVFormatContext *muxer;
    AVCodecContext *encoder;
    AVBSFContext *filter; /* of what leaves the encoder */
    AVFrame *rgb, *yuv;   /* of even sizes */
    struct SwsContext *scaler;
    AVPacket *packet;
};

static void video_destroy(void *state)
{
    struct video *v = state;

    if (!v)
        return;
    gfla_av.av_packet_free(&v->packet);
    gfla_av.sws_freeContext(v->scaler);
    gfla_av.av_frame_free(&v->rgb);
    gfla_av.av_frame_free(&v->yuv);
    gfla_av.av_bsf_free(&v->filter);
    gfla_av.avcodec_free_context(&v->encoder);
    gfla_av.avformat_free_context(v->muxer);
    gfla_libav_io_destroy(&v->io);
    free(v);
}

/* ---- opening ---- */

/* x264 writes its version and settings into each file, as "supplemental information" (6); they are left out. */
static int open_filter(struct video *v)
{
    const bool is_h264 = v->encoder->codec_id == AV_CODEC_ID_H264;
    int error = gfla_av.av_bsf_list_parse_str(is_h264 ? "filter_units=remove_types=6" : "null", &v->filter);

    if (error >= 0)
        error = gfla_av.avcodec_parameters_from_context(v->filter->par_in, v->encoder);
    if (error < 0)
        return error;
    v->filter->time_base_in = v->encoder->time_base;
    return gfla_av.av_bsf_init(v->filter);
}

static gfla_status open_muxer(struct gfla_animation *animation, const char *name)
{
    struct video *v = animation->state;
    gfla_status status = GFLA_OK;

    gfla_av.avformat_alloc_output_context2(&v->muxer, NULL, name, NULL);
    REQUIRE(v->muxer, GFLA_ERROR_OUTPUT, "%s: this libav writes no %s", animation->path, name);
    TRY(gfla_libav_io_create(&v->io, animation->out.stream, true));
    v->muxer->pb = v->io;
    v->muxer->flags |= AVFMT_FLAG_BITEXACT; /* no date, no version */
fail:
    return status;
}

/* A pipe cannot be gone back in to write the index: the file is made of fragments then. */
static gfla_status write_header(struct gfla_animation *animation)
{
    struct video *v = animation->state;
    AVStream *stream = gfla_av.avformat_new_stream(v->muxer, NULL);
    AVDictionary *options = NULL;
    int error = stream ? open_filter(v) : AVERROR(ENOMEM);

    if (error >= 0)
        error = gfla_av.avcodec_parameters_copy(stream->codecpar, v->filter->par_out);
    if (error >= 0) {
        stream->time_base = v->encoder->time_base;
        stream->avg_frame_rate = v->encoder->framerate;
        if (!v->io->seekable)
            gfla_av.av_dict_set(&options, "movflags", "frag_keyframe+empty_moov", 0);
        error = gfla_av.avformat_write_header(v->muxer, &options);
        gfla_av.av_dict_free(&options);
    }
    if (error < 0)
        return gfla_libav_fail(GFLA_ERROR_OUTPUT, error, animation->path, "the header");
    return GFLA_OK;
}

static gfla_status create_frame(AVFrame **out, const AVCodecContext *encoder, enum AVPixelFormat format)
{
    AVFrame *frame = *out = gfla_av.av_frame_alloc();

    if (!frame)
        return gfla_fail(GFLA_ERROR_MEMORY, "a frame of a video: host memory ran out");
    frame->width = encoder->width;
    frame->height = encoder->height;
    frame->format = format;
    if (gfla_av.av_frame_get_buffer(frame, 0) < 0)
        return gfla_fail(GFLA_ERROR_MEMORY, "a frame of %d x %d pixels: host memory ran out", frame->width,
                         frame->height);
    return GFLA_OK;
}

static gfla_status create_scaler(struct video *v)
{
    const int w = v->encoder->width, h = v->encoder->height;
    const int *colours = gfla_av.sws_getCoefficients(SWS_CS_ITU601);

    v->scaler =
        gfla_av.sws_getContext(w, h, AV_PIX_FMT_RGB24, w, h, AV_PIX_FMT_YUV420P,
                               SWS_BICUBIC | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND | SWS_BITEXACT, NULL, NULL, NULL);
    if (!v->scaler)
        return gfla_fail(GFLA_ERROR_MEMORY, "frames of %d x %d pixels: host memory ran out for converting them", w, h);
    gfla_av.sws_setColorspaceDetails(v->scaler, colours, 1, colours, 0, 0, 1 << 16, 1 << 16);
    return GFLA_OK;
}

static gfla_status video_open(struct gfla_animation *animation, const char *format, const char *const names[2])
{
    gfla_status status = GFLA_OK;
    struct video *v;

    TRY(gfla_libav_begin(animation->path));
    TRY(gfla_calloc(&animation->state, 1, sizeof *v, "a video"));
    v = animation->state;
    TRY(open_muxer(animation, format));
    TRY(gfla_libav_encoder_open(&v->encoder, animation->path, &animation->params, names,
                                v->muxer->oformat->flags & AVFMT_GLOBALHEADER));
    TRY(create_frame(&v->rgb, v->encoder, AV_PIX_FMT_RGB24));
    TRY(create_frame(&v->yuv, v->encoder, AV_PIX_FMT_YUV420P));
    TRY(create_scaler(v));
    REQUIRE(v->packet = gfla_av.av_packet_alloc(), GFLA_ERROR_MEMORY, "%s: no memory for a packet", animation->path);
    TRY(write_header(animation));
fail:
    return status;
}

static gfla_status mp4_open(struct gfla_animation *animation)
{
    static const char *const names[2] = {"libx264", "mpeg4"};

    return video_open(animation, "mp4", names);
}

static gfla_status webm_open(struct gfla_animation *animation)
{
    static const char *const names[2] = {"libvpx-vp9", "libvpx"};

    return video_open(animation, "webm", names);
}

/* ---- frames ---- */

/* RGB; where the frame is wider or higher by one, with a copy of the last column and row. */
static void fill_frame(AVFrame *frame, const struct gfla_bitmap *image)
{
    const size_t row = 3 * (size_t)image->width;

    for (int y = 0; y < frame->height; y++) {
        const int from = y < image->height ? y : image->height - 1;
        uint8_t *to = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];

        memcpy(to, (const uint8_t *)image->pixels + (size_t)from * row, row);
        if (frame->width > image->width)
            memcpy(to + row, to + row - 3, 3);
    }
}

/* A packet of the encoder (NULL: there are no more) to the file. */
static int write_packet(struct video *v, AVPacket *packet)
{
    AVStream *stream = v->muxer->streams[0];
    int error;

    if (packet)
        packet->duration = 1;
    error = gfla_av.av_bsf_send_packet(v->filter, packet);
    while (error >= 0) {
        error = gfla_av.av_bsf_receive_packet(v->filter, v->packet);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF)
            return 0;
        if (error < 0)
            break;
        v->packet->stream_index = 0;
        gfla_av.av_packet_rescale_ts(v->packet, v->filter->time_base_out, stream->time_base);
        error = gfla_av.av_interleaved_write_frame(v->muxer, v->packet);
    }
    return error;
}

/* A frame (NULL: there are no more) to the encoder, and what comes out to the file. */
static int encode(struct video *v, AVFrame *frame)
{
    int error = gfla_av.avcodec_send_frame(v->encoder, frame);

    while (error >= 0) {
        error = gfla_av.avcodec_receive_packet(v->encoder, v->packet);
        if (error == AVERROR(EAGAIN))
            return 0;
        if (error == AVERROR_EOF)
            return write_packet(v, NULL);
        if (error >= 0)
            error = write_packet(v, v->packet);
    }
    return error;
}

static gfla_status video_add(struct gfla_animation *animation, const struct gfla_bitmap *frame)
{
    struct video *v = animation->state;
    struct gfla_bitmap rgb = {0};
    gfla_status status = GFLA_OK;
    int error;

    TRY(gfla_libav_begin(animation->path));
    TRY(gfla_bitmap_convert(frame, 3, &rgb));
    error = gfla_av.av_frame_make_writable(v->yuv); /* the encoder may still hold the one before */
    if (error >= 0) {
        fill_frame(v->rgb, &rgb);
        gfla_av.sws_scale(v->scaler, (const uint8_t *const *)v->rgb->data, v->rgb->linesize, 0, v->rgb->height,
                          v->yuv->data, v->yuv->linesize);
        v->yuv->pts = (int64_t)animation->n_frames;
        if (v->encoder->codec_id == AV_CODEC_ID_MPEG4)
            v->yuv->quality = v->encoder->global_quality;
        error = encode(v, v->yuv);
    }
    if (error < 0)
        status = gfla_libav_fail(GFLA_ERROR_OUTPUT, error, animation->path, "a frame");
fail:
    gfla_bitmap_free(&rgb);
    return status;
}

static gfla_status video_finish(struct gfla_animation *animation)
{
    struct video *v = animation->state;
    gfla_status status = GFLA_OK;
    int error;

    TRY(gfla_libav_begin(animation->path));
    error = encode(v, NULL);
    if (error >= 0)
        error = gfla_av.av_write_trailer(v->muxer);
    gfla_av.avio_flush(v->io);
    if (error >= 0)
        error = v->io->error;
    if (error < 0)
        status = gfla_libav_fail(GFLA_ERROR_OUTPUT, error, animation->path, "the end of the file");
fail:
    return status;
}

const struct gfla_animation_format gfla_animation_mp4 = {
    .extension = ".mp4",
    .absent = gfla_libav_load,
    .open = mp4_open,
    .add = video_add,
    .finish = video_finish,
    .destroy = video_destroy,
};

const struct gfla_animation_format gfla_animation_webm = {
    .extension = ".webm",
    .absent = gfla_libav_load,
    .open = webm_open,
    .add = video_add,
    .finish = video_finish,
    .destroy = video_destroy,
};
