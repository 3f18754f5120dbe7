#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "io/image/image_codec.h"

#define MAX_SCANS 200 /* a progressive file of thousands of scans only burns time */

/* From here on, colours are kept at full resolution, too. */
#define FULL_CHROMA_QUALITY 90

/* libjpeg leaves through longjmp to `guarded`. Whatever must be freed then lives in this struct, which belongs to the
 * caller of `guarded`, so that no local variable has to survive the jump. */
struct jpeg_job {
    struct jpeg_error_mgr errors; /* first: libjpeg hands back a pointer to it */
    struct jpeg_progress_mgr progress;
    jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
    /* reading */
    struct jpeg_decompress_struct in;
    const unsigned char *data;
    size_t size;
    struct gfla_bitmap *decoded;
    /* writing */
    struct jpeg_compress_struct out;
    const struct gfla_bitmap *image;
    int quality;
    struct gfla_bytes *bytes;
    struct jpeg_destination_mgr destination;
    gfla_status status; /* of our own failure inside a callback; GFLA_OK: the failure is libjpeg's, in message */
    JOCTET buffer[16384];
};

static gfla_status guarded(struct jpeg_job *job, gfla_status (*body)(struct jpeg_job *job), gfla_status code)
{
    if (setjmp(job->jump))
        return job->status != GFLA_OK ? job->status : gfla_fail(code, "JPEG: %s", job->message);
    return body(job);
}

static void on_error(j_common_ptr codec)
{
    struct jpeg_job *job = (struct jpeg_job *)codec->err;

    codec->err->format_message(codec, job->message);
    if (codec->err->msg_code == JERR_OUT_OF_MEMORY)
        job->status = gfla_fail(GFLA_ERROR_MEMORY, "JPEG: host memory ran out");
    longjmp(job->jump, 1);
}

/* libjpeg calls it a warning when it fills pixels with grey. Here an image is whole or refused. */
static void on_message(j_common_ptr codec, int level)
{
    if (level >= 0)
        return;
    switch (codec->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
    case JWRN_NOT_SEQUENTIAL:
        on_error(codec);
        break;
    default:
        break;
    }
}

static void on_progress(j_common_ptr codec)
{
    struct jpeg_job *job = (struct jpeg_job *)codec->err;

    if (!codec->is_decompressor || job->in.input_scan_number <= MAX_SCANS)
        return;
    snprintf(job->message, sizeof job->message, "more than %d scans", MAX_SCANS);
    longjmp(job->jump, 1);
}

static struct jpeg_error_mgr *set_error_manager(struct jpeg_job *job)
{
    jpeg_std_error(&job->errors);
    job->errors.error_exit = on_error;
    job->errors.emit_message = on_message;
    return &job->errors;
}

/* ---- reading ---- */

enum { FILL = 0xff, FIRST_RESTART = 0xd0, START_OF_IMAGE = 0xd8, END_OF_IMAGE = 0xd9, START_OF_SCAN = 0xda, TEM = 1 };

/* The orientation that the first Exif block before the pixels tells. libjpeg, asked to keep such blocks, walks through
 * all it has for each that it finds. */
static int exif_orientation(const unsigned char *at, const unsigned char *end)
{
    while (end - at >= 4) {
        if (at[0] != FILL || at[1] == FILL || at[1] == 0 || at[1] == TEM ||
            (at[1] >= FIRST_RESTART && at[1] <= START_OF_IMAGE)) {
            at++; /* what is no marker, or has no length, is passed over, as libjpeg does */
            continue;
        }
        if (at[1] == START_OF_SCAN || at[1] == END_OF_IMAGE)
            break;
        const long size = at[2] << 8 | at[3];
        if (size < 2 || size > end - at - 2)
            break;
        if (at[1] == JPEG_APP0 + 1 && size > 8 && memcmp(at + 4, "Exif\0\0", 6) == 0)
            return gfla_tiff_orientation(at + 10, (size_t)size - 8);
        at += 2 + size;
    }
    return 1;
}

static bool jpeg_matches(const unsigned char *data, size_t size)
{
    return size >= 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff;
}

static gfla_status read_rows(struct jpeg_job *job)
{
    struct jpeg_decompress_struct *in = &job->in;
    const size_t stride = gfla_bitmap_size(job->decoded) / in->output_height;

    while (in->output_scanline < in->output_height) {
        JSAMPROW row = (JSAMPROW)job->decoded->pixels + stride * in->output_scanline;

        jpeg_read_scanlines(in, &row, 1);
    }
    return GFLA_OK;
}

/* Inks of CMYK as light, as if they were ideal; files with Adobe's marker have them inverted. libjpeg's pool owns the
 * row. */
static gfla_status read_print_rows(struct jpeg_job *job)
{
    struct jpeg_decompress_struct *in = &job->in;
    const unsigned flip = in->saw_Adobe_marker ? 0 : 255;
    JSAMPARRAY row = in->mem->alloc_sarray((j_common_ptr)in, JPOOL_IMAGE, 4 * in->output_width, 1);

    while (in->output_scanline < in->output_height) {
        uint8_t *out = (uint8_t *)job->decoded->pixels + 3 * (size_t)in->output_width * in->output_scanline;

        jpeg_read_scanlines(in, row, 1);
        for (size_t x = 0; x < in->output_width; x++)
            for (int c = 0; c < 3; c++)
                out[3 * x + (size_t)c] =
                    (uint8_t)(((row[0][4 * x + (size_t)c] ^ flip) * (row[0][4 * x + 3] ^ flip) + 127) / 255);
    }
    return GFLA_OK;
}

static gfla_status read_body(struct jpeg_job *job)
{
    struct jpeg_decompress_struct *in = &job->in;
    gfla_status status = GFLA_OK;

    jpeg_create_decompress(in);
    job->progress.progress_monitor = on_progress;
    in->progress = &job->progress;
    jpeg_mem_src(in, job->data, job->size);
    jpeg_read_header(in, TRUE);
    TRY(gfla_bitmap_check_size(in->image_width, in->image_height));
    const bool is_print = in->jpeg_color_space == JCS_CMYK || in->jpeg_color_space == JCS_YCCK;
    in->out_color_space = is_print ? JCS_CMYK : in->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(in);
    TRY(gfla_bitmap_create(job->decoded, (int)in->output_width, (int)in->output_height,
                           is_print ? 3 : in->output_components, 8));
    TRY(is_print ? read_print_rows(job) : read_rows(job));
    jpeg_finish_decompress(in);
fail:
    return status;
}

static gfla_status jpeg_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct jpeg_job job = {.data = data, .size = size, .decoded = image};
    gfla_status status;

    (void)keep_16; /* JPEG has 8 bits */
    job.in.err = set_error_manager(&job);
    TRY(guarded(&job, read_body, GFLA_ERROR_INPUT));
    TRY(gfla_bitmap_turn_upright(image, exif_orientation(job.data, job.data + size)));
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    jpeg_destroy_decompress(&job.in);
    return status;
}

/* ---- writing ---- */

static void restart_buffer(j_compress_ptr out)
{
    struct jpeg_job *job = (struct jpeg_job *)out->err;

    job->destination.next_output_byte = job->buffer;
    job->destination.free_in_buffer = sizeof job->buffer;
}

static void add_bytes(struct jpeg_job *job, size_t size)
{
    job->status = gfla_bytes_add(job->bytes, job->buffer, size);
    if (job->status != GFLA_OK)
        longjmp(job->jump, 1);
}

/* libjpeg calls this when the buffer is full, whatever free_in_buffer says. */
static boolean flush_full_buffer(j_compress_ptr out)
{
    add_bytes((struct jpeg_job *)out->err, sizeof((struct jpeg_job *)out->err)->buffer);
    restart_buffer(out);
    return TRUE;
}

static void flush_last_buffer(j_compress_ptr out)
{
    struct jpeg_job *job = (struct jpeg_job *)out->err;

    add_bytes(job, sizeof job->buffer - job->destination.free_in_buffer);
}

static gfla_status write_body(struct jpeg_job *job)
{
    const struct gfla_bitmap *image = job->image;
    struct jpeg_compress_struct *out = &job->out;
    const size_t stride = gfla_bitmap_size(image) / (size_t)image->height;

    jpeg_create_compress(out);
    job->destination = (struct jpeg_destination_mgr){
        .init_destination = restart_buffer,
        .empty_output_buffer = flush_full_buffer,
        .term_destination = flush_last_buffer,
    };
    out->dest = &job->destination;
    out->image_width = (JDIMENSION)image->width;
    out->image_height = (JDIMENSION)image->height;
    out->input_components = image->channels;
    out->in_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(out);
    jpeg_set_quality(out, job->quality, TRUE);
    if (job->quality >= FULL_CHROMA_QUALITY)
        out->comp_info[0].h_samp_factor = out->comp_info[0].v_samp_factor = 1; /* as the other components */
    out->optimize_coding = TRUE;
    jpeg_start_compress(out, TRUE);
    while (out->next_scanline < out->image_height) {
        JSAMPROW row = (JSAMPROW)image->pixels + stride * out->next_scanline;

        jpeg_write_scanlines(out, &row, 1);
    }
    jpeg_finish_compress(out);
    return GFLA_OK;
}

static gfla_status jpeg_encode(const struct gfla_bitmap *image, const struct gfla_bitmap_write_params *params,
                               struct gfla_bytes *bytes)
{
    struct jpeg_job job = {.image = image, .quality = params->quality ? params->quality : 95, .bytes = bytes};
    gfla_status status;

    job.out.err = set_error_manager(&job);
    REQUIRE(job.quality >= 1 && job.quality <= 100, GFLA_ERROR_USAGE, "JPEG: quality %d, 1 to 100 are possible",
            job.quality);
    REQUIRE(image->channels == 1 || image->channels == 3, GFLA_ERROR_USAGE,
            "JPEG holds no transparency. hint: composite on white first, or write .png");
    REQUIRE(image->bits == 8, GFLA_ERROR_USAGE, "JPEG holds no 16-bit samples. hint: write .png");
    TRY(guarded(&job, write_body, GFLA_ERROR_FAILED));
fail:
    jpeg_destroy_compress(&job.out);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_jpeg = {
    .name = "JPEG",
    .extensions = {".jpg", ".jpeg", ".jpe", ".jfif"},
    .matches = jpeg_matches,
    .decode = jpeg_decode,
    .encode = jpeg_encode,
};
