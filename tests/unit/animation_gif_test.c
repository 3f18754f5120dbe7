/* GIF: files are taken apart again by giflib, and their frames compared; and the palettes that they have. */
#include "animation_frames.h"

#include <gif_lib.h>

#include "io/image/palette.h"
#include "tests/unit/surroundings.h"

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
        struct gfla_animation_params p = shared_params;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gif_keeps_few_colours_exactly), cmocka_unit_test(gif_approaches_many_colours),
        cmocka_unit_test(gif_loops_and_keeps_time),      cmocka_unit_test(a_gif_that_cannot_be_as_fast_says_so),
        cmocka_unit_test(dithering_keeps_the_mean),      cmocka_unit_test(palettes_have_as_many_colours_as_needed),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
