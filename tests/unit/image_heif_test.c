/* HEIC and AVIF, as far as libheif is there: their pixels, and how they are turned. */
#include "image_support.h"
#include "heif_files.h"

#include <stdlib.h>

static void check_heif(const unsigned char *data, size_t size, int channels)
{
    struct gfla_bitmap image;
    const gfla_status status = gfla_bitmap_read_memory(data, size, "in", NULL, &image);
    if (status != GFLA_OK && strstr(gfla_error_message(), "libheif"))
        skip(); /* not built with it, or not installed */
    assert_int_equal(status, GFLA_OK);
    assert_true(image.width == 32 && image.height == 16 && image.channels == channels && image.bits == 8);
    for (int right = 0; right < 2; right++)
        for (int below = 0; below < 2; below++) {
            const int wanted[4] = {right ? 40 : 220, below ? 30 : 200, 90, right ? 100 : 255};
            for (int c = 0; c < channels; c++)
                assert_true(abs((int)sample(&image, 8 + 16 * right, 4 + 8 * below, c) - wanted[c]) <= 3);
        }
    gfla_bitmap_free(&image);
    assert_int_equal(gfla_bitmap_read_memory(data, size / 2, "in", NULL, &image), GFLA_ERROR_INPUT);
    assert_null(image.pixels);
}

static void heic_and_avif_are_read(void **state)
{
    check_heif(heic_file, sizeof heic_file, 3);
    check_heif(avif_file, sizeof avif_file, 4);
}

/* The size of a box whose head is at `at`: n more. */
static void grow_size(unsigned char *at, unsigned n)
{
    const unsigned size = ((unsigned)at[2] << 8 | at[3]) + n;
    at[2] = (unsigned char)(size >> 8), at[3] = (unsigned char)size;
}

/* The HEIC with two properties more: `quarters` turns to the left, then, for mode 0, above and below exchanged, for mode
 * 1, left and right, for others nothing. */
static struct blob heic_turned(int quarters, int mode)
{
    enum { META = 28, BASE = 125, IPRP = 215, IPCO = 223, IPMA = 405, COUNT = 428, AFTER = 430, BOX = 9 };
    const unsigned char irot[BOX] = {0, 0, 0, BOX, 'i', 'r', 'o', 't', (unsigned char)quarters},
                        imir[BOX] = {0, 0, 0, BOX, 'i', 'm', 'i', 'r', (unsigned char)mode};
    const unsigned n = 1 + (mode == 0 || mode == 1);
    struct blob file = {0};
    blob_add(&file, heic_file, IPMA);
    blob_add(&file, irot, BOX);
    if (n > 1)
        blob_add(&file, imir, BOX);
    blob_add(&file, heic_file + IPMA, AFTER + 1 - IPMA);
    blob_add(&file, "\x85\x86", n); /* essential, the fifth and sixth of the list */
    blob_add(&file, heic_file + AFTER + 1, sizeof heic_file - AFTER - 1);
    const unsigned boxes = n * BOX;
    grow_size(file.data + META, boxes + n);
    grow_size(file.data + BASE, boxes + n); /* where the pixels lie */
    grow_size(file.data + IPRP, boxes + n);
    grow_size(file.data + IPCO, boxes);
    grow_size(file.data + IPMA + boxes, n);
    file.data[COUNT + boxes] = (unsigned char)(file.data[COUNT + boxes] + n);
    return file;
}

static void heic_is_turned_and_mirrored(void **state)
{
    for (int i = 0; i < 12; i++) {
        const int quarters = i % 4, mode = i / 4;
        struct blob file = heic_turned(quarters, mode);
        struct gfla_bitmap image;
        const gfla_status status = gfla_bitmap_read_memory(file.data, file.size, "in", NULL, &image);
        if (status != GFLA_OK && strstr(gfla_error_message(), "libheif"))
            skip();
        assert_ok(status);
        assert_int_equal(image.width, quarters % 2 ? 16 : 32);
        assert_int_equal(image.height, quarters % 2 ? 32 : 16);
        for (int k = 0; k < 4; k++) {
            int right = k & 1, below = k >> 1;
            const int x = (2 * right + 1) * image.width / 4, y = (2 * below + 1) * image.height / 4;
            below = mode == 0 ? !below : below;
            right = mode == 1 ? !right : right;
            for (int turn = 0; turn < quarters; turn++) {
                const int was_right = !below;
                below = right;
                right = was_right;
            }
            assert_true(abs((int)sample(&image, x, y, 0) - (right ? 40 : 220)) <= 3);
            assert_true(abs((int)sample(&image, x, y, 1) - (below ? 30 : 200)) <= 3);
        }
        gfla_bitmap_free(&image);
        blob_free(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heic_and_avif_are_read),
        cmocka_unit_test(heic_is_turned_and_mirrored),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
