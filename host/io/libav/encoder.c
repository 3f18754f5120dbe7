#include "io/libav/encoder.h"

/* Quality 1..100 on a codec's own scale, where less is better. */
static int on_scale(int quality, int best, int worst)
{
    return best + ((100 - quality) * (worst - best) + 50) / 100;
}

static void set_quality(AVCodecContext *encoder, int quality)
{
    const bool is_h264 = encoder->codec_id == AV_CODEC_ID_H264, is_vp9 = encoder->codec_id == AV_CODEC_ID_VP9;

    if (encoder->codec_id == AV_CODEC_ID_MPEG4) {
        encoder->flags |= AV_CODEC_FLAG_QSCALE;
        encoder->global_quality = on_scale(quality, 1, 31) * FF_QP2LAMBDA;
        return;
    }
    gfla_av.av_opt_set_int(encoder->priv_data, "crf", is_h264 ? on_scale(quality, 12, 51) : on_scale(quality, 8, 63),
                           0);
    if (is_h264)
        return;
    gfla_av.av_opt_set(encoder->priv_data, "deadline", "good", 0);
    gfla_av.av_opt_set_int(encoder->priv_data, "cpu-used", is_vp9 ? 4 : 2, 0);
    encoder->bit_rate = is_vp9 ? 0 : 100000000; /* 0: quality decides; VP8 asks for a limit */
    encoder->qmin = 0;
    encoder->qmax = 63;
}

static AVRational frame_time(const struct gfla_animation_params *p)
{
    AVRational time = {p->delay, 1000};

    if (p->fps > 0)
        return av_inv_q(gfla_av.av_d2q(p->fps, 60000)); /* 30000/1001 and 60000/1001, too; MPEG-4 has 16 bits for it */
    gfla_av.av_reduce(&time.num, &time.den, time.num, time.den, 60000);
    return time;
}

static const AVCodec *find(const char *const names[2])
{
    const AVCodec *codec = gfla_av.avcodec_find_encoder_by_name(names[0]);

    return codec ? codec : gfla_av.avcodec_find_encoder_by_name(names[1]);
}

static void describe(AVCodecContext *encoder, const struct gfla_animation_params *params)
{
    encoder->width = (params->width + 1) & ~1;
    encoder->height = (params->height + 1) & ~1;
    encoder->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder->time_base = frame_time(params);
    encoder->framerate = av_inv_q(encoder->time_base);
    encoder->sample_aspect_ratio = (AVRational){1, 1};
    encoder->colorspace = AVCOL_SPC_SMPTE170M; /* ITU-R 601, as readers take for granted that know no better */
    encoder->color_primaries = AVCOL_PRI_BT709;
    encoder->color_trc = AVCOL_TRC_BT709;
    encoder->color_range = AVCOL_RANGE_MPEG;
    encoder->chroma_sample_location = AVCHROMA_LOC_LEFT;
    encoder->thread_count = 1;
    encoder->flags |= AV_CODEC_FLAG_BITEXACT;
}

gfla_status gfla_libav_encoder_open(AVCodecContext **encoder, const char *path,
                                    const struct gfla_animation_params *params, const char *const names[2],
                                    bool global_header)
{
    const AVCodec *codec = find(names);
    gfla_status status = GFLA_OK;
    int error;

    *encoder = NULL;
    REQUIRE(codec, GFLA_ERROR_USAGE, "%s: this libav has neither %s nor %s to write it. hint: use .webp", path,
            names[0], names[1]);
    REQUIRE(*encoder = gfla_av.avcodec_alloc_context3(codec), GFLA_ERROR_MEMORY, "%s: no memory for %s", path,
            codec->name);
    describe(*encoder, params);
    if (global_header)
        (*encoder)->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    set_quality(*encoder, params->quality);
    error = gfla_av.avcodec_open2(*encoder, codec, NULL);
    if (error < 0)
        status = gfla_libav_fail(GFLA_ERROR_USAGE, error, path, codec->name);
fail:
    return status;
}
