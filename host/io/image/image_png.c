#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

#define MAX_EXIF (1 << 20)
#define MAX_BLOCK (4 << 20) /* far more than rows take, which are ours */

/* libpng leaves through longjmp to `guarded`. Whatever must be freed then lives in this struct, which belongs to the
 * caller of `guarded`, so that no local variable has to survive the jump. */
struct png_job {
    jmp_buf jump;
    png_structp png;
    png_infop info;
    gfla_status status; /* of our own failure inside a callback; GFLA_OK: the failure is libpng's, in message */
    char message[160];
    /* reading */
    const unsigned char *data; /* what is left */
    size_t size;
    bool keep_16;
    struct gfla_bitmap *decoded;
    /* writing */
    const struct gfla_bitmap *image;
    bool fast;
    const struct gfla_bitmap_note *note;
    struct gfla_bytes *bytes;
};

static gfla_status guarded(struct png_job *job, gfla_status (*body)(struct png_job *job), gfla_status code)
{
    if (setjmp(job->jump))
        return job->status != GFLA_OK ? job->status : gfla_fail(code, "PNG: %s", job->message);
    return body(job);
}

static void on_error(png_structp png, png_const_charp message)
{
    struct png_job *job = png_get_error_ptr(png);

    strncpy(job->message, message, sizeof job->message - 1);
    longjmp(job->jump, 1);
}

/* libpng's own memory, so that a lack of it is known for what it is. */
static png_voidp allocate(png_structp png, png_alloc_size_t size)
{
    struct png_job *job = png_get_mem_ptr(png);
    void *block;
    if (size > MAX_BLOCK)
        return NULL; /* a chunk claims to be so long; libpng does without it */
    const gfla_status status = gfla_calloc(&block, 1, size, "PNG");

    if (status != GFLA_OK)
        job->status = status;
    return block;
}

static void release(png_structp png, png_voidp block)
{
    (void)png;
    free(block);
}

/* Damage that libpng repairs or skips (ancillary chunks) does not concern the pixels. */
static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

/* ---- reading ---- */

static bool png_matches(const unsigned char *data, size_t size)
{
    return size >= 8 && png_sig_cmp(data, 0, 8) == 0;
}

static void read_bytes(png_structp png, png_bytep out, png_size_t size)
{
    struct png_job *job = png_get_io_ptr(png);

    if (size > job->size)
        png_error(png, "the file is cut short");
    memcpy(out, job->data, size);
    job->data += size;
    job->size -= size;
}

/* Every colour type becomes grey, grey + alpha, RGB or RGBA of 8 or 16 bits. */
static void set_transformations(png_structp png, png_infop info, bool keep_16)
{
    png_set_expand(png);
    if (png_get_bit_depth(png, info) == 16) {
        if (!keep_16)
            png_set_scale_16(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        else
            png_set_swap(png);
#endif
    }
}

static gfla_status read_rows(struct png_job *job)
{
    struct gfla_bitmap *image = job->decoded;
    png_structp png = job->png;
    png_infop info = job->info;
    const int n_passes = png_set_interlace_handling(png);
    gfla_status status = GFLA_OK;
    size_t stride;

    png_read_update_info(png, info);
    TRY(gfla_bitmap_create(image, (int)png_get_image_width(png, info), (int)png_get_image_height(png, info),
                           png_get_channels(png, info), png_get_bit_depth(png, info)));
    stride = gfla_bitmap_size(image) / (size_t)image->height;
    for (int pass = 0; pass < n_passes; pass++)
        for (int y = 0; y < image->height; y++)
            png_read_row(png, (png_bytep)image->pixels + stride * (size_t)y, NULL);
    png_read_end(png, info); /* also eXIf, which may follow the pixels */
fail:
    return status;
}

static int exif_orientation(struct png_job *job)
{
    png_uint_32 size = 0;
    png_bytep exif = NULL;

    return png_get_eXIf_1(job->png, job->info, &size, &exif) && exif ? gfla_tiff_orientation(exif, size) : 1;
}

static gfla_status read_body(struct png_job *job)
{
    gfla_status status = GFLA_OK;

    job->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, job, on_error, on_warning, job, allocate, release);
    job->info = job->png ? png_create_info_struct(job->png) : NULL;
    REQUIRE(job->info, GFLA_ERROR_MEMORY, "PNG: no memory for the decoder");
    png_set_read_fn(job->png, job, read_bytes);
    png_set_user_limits(job->png, 0x7fffffff, 0x7fffffff); /* ours are checked below and named */
    /* text, profiles: unread, whatever size they claim; but for the block that says how the camera was held */
    png_set_keep_unknown_chunks(job->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(job->png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "eXIf", 1);
    png_set_chunk_malloc_max(job->png, MAX_EXIF);
    png_read_info(job->png, job->info);
    TRY(gfla_bitmap_check_size(png_get_image_width(job->png, job->info), png_get_image_height(job->png, job->info)));
    set_transformations(job->png, job->info, job->keep_16);
    TRY(read_rows(job));
fail:
    return status;
}

static gfla_status png_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct png_job job = {.data = data, .size = size, .keep_16 = keep_16, .decoded = image};
    gfla_status status;

    TRY(guarded(&job, read_body, GFLA_ERROR_INPUT));
    TRY(job.status); /* libpng does without a block that it has no memory for */
    TRY(gfla_bitmap_turn_upright(image, exif_orientation(&job)));
fail:
    png_destroy_read_struct(&job.png, &job.info, NULL);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

/* ---- writing ---- */

static void write_bytes(png_structp png, png_bytep data, png_size_t size)
{
    struct png_job *job = png_get_io_ptr(png);

    job->status = gfla_bytes_add(job->bytes, data, size);
    if (job->status != GFLA_OK)
        png_error(png, "no memory");
}

static void flush_bytes(png_structp png)
{
    (void)png;
}

static void write_header(struct png_job *job)
{
    static const int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                       PNG_COLOR_TYPE_RGBA};
    const struct gfla_bitmap *image = job->image;

    png_set_user_limits(job->png, GFLA_BITMAP_MAX_SIDE, GFLA_BITMAP_MAX_SIDE);
    png_set_compression_level(job->png, job->fast ? 1 : 6);
    if (job->fast)
        png_set_filter(job->png, 0, PNG_FILTER_SUB);
    png_set_IHDR(job->png, job->info, (png_uint_32)image->width, (png_uint_32)image->height, image->bits,
                 colour_types[image->channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (job->note) {
        png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE,
                         .key = (char *)(uintptr_t)job->note->key,
                         .text = (char *)(uintptr_t)job->note->text,
                         .text_length = strlen(job->note->text)};
        png_set_text(job->png, job->info, &text, 1);
    }
    png_write_info(job->png, job->info);
}

static gfla_status write_body(struct png_job *job)
{
    const struct gfla_bitmap *image = job->image;
    const size_t stride = gfla_bitmap_size(image) / (size_t)image->height;
    gfla_status status = GFLA_OK;

    job->png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, job, on_error, on_warning, job, allocate, release);
    job->info = job->png ? png_create_info_struct(job->png) : NULL;
    REQUIRE(job->info, GFLA_ERROR_MEMORY, "PNG: no memory for the encoder");
    png_set_write_fn(job->png, job, write_bytes, flush_bytes);
    write_header(job);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (image->bits == 16)
        png_set_swap(job->png);
#endif
    for (int y = 0; y < image->height; y++)
        png_write_row(job->png, (png_const_bytep)image->pixels + stride * (size_t)y);
    png_write_end(job->png, job->info);
fail:
    return status;
}

static gfla_status png_encode(const struct gfla_bitmap *image, const struct gfla_bitmap_write_params *params,
                              struct gfla_bytes *bytes)
{
    struct png_job job = {.image = image, .fast = params->fast, .note = params->note, .bytes = bytes};
    const gfla_status status = guarded(&job, write_body, GFLA_ERROR_FAILED);

    png_destroy_write_struct(&job.png, &job.info);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_png = {
    .name = "PNG",
    .extensions = {".png"},
    .has_notes = true,
    .matches = png_matches,
    .decode = png_decode,
    .encode = png_encode,
};
