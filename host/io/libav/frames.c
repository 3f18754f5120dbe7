#include "io/libav/frames.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/image/bitmap.h"
#include "io/image/image_codec.h"

/* Containers that hold images themselves. Others, such as lists of files, are not even looked at. */
#define CONTAINERS                                                                                                     \
    "mov,mp4,matroska,webm,avi,gif,apng,mpeg,mpegts,mpegvideo,m4v,h264,hevc,av1,ivf,ogg,asf,flv,swf,nut,mxf,dv,"       \
    "yuv4mpegpipe,wtv,rm,vob"

/* ---- opening ---- */

/* Files may name others, also on the net. */
static int refuse_other_files(struct AVFormatContext *demuxer, AVIOContext **io, const char *url, int flags,
                              AVDictionary **options)
{
    *io = NULL;
    return AVERROR(EPERM);
}

/* libav makes room for a block of an animated PNG as large as the block says it is, up to 2 GiB; so those before the
 * first frame are looked at. What is no PNG, or cannot be gone back in, has none. */
static gfla_status check_blocks(FILE *file, const char *path)
{
    static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char head[8];
    gfla_status status = GFLA_OK;

    if (fseeko(file, 0, SEEK_END) != 0)
        return GFLA_OK;
    const off_t end = ftello(file);
    rewind(file);
    const bool is_png = fread(head, 1, 8, file) == 8 && memcmp(head, signature, 8) == 0;
    for (off_t at = 8; is_png && at < end; at += (off_t)gfla_be32(head) + 12) {
        REQUIRE(fseeko(file, at, SEEK_SET) == 0 && fread(head, 1, 8, file) == 8, GFLA_ERROR_INPUT,
                "%s: damaged: it ends within the head of a block", path);
        const off_t size = (off_t)gfla_be32(head);
        REQUIRE(size <= end - at, GFLA_ERROR_INPUT, "%s: damaged: a block of %lld bytes in a file of %lld", path,
                (long long)size, (long long)end);
        if (memcmp(head + 4, "fcTL", 4) == 0)
            break;
    }
fail:
    rewind(file);
    return status;
}

/* What the head says, before anything is decoded. */
static gfla_status check_sizes(const AVFormatContext *demuxer, const char *path)
{
    for (unsigned i = 0; i < demuxer->nb_streams; i++) {
        const AVCodecParameters *about = demuxer->streams[i]->codecpar;
        if (about->codec_type != AVMEDIA_TYPE_VIDEO || about->width <= 0 || about->height <= 0)
            continue;
        const gfla_status status = gfla_bitmap_check_size((uint64_t)about->width, (uint64_t)about->height);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "%s", path);
    }
    return GFLA_OK;
}

/* libav decodes the first frames to learn what is in a file, by decoders of its own, which know no limit unless they
 * are told. */
static gfla_status find_streams(AVFormatContext *demuxer, const char *path)
{
    gfla_status status;
    const unsigned n = demuxer->nb_streams;
    AVDictionary **options = NULL;
    char most[24];
    int error = 0;

    TRY(check_sizes(demuxer, path));
    snprintf(most, sizeof most, "%d", GFLA_BITMAP_MAX_PIXELS);
    TRY(gfla_calloc(&options, n + 1, sizeof *options, path));
    for (unsigned i = 0; i < n && error >= 0; i++)
        error = gfla_av.av_dict_set(&options[i], "max_pixels", most, 0);
    if (error >= 0)
        error = gfla_av.avformat_find_stream_info(demuxer, options);
    for (unsigned i = 0; i < n; i++)
        gfla_av.av_dict_free(&options[i]);
    free(options);
    if (error < 0)
        status = gfla_libav_fail(GFLA_ERROR_INPUT, error, path, "damaged");
fail:
    return status;
}

static gfla_status open_container(struct gfla_libav_frames *f, const char *path)
{
    gfla_status status = GFLA_OK;
    int error;

    TRY(gfla_file_open_regular(path, &f->file));
    TRY(check_blocks(f->file, path));
    f->gif = gfla_gif_count_blocks(f->file);
    TRY(gfla_libav_io_create(&f->io, f->file, false));
    REQUIRE(f->demuxer = gfla_av.avformat_alloc_context(), GFLA_ERROR_MEMORY, "%s: no memory to read it", path);
    f->demuxer->pb = f->io;
    f->demuxer->io_open = refuse_other_files;
    f->demuxer->format_whitelist = gfla_av.av_strdup(CONTAINERS);
    error = gfla_av.avformat_open_input(&f->demuxer, "", NULL, NULL);
    if (error < 0) {
        TRY(gfla_libav_fail(GFLA_ERROR_INPUT, error, path, "not a video that is understood, or damaged"));
    }
    TRY(find_streams(f->demuxer, path));
fail:
    return status;
}

/* Covers of music are images that do not move. */
static gfla_status open_decoder(struct gfla_libav_frames *f, const char *path)
{
    const AVCodec *codec = NULL;
    const int index = gfla_av.av_find_best_stream(f->demuxer, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    gfla_status status = GFLA_OK;
    int error;

    REQUIRE(index != AVERROR_DECODER_NOT_FOUND, GFLA_ERROR_INPUT, "%s: this libav cannot decode its pictures", path);
    REQUIRE(index >= 0 && !(f->demuxer->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC), GFLA_ERROR_INPUT,
            "%s: there are no moving pictures in it", path);
    f->stream = f->demuxer->streams[index];
    REQUIRE(f->decoder = gfla_av.avcodec_alloc_context3(codec), GFLA_ERROR_MEMORY, "%s: no memory to decode it", path);
    error = gfla_av.avcodec_parameters_to_context(f->decoder, f->stream->codecpar);
    f->decoder->pkt_timebase = f->stream->time_base;
    f->decoder->max_pixels = GFLA_BITMAP_MAX_PIXELS;
    f->decoder->thread_count = 1; /* so that errors belong to the packet that was just sent */
    f->decoder->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER;
    if (error >= 0)
        error = gfla_av.avcodec_open2(f->decoder, codec, NULL);
    if (error < 0)
        TRY(gfla_libav_fail(GFLA_ERROR_INPUT, error, path, "its pictures cannot be decoded"));
fail:
    return status;
}

gfla_status gfla_libav_frames_open(struct gfla_libav_frames *f, const char *path)
{
    gfla_status status = GFLA_OK;

    *f = (struct gfla_libav_frames){0};
    TRY(open_container(f, path));
    TRY(open_decoder(f, path));
    f->packet = gfla_av.av_packet_alloc();
    f->frame = gfla_av.av_frame_alloc();
    REQUIRE(f->packet && f->frame, GFLA_ERROR_MEMORY, "%s: no memory for a frame", path);
    return GFLA_OK;
fail:
    gfla_libav_frames_close(f);
    return status;
}

void gfla_libav_frames_close(struct gfla_libav_frames *f)
{
    gfla_av.av_frame_free(&f->frame);
    gfla_av.av_packet_free(&f->packet);
    gfla_av.avcodec_free_context(&f->decoder);
    gfla_av.avformat_close_input(&f->demuxer);
    gfla_libav_io_destroy(&f->io);
    if (f->file)
        fclose(f->file);
    *f = (struct gfla_libav_frames){0};
}

/* ---- decoding ---- */

static void add_damaged(struct gfla_libav_frames *f, int64_t time, int error)
{
    int i = f->n_damaged;

    f->no_memory = f->no_memory || gfla_libav_is_memory(error);
    if (i == GFLA_LIBAV_WAITING)
        return; /* next reports them first when there are so many */
    for (; i > 0 && f->damaged[i - 1] > time; i--)
        f->damaged[i] = f->damaged[i - 1];
    f->damaged[i] = time;
    f->n_damaged++;
}

/* One packet, of any stream; an error is the end. */
static int read_packet(struct gfla_libav_frames *f)
{
    int error;

    gfla_av.av_packet_unref(f->packet);
    error = gfla_av.av_read_frame(f->demuxer, f->packet);
    if (error >= 0 && f->packet->pts != AV_NOPTS_VALUE) {
        const AVStream *stream = f->demuxer->streams[f->packet->stream_index];
        const int64_t end =
            gfla_av.av_rescale_q(f->packet->pts + f->packet->duration, stream->time_base, AV_TIME_BASE_Q);

        f->last_end = end > f->last_end ? end : f->last_end;
    }
    f->n_packets += error >= 0 && f->packet->stream_index == f->stream->index;
    return error;
}

/* Files of these kinds just end where they were cut; their blocks tell, or the length in their head. (In MP4 it need not
 * agree with what is shown, but there a cut is an error by itself.) */
static bool ends_early(const struct gfla_libav_frames *f)
{
    const AVFormatContext *demuxer = f->demuxer;

    if (strstr(demuxer->iformat->name, "gif"))
        return f->gif.is_cut;
    if (strstr(demuxer->iformat->name, "matroska") && demuxer->duration != AV_NOPTS_VALUE)
        return f->last_end + AV_TIME_BASE / 2 < demuxer->duration;
    return false;
}

/* Whether something of the packet that was read last is missing. */
static bool is_cut_packet(const struct gfla_libav_frames *f)
{
    return (f->packet->flags & AV_PKT_FLAG_CORRUPT) || (f->gif.is_cut && f->n_packets > f->gif.n_images);
}

/* Gives the decoder a packet, or tells it that there are no more. */
static void send_packet(struct gfla_libav_frames *f)
{
    int error;

    do
        error = read_packet(f);
    while (error >= 0 && f->packet->stream_index != f->stream->index);
    if (error < 0) {
        f->no_memory = gfla_libav_is_memory(error);
        f->broken_off = error != AVERROR_EOF || f->io->error != 0 || ends_early(f);
        gfla_av.avcodec_send_packet(f->decoder, NULL);
        return;
    }
    f->sent = f->packet->pts != AV_NOPTS_VALUE ? f->packet->pts : f->packet->dts;
    error = is_cut_packet(f) ? AVERROR_INVALIDDATA : gfla_av.avcodec_send_packet(f->decoder, f->packet);
    if (error < 0 && !(f->packet->flags & AV_PKT_FLAG_DISCARD))
        add_damaged(f, f->sent, error);
}

static bool is_whole(const AVFrame *frame)
{
    return !frame->decode_error_flags && !(frame->flags & AV_FRAME_FLAG_CORRUPT);
}

/* Goes on until a frame, a damaged packet or the end is known. */
static void decode(struct gfla_libav_frames *f)
{
    while (!f->has_frame && !f->at_end && !f->no_memory && f->n_damaged < GFLA_LIBAV_WAITING) {
        const int error = gfla_av.avcodec_receive_frame(f->decoder, f->frame);

        if (error == AVERROR(EAGAIN))
            send_packet(f);
        else if (error == AVERROR_EOF)
            f->at_end = true;
        else if (error < 0)
            add_damaged(f, f->sent, error);
        else
            f->has_frame = true;
    }
}

/* Frames leave the decoder in the order of showing, some packets later; a damaged packet takes its place among them. */
enum gfla_libav_step gfla_libav_frames_next(struct gfla_libav_frames *f)
{
    decode(f);
    if (f->no_memory)
        return GFLA_LIBAV_NO_MEMORY;
    if (f->n_damaged > 0 && (!f->has_frame || f->damaged[0] < f->frame->best_effort_timestamp)) {
        memmove(f->damaged, f->damaged + 1, (size_t)--f->n_damaged * sizeof f->damaged[0]);
        return GFLA_LIBAV_DAMAGED;
    }
    if (f->has_frame) {
        f->has_frame = false;
        return is_whole(f->frame) ? GFLA_LIBAV_FRAME : GFLA_LIBAV_DAMAGED;
    }
    if (f->broken_off) {
        f->broken_off = false;
        return GFLA_LIBAV_BROKEN_OFF;
    }
    return GFLA_LIBAV_END;
}
