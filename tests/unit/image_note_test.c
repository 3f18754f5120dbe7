/* Text carried by PNG files. */
#define _GNU_SOURCE /* memmem */
#include "image_support.h"

#define KEY "gfla-test"

static void write_note(const char *text, void **data, size_t *size)
{
    struct gfla_bitmap image;
    fill(&image, 9, 5, 3, 8);
    const struct gfla_bitmap_write_params params = {.note = text ? &(const struct gfla_bitmap_note){KEY, text} : NULL};
    assert_ok(gfla_bitmap_encode("a.png", &image, &params, data, size));
    gfla_bitmap_free(&image);
}

static void a_note_comes_back_and_the_image_too(void **state)
{
    struct gfla_bitmap back, image;
    const char *texts[] = {"", "x", "{\"people\": [1.5]}\n"};
    char *text;
    void *data;
    size_t size;
    fill(&image, 9, 5, 3, 8);
    for (int i = 0; i < 3; i++) {
        write_note(texts[i], &data, &size);
        assert_ok(gfla_bitmap_note_read(data, size, KEY, &text));
        assert_string_equal(text, texts[i]);
        free(text);
        assert_ok(gfla_bitmap_note_read(data, size, "gfla", &text)); /* the beginning of the key */
        assert_null(text);
        assert_ok(gfla_bitmap_read_memory(data, size, "a", NULL, &back));
        assert_memory_equal(back.pixels, image.pixels, gfla_bitmap_size(&image));
        gfla_bitmap_free(&back);
        free(data);
    }
    gfla_bitmap_free(&image);
    write_note(NULL, &data, &size);
    assert_ok(gfla_bitmap_note_read(data, size, KEY, &text));
    assert_null(text);
    free(data);
}

/* Wherever the file ends, there is the whole text or a failure. */
static void damage_is_found(void **state)
{
    const char *note = "some text to be kept";
    char *text;
    void *data;
    size_t size;
    write_note(note, &data, &size);
    for (size_t cut = 0; cut < size; cut++) {
        const gfla_status status = gfla_bitmap_note_read(data, cut, KEY, &text);
        if (status == GFLA_OK)
            assert_string_equal(text, note);
        else
            assert_fails(status, GFLA_ERROR_INPUT, cut < 8 ? "not a PNG" : "cut short");
        free(text);
    }
    unsigned char *letter = memmem(data, size, note, strlen(note));
    assert_non_null(letter);
    letter[5] ^= 1;
    assert_fails(gfla_bitmap_note_read(data, size, KEY, &text), GFLA_ERROR_INPUT, "checksum");
    assert_null(text);
    letter[-(ptrdiff_t)sizeof KEY - 8] = 0x7f; /* the length of the chunk */
    assert_fails(gfla_bitmap_note_read(data, size, KEY, &text), GFLA_ERROR_INPUT, "cut short");
    free(data);
}

static void only_png_has_notes(void **state)
{
    struct gfla_bitmap image;
    const struct gfla_bitmap_write_params params = {.note = &(const struct gfla_bitmap_note){KEY, "text"}};
    char *text;
    void *data;
    size_t size;
    fill(&image, 9, 5, 3, 8);
    assert_fails(gfla_bitmap_encode("a.jpg", &image, &params, &data, &size), GFLA_ERROR_USAGE,
                 "a JPEG carries no text");
    assert_ok(gfla_bitmap_encode("a.jpg", &image, NULL, &data, &size));
    assert_fails(gfla_bitmap_note_read(data, size, KEY, &text), GFLA_ERROR_INPUT, "not a PNG");
    free(data);
    gfla_bitmap_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_comes_back_and_the_image_too),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(only_png_has_notes),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
