/* Images converted, cut, resized, and as planes of numbers. */
#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "image_support.h"

static void channels_are_converted(void **state)
{
    const uint8_t pixels[2][4] = {{200, 100, 50, 255}, {200, 100, 50, 51}};
    const struct gfla_bitmap rgba = {2, 1, 4, 8, (void *)pixels};
    static const uint8_t expected[5][2][4] = {{{0}},
                                              {{124}, {229}},
                                              {{124, 255}, {124, 51}},
                                              {{200, 100, 50}, {244, 224, 214}},
                                              {{200, 100, 50, 255}, {200, 100, 50, 51}}};
    for (int n = 1; n <= 4; n++) {
        struct gfla_bitmap image;
        assert_ok(gfla_bitmap_convert(&rgba, n, &image));
        for (int x = 0; x < 2; x++)
            assert_memory_equal((uint8_t *)image.pixels + x * n, expected[n][x], (size_t)n);
        gfla_bitmap_free(&image);
    }
    struct gfla_bitmap grey = {2, 1, 1, 8, (uint8_t[]){7, 250}}, image;
    assert_ok(gfla_bitmap_convert(&grey, 4, &image));
    assert_memory_equal(image.pixels, ((uint8_t[]){7, 7, 7, 255, 250, 250, 250, 255}), 8);
    gfla_bitmap_free(&image);
    grey = (struct gfla_bitmap){1, 1, 2, 16, (uint16_t[]){1000, 32768}};
    assert_ok(gfla_bitmap_composite_white(&grey, &image));
    assert_true(image.channels == 1 && *(uint16_t *)image.pixels == 33267);
    gfla_bitmap_free(&image);
    assert_fails(gfla_bitmap_convert(&rgba, 5, &image), GFLA_ERROR_USAGE, "5 channels");
}

static void files_are_converted_while_read(void **state)
{
    struct blob file = png_file((struct png_kind){PNG_COLOR_TYPE_RGBA, 8, 0, 0}, 5, 4);
    struct gfla_bitmap image;
    for (int n = 1; n <= 4; n++) {
        assert_ok(gfla_bitmap_read_memory(file.data, file.size, "in", &(struct gfla_bitmap_read_params){.channels = n},
                                          &image));
        assert_true(image.channels == n && image.width == 5);
        gfla_bitmap_free(&image);
    }
    assert_fails(
        gfla_bitmap_read_memory(file.data, file.size, "in", &(struct gfla_bitmap_read_params){.channels = 7}, &image),
        GFLA_ERROR_USAGE, "in: ");
    blob_free(&file);
}

static void rectangles_are_cropped(void **state)
{
    struct gfla_bitmap image, part;
    fill(&image, 9, 7, 3, 16);
    assert_ok(gfla_bitmap_crop(&image, 2, 3, 5, 4, &part));
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 5; x++)
            for (int c = 0; c < 3; c++)
                assert_int_equal(sample(&part, x, y, c), sample(&image, x + 2, y + 3, c));
    gfla_bitmap_free(&part);
    static const int outside[][4] = {{-1, 0, 2, 2}, {0, -1, 2, 2}, {5, 0, 5, 2},
                                     {0, 5, 2, 3},  {0, 0, 0, 1},  {8, 6, 0x7fffffff, 1}};
    for (int i = 0; i < 6; i++)
        assert_fails(gfla_bitmap_crop(&image, outside[i][0], outside[i][1], outside[i][2], outside[i][3], &part),
                     GFLA_ERROR_USAGE, "inside the image of 9 x 7");
    gfla_bitmap_free(&image);
}

/* Hashes of what Pillow 13 makes of the same pixels with Image.resize. */
static void resizing_agrees_with_pillow(void **state)
{
    static const struct {
        int channels, width, height;
        enum gfla_filter filter;
        uint64_t hash;
    } cases[] = {
        {1, 16, 16, GFLA_FILTER_BILINEAR, 0xa619fd6a72183ce8u}, {1, 16, 16, GFLA_FILTER_BOX, 0xa4b3cd89d7776b28u},
        {1, 55, 70, GFLA_FILTER_BILINEAR, 0x463bb2748c48f58bu}, {1, 55, 70, GFLA_FILTER_BOX, 0xed72732609591b0bu},
        {1, 37, 9, GFLA_FILTER_BILINEAR, 0xc3e1d58859dd842bu},  {1, 37, 9, GFLA_FILTER_BOX, 0xf571a57c2f9eecaau},
        {3, 16, 16, GFLA_FILTER_BILINEAR, 0x36f453c22027d7f5u}, {3, 16, 16, GFLA_FILTER_BOX, 0xbe635ccb63c59242u},
        {3, 55, 70, GFLA_FILTER_BILINEAR, 0x9e80c68709a112d2u}, {3, 55, 70, GFLA_FILTER_BOX, 0x054b5f0e75635f31u},
        {3, 37, 9, GFLA_FILTER_BILINEAR, 0x9e11dc33d88924eeu},  {3, 37, 9, GFLA_FILTER_BOX, 0x188445fbc77c5e8bu},
        {4, 16, 16, GFLA_FILTER_BILINEAR, 0xb08a3e52afeb128fu}, {4, 16, 16, GFLA_FILTER_BOX, 0xe3b0f4eab0724712u},
        {4, 55, 70, GFLA_FILTER_BILINEAR, 0xec49654caf7a5218u}, {4, 55, 70, GFLA_FILTER_BOX, 0x2852f4078ff47e3du},
        {4, 37, 9, GFLA_FILTER_BILINEAR, 0xb8a880d702d7990cu},  {4, 37, 9, GFLA_FILTER_BOX, 0xb276a36b24fdb615u},

    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int n = cases[i].channels;
        struct gfla_bitmap image, resized;
        assert_ok(gfla_bitmap_create(&image, 37, 23, n, 8));
        for (int y = 0; y < 23; y++)
            for (int x = 0; x < 37; x++)
                for (int c = 0; c < n; c++)
                    ((uint8_t *)image.pixels)[(y * 37 + x) * n + c] = (uint8_t)(x * 31 + y * 17 + c * 101 + x * y * 3);
        assert_ok(gfla_bitmap_resize(&image, cases[i].width, cases[i].height, cases[i].filter, &resized));
        assert_true(gfla_hash_bytes(resized.pixels, gfla_bitmap_size(&resized)) == cases[i].hash);
        gfla_bitmap_free(&image);
        gfla_bitmap_free(&resized);
    }
}

static void resizing_keeps_the_depth_and_the_mean(void **state)
{
    struct gfla_bitmap image, resized;
    double mean = 0, resized_mean = 0;
    fill(&image, 40, 40, 1, 16);
    assert_ok(gfla_bitmap_resize(&image, 8, 8, GFLA_FILTER_BOX, &resized));
    assert_int_equal(resized.bits, 16);
    for (int i = 0; i < 1600; i++)
        mean += ((uint16_t *)image.pixels)[i] / 1600.0;
    for (int i = 0; i < 64; i++)
        resized_mean += ((uint16_t *)resized.pixels)[i] / 64.0;
    assert_true(mean - resized_mean < 1 && resized_mean - mean < 1);
    gfla_bitmap_free(&resized);
    assert_fails(gfla_bitmap_resize(&image, 0, 8, GFLA_FILTER_BOX, &resized), GFLA_ERROR_USAGE, "0 x 8");
    assert_fails(gfla_bitmap_resize(&image, 8, 8, GFLA_FILTER_COUNT, &resized), GFLA_ERROR_USAGE, "filter 2");
    gfla_bitmap_free(&image);
}

/* White of opacity 0 beside black of opacity 1: whatever the size, what is seen is black. */
static void transparent_colours_do_not_bleed(void **state)
{
    struct gfla_bitmap image = {2, 1, 2, 16, (uint16_t[]){65535, 0, 0, 65535}}, resized;
    assert_ok(gfla_bitmap_resize(&image, 7, 3, GFLA_FILTER_BILINEAR, &resized));
    for (int i = 0; i < 21; i++)
        assert_int_equal(((uint16_t *)resized.pixels)[2 * i], 0);
    assert_true(((uint16_t *)resized.pixels)[7] > 20000);
    gfla_bitmap_free(&resized);
}

static void planes_are_filled_and_read(void **state)
{
    struct gfla_bitmap image = {2, 1, 3, 8, (uint8_t[]){0, 51, 255, 127, 128, 254}}, back;
    static const float chw[6] = {-1, 127 / 127.5f - 1, 51 / 127.5f - 1, 128 / 127.5f - 1, 1, 254 / 127.5f - 1};
    static const float unit[6] = {0, 127 / 255.0f, 51 / 255.0f, 128 / 255.0f, 1, 254 / 255.0f};
    const float odd[6] = {-3, 9, NAN, INFINITY, 0, 0.99999f};
    float planes[6];
    gfla_bitmap_to_planes(&image, planes);
    assert_memory_equal(planes, chw, sizeof chw);
    gfla_bitmap_to_unit_planes(&image, planes);
    assert_memory_equal(planes, unit, sizeof unit);
    assert_ok(gfla_bitmap_from_planes(odd, 2, 1, 3, &back));
    assert_memory_equal(back.pixels, ((uint8_t[]){0, 0, 127, 255, 255, 254}), 6);
    gfla_bitmap_free(&back);
    image = (struct gfla_bitmap){2, 1, 1, 16, (uint16_t[]){0, 65535}};
    gfla_bitmap_to_planes(&image, planes);
    assert_true(planes[0] == -1 && planes[1] == 1);
}

/* Truncation may lose one level on the way there and back, as it does in the networks' own tools; never more. */
static void levels_survive_planes_but_for_truncation(void **state)
{
    uint8_t levels[256];
    float planes[256];
    struct gfla_bitmap image = {256, 1, 1, 8, levels}, back;
    for (int i = 0; i < 256; i++)
        levels[i] = (uint8_t)i;
    gfla_bitmap_to_planes(&image, planes);
    assert_ok(gfla_bitmap_from_planes(planes, 256, 1, 1, &back));
    for (int i = 0; i < 256; i++) {
        int lost = levels[i] - ((uint8_t *)back.pixels)[i];
        assert_true(lost == 0 || lost == 1);
    }
    gfla_bitmap_free(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_are_converted),
        cmocka_unit_test(files_are_converted_while_read),
        cmocka_unit_test(rectangles_are_cropped),
        cmocka_unit_test(resizing_agrees_with_pillow),
        cmocka_unit_test(resizing_keeps_the_depth_and_the_mean),
        cmocka_unit_test(transparent_colours_do_not_bleed),
        cmocka_unit_test(planes_are_filled_and_read),
        cmocka_unit_test(levels_survive_planes_but_for_truncation),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
