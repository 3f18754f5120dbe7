/* HEIC and AVIF through libheif. Only its headers are used to build: it and the video decoders that it needs are loaded
 * when the first such file is read. Builds without the headers name the format and refuse it. */
#include <string.h>

#include "base/memory.h"
#include "io/image/image_codec.h"

/* A box "ftyp", with one of the brands of still images (ISO/IEC 23008-12, and AV1's) or of sequences of such. */
static bool heif_matches(const unsigned char *data, size_t size)
{
    static const char brands[][5] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "avif", "avis", "mif1", "msf1"};
    const size_t box = size >= 16 ? gfla_be32(data) : 0;
    if (box < 16 || memcmp(data + 4, "ftyp", 4) != 0)
        return false;
    for (size_t at = 8; at + 4 <= box && at + 4 <= size; at += at == 8 ? 8 : 4) /* the version follows the first */
        for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
            if (memcmp(data + at, brands[i], 4) == 0)
                return true;
    return false;
}

#ifdef GFLA_HEIF
#include <dlfcn.h>
#include <libheif/heif.h>
#include <pthread.h>
#include <stdio.h>

#define LIBRARY "libheif.so.1"

/* clang-format off */
#define CALLS(X) \
    X(heif_context_alloc) X(heif_context_free) X(heif_context_set_maximum_image_size_limit) \
    X(heif_context_read_from_memory_without_copy) X(heif_context_get_primary_image_handle) \
    X(heif_image_handle_get_width) X(heif_image_handle_get_height) X(heif_image_handle_has_alpha_channel) \
    X(heif_image_handle_is_premultiplied_alpha) X(heif_image_handle_release) \
    X(heif_decode_image) X(heif_image_get_width) X(heif_image_get_height) X(heif_image_get_plane_readonly) \
    X(heif_image_release)
/* clang-format on */

#define FIELD(name) __typeof__(name) *name;
static struct {
    CALLS(FIELD)
} heif;
static char missing[256]; /* why it could not be loaded; written once */

static void load(void)
{
    void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL); /* never closed */
    if (!library) {
        snprintf(missing, sizeof missing, "HEIC and AVIF need libheif: %s. hint: install libheif1", dlerror());
        return;
    }
#define FIND(name)                                                                                                     \
    do {                                                                                                               \
        void *function = dlsym(library, #name);                                                                        \
        memcpy(&heif.name, &function, sizeof function); /* C has no conversion from objects to functions */            \
        if (!function && !missing[0])                                                                                  \
            snprintf(missing, sizeof missing, "HEIC and AVIF need libheif, and " LIBRARY " has no %s", #name);         \
    } while (0);
    CALLS(FIND)
}

struct job {
    struct heif_context *context;
    struct heif_image_handle *handle;
    struct heif_image *decoded;
};

static gfla_status check(struct heif_error error)
{
    if (error.code == heif_error_Ok)
        return GFLA_OK;
    if (error.code == heif_error_Memory_allocation_error)
        return gfla_fail(GFLA_ERROR_MEMORY, "HEIF: %s", error.message);
    return gfla_library_fail(GFLA_ERROR_INPUT, "HEIF", "%s",
                             error.message && error.message[0] ? error.message : "the file is damaged");
}

/* The first image, turned as the file says. */
static gfla_status open_job(struct job *job, const void *data, size_t size)
{
    gfla_status status;
    job->context = heif.heif_context_alloc();
    REQUIRE(job->context, GFLA_ERROR_MEMORY, "HEIF: no memory for the decoder");
    heif.heif_context_set_maximum_image_size_limit(job->context, GFLA_BITMAP_MAX_SIDE);
    TRY(check(heif.heif_context_read_from_memory_without_copy(job->context, data, size, NULL)));
    TRY(check(heif.heif_context_get_primary_image_handle(job->context, &job->handle)));
    const int width = heif.heif_image_handle_get_width(job->handle),
              height = heif.heif_image_handle_get_height(job->handle);
    REQUIRE(width > 0 && height > 0, GFLA_ERROR_INPUT, "HEIF: an image of %d x %d pixels", width, height);
    TRY(gfla_bitmap_check_size((uint64_t)width, (uint64_t)height));
fail:
    return status;
}

static gfla_status copy_pixels(const struct job *job, int channels, struct gfla_bitmap *image)
{
    gfla_status status;
    int stride = 0;
    const int width = heif.heif_image_get_width(job->decoded, heif_channel_interleaved),
              height = heif.heif_image_get_height(job->decoded, heif_channel_interleaved);
    const uint8_t *pixels = heif.heif_image_get_plane_readonly(job->decoded, heif_channel_interleaved, &stride);
    REQUIRE(pixels && width > 0 && height > 0 && stride >= width * channels, GFLA_ERROR_INPUT,
            "HEIF: the file is damaged");
    TRY(gfla_bitmap_check_size((uint64_t)width, (uint64_t)height));
    TRY(gfla_bitmap_create(image, width, height, channels, 8));
    const size_t row = (size_t)width * (size_t)channels;
    for (int y = 0; y < height; y++)
        memcpy((uint8_t *)image->pixels + row * (size_t)y, pixels + (size_t)stride * (size_t)y, row);
    if (channels == 4 && heif.heif_image_handle_is_premultiplied_alpha(job->handle))
        gfla_bitmap_unpremultiply(image);
fail:
    return status;
}

static gfla_status heif_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    gfla_status status;
    struct job job = {NULL, NULL, NULL};
    (void)keep_16; /* 10 and 12 bits become 8 */
    pthread_once(&once, load);
    REQUIRE(!missing[0], GFLA_ERROR_INPUT, "%s", missing);
    gfla_memory_watch();
    TRY(open_job(&job, data, size));
    const bool has_alpha = heif.heif_image_handle_has_alpha_channel(job.handle);
    TRY(check(heif.heif_decode_image(job.handle, &job.decoded, heif_colorspace_RGB,
                                     has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, NULL)));
    TRY(copy_pixels(&job, has_alpha ? 4 : 3, image));
fail:
    if (status != GFLA_OK)
        gfla_bitmap_free(image);
    if (job.decoded)
        heif.heif_image_release(job.decoded);
    if (job.handle)
        heif.heif_image_handle_release(job.handle);
    if (job.context)
        heif.heif_context_free(job.context);
    return status;
}
#else
static gfla_status heif_decode(const void *data, size_t size, bool keep_16, struct gfla_bitmap *image)
{
    (void)data;
    (void)size;
    (void)keep_16;
    (void)image;
    return gfla_fail(GFLA_ERROR_INPUT, "HEIC or AVIF, and this gfla was built without libheif, which these need. hint: "
                                       "save it as JPEG or PNG, or install libheif-dev and build again");
}
#endif

const struct gfla_bitmap_codec gfla_codec_heif = {
    .name = "HEIF", .extensions = {".heic", ".heif", ".hif", ".avif"}, .matches = heif_matches, .decode = heif_decode};
