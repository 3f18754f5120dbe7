/* Readers of files while memory runs out at each allocation in turn, the libraries' own included: the result is the
 * same as with memory, or GFLA_ERROR_MEMORY. Never GFLA_ERROR_INPUT, which lets a training leave the file out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/animation/animation.h"
#include "io/animation/video.h"
#include "io/hdf5/hdf5.h"
#include "io/json.h"
#include "io/keypoints/keypoints.h"
#include "io/weights/checkpoint.h"
#include "io/weights/npz.h"
#include "tests/unit/format_files.h"
#include "tests/unit/heif_files.h"
#include "tests/unit/image_support.h"
#include "tests/unit/scratch.h"
#include "tests/unit/view_files.h"
#include "viewsynth/render/archive.h"

#include <zip.h>

/* ---- an allocator that fails when it is told to ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
int posix_memalign(void **block, size_t alignment, size_t size);

static _Thread_local long n_allocations, fails_at; /* 0: none fails */

static bool must_fail(void)
{
    const bool fails = ++n_allocations == fails_at;
    if (fails)
        errno = ENOMEM;
    return fails;
}

void *malloc(size_t size)
{
    return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return must_fail() ? NULL : __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = must_fail() ? NULL : __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}

/* ---- readers: each gives a number that depends on all that it has read ---- */

static uint64_t mix(uint64_t sum, const void *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ ((const unsigned char *)data)[i]) * 1099511628211u;
    return sum;
}

static gfla_status read_image(const struct blob *file, uint64_t *sum)
{
    struct gfla_bitmap image;
    const gfla_status status = gfla_bitmap_read_memory(file->data, file->size, "in", NULL, &image);
    if (status == GFLA_OK)
        *sum = mix((uint64_t)image.width, image.pixels, gfla_bitmap_size(&image));
    gfla_bitmap_free(&image);
    return status;
}

static gfla_status read_video(const struct blob *file, uint64_t *sum)
{
    gfla_status status;
    gfla_video *video = NULL;
    struct gfla_bitmap frame = {0};
    TRY(gfla_video_open(&video, (const char *)file->data, NULL));
    for (bool end = false; !end;) {
        TRY(gfla_video_next(video, &frame, &end));
        if (!end)
            *sum = mix(*sum, frame.pixels, gfla_bitmap_size(&frame));
        gfla_bitmap_free(&frame);
    }
fail:
    gfla_video_destroy(&video);
    return status;
}

static gfla_status read_json(const struct blob *file, uint64_t *sum)
{
    cJSON *json;
    const gfla_status status = gfla_json_read(&json, (const char *)file->data, file->size, NULL, "in");
    *sum = (uint64_t)cJSON_GetArraySize(json) + 1;
    if (status == GFLA_OK && !json)
        return gfla_fail(GFLA_ERROR_INPUT, "no JSON");
    cJSON_Delete(json);
    return status;
}

static gfla_status read_points(const struct blob *file, uint64_t *sum)
{
    struct gfla_keypoints points;
    const struct gfla_keypoints_select select = {.person = -1};
    struct gfla_found_size found;
    const gfla_status status = gfla_keypoints_parse((const char *)file->data, file->size, &select, &points, &found);
    if (status == GFLA_OK)
        *sum = mix(1, &points, sizeof points);
    return status;
}

static gfla_status read_checkpoint(const struct blob *file, uint64_t *sum)
{
    gfla_checkpoint *checkpoint;
    const gfla_status status = gfla_checkpoint_open_memory(&checkpoint, file->data, file->size, "in");
    if (status == GFLA_OK)
        gfla_checkpoint_list(checkpoint, sum);
    gfla_checkpoint_close(&checkpoint);
    return status;
}

static gfla_status read_npz(const struct blob *file, uint64_t *sum)
{
    gfla_status status;
    gfla_npz *npz;
    struct gfla_shape shape;
    double *values = NULL;
    TRY(gfla_npz_open(&npz, (const char *)file->data));
    TRY(gfla_npz_read_double(npz, "a", &shape, &values));
    *sum = mix(1, values, 2 * sizeof *values);
fail:
    free(values);
    gfla_npz_close(&npz);
    return status;
}

static gfla_status read_archive(const struct blob *file, uint64_t *sum)
{
    gfla_status status;
    gfla_archive *archive;
    void *data = NULL;
    size_t size;
    TRY(gfla_archive_open(&archive, (const char *)file->data));
    TRY(gfla_archive_read(archive, "a.obj", &data, &size));
    *sum = mix(1, data, size);
fail:
    free(data);
    gfla_archive_destroy(&archive);
    return status;
}

static gfla_status read_hdf5(const struct blob *file, uint64_t *sum)
{
    gfla_status status;
    gfla_hdf5 *hdf5;
    char **names = NULL;
    size_t n;
    struct gfla_bitmap image = {0};
    int64_t pose[2];
    TRY(gfla_hdf5_open(&hdf5, (const char *)file->data));
    TRY(gfla_hdf5_names(hdf5, &names, &n));
    TRY(gfla_hdf5_read_view(hdf5, "chair_3_20", &image, pose));
    *sum = mix(n, image.pixels, gfla_bitmap_size(&image));
fail:
    free(names);
    gfla_bitmap_free(&image);
    gfla_hdf5_destroy(&hdf5);
    return status;
}

/* No model of a set is left out. */
static gfla_status read_views(const struct blob *file, uint64_t *sum)
{
    gfla_views *views;
    const gfla_status status = gfla_views_open(&views, (const char *)file->data, NULL);
    if (status == GFLA_OK)
        *sum = (uint64_t)gfla_views_count(views);
    gfla_views_destroy(&views);
    return status;
}

/* ---- files ---- */

static struct blob text_of(const char *text)
{
    struct blob file = {0};
    blob_add(&file, text, strlen(text) + 1);
    file.size--;
    return file;
}

static struct blob bytes_of(const void *data, size_t size)
{
    struct blob file = {0};
    blob_add(&file, data, size);
    return file;
}

static struct blob make_png(void)
{
    return png_turned(8, 6);
}

static struct blob make_jpeg(void)
{
    return jpeg_file(JCS_RGB, 3, 32, 16, 1);
}

static struct blob make_webp(void)
{
    return webp_file(4, 6);
}

static struct blob make_gif(void)
{
    return gif_file(1, 1, 1);
}

static struct blob make_tiff(void)
{
    return tiff_file(4, 16, 6, 0);
}

static struct blob make_heic(void)
{
    return bytes_of(heic_file, sizeof heic_file);
}

static struct blob make_avif(void)
{
    return bytes_of(avif_file, sizeof avif_file);
}

static struct blob make_video(const char *name, bool alpha)
{
    gfla_animation *animation;
    const struct gfla_animation_params params = {.width = 32, .height = 16, .fps = 10};
    assert_ok(gfla_animation_open(&animation, scratch(name), &params));
    for (int k = 0; k < 3; k++) {
        struct gfla_bitmap frame;
        fill(&frame, 32, 16, alpha ? 4 : 3, 8);
        memset(frame.pixels, 50 * k, 64);
        assert_ok(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    assert_ok(gfla_animation_finish(&animation));
    return text_of(scratch(name));
}

static struct blob make_video_webp(void)
{
    return make_video("a.webp", true);
}

static struct blob make_video_gif(void)
{
    return make_video("a.gif", false);
}

static struct blob make_json(void)
{
    return text_of("[1, \"two\", {\"three\": [null, true]}]");
}

static struct blob make_points(void)
{
    struct gfla_text text = {0};
    gfla_text_add(&text, "{\"people\":[{\"pose_keypoints_2d\":[");
    for (int i = 0; i < 54; i++)
        gfla_text_add(&text, "%s%s", i ? "," : "", i == 3 ? "NaN" : "9");
    gfla_text_add(&text, "]}]}");
    const struct blob file = text_of(text.data);
    gfla_text_free(&text);
    return file;
}

static struct blob make_safetensors(void)
{
    static const char header[] = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    struct blob file = {0};
    add_le(&file, sizeof header - 1, 4);
    add_zeros(&file, 4);
    blob_add(&file, header, sizeof header - 1);
    add_zeros(&file, 4);
    return file;
}

static struct blob make_npz(void)
{
    const float values[2] = {1, 2};
    const struct gfla_npz_array array = {
        .name = "a", .dtype = GFLA_DTYPE_F32, .shape = gfla_shape_1d(2), .values = values};
    assert_ok(gfla_npz_write(scratch("a.npz"), &array, 1));
    return text_of(scratch("a.npz"));
}

static struct blob make_archive(void)
{
    static char text[5000];
    int code;
    memset(text, 'v', sizeof text);
    zip_t *zip = zip_open(scratch("a.zip"), ZIP_CREATE, &code);
    assert_true(zip_file_add(zip, "a.obj", zip_source_buffer(zip, text, sizeof text, 0), 0) >= 0);
    assert_int_equal(zip_close(zip), 0);
    return text_of(scratch("a.zip"));
}

static struct blob make_hdf5(void)
{
    gfla_hdf5 *file;
    struct gfla_bitmap image;
    fill(&image, 16, 16, 3, 8);
    assert_ok(gfla_hdf5_create(&file, scratch("a.hdf5")));
    assert_ok(gfla_hdf5_write_view(file, "chair_3_20", &image, (int64_t[2]){3, 20}));
    assert_ok(gfla_hdf5_write_view(file, "chair_4_20", &image, (int64_t[2]){4, 20}));
    assert_ok(gfla_hdf5_commit(&file));
    gfla_bitmap_free(&image);
    return text_of(scratch("a.hdf5"));
}

static struct blob make_views(void)
{
    snprintf(root, sizeof root, "%s", scratch("views"));
    write_json("a", false);
    write_json("b", false);
    return text_of(root);
}

static struct blob make_nerf(void)
{
    snprintf(root, sizeof root, "%s", scratch("nerf"));
    write_nerf("a");
    write_nerf("b");
    return text_of(root);
}

static const struct reader {
    const char *name;
    struct blob (*make)(void);
    gfla_status (*read)(const struct blob *file, uint64_t *sum);
    long step;    /* every so manieth allocation fails */
    bool crashes; /* the library, at some */
} readers[] = {
    {"PNG", make_png, read_image, 1, false},
    {"JPEG", make_jpeg, read_image, 1, false},
    {"WebP", make_webp, read_image, 1, true},
    {"GIF", make_gif, read_image, 1, false},
    {"TIFF", make_tiff, read_image, 1, false},
    {"HEIC", make_heic, read_image, 7, true},
    {"AVIF", make_avif, read_image, 7, true},
    {"animated WebP", make_video_webp, read_video, 1, true},
    {"animated GIF", make_video_gif, read_video, 1, false},
    {"JSON", make_json, read_json, 1, false},
    {"key points", make_points, read_points, 1, false},
    {"safetensors", make_safetensors, read_checkpoint, 1, false},
    {"npz", make_npz, read_npz, 1, false},
    {"zip", make_archive, read_archive, 1, false},
    {"HDF5", make_hdf5, read_hdf5, 1, true},
    {"views", make_views, read_views, 7, false},
    {"views of NeRF", make_nerf, read_views, 7, false},
};

/* In a process of its own, since some libraries do not look at what malloc returns: nothing here can help that. */
enum { RIGHT, WRONG, NOT_REACHED };

static int try_one(const struct reader *r, const struct blob *file, uint64_t right, long at)
{
    uint64_t sum = 0;
    n_allocations = 0;
    fails_at = at;
    const gfla_status status = r->read(file, &sum);
    const bool reached = n_allocations >= at;
    fails_at = 0;
    if (status == GFLA_OK && sum == right)
        return reached ? RIGHT : NOT_REACHED;
    if (reached && status == GFLA_ERROR_MEMORY)
        return RIGHT;
    print_error("%s, allocation %ld: status %d, %s\n", r->name, at, status,
                status == GFLA_OK ? "another result" : gfla_error_message());
    return WRONG;
}

/* Returns whether all went well. */
static bool try_all(const struct reader *r, const struct blob *file, uint64_t right)
{
    long n = 0, n_wrong = 0, n_crashes = 0;
    for (int end = RIGHT; end != NOT_REACHED; n++) {
        int how;
        fflush(stdout);
        const pid_t child = fork();
        if (child == 0) {
            signal(SIGSEGV, SIG_DFL); /* cmocka's */
            signal(SIGABRT, SIG_DFL);
            if (r->crashes)
                setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
            _exit(try_one(r, file, right, 1 + n * r->step));
        }
        assert_true(child > 0 && waitpid(child, &how, 0) == child);
        end = WIFEXITED(how) ? WEXITSTATUS(how) : RIGHT;
        n_crashes += !WIFEXITED(how);
        n_wrong += end == WRONG;
    }
    print_message("%s: %ld allocations, %ld wrong, crashes of the library: %ld\n", r->name, n - 1, n_wrong, n_crashes);
    return !n_wrong && (!n_crashes || r->crashes);
}

static void a_lack_of_memory_is_no_bad_file(void **state)
{
    bool all_right = true;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const struct reader *r = &readers[i];
        struct blob file = r->make();
        uint64_t right = 0;
        const gfla_status status = r->read(&file, &right);
        if (status == GFLA_OK)
            all_right = try_all(r, &file, right) && all_right;
        else if (strstr(gfla_error_message(), "libheif") || strstr(gfla_error_message(), "FFmpeg"))
            print_message("%s: left out: %s\n", r->name, gfla_error_message());
        else
            fail_msg("%s: %s", r->name, gfla_error_message());
        blob_free(&file);
    }
    assert_true(all_right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lack_of_memory_is_no_bad_file)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
