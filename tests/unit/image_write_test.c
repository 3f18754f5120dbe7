/* Images to files: what is written is read, what a format cannot hold is refused. */
#include "base/memory.h"
#include "image_support.h"

static void png_keeps_every_pixel(void **state)
{
    const struct gfla_bitmap_read_params params = {.keep_16 = true};
    for (int kind = 0; kind < 16; kind++) {
        struct gfla_bitmap image, back;
        fill(&image, 17, 5, kind % 4 + 1, kind & 4 ? 16 : 8);
        assert_ok(gfla_bitmap_write(scratch("kept.PNG"), &image, &(struct gfla_bitmap_write_params){.fast = kind & 8}));
        assert_ok(gfla_bitmap_read(scratch("kept.PNG"), &params, &back));
        assert_int_equal(gfla_bitmap_size(&back), gfla_bitmap_size(&image));
        assert_int_equal(back.channels, image.channels);
        assert_memory_equal(back.pixels, image.pixels, gfla_bitmap_size(&image));
        gfla_bitmap_free(&image);
        gfla_bitmap_free(&back);
    }
}

static void jpeg_keeps_the_look(void **state)
{
    struct blob file = jpeg_file(JCS_RGB, 3, 64, 48, 0);
    struct gfla_bitmap image, back;
    size_t best, worst;
    void *data;
    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "in.jpg", NULL, &image));
    assert_ok(gfla_bitmap_write(scratch("look.jpeg"), &image, NULL));
    assert_ok(gfla_bitmap_read(scratch("look.jpeg"), NULL, &back));
    assert_quadrants(&back, upright_quadrants[1]);
    gfla_bitmap_free(&back);
    gfla_bitmap_free(&image);
    fill(&image, 200, 200, 3, 8); /* more than the encoder's buffer */
    assert_ok(gfla_bitmap_encode(".jpg", &image, &(struct gfla_bitmap_write_params){.quality = 100}, &data, &best));
    assert_ok(gfla_bitmap_read_memory(data, best, "large", NULL, &back));
    for (size_t i = 0; i < gfla_bitmap_size(&image); i += 997)
        assert_true(abs(((uint8_t *)image.pixels)[i] - ((uint8_t *)back.pixels)[i]) < 8);
    free(data);
    assert_ok(gfla_bitmap_encode(".jpg", &image, &(struct gfla_bitmap_write_params){.quality = 10}, &data, &worst));
    free(data);
    assert_true(worst < best / 2 && best > 20000);
    gfla_bitmap_free(&back);
    gfla_bitmap_free(&image);
    blob_free(&file);
}

static void ppm_is_plain(void **state)
{
    const uint8_t rgb[6] = {1, 2, 3, 4, 5, 6};
    const uint16_t grey[2] = {0x1234, 0xfffe};
    void *data;
    size_t size;
    assert_ok(gfla_bitmap_encode("a.ppm", &(struct gfla_bitmap){2, 1, 3, 8, (void *)rgb}, NULL, &data, &size));
    assert_int_equal(size, 17);
    assert_memory_equal(data, "P6\n2 1\n255\n\1\2\3\4\5\6", size);
    free(data);
    assert_ok(gfla_bitmap_encode("a.pgm", &(struct gfla_bitmap){1, 2, 1, 16, (void *)grey}, NULL, &data, &size));
    assert_int_equal(size, 17);
    assert_memory_equal(data, "P5\n1 2\n65535\n\x12\x34\xff\xfe", size);
    free(data);
}

static void what_a_format_cannot_hold_is_refused(void **state)
{
    static const struct {
        const char *name;
        int channels, bits, quality;
        const char *message;
    } cases[] = {
        {"a.jpg", 4, 8, 0, "a.jpg: JPEG holds no transparency"},
        {"a.jpg", 2, 8, 0, "transparency"},
        {"a.jpg", 3, 16, 0, "16-bit"},
        {"a.jpg", 3, 8, 101, "quality 101"},
        {"a.jpg", 3, 8, -1, "quality -1"},
        {"a.ppm", 4, 8, 0, "transparency"},
        {"a.bmp", 3, 8, 0, ".png, .jpg, .jpeg, .ppm, .pgm"},
        {"png", 3, 8, 0, "no picture format"},
        {"a.png/b", 3, 8, 0, "no picture format"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gfla_bitmap image;
        void *data;
        size_t size;
        fill(&image, 8, 8, cases[i].channels, cases[i].bits);
        assert_fails(gfla_bitmap_encode(cases[i].name, &image,
                                        &(struct gfla_bitmap_write_params){.quality = cases[i].quality}, &data, &size),
                     GFLA_ERROR_USAGE, cases[i].message);
        assert_null(data);
        gfla_bitmap_free(&image);
    }
    assert_true(gfla_bitmap_can_write("x/y.JPG"));
    assert_false(gfla_bitmap_can_write("x/y.gif"));
}

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    struct gfla_bitmap image;
    size_t before = scratch_count();
    fill(&image, 8, 8, 3, 8);
    scratch_limit_files(10);
    const gfla_status status = gfla_bitmap_write(scratch("full.png"), &image, NULL);
    scratch_limit_files(-1);
    assert_int_equal(status, GFLA_ERROR_OUTPUT);
    assert_non_null(strstr(gfla_error_message(), "full.png: File too large"));
    assert_fails(gfla_bitmap_write(scratch("absent/a.png"), &image, NULL), GFLA_ERROR_OUTPUT, "absent/a.png");
    assert_fails(gfla_bitmap_write("/proc/a.png", &image, NULL), GFLA_ERROR_OUTPUT, "/proc/a.png");
    assert_int_equal(scratch_count(), before);
    gfla_bitmap_free(&image);
}

/* The list for messages has the extensions of the table. */
static void the_listed_extensions_are_known(void **state)
{
    char list[128], *rest = list;
    int n = 0;
    snprintf(list, sizeof list, "%s", gfla_bitmap_extensions());
    for (char *extension; (extension = strtok_r(rest, ", ", &rest)) != NULL; n++)
        assert_true(gfla_bitmap_can_write(extension[0] == '.' ? extension : "none"));
    assert_int_equal(n, 5);
}

/* ---- failing memory ---- */

static void failing_memory_is_reported(void **state)
{
    const char *names[] = {"a.png", "a.jpg", "a.ppm"};
    struct gfla_bitmap image;
    fill(&image, 200, 100, 3, 8);
    for (int k = 0; k < 3; k++) {
        gfla_status status = GFLA_ERROR_MEMORY;
        for (long n = 1; n < 100 && status != GFLA_OK; n++) {
            void *data;
            size_t size;
            gfla_memory_fail_at(n);
            status = gfla_bitmap_encode(names[k], &image, NULL, &data, &size);
            gfla_memory_fail_at(0);
            assert_true(status == GFLA_OK ? data != NULL : status == GFLA_ERROR_MEMORY && !data);
            if (status == GFLA_OK && k < 2) {
                struct gfla_bitmap back;
                for (long m = 1; m < 100; m++) {
                    gfla_memory_fail_at(m);
                    status = gfla_bitmap_read_memory(data, size, "a", &(struct gfla_bitmap_read_params){.channels = 4},
                                                     &back);
                    gfla_memory_fail_at(0);
                    assert_true(status == GFLA_OK ? back.pixels != NULL : status == GFLA_ERROR_MEMORY && !back.pixels);
                    gfla_bitmap_free(&back);
                    if (status == GFLA_OK)
                        break;
                }
            }
            free(data);
        }
        assert_int_equal(status, GFLA_OK);
    }
    for (long n = 1; n < 20; n++) {
        struct gfla_bitmap resized;
        gfla_memory_fail_at(n);
        gfla_status status = gfla_bitmap_resize(&image, 20, 20, GFLA_FILTER_BOX, &resized);
        gfla_memory_fail_at(0);
        assert_true(status == GFLA_OK ? resized.pixels != NULL : status == GFLA_ERROR_MEMORY && !resized.pixels);
        gfla_bitmap_free(&resized);
    }
    gfla_bitmap_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png_keeps_every_pixel),
        cmocka_unit_test(jpeg_keeps_the_look),
        cmocka_unit_test(ppm_is_plain),
        cmocka_unit_test(what_a_format_cannot_hold_is_refused),
        cmocka_unit_test(the_listed_extensions_are_known),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
