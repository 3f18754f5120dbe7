/* What an attention takes from its source: images by known flows and weights. */
#include "scratch.h"

#include <math.h>

#include "people/attention_image.h"

#define SIDE 8

static void stripes(struct gfla_bitmap *image)
{
    assert_ok(gfla_bitmap_create(image, SIDE, SIDE, 3, 8));
    for (int i = 0; i < SIDE * SIDE; i++)
        memset((uint8_t *)image->pixels + 3 * i, 10 + 20 * (i % SIDE), 3);
}

static int at(const struct gfla_bitmap *image, int x, int y)
{
    return ((const uint8_t *)image->pixels)[3 * (y * image->width + x)];
}

static void no_flow_is_the_source(void **state)
{
    float flow[2 * SIDE * SIDE] = {0};
    struct gfla_bitmap source, picture;
    stripes(&source);
    assert_ok(gfla_attention_image(&(struct gfla_attention_map){SIDE, SIDE, flow, NULL, 0}, &source, &picture));
    assert_memory_equal(source.pixels, picture.pixels, gfla_bitmap_size(&source));
    gfla_bitmap_free(&source);
    gfla_bitmap_free(&picture);
    (void)state;
}

static void flow_and_taps_point_somewhere_else(void **state)
{
    float flow[2 * SIDE * SIDE] = {0}, weight[9 * SIDE * SIDE] = {0};
    struct gfla_bitmap source, picture;
    for (int i = 0; i < SIDE * SIDE; i++) {
        flow[i] = 1.5f;
        weight[5 * SIDE * SIDE + i] = 1; /* the middle row's right tap */
    }
    stripes(&source);
    assert_ok(gfla_attention_image(&(struct gfla_attention_map){SIDE, SIDE, flow, weight, 3}, &source, &picture));
    assert_int_equal(at(&picture, 1, 3), 10 + 20 * 1 + 50);
    assert_int_equal(at(&picture, 7, 3), 10 + 20 * 7);
    gfla_bitmap_free(&source);
    gfla_bitmap_free(&picture);
    (void)state;
}

static void a_flow_that_is_no_number_is_black(void **state)
{
    float flow[2 * SIDE * SIDE] = {0};
    struct gfla_bitmap source, picture;
    flow[0] = NAN;
    flow[1] = 1e30f;
    stripes(&source);
    assert_ok(gfla_attention_image(&(struct gfla_attention_map){SIDE, SIDE, flow, NULL, 0}, &source, &picture));
    assert_int_equal(at(&picture, 0, 0), 0);
    assert_int_equal(at(&picture, 1, 0), 10 + 20 * 7);
    gfla_bitmap_free(&source);
    gfla_bitmap_free(&picture);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_flow_is_the_source),
        cmocka_unit_test(flow_and_taps_point_somewhere_else),
        cmocka_unit_test(a_flow_that_is_no_number_is_black),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
