/* gfla/image.h: what callers put in and get out, in every type and with strides. */
#include <string.h>

#include <gfla/image.h>

#include "tasks/api/image_api.h"
#include "tests/ok.h"
#include "tests/unit/scratch.h"

static void test_types_and_strides(void **state)
{
    uint8_t bytes[2][8] = {{0, 10, 20, 30, 40, 255, 99, 99}, {1, 2, 3, 4, 5, 6, 99, 99}};
    struct gfla_image image = {.data = bytes, .width = 2, .height = 2, .channels = 3, .stride = 8};
    struct gfla_bitmap bitmap;
    ok(gfla_bitmap_from_image(&bitmap, &image, "test"));
    const uint8_t tight[12] = {0, 10, 20, 30, 40, 255, 1, 2, 3, 4, 5, 6};
    assert_memory_equal(bitmap.pixels, tight, sizeof tight);
    ok(gfla_image_convert_bitmap(&image, &bitmap, GFLA_TYPE_U16));
    assert_null(bitmap.pixels);
    assert_int_equal(((uint16_t *)image.data)[5], 65535);
    assert_int_equal(((uint16_t *)image.data)[1], 10 * 257);
    gfla_image_free(&image);
    assert_null(image.data);
    float values[6] = {-1, 0.5f, 2, 0.0f / 0.0f, 1, 0.25f};
    image = (struct gfla_image){values, 3, 2, 1, GFLA_TYPE_F32, 0};
    ok(gfla_bitmap_from_image(&bitmap, &image, "test"));
    const uint16_t rounded[6] = {0, 32768, 65535, 0, 65535, 16384};
    assert_memory_equal(bitmap.pixels, rounded, sizeof rounded);
    ok(gfla_image_convert_bitmap(&image, &bitmap, GFLA_TYPE_F32));
    assert_float_equal(((float *)image.data)[1], 0.5f, 1e-5f);
    gfla_image_free(&image);
}

static void test_files(void **state)
{
    float values[4] = {0, 0.25f, 0.5f, 1};
    const struct gfla_image image = {values, 4, 1, 1, GFLA_TYPE_F32, 0};
    struct gfla_image again;
    struct gfla_image_read_params params;
    void *data;
    size_t size;
    gfla_image_read_params_init(&params);
    params.type = GFLA_TYPE_F32;
    ok(gfla_image_encode(&data, &size, &image, ".png", NULL));
    ok(gfla_image_read_memory(&again, data, size, &params));
    for (int i = 0; i < 4; i++)
        assert_float_equal(((float *)again.data)[i], values[i], 1e-5f);
    gfla_image_free(&again);
    params.channels = 4;
    params.type = GFLA_TYPE_U8;
    ok(gfla_image_read_memory(&again, data, size, &params));
    assert_int_equal(again.channels, 4);
    assert_int_equal(((uint8_t *)again.data)[3], 255);
    gfla_image_free(&again);
    gfla_free(data);
    ok(gfla_image_encode(&data, &size, &image, "x.jpg", NULL)); /* 8 bits, as a JPEG holds no more */
    gfla_free(data);
    ok(gfla_image_write(&image, scratch("a.png"), NULL));
    ok(gfla_image_read(&again, scratch("a.png"), NULL));
    assert_int_equal(again.width, 4);
    gfla_image_free(&again);
}

static void test_refused(void **state)
{
    uint8_t byte = 0;
    struct gfla_image image = {&byte, 1, 1, 1, GFLA_TYPE_U8, 0};
    struct gfla_image_read_params params;
    void *data;
    size_t size;
    gfla_image_read_params_init(&params);
    params.struct_size += 8;
    assert_int_equal(gfla_image_read(&image, "none.png", &params), GFLA_ERROR_USAGE);
    assert_null(image.data);
    assert_int_equal(gfla_image_read(&image, "none.png", NULL), GFLA_ERROR_INPUT);
    assert_int_equal(gfla_image_read_memory(&image, "x", 1, NULL), GFLA_ERROR_INPUT);
    assert_int_equal(gfla_image_encode(&data, &size, &image, ".png", NULL), GFLA_ERROR_USAGE);
    image = (struct gfla_image){&byte, 1, 1, 5, GFLA_TYPE_U8, 0};
    assert_int_equal(gfla_image_encode(&data, &size, &image, ".png", NULL), GFLA_ERROR_USAGE);
    image = (struct gfla_image){&byte, 2, 1, 1, GFLA_TYPE_U8, 1};
    assert_int_equal(gfla_image_encode(&data, &size, &image, ".png", NULL), GFLA_ERROR_USAGE);
    image = (struct gfla_image){&byte, 1, 1, 1, GFLA_TYPE_COUNT, 0};
    assert_int_equal(gfla_image_encode(&data, &size, &image, ".png", NULL), GFLA_ERROR_USAGE);
    image = (struct gfla_image){&byte, 1, 1, 1, GFLA_TYPE_U8, 0};
    assert_int_equal(gfla_image_encode(&data, &size, &image, "x.doc", NULL), GFLA_ERROR_USAGE);
    assert_null(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_types_and_strides), cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
