/* io/libav/calls.h - the functions of libav that are used. Its libraries need a hundred others, which take longer to
 * load than everything else of gfla; so they are loaded when the first video is opened, and nothing is linked against
 * them. Private to host/io/libav. */
#ifndef GFLA_IO_LIBAV_CALLS_H
#define GFLA_IO_LIBAV_CALLS_H

#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

/* clang-format off */
#define GFLA_LIBAV_CALLS(X) \
    X(av_bsf_free) X(av_bsf_init) X(av_bsf_list_parse_str) X(av_bsf_receive_packet) X(av_bsf_send_packet) \
    X(av_frame_alloc) X(av_frame_free) X(av_frame_get_buffer) X(av_frame_make_writable) X(av_packet_alloc) \
    X(av_packet_free) X(av_packet_rescale_ts) X(av_packet_unref) X(avcodec_alloc_context3) \
    X(avcodec_find_encoder_by_name) X(avcodec_free_context) X(avcodec_open2) X(avcodec_parameters_copy) \
    X(avcodec_parameters_from_context) X(avcodec_parameters_to_context) X(avcodec_receive_frame) \
    X(avcodec_receive_packet) X(avcodec_send_frame) X(avcodec_send_packet) \
    X(av_find_best_stream) X(av_guess_frame_rate) X(av_interleaved_write_frame) X(av_read_frame) \
    X(av_write_trailer) X(avformat_alloc_context) X(avformat_alloc_output_context2) X(avformat_close_input) \
    X(avformat_find_stream_info) X(avformat_free_context) X(avformat_new_stream) X(avformat_open_input) \
    X(avformat_write_header) X(avio_alloc_context) X(avio_context_free) X(avio_flush) \
    X(sws_freeContext) X(sws_getCachedContext) X(sws_getCoefficients) X(sws_getContext) X(sws_scale) \
    X(sws_setColorspaceDetails) \
    X(av_d2q) X(av_dict_free) X(av_dict_set) X(av_display_rotation_get) X(av_free) X(av_freep) \
    X(av_get_pix_fmt_name) X(av_log_set_callback) X(av_malloc) X(av_opt_set) X(av_opt_set_int) \
    X(av_pix_fmt_desc_get) X(av_reduce) X(av_rescale_q) X(av_strdup) X(av_strerror) \
    GFLA_LIBAV_SIDE_DATA(X)
/* clang-format on */

#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
#define GFLA_LIBAV_SIDE_DATA(X) X(av_packet_side_data_get)
#else
#define GFLA_LIBAV_SIDE_DATA(X) X(av_stream_get_side_data)
#endif

/* gfla_av.avformat_open_input(...) is avformat_open_input(...), and so on; not before gfla_libav_load. */
#define GFLA_LIBAV_FIELD(name) __typeof__(name) *name;
struct gfla_libav_calls {
    GFLA_LIBAV_CALLS(GFLA_LIBAV_FIELD)
};
extern struct gfla_libav_calls gfla_av;

/* Loads the libraries at the first call, of the versions whose headers were compiled with; NULL, or why it did not
 * work. */
const char *gfla_libav_load(void);

#endif
