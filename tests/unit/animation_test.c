/* Animations: each format is taken apart again, by giflib or chunk by chunk, and its frames are compared. */
#include "scratch.h"

#include <fcntl.h>
#include <gif_lib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/memory.h"
#include "io/animation/animation.h"
#include "io/image/palette.h"
#include "tests/unit/surroundings.h"

enum { WIDTH = 23, HEIGHT = 17, N_FRAMES = 3 };

/* Frame k: bars of few colours that move, or a smooth image of many. */
static void fill(struct gfla_bitmap *image, int k, int channels, bool smooth)
{
    assert_ok(gfla_bitmap_create(image, WIDTH, HEIGHT, channels, 8));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < channels; c++)
                ((uint8_t *)image->pixels)[(y * WIDTH + x) * channels + c] =
                    (uint8_t)(smooth ? (c == 0   ? x * 11
                                        : c == 1 ? y * 15
                                                 : x * 4 + y * 7 + k * 20)
                                     : (x / 4 + k) % 6 * 50 + c * 2);
}

static const struct gfla_animation_params params = {.width = WIDTH, .height = HEIGHT, .delay = 84};

static void write_animation(const char *path, int channels, bool smooth, bool dither)
{
    struct gfla_animation_params p = params;
    gfla_animation *animation;
    p.dither = dither;
    assert_ok(gfla_animation_open(&animation, path, &p));
    for (int k = 0; k < N_FRAMES; k++) {
        struct gfla_bitmap frame;
        fill(&frame, k, channels, smooth);
        assert_ok(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
    }
    assert_ok(gfla_animation_finish(&animation));
    assert_null(animation);
}

/* ---- GIF ---- */

static GifFileType *open_gif(const char *path)
{
    int error = 0;
    GifFileType *gif = DGifOpenFileName(path, &error);
    assert_non_null(gif);
    assert_int_equal(DGifSlurp(gif), GIF_OK);
    assert_true(gif->SWidth == WIDTH && gif->SHeight == HEIGHT && gif->ImageCount == N_FRAMES);
    return gif;
}

/* The largest error of a sample, and the mean error. */
static int compare_gif(GifFileType *gif, bool smooth, double *mean)
{
    int worst = 0;
    *mean = 0;
    for (int k = 0; k < N_FRAMES; k++) {
        struct gfla_bitmap frame;
        fill(&frame, k, 3, smooth);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            GifColorType colour = gif->SColorMap->Colors[gif->SavedImages[k].RasterBits[i]];
            const uint8_t *rgb = (const uint8_t *)frame.pixels + 3 * i;
            int errors[3] = {abs(colour.Red - rgb[0]), abs(colour.Green - rgb[1]), abs(colour.Blue - rgb[2])};
            for (int c = 0; c < 3; c++) {
                worst = errors[c] > worst ? errors[c] : worst;
                *mean += errors[c] / (3.0 * WIDTH * HEIGHT * N_FRAMES);
            }
        }
        gfla_bitmap_free(&frame);
    }
    return worst;
}

static void gif_keeps_few_colours_exactly(void **state)
{
    for (int dither = 0; dither < 2; dither++) {
        double mean;
        write_animation(scratch("few.gif"), 3, false, dither);
        GifFileType *gif = open_gif(scratch("few.gif"));
        assert_int_equal(compare_gif(gif, false, &mean), 0);
        DGifCloseFile(gif, NULL);
    }
}

static void gif_approaches_many_colours(void **state)
{
    double mean;
    write_animation(scratch("many.gif"), 3, true, false);
    GifFileType *gif = open_gif(scratch("many.gif"));
    assert_true(compare_gif(gif, true, &mean) < 32);
    assert_true(mean < 6.4); /* what Pillow's median cut leaves of the same frames */
    DGifCloseFile(gif, NULL);
}

static void gif_loops_and_keeps_time(void **state)
{
    static const struct {
        int delay;
        double fps;
        int hundredths[N_FRAMES]; /* rounded so that no error builds up; 2 at least */
    } cases[] = {
        {84, 0, {8, 9, 8}}, {1, 0, {2, 2, 2}},         {60000, 0, {6000, 6000, 6000}},
        {0, 30, {3, 4, 3}}, {0, 0.5, {200, 200, 200}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gfla_animation_params p = params;
        gfla_animation *animation;
        struct gfla_bitmap frame;
        GraphicsControlBlock control;
        p.delay = cases[i].delay;
        p.fps = cases[i].fps;
        fill(&frame, 0, 1, true);
        assert_ok(gfla_animation_open(&animation, scratch("time.GIF"), &p));
        for (int k = 0; k < N_FRAMES; k++)
            assert_ok(gfla_animation_add(animation, &frame));
        gfla_bitmap_free(&frame);
        assert_ok(gfla_animation_finish(&animation));
        GifFileType *gif = open_gif(scratch("time.GIF"));
        for (int k = 0; k < N_FRAMES; k++) {
            assert_int_equal(DGifSavedExtensionToGCB(gif, k, &control), GIF_OK);
            assert_int_equal(control.DelayTime, cases[i].hundredths[k]);
            assert_int_equal(control.TransparentColor, NO_TRANSPARENT_COLOR);
        }
        ExtensionBlock *loop = &gif->SavedImages[0].ExtensionBlocks[0];
        assert_true(loop->Function == APPLICATION_EXT_FUNC_CODE && loop->ByteCount == 11);
        assert_memory_equal(loop->Bytes, "NETSCAPE2.0", 11);
        assert_memory_equal(loop[1].Bytes, "\1\0\0", 3);
        DGifCloseFile(gif, NULL);
    }
}

/* ---- palette ---- */

/* Two colours a cell apart mix to the grey between them, if and only if dithering is asked for. */
static void dithering_keeps_the_mean(void **state)
{
    const struct gfla_palette palette = {.n_colours = 2, .rgb = {{0, 0, 0}, {255, 255, 255}}};
    uint8_t rgb[64 * 64 * 3], indices[64 * 64];
    gfla_palette_map *map;
    int n_white = 0;
    memset(rgb, 64, sizeof rgb);
    assert_ok(gfla_palette_map_create(&map, &palette));
    assert_ok(gfla_palette_map_image(map, rgb, 64, 64, false, indices));
    for (int i = 0; i < 64 * 64; i++)
        assert_int_equal(indices[i], 0);
    assert_ok(gfla_palette_map_image(map, rgb, 64, 64, true, indices));
    for (int i = 0; i < 64 * 64; i++)
        n_white += indices[i];
    assert_in_range(n_white, 64 * 64 / 4 - 40, 64 * 64 / 4 + 40);
    gfla_palette_map_destroy(&map);
}

static void palettes_have_as_many_colours_as_needed(void **state)
{
    const uint8_t three[9] = {0, 0, 0, 255, 255, 255, 10, 200, 30};
    gfla_histogram *histogram;
    struct gfla_palette palette;
    assert_ok(gfla_histogram_create(&histogram));
    assert_ok(gfla_palette_create(histogram, &palette));
    assert_int_equal(palette.n_colours, 0);
    gfla_histogram_add(histogram, three, 3);
    assert_ok(gfla_palette_create(histogram, &palette));
    assert_int_equal(palette.n_colours, 3);
    for (int i = 0; i < 20000; i++) {
        uint8_t rgb[3] = {(uint8_t)(i * 7), (uint8_t)(i / 3), (uint8_t)(i / 77)};
        gfla_histogram_add(histogram, rgb, 1);
    }
    assert_ok(gfla_palette_create(histogram, &palette));
    assert_int_equal(palette.n_colours, 256);
    gfla_histogram_destroy(&histogram);
}

/* ---- animated PNG ---- */

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static size_t put_chunk(unsigned char *out, const char *type, const unsigned char *data, size_t size)
{
    uint32_t sum = (uint32_t)crc32(crc32(0, (const Bytef *)type, 4), data, (uInt)size);
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(size >> (24 - 8 * i));
        out[8 + size + (size_t)i] = (unsigned char)(sum >> (24 - 8 * i));
    }
    memcpy(out + 4, type, 4);
    memcpy(out + 8, data, size);
    return size + 12;
}

/* The frames as images of their own: signature, the file's IHDR, the frame's pixels, IEND. */
struct frames {
    unsigned char *png[N_FRAMES];
    size_t size[N_FRAMES];
    int n;
};

static void add_pixels(struct frames *frames, const unsigned char *data, size_t size)
{
    assert_true(frames->n > 0);
    frames->size[frames->n - 1] +=
        put_chunk(frames->png[frames->n - 1] + frames->size[frames->n - 1], "IDAT", data, size);
}

static void begin_frame(struct frames *frames, const unsigned char *file, size_t file_size,
                        const unsigned char *control)
{
    assert_true(frames->n < N_FRAMES);
    assert_true(u32(control + 4) == WIDTH && u32(control + 8) == HEIGHT && u32(control + 12) == 0 &&
                u32(control + 16) == 0);
    assert_memory_equal(control + 20, "\0\124\3\350\0\0", 6); /* 84 / 1000 s, stays, replaces */
    frames->png[frames->n] = malloc(file_size + 100);
    memcpy(frames->png[frames->n], file, 33);
    frames->size[frames->n++] = 33;
}

/* Walks the chunks, checks every checksum and number, and collects the frames. */
static void take_apart(const unsigned char *file, size_t size, struct frames *frames)
{
    uint32_t sequence = 0;
    bool ended = false;
    assert_memory_equal(file, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(file + 37, "acTL", 4);
    assert_true(u32(file + 41) == N_FRAMES && u32(file + 45) == 0);
    for (size_t at = 8; at < size;) {
        const unsigned char *chunk = file + at, *data = chunk + 8;
        size_t n = u32(chunk);
        assert_true(!ended && n <= size - at - 12);
        assert_int_equal(u32(data + n), crc32(crc32(0, chunk + 4, 4), data, (uInt)n));
        if (memcmp(chunk + 4, "fcTL", 4) == 0) {
            assert_int_equal(u32(data), sequence++);
            begin_frame(frames, file, size, data);
        } else if (memcmp(chunk + 4, "IDAT", 4) == 0) {
            assert_int_equal(frames->n, 1);
            add_pixels(frames, data, n);
        } else if (memcmp(chunk + 4, "fdAT", 4) == 0) {
            assert_int_equal(u32(data), sequence++);
            add_pixels(frames, data + 4, n - 4);
        }
        ended = memcmp(chunk + 4, "IEND", 4) == 0;
        at += n + 12;
    }
    assert_true(ended && frames->n == N_FRAMES);
}

static void apng_keeps_every_pixel(void **state)
{
    for (int channels = 1; channels <= 4; channels++) {
        struct frames frames = {0};
        unsigned char *file;
        size_t size;
        write_animation(scratch("a.apng"), channels, true, false);
        assert_ok(gfla_file_read(scratch("a.apng"), 1 << 24, (void **)&file, &size));
        take_apart(file, size, &frames);
        for (int k = 0; k < N_FRAMES; k++) {
            struct gfla_bitmap read, frame, expected;
            frames.size[k] += put_chunk(frames.png[k] + frames.size[k], "IEND", file, 0);
            assert_ok(gfla_bitmap_read_memory(frames.png[k], frames.size[k], "frame", NULL, &read));
            fill(&frame, k, channels, true);
            assert_ok(gfla_bitmap_convert(&frame, channels % 2 ? 3 : 4, &expected));
            assert_int_equal(read.channels, expected.channels);
            assert_memory_equal(read.pixels, expected.pixels, gfla_bitmap_size(&expected));
            gfla_bitmap_free(&read);
            gfla_bitmap_free(&frame);
            gfla_bitmap_free(&expected);
            free(frames.png[k]);
        }
        free(file);
    }
}

/* The first frame decides; a program that knows no animation shows it. */
static void apng_is_a_png(void **state)
{
    struct gfla_bitmap first, rgba, read;
    gfla_animation *animation;
    fill(&first, 0, 3, true);
    fill(&rgba, 1, 4, true);
    assert_ok(gfla_animation_open(&animation, scratch("b.apng"), &params));
    assert_ok(gfla_animation_add(animation, &first));
    assert_ok(gfla_animation_add(animation, &rgba));
    assert_ok(gfla_animation_finish(&animation));
    assert_ok(gfla_bitmap_read(scratch("b.apng"), NULL, &read));
    assert_int_equal(read.channels, 3);
    assert_memory_equal(read.pixels, first.pixels, gfla_bitmap_size(&first));
    gfla_bitmap_free(&first);
    gfla_bitmap_free(&rgba);
    gfla_bitmap_free(&read);
}

/* ---- a folder ---- */

static void folders_hold_numbered_images(void **state)
{
    static const char *paths[] = {"sequence", "new/deep.er/"};
    for (int i = 0; i < 2; i++) {
        char **names;
        size_t n;
        write_animation(scratch(paths[i]), 4, true, false);
        assert_ok(gfla_folder_list(scratch(paths[i]), &names, &n));
        assert_int_equal(n, N_FRAMES);
        assert_string_equal(names[0], "00000.png");
        assert_string_equal(names[2], "00002.png");
        free(names);
    }
    struct gfla_bitmap read, frame;
    fill(&frame, 2, 4, true);
    assert_ok(gfla_bitmap_read(scratch("sequence/00002.png"), NULL, &read));
    assert_memory_equal(read.pixels, frame.pixels, gfla_bitmap_size(&frame));
    gfla_bitmap_free(&read);
    gfla_bitmap_free(&frame);
}

/* ---- misuse and failure ---- */

static void misuse_is_reported(void **state)
{
    struct gfla_animation_params p = params;
    gfla_animation *animation;
    struct gfla_bitmap image;
    assert_fails(gfla_animation_open(&animation, scratch("a.mov"), &params), GFLA_ERROR_USAGE,
                 "'.mov'. hint: use .gif, .apng, .webp, .mp4, .webm, or a folder");
    assert_fails(gfla_animation_check("a.mov"), GFLA_ERROR_USAGE, "'.mov'");
    assert_ok(gfla_animation_check("a.webp"));
    assert_ok(gfla_animation_check("a.folder/"));
    assert_fails(gfla_animation_open(&animation, scratch("a.png"), &params), GFLA_ERROR_USAGE, "'.png'");
    p.delay = 0;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "0 ms");
    p.delay = 60001;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "60001 ms");
    p.fps = 2000;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "2000 frames a second");
    p = params;
    p.quality = 101;
    assert_fails(gfla_animation_open(&animation, scratch("a.webp"), &p), GFLA_ERROR_USAGE, "quality 101");
    p = (struct gfla_animation_params){.width = 0, .height = 5, .delay = 40};
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "0 x 5");
    assert_null(animation);
    size_t before = scratch_count();
    assert_ok(gfla_animation_open(&animation, scratch("none.gif"), &params));
    assert_fails(gfla_animation_finish(&animation), GFLA_ERROR_USAGE, "without frames");
    assert_null(animation);
    assert_ok(gfla_animation_open(&animation, scratch("size.gif"), &params));
    assert_ok(gfla_bitmap_create(&image, WIDTH, HEIGHT + 1, 3, 8));
    assert_fails(gfla_animation_add(animation, &image), GFLA_ERROR_USAGE, "frame 0 has 23 x 18 pixels, not 23 x 17");
    gfla_bitmap_free(&image);
    gfla_animation_discard(&animation);
    gfla_animation_discard(&animation);
    assert_int_equal(scratch_count(), before);
    assert_true(gfla_animation_can_write("x.APNG"));
    assert_false(gfla_animation_can_write("x"));
    assert_true(gfla_animation_can_write("x.mp4"));
    assert_false(gfla_animation_can_write("x.mov"));
}

static gfla_status try_to_write(const char *path, int n_frames)
{
    gfla_animation *animation;
    struct gfla_bitmap frame = {WIDTH, HEIGHT, 2, 16, NULL};
    static uint16_t pixels[WIDTH * HEIGHT * 2];
    gfla_status status;
    frame.pixels = pixels;
    struct gfla_animation_params p = params;
    p.dither = true;
    TRY(gfla_animation_open(&animation, path, &p));
    for (int k = 0; k < n_frames; k++) {
        for (int i = 0; i < WIDTH * HEIGHT * 2; i++)
            pixels[i] = (uint16_t)((i + 77 * k) * 40503); /* noise: more than the stream's buffer holds */
        TRY(gfla_animation_add(animation, &frame));
    }
    TRY(gfla_animation_finish(&animation));
fail:
    gfla_animation_discard(&animation);
    return status;
}

/* Videos may be left out of the build. */
static const char *const formats[] = {"x", "x.gif", "x.apng", "x.webp", "x.mp4", "x.webm"};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    gfla_animation *animation;
    assert_fails(gfla_animation_open(&animation, scratch("absent/a.gif"), &params), GFLA_ERROR_OUTPUT, "absent/a.gif");
    assert_fails(gfla_animation_open(&animation, "/dev/null/folder", &params), GFLA_ERROR_OUTPUT, "/dev/null");
    for (int i = 1; i < N_FORMATS; i++) {
        if (gfla_animation_check(formats[i]) != GFLA_OK)
            continue;
        scratch_limit_files(10);
        const gfla_status status = try_to_write(scratch(formats[i]), 20);
        scratch_limit_files(-1);
        assert_int_equal(status, GFLA_ERROR_OUTPUT);
        assert_non_null(strstr(gfla_error_message(), "/"));
        assert_false(gfla_file_exists(scratch(formats[i])));
    }
}

static void pipes_are_refused_where_the_file_is_gone_back_in(void **state)
{
    assert_int_equal(mkfifo(scratch("p.apng"), 0600), 0);
    assert_int_equal(mkfifo(scratch("p.webp"), 0600), 0);
    const int reader = open(scratch("p.apng"), O_RDONLY | O_NONBLOCK),
              other = open(scratch("p.webp"), O_RDONLY | O_NONBLOCK);
    assert_fails(try_to_write(scratch("p.apng"), 1), GFLA_ERROR_OUTPUT, "not to pipes");
    assert_fails(try_to_write(scratch("p.webp"), 1), GFLA_ERROR_OUTPUT, "not to pipes");
    close(reader);
    close(other);
}

static void keep_word(void *word, gfla_log_level level, const char *message)
{
    if (level == GFLA_LOG_WARNING)
        snprintf(word, 256, "%s", message);
}

/* Its shortest delay is two hundredths of a second. */
static void a_gif_that_cannot_be_as_fast_says_so(void **state)
{
    static const struct {
        double fps;
        int delay;
        const char *word;
    } cases[] = {{50, 0, ""},
                 {0, 20, ""},
                 {60, 0, "takes 1.2 times as long as with 60. hint: 50"},
                 {120, 0, "2.4 times"},
                 {0, 8, "2.5 times as long as with 125"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gfla_animation_params p = {
            .width = WIDTH, .height = HEIGHT, .fps = cases[i].fps, .delay = cases[i].delay};
        char word[256] = "";
        gfla_animation *animation;
        surround(keep_word, word, GFLA_LOG_WARNING);
        assert_ok(gfla_animation_open(&animation, scratch("fast.gif"), &p));
        surround(NULL, NULL, GFLA_LOG_ERROR);
        gfla_animation_discard(&animation);
        assert_true(cases[i].word[0] ? strstr(word, cases[i].word) != NULL : !word[0]);
    }
}

static void failing_memory_is_reported(void **state)
{
    for (int i = 0; i < N_FORMATS; i++) {
        gfla_status status = GFLA_ERROR_MEMORY;
        if (gfla_animation_check(formats[i]) != GFLA_OK)
            continue;
        for (long n = 1; n < 100 && status != GFLA_OK; n++) {
            gfla_memory_fail_at(n);
            status = try_to_write(scratch(formats[i]), 1);
            gfla_memory_fail_at(0);
            assert_true(status == GFLA_OK ||
                        (status == GFLA_ERROR_MEMORY && (i == 0 || !gfla_file_exists(scratch(formats[i])))));
        }
        assert_int_equal(status, GFLA_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gif_keeps_few_colours_exactly),
        cmocka_unit_test(gif_approaches_many_colours),
        cmocka_unit_test(gif_loops_and_keeps_time),
        cmocka_unit_test(a_gif_that_cannot_be_as_fast_says_so),
        cmocka_unit_test(dithering_keeps_the_mean),
        cmocka_unit_test(palettes_have_as_many_colours_as_needed),
        cmocka_unit_test(apng_keeps_every_pixel),
        cmocka_unit_test(apng_is_a_png),
        cmocka_unit_test(folders_hold_numbered_images),
        cmocka_unit_test(misuse_is_reported),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(pipes_are_refused_where_the_file_is_gone_back_in),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
