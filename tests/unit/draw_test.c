/* Drawing: every pixel where it belongs and none beyond the canvas; letters, flow and maps by known pixels. */
#include "scratch.h"

#include <limits.h>
#include <math.h>

#include "base/random.h"
#include "io/draw/draw.h"

static const struct gfla_colour red = {255, 0, 0};

static const uint8_t *at(const struct gfla_bitmap *image, int x, int y)
{
    return (const uint8_t *)image->pixels + (y * image->width + x) * image->channels;
}

static bool is_red(const struct gfla_bitmap *image, int x, int y)
{
    return memcmp(at(image, x, y), &red, 3) == 0;
}

/* ---- rectangles ---- */

static void rectangles_are_clipped(void **state)
{
    static const int cases[][4] = {{2, 3, 4, 5},  {-3, -2, 6, 5},          {7, 6, 100, 100}, {-5, -5, 50, 50},
                                   {20, 0, 3, 3}, {0, -20, 3, 3},          {0, 0, -4, 3},    {INT_MAX, 0, INT_MAX, 3},
                                   {0, 0, 0, 0},  {0, 0, INT_MAX, INT_MAX}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int *r = cases[i];
        struct gfla_bitmap canvas;
        assert_ok(gfla_draw_canvas(&canvas, 10, 9, GFLA_WHITE));
        gfla_draw_fill(&canvas, r[0], r[1], r[2], r[3], red);
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 10; x++)
                assert_true(is_red(&canvas, x, y) == (x >= r[0] && x - r[0] < r[2] && y >= r[1] && y - r[1] < r[3]));
        gfla_bitmap_free(&canvas);
    }
    struct gfla_bitmap canvas;
    assert_fails(gfla_draw_canvas(&canvas, 0, 9, GFLA_WHITE), GFLA_ERROR_USAGE, "0 x 9");
}

static void frames_are_inside_their_rectangle(void **state)
{
    struct gfla_bitmap canvas;
    assert_ok(gfla_draw_canvas(&canvas, 12, 12, GFLA_BLACK));
    gfla_draw_frame(&canvas, 2, 3, 8, 7, 2, red);
    for (int y = 0; y < 12; y++)
        for (int x = 0; x < 12; x++) {
            bool outer = x >= 2 && x < 10 && y >= 3 && y < 10, inner = x >= 4 && x < 8 && y >= 5 && y < 8;
            assert_true(is_red(&canvas, x, y) == (outer && !inner));
        }
    gfla_bitmap_free(&canvas);
}

/* ---- images ---- */

static void images_are_placed_and_clipped(void **state)
{
    static const int places[][2] = {{1, 2}, {-2, -1}, {7, 8}, {10, 0}, {-4, 0}, {0, -30}, {INT_MAX, INT_MIN}};
    struct gfla_bitmap src;
    assert_ok(gfla_bitmap_create(&src, 4, 3, 3, 16));
    for (int i = 0; i < 36; i++)
        ((uint16_t *)src.pixels)[i] = (uint16_t)((i + 1) * 257);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct gfla_bitmap canvas;
        assert_ok(gfla_draw_canvas(&canvas, 10, 9, GFLA_WHITE));
        gfla_draw_image(&canvas, places[i][0], places[i][1], &src);
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 10; x++) {
                long long sx = (long long)x - places[i][0], sy = (long long)y - places[i][1];
                bool inside = sx >= 0 && sx < 4 && sy >= 0 && sy < 3;
                for (int c = 0; c < 3; c++)
                    assert_int_equal(at(&canvas, x, y)[c], inside ? (sy * 4 + sx) * 3 + c + 1 : 255);
            }
        gfla_bitmap_free(&canvas);
    }
    gfla_bitmap_free(&src);
}

static void alpha_lets_the_canvas_through(void **state)
{
    struct gfla_bitmap canvas;
    struct gfla_bitmap rgba = {2, 1, 4, 8, (uint8_t[]){0, 100, 200, 51, 9, 9, 9, 0}};
    struct gfla_bitmap grey = {1, 1, 2, 8, (uint8_t[]){10, 255}};
    assert_ok(gfla_draw_canvas(&canvas, 3, 1, GFLA_WHITE));
    gfla_draw_image(&canvas, 0, 0, &rgba);
    gfla_draw_image(&canvas, 2, 0, &grey);
    assert_memory_equal(canvas.pixels, ((uint8_t[]){204, 224, 244, 255, 255, 255, 10, 10, 10}), 9);
    gfla_bitmap_free(&canvas);
}

static void enlarging_repeats_pixels(void **state)
{
    struct gfla_bitmap src = {2, 2, 2, 8, (uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8}}, dst;
    assert_ok(gfla_draw_upscale(&src, 3, &dst));
    assert_true(dst.width == 6 && dst.height == 6 && dst.channels == 2);
    for (int y = 0; y < 6; y++)
        for (int x = 0; x < 6; x++)
            assert_memory_equal(at(&dst, x, y), at(&src, x / 3, y / 3), 2);
    gfla_bitmap_free(&dst);
    assert_fails(gfla_draw_upscale(&src, 0, &dst), GFLA_ERROR_USAGE, "not 0");
    assert_fails(gfla_draw_upscale(&src, 16384, &dst), GFLA_ERROR_USAGE, "32768 x 32768");
}

/* ---- lines ---- */

static void lines_cover_what_they_should(void **state)
{
    struct gfla_bitmap canvas;
    assert_ok(gfla_draw_canvas(&canvas, 20, 20, GFLA_WHITE));
    gfla_draw_line(&canvas, 3, 10, 17, 10, 4, red); /* rows 8 .. 11 */
    for (int x = 3; x < 17; x++) {
        for (int y = 8; y < 12; y++)
            assert_true(is_red(&canvas, x, y));
        assert_memory_equal(at(&canvas, x, 7), "\xff\xff\xff", 3);
        assert_memory_equal(at(&canvas, x, 12), "\xff\xff\xff", 3);
    }
    gfla_bitmap_free(&canvas);
}

/* The area of a disc of radius 6.25 from how much the pixels are covered. */
static void discs_have_their_area(void **state)
{
    struct gfla_bitmap canvas;
    double area = 0;
    assert_ok(gfla_draw_canvas(&canvas, 20, 20, GFLA_WHITE));
    gfla_draw_line(&canvas, 10.2, 9.7, 10.2, 9.7, 12.5, red);
    for (int i = 0; i < 400; i++)
        area += (255 - ((uint8_t *)canvas.pixels)[3 * i + 1]) / 255.0;
    assert_true(fabs(area - M_PI * 6.25 * 6.25) < 1);
    gfla_bitmap_free(&canvas);
}

static void wild_lines_stay_on_the_canvas(void **state)
{
    static const double ends[] = {-1e300, -1e9, -5, 3, 40, 1e9, 1e300, NAN, INFINITY};
    struct gfla_bitmap canvas;
    assert_ok(gfla_draw_canvas(&canvas, 9, 9, GFLA_WHITE));
    for (int i = 0; i < 9; i++)
        for (int k = 0; k < 9; k++) {
            gfla_draw_line(&canvas, ends[i], ends[k], ends[k], 4, 2, red);
            gfla_draw_line(&canvas, ends[i], ends[k], ends[i], ends[k], 3, red);
        }
    gfla_bitmap_free(&canvas);
}

/* ---- text ---- */

static void letters_are_drawn(void **state)
{
    static const char *const big_r = "####."
                                     "#...#"
                                     "#...#"
                                     "####."
                                     "#.#.."
                                     "#..#."
                                     "#...#";
    for (int scale = 1; scale <= 3; scale++) {
        struct gfla_bitmap canvas;
        assert_ok(gfla_draw_canvas(&canvas, 40, 40, GFLA_WHITE));
        gfla_draw_text(&canvas, 2, 1, scale, red, " R");
        for (int y = 0; y < 40; y++)
            for (int x = 0; x < 40; x++) {
                int column = (x - 2) / scale - GFLA_FONT_WIDTH, row = (y - 1) / scale;
                bool inside = x >= 2 && y >= 1 && column >= 0 && column < 5 && row < 7;
                assert_true(is_red(&canvas, x, y) == (inside && big_r[row * 5 + column] == '#'));
            }
        gfla_bitmap_free(&canvas);
    }
}

/* Every character has ink, no two the same, and none leaves its cell. */
static void characters_differ_and_fit(void **state)
{
    uint64_t hashes[128] = {0};
    for (int c = '!'; c <= '~'; c++) {
        struct gfla_bitmap canvas;
        int ink = 0;
        assert_ok(gfla_draw_canvas(&canvas, 16, 20, GFLA_WHITE));
        gfla_draw_text(&canvas, 5, 5, 1, red, (char[]){(char)c, 0});
        for (int y = 0; y < 20; y++)
            for (int x = 0; x < 16; x++) {
                ink += is_red(&canvas, x, y);
                assert_true(!is_red(&canvas, x, y) || (x >= 5 && x < 10 && y >= 5 && y < 14));
            }
        assert_true(ink > 0);
        hashes[c] = gfla_hash_bytes(canvas.pixels, gfla_bitmap_size(&canvas));
        for (int other = '!'; other < c; other++)
            assert_true(hashes[other] != hashes[c]);
        gfla_bitmap_free(&canvas);
    }
}

static uint64_t text_hash(const char *text)
{
    struct gfla_bitmap canvas;
    assert_ok(gfla_draw_canvas(&canvas, 60, 30, GFLA_WHITE));
    gfla_draw_text(&canvas, 3, 3, 1, red, text);
    uint64_t hash = gfla_hash_bytes(canvas.pixels, gfla_bitmap_size(&canvas));
    gfla_bitmap_free(&canvas);
    return hash;
}

static void other_characters_and_lines(void **state)
{
    assert_true(text_hash("caf\xc3\xa9!") == text_hash("caf?!"));
    assert_true(text_hash("a\x01z") == text_hash("a?z"));
    assert_true(text_hash("a\nb") != text_hash("ab"));
    assert_true(text_hash("much too long for the canvas") != text_hash("much too"));
    assert_int_equal(gfla_draw_text_width("caf\xc3\xa9", 2), 48);
    assert_int_equal(gfla_draw_text_width("ab\nlong\nx", 1), 24);
    assert_int_equal(gfla_draw_text_width("", 3), 0);
}

/* ---- flow and maps ---- */

static void flow_takes_the_colours_of_the_wheel(void **state)
{
    static const struct {
        float u, v;
        uint8_t rgb[3];
    } cases[] = {
        {1, 0, {255, 0, 0}},      {0, 0, {255, 255, 255}}, {0.5f, 0, {255, 128, 128}},
        {2, 0, {191, 0, 0}},      {1, -0.0f, {255, 0, 0}}, {NAN, 0, {0, 0, 0}},
        {0, INFINITY, {0, 0, 0}}, {-1, 0, {0, 197, 255}}, /* half of 55 steps: 2.5 of the 11 from cyan to blue */
        {0, 1, {255, 234, 0}},                            /* a quarter: 13.75 of the 15 from red to yellow */
        {0, -1, {103, 0, 255}},                           /* three quarters: 5.25 of the 13 from blue to magenta */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const float uv[2] = {cases[i].u, cases[i].v};
        struct gfla_bitmap image;
        assert_ok(gfla_draw_flow(uv, 1, 1, 1, &image));
        for (int c = 0; c < 3; c++)
            assert_in_range(((uint8_t *)image.pixels)[c] + 1, cases[i].rgb[c], cases[i].rgb[c] + 2);
        gfla_bitmap_free(&image);
    }
}

static void flow_finds_its_scale(void **state)
{
    const float uv[6] = {8, 4, INFINITY, 0, 0, 0}, still[2] = {0, 0};
    struct gfla_bitmap image;
    assert_ok(gfla_draw_flow(uv, 3, 1, 0, &image));
    assert_memory_equal(image.pixels, ((uint8_t[]){255, 0, 0, 255, 128, 128, 0, 0, 0}), 9);
    gfla_bitmap_free(&image);
    assert_ok(gfla_draw_flow(still, 1, 1, 0, &image));
    assert_memory_equal(image.pixels, "\xff\xff\xff", 3);
    gfla_bitmap_free(&image);
    assert_fails(gfla_draw_flow(uv, 3, 1, -1, &image), GFLA_ERROR_USAGE, "scale -1");
    assert_fails(gfla_draw_flow(uv, 3, 0, 1, &image), GFLA_ERROR_USAGE, "3 x 0");
}

static void maps_rise_in_lightness(void **state)
{
    float values[101];
    struct gfla_bitmap image;
    double before = -1;
    for (int i = 0; i <= 100; i++)
        values[i] = (float)i - 50;
    assert_ok(gfla_draw_heat(values, 101, 1, -50, 50, &image));
    assert_memory_equal(at(&image, 0, 0), "\x44\x01\x54", 3);
    assert_memory_equal(at(&image, 50, 0), "\x21\x90\x8d", 3);
    assert_memory_equal(at(&image, 100, 0), "\xfd\xe7\x25", 3);
    for (int i = 0; i <= 100; i++) {
        const uint8_t *p = at(&image, i, 0);
        double lightness = 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
        assert_true(lightness >= before);
        before = lightness;
    }
    gfla_bitmap_free(&image);
}

static void maps_hold_any_value(void **state)
{
    const float values[5] = {NAN, -INFINITY, INFINITY, -3, 7};
    struct gfla_bitmap image;
    assert_ok(gfla_draw_heat(values, 5, 1, 0, 1, &image));
    assert_memory_equal(at(&image, 0, 0), "\x80\x80\x80", 3);
    assert_memory_equal(at(&image, 1, 0), at(&image, 3, 0), 3);
    assert_memory_equal(at(&image, 2, 0), at(&image, 4, 0), 3);
    gfla_bitmap_free(&image);
    assert_fails(gfla_draw_heat(values, 5, 1, 1, 1, &image), GFLA_ERROR_USAGE, "from 1 to 1");
    assert_fails(gfla_draw_heat(values, 5, 1, 0, NAN, &image), GFLA_ERROR_USAGE, "must be less");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rectangles_are_clipped),
        cmocka_unit_test(frames_are_inside_their_rectangle),
        cmocka_unit_test(images_are_placed_and_clipped),
        cmocka_unit_test(alpha_lets_the_canvas_through),
        cmocka_unit_test(enlarging_repeats_pixels),
        cmocka_unit_test(lines_cover_what_they_should),
        cmocka_unit_test(discs_have_their_area),
        cmocka_unit_test(wild_lines_stay_on_the_canvas),
        cmocka_unit_test(letters_are_drawn),
        cmocka_unit_test(characters_differ_and_fit),
        cmocka_unit_test(other_characters_and_lines),
        cmocka_unit_test(flow_takes_the_colours_of_the_wheel),
        cmocka_unit_test(flow_finds_its_scale),
        cmocka_unit_test(maps_rise_in_lightness),
        cmocka_unit_test(maps_hold_any_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
