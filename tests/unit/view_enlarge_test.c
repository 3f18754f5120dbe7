/* tasks/view/view_enlarge.h: texture keeps the source's resolution, and zoom is a window of it. */
#include <math.h>
#include <stdlib.h>

#include "tasks/view/view_edges.h"
#include "tasks/view/view_enlarge.h"
#include "tests/device_fixture.h"

enum { NET = 16, AREA = NET * NET };

/* Of every pixel another colour, so that a shift by one is seen; opaque. */
static void draw_source(struct gfla_bitmap *image, int side)
{
    ok(gfla_bitmap_create(image, side, side, 4, 8));
    unsigned char *p = image->pixels;
    for (int i = 0; i < side * side; i++, p += 4) {
        p[0] = (unsigned char)(i % side * 37 % 256);
        p[1] = (unsigned char)(i / side * 53 % 256);
        p[2] = (unsigned char)((i % side + i / side) % 2 * 255);
        p[3] = 255;
    }
}

/* No flow, all of it object, and the source is believed: the view is the source. */
static void identity(int size, double zoom, float **view, struct gfla_bitmap *source)
{
    static float flow[2 * AREA], painted[3 * AREA], gates[2 * AREA], alpha[AREA];
    struct gfla_view_enlarger e;
    const struct gfla_view_enlarger_params params = {.net = NET, .size = size, .zoom = zoom, .blended = true};
    const struct gfla_view_small small = {painted, painted, gates, flow, flow, alpha, false};
    for (int i = 0; i < AREA; i++)
        gates[i] = alpha[i] = 1;
    ok(gfla_view_enlarger_open(&e, device, &params));
    draw_source(source, e.source);
    ok(gfla_view_enlarger_set_source(&e, source));
    *view = calloc((size_t)3 * size * size, sizeof **view);
    assert_non_null(*view);
    ok(gfla_view_enlarger_run(&e, &small, *view, NULL, NULL));
    gfla_view_enlarger_close(&e);
}

static float sample(const struct gfla_bitmap *image, int c, int y, int x)
{
    return (float)((unsigned char *)image->pixels)[4 * (y * image->width + x) + c] / 255;
}

static void test_texture_is_copied(void **state)
{
    (void)state;
    float *view;
    struct gfla_bitmap source;
    const int size = 64, inset = 4;
    if (!device)
        skip();
    identity(size, 1, &view, &source);
    assert_int_equal(source.width, size);
    for (int c = 0; c < 3; c++)
        for (int y = inset; y < size - inset; y++)
            for (int x = inset; x < size - inset; x++)
                if (fabsf(view[(c * size + y) * size + x] - sample(&source, c, y, x)) > 0.02f)
                    fail_msg("channel %d at %d, %d: %g, not %g", c, x, y, (double)view[(c * size + y) * size + x],
                             (double)sample(&source, c, y, x));
    free(view);
    gfla_bitmap_free(&source);
}

/* Twice as large: the middle half of a source that has twice the pixels. */
static void test_zoom_is_a_window(void **state)
{
    (void)state;
    float *view;
    struct gfla_bitmap source;
    const int size = 32;
    if (!device)
        skip();
    identity(size, 2, &view, &source);
    assert_int_equal(source.width, 2 * size);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            if (fabsf(view[y * size + x] - sample(&source, 0, y + size / 2, x + size / 2)) > 0.02f)
                fail_msg("at %d, %d", x, y);
    free(view);
    gfla_bitmap_free(&source);
}

/* Half as large: white all around, and the source in the middle. */
static void test_zooming_out_leaves_a_margin(void **state)
{
    (void)state;
    float *view;
    struct gfla_bitmap source;
    const int size = 64;
    if (!device)
        skip();
    identity(size, 0.5, &view, &source);
    assert_float_equal(view[15 * size + 32], 1, 0);
    assert_float_equal(view[48 * size + 32], 1, 0);
    for (int y = 2; y < 30; y++)
        for (int x = 2; x < 30; x++)
            assert_float_equal(view[(y + 16) * size + x + 16], sample(&source, 0, y, x), 0.02);
    free(view);
    gfla_bitmap_free(&source);
}

/* ---- outlines ---- */

static void test_colours_are_carried_on(void **state)
{
    (void)state;
    float plane[25] = {0}, alpha[25] = {0};
    plane[12] = 0.5f;
    alpha[12] = 1;
    ok(gfla_view_edges_carry_on(plane, 1, alpha, 5, 0.5f, 1));
    assert_float_equal(plane[6], 0.5, 0);
    assert_float_equal(plane[0], 0, 0);
    ok(gfla_view_edges_carry_on(plane, 1, alpha, 5, 0.5f, 2));
    assert_float_equal(plane[0], 0.5, 1e-6);
}

static void test_white_is_taken_out_of_an_outline(void **state)
{
    (void)state;
    float image[3] = {1 - 0.5f * 0.8f, 1 - 0.5f * 0.8f, 1 - 0.5f * 0.8f};
    const float half = 0.5f;
    gfla_view_edges_unmix(image, &half, 1);
    assert_float_equal(image[0], 0.2, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texture_is_copied),
        cmocka_unit_test(test_zoom_is_a_window),
        cmocka_unit_test(test_zooming_out_leaves_a_margin),
        cmocka_unit_test(test_colours_are_carried_on),
        cmocka_unit_test(test_white_is_taken_out_of_an_outline),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
