/* TIFF, by libtiff: its first image. Grey and RGB of 8 or 16 bits are read sample by sample; everything else (palettes,
 * tiles, planes, YCbCr, fax) through the library's own conversion to RGBA. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

#define MAX_ALLOCATION ((tmsize_t)1 << 30)

struct job {
    const unsigned char *data;
    uint64_t size, at;
    char message[200]; /* the first error */
    bool out_of_memory;
    TIFF *tiff;
    uint32_t width, height;
    uint16_t n_samples, bits, photometric, orientation;
    enum { NO_ALPHA, STRAIGHT, MULTIPLIED } alpha;
};

static bool tiff_matches(const unsigned char *data, size_t size)
{
    return size >= 8 && (memcmp(data, "II*\0", 4) == 0 || memcmp(data, "MM\0*", 4) == 0 ||
                         memcmp(data, "II+\0", 4) == 0 || memcmp(data, "MM\0+", 4) == 0);
}

/* ---- what libtiff calls ---- */

static tmsize_t read_bytes(thandle_t handle, void *out, tmsize_t size)
{
    struct job *job = handle;
    const uint64_t left = job->at < job->size ? job->size - job->at : 0,
                   n = (uint64_t)size < left ? (uint64_t)size : left;

    memcpy(out, job->data + (n ? job->at : 0), n);
    job->at += n;
    return (tmsize_t)n;
}

static tmsize_t write_bytes(thandle_t handle, void *data, tmsize_t size)
{
    return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence)
{
    struct job *job = handle;

    job->at = offset + (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? job->at : job->size);
    return job->at;
}

static int close_file(thandle_t handle)
{
    return 0;
}

static toff_t size_of(thandle_t handle)
{
    return ((struct job *)handle)->size;
}

static int on_error(TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
    struct job *job = data;

    job->out_of_memory = job->out_of_memory || gfla_memory_ran_out();
    if (!job->message[0])
        vsnprintf(job->message, sizeof job->message, format, arguments);
    return 1;
}

/* libjpeg calls it a warning when it fills pixels with grey; the rest concerns tags that are not used here. */
static int on_warning(TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
    ((struct job *)data)->out_of_memory |= gfla_memory_ran_out(); /* a tag was left out */
    return module && strcmp(module, "JPEGLib") == 0 ? on_error(tiff, data, module, format, arguments) : 1;
}

static gfla_status check_memory(const struct job *job)
{
    return job->out_of_memory || gfla_memory_ran_out() ? gfla_fail(GFLA_ERROR_MEMORY, "TIFF: host memory ran out")
                                                       : GFLA_OK;
}

static gfla_status failure(const struct job *job)
{
    const gfla_status memory = check_memory(job);

    if (memory != GFLA_OK)
        return memory;
    return gfla_fail(GFLA_ERROR_INPUT, "TIFF: %s", job->message[0] ? job->message : "the file is damaged");
}

static gfla_status open_tiff(struct job *job)
{
    gfla_memory_watch();
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();

    if (!options)
        return gfla_fail(GFLA_ERROR_MEMORY, "TIFF: no memory for the decoder");
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, MAX_ALLOCATION);
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, job);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, job);
    job->tiff =
        TIFFClientOpenExt("", "rmO", job, read_bytes, write_bytes, seek, close_file, size_of, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return job->tiff ? GFLA_OK : failure(job);
}

/* ---- headers ---- */

/* A fourth sample (a second of grey) that nothing is said about is alpha; one that is said to be something else is left
 * out. */
static void find_alpha(struct job *job, unsigned n_colours)
{
    uint16_t n = 0, *kinds = NULL;

    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
    if (job->n_samples <= n_colours)
        job->alpha = NO_ALPHA; /* whatever the tag promises */
    else if (n == 0 || !kinds) /* NULL: libtiff had no memory for it, which is noticed later */
        job->alpha = job->n_samples == n_colours + 1 ? STRAIGHT : NO_ALPHA;
    else if (kinds[0] == EXTRASAMPLE_ASSOCALPHA)
        job->alpha = MULTIPLIED;
    else if (kinds[0] == EXTRASAMPLE_UNASSALPHA)
        job->alpha = STRAIGHT;
}

static gfla_status read_header(struct job *job)
{
    uint16_t format = SAMPLEFORMAT_UINT;
    gfla_status status = GFLA_OK;

    REQUIRE(TIFFGetField(job->tiff, TIFFTAG_IMAGEWIDTH, &job->width) &&
                TIFFGetField(job->tiff, TIFFTAG_IMAGELENGTH, &job->height) &&
                TIFFGetField(job->tiff, TIFFTAG_PHOTOMETRIC, &job->photometric),
            GFLA_ERROR_INPUT, "TIFF: no size or no kind of colours in it");
    TRY(gfla_bitmap_check_size(job->width, job->height));
    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_SAMPLESPERPIXEL, &job->n_samples);
    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_BITSPERSAMPLE, &job->bits);
    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_ORIENTATION, &job->orientation);
    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_SAMPLEFORMAT, &format);
    REQUIRE(format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID, GFLA_ERROR_INPUT,
            "TIFF: its samples are signed or floating-point numbers. hint: save it with 8 or 16 bits");
    REQUIRE(job->photometric != PHOTOMETRIC_SEPARATED || (job->n_samples >= 4 && job->bits == 8), GFLA_ERROR_INPUT,
            "TIFF: the colours are CMYK, for print, of %u samples of %u bits; four of 8 are read. hint: convert the "
            "picture to RGB first",
            job->n_samples, job->bits);
fail:
    return status;
}

static unsigned n_colours_of(const struct job *job)
{
    return job->photometric == PHOTOMETRIC_RGB ? 3 : 1;
}

static bool is_plain(const struct job *job)
{
    uint16_t planes = PLANARCONFIG_CONTIG;

    TIFFGetFieldDefaulted(job->tiff, TIFFTAG_PLANARCONFIG, &planes);
    return planes == PLANARCONFIG_CONTIG && !TIFFIsTiled(job->tiff) && (job->bits == 8 || job->bits == 16) &&
           (job->photometric == PHOTOMETRIC_RGB || job->photometric == PHOTOMETRIC_MINISBLACK ||
            job->photometric == PHOTOMETRIC_MINISWHITE) &&
           job->n_samples >= n_colours_of(job);
}

/* ---- sample by sample ---- */

static void put_row(const struct job *job, const void *row, unsigned y, struct gfla_bitmap *image)
{
    const unsigned n = (unsigned)image->channels, n_colours = n_colours_of(job), top = image->bits == 16 ? 65535 : 255;

    for (size_t i = 0; i < (size_t)job->width * n; i++) {
        const size_t from = i / n * job->n_samples + i % n, to = (size_t)y * job->width * n + i;
        unsigned value = job->bits == 16 ? ((const uint16_t *)row)[from] : ((const uint8_t *)row)[from];

        if (job->photometric == PHOTOMETRIC_MINISWHITE && i % n < n_colours)
            value = top - value;
        if (image->bits == 16)
            ((uint16_t *)image->pixels)[to] = (uint16_t)value;
        else
            ((uint8_t *)image->pixels)[to] = (uint8_t)value;
    }
}

static gfla_status read_samples(struct job *job, struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    void *row = NULL;

    find_alpha(job, n_colours_of(job));
    const size_t stride = (size_t)job->width * job->n_samples * (job->bits / 8);
    REQUIRE((uint64_t)TIFFScanlineSize64(job->tiff) == stride, GFLA_ERROR_INPUT, "TIFF: the header is damaged");
    TRY(gfla_bitmap_create(image, (int)job->width, (int)job->height, (int)n_colours_of(job) + (job->alpha != NO_ALPHA),
                           job->bits));
    TRY(gfla_calloc(&row, stride, 1, "a row of a TIFF"));
    for (unsigned y = 0; y < job->height; y++) {
        if (TIFFReadScanline(job->tiff, row, y, 0) != 1 || job->message[0]) {
            status = failure(job);
            goto fail;
        }
        put_row(job, row, y, image);
    }
fail:
    free(row);
    return status;
}

/* ---- through RGBA ---- */

/* libtiff writes the bottom row first when asked for nothing else, and packs a pixel with red in the lowest byte. */
static gfla_status read_rgba(struct job *job, struct gfla_bitmap *image)
{
    TIFFRGBAImage reader;
    gfla_status status = GFLA_OK;
    uint32_t *words;
    char message[1024] = "";
    bool done;

    if (!TIFFRGBAImageOK(job->tiff, message) || !TIFFRGBAImageBegin(&reader, job->tiff, 1, message)) {
        snprintf(job->message, sizeof job->message, "%s", message);
        return failure(job);
    }
    reader.orientation = reader.req_orientation = ORIENTATION_TOPLEFT; /* turned later, whole */
    job->alpha = reader.alpha ? MULTIPLIED : NO_ALPHA;
    status = gfla_bitmap_create(image, (int)job->width, (int)job->height, 4, 8);
    done = status == GFLA_OK && TIFFRGBAImageGet(&reader, image->pixels, job->width, job->height) && !job->message[0];
    TIFFRGBAImageEnd(&reader);
    if (status != GFLA_OK || !done)
        return status != GFLA_OK ? status : failure(job);
    words = image->pixels;
    for (size_t i = 0; i < (size_t)job->width * job->height; i++) {
        const uint32_t w = words[i];
        const uint8_t rgba[4] = {(uint8_t)TIFFGetR(w), (uint8_t)TIFFGetG(w), (uint8_t)TIFFGetB(w),
                                 (uint8_t)TIFFGetA(w)};

        memcpy(&words[i], rgba, 4);
    }
    return GFLA_OK;
}

static gfla_status drop_alpha(struct gfla_bitmap *image)
{
    struct gfla_bitmap rgb;
    const gfla_status status = gfla_bitmap_convert(image, 3, &rgb);

    gfla_bitmap_free(image);
    *image = rgb;
    return status;
}

/* Divides samples of 16 bits by their alpha, too. */
static void unpremultiply(struct gfla_bitmap *image)
{
    const int n = image->channels - 1;
    uint16_t *p = image->pixels;

    if (image->bits == 8) {
        gfla_bitmap_unpremultiply(image);
        return;
    }
    for (size_t i = 0; i < (size_t)image->width * (size_t)image->height; i++, p += n + 1)
        for (int c = 0; c < n && p[n] > 0; c++) {
            const uint64_t straight = ((uint64_t)p[c] * 65535 + p[n] / 2) / p[n];

            p[c] = (uint16_t)(straight > 65535 ? 65535 : straight);
        }
}

static gfla_status reduce_to_8_bits(struct gfla_bitmap *image)
{
    struct gfla_bitmap reduced;
    const gfla_status status = gfla_bitmap_to_8_bits(image, &reduced);

    gfla_bitmap_free(image);
    *image = reduced;
    return status;
}

static gfla_status tiff_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    struct job job = {.data = data, .size = size};
    gfla_status status = GFLA_OK;

    TRY(open_tiff(&job));
    TRY(read_header(&job));
    TRY(is_plain(&job) ? read_samples(&job, image) : read_rgba(&job, image));
    TRY(check_memory(&job));
    if (job.alpha == MULTIPLIED)
        unpremultiply(image);
    if (image->channels == 4 && job.alpha == NO_ALPHA)
        TRY(drop_alpha(image));
    if (image->bits == 16 && !keep_16)
        TRY(reduce_to_8_bits(image));
    TRY(gfla_bitmap_turn_upright(image, job.orientation > 8 ? 1 : job.orientation));
fail:
    if (job.tiff)
        TIFFClose(job.tiff);
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    return status;
}

const struct gfla_bitmap_codec gfla_codec_tiff = {
    .name = "TIFF", .extensions = {".tif", ".tiff"}, .matches = tiff_matches, .decode = tiff_decode};
