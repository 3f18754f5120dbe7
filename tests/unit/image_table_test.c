/* Tables of images: size of the whole, enlargement, full rows. */
#include "scratch.h"

#include "io/draw/image_table.h"

static void grey(struct gfla_bitmap *image, int side, int value)
{
    assert_ok(gfla_bitmap_create(image, side, side, 3, 8));
    memset(image->pixels, value, gfla_bitmap_size(image));
}

static void cells_lie_in_their_boxes(void **state)
{
    struct gfla_image_table table = {0};
    struct gfla_bitmap image, all;
    assert_ok(gfla_image_table_add_row(&table));
    grey(&image, 16, 100);
    assert_ok(gfla_image_table_add(&table, "first", &image));
    assert_null(image.pixels);
    grey(&image, 4, 50);
    assert_ok(gfla_image_table_add(&table, "", &image));
    assert_ok(gfla_image_table_add_row(&table));
    assert_ok(gfla_image_table_draw(&table, 16, 16, &all));
    assert_int_equal(all.width, 6 + 2 * (16 + 6));
    assert_int_equal(all.height, 6 + 2 * (16 + 14 + 6));
    const uint8_t *row = (const uint8_t *)all.pixels + (size_t)3 * all.width * (6 + 14);
    assert_int_equal(row[3 * 5], 255);
    assert_int_equal(row[3 * 6], 100);
    assert_int_equal(row[3 * 28], 50); /* enlarged four times */
    assert_int_equal(row[3 * 43], 50);
    assert_int_equal(row[3 * 44], 255);
    gfla_bitmap_free(&all);
    gfla_image_table_free(&table);
    (void)state;
}

static void a_full_row_is_refused(void **state)
{
    struct gfla_image_table table = {0};
    struct gfla_bitmap image;
    grey(&image, 4, 1);
    assert_fails(gfla_image_table_add(&table, "", &image), GFLA_ERROR_USAGE, "12");
    assert_null(image.pixels);
    assert_ok(gfla_image_table_add_row(&table));
    for (int i = 0; i < GFLA_IMAGE_COLUMNS; i++) {
        grey(&image, 4, 1);
        assert_ok(gfla_image_table_add(&table, "", &image));
    }
    grey(&image, 4, 1);
    assert_fails(gfla_image_table_add(&table, "", &image), GFLA_ERROR_USAGE, "12");
    gfla_image_table_free(&table);
    (void)state;
}

static void nothing_is_no_image(void **state)
{
    struct gfla_image_table table = {0};
    struct gfla_bitmap all;
    assert_fails(gfla_image_table_draw(&table, 16, 16, &all), GFLA_ERROR_USAGE, "0 rows");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_lie_in_their_boxes),
        cmocka_unit_test(a_full_row_is_refused),
        cmocka_unit_test(nothing_is_no_image),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
