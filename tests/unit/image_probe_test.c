/* Image files looked at where they begin and end: what is whole passes, what is not is named, and sizes are those of the
 * decoder. */
#include "tests/unit/scratch.h"

#include "io/image/bitmap.h"
#include "tests/ok.h"

enum { WIDTH = 40, HEIGHT = 24 };

/* Noise, so that the files are longer than what is looked at. */
static void write_image(const char *name, int width, int height, int channels, int bits)
{
    struct gfla_bitmap image;
    uint32_t state = 1;
    ok(gfla_bitmap_create(&image, width, height, channels, bits));
    for (size_t i = 0; i < gfla_bitmap_size(&image); i++) {
        state = state * 1664525 + 1013904223;
        ((uint8_t *)image.pixels)[i] = (uint8_t)(state >> 24);
    }
    ok(gfla_bitmap_write(scratch(name), &image, NULL));
    gfla_bitmap_free(&image);
}

static void expect_size(const char *name, int width, int height)
{
    struct gfla_bitmap_about about;
    ok(gfla_bitmap_probe(scratch(name), &about));
    assert_int_equal(about.width, width);
    assert_int_equal(about.height, height);
}

/* The bytes of a file with some taken away from its end, and others put there. */
static void write_changed(const char *from, size_t less, const char *end, const char *to)
{
    char *data;
    size_t size;
    ok(gfla_file_read(scratch(from), 1 << 20, (void **)&data, &size));
    data = realloc(data, size + strlen(end) + 1);
    strcpy(data + size - less, end);
    ok(gfla_file_write(scratch(to), data, size - less + strlen(end)));
    free(data);
}

static void whole_files_say_their_size(void **state)
{
    write_image("rgb.png", WIDTH, HEIGHT, 3, 8);
    write_image("deep.png", HEIGHT, WIDTH, 2, 16);
    write_image("tiny.png", 1, 1, 1, 8);
    write_image("grey.jpg", WIDTH, HEIGHT, 1, 8);
    write_image("large.jpg", 300, 200, 3, 8);
    write_image("plain.ppm", WIDTH, HEIGHT, 3, 8);
    expect_size("rgb.png", WIDTH, HEIGHT);
    expect_size("deep.png", HEIGHT, WIDTH);
    expect_size("tiny.png", 1, 1);
    expect_size("grey.jpg", WIDTH, HEIGHT);
    expect_size("large.jpg", 300, 200);
    expect_size("plain.ppm", WIDTH, HEIGHT);
    ok(gfla_bitmap_probe(scratch("rgb.png"), NULL));
}

/* What follows an image is no damage: where ends leave a doubt, the decoder decides. */
static void bytes_behind_an_image_are_no_damage(void **state)
{
    write_changed("rgb.png", 0, "and more", "more.png");
    write_changed("large.jpg", 0, "and more", "more.jpg");
    expect_size("more.png", WIDTH, HEIGHT);
    expect_size("more.jpg", 300, 200);
}

static void what_cannot_be_read_is_named(void **state)
{
    static const struct {
        const char *from;
        size_t less;
        const char *name, *word;
    } cut[] = {{"rgb.png", 1, "a.png", "a.png"},
               {"rgb.png", 2000, "b.png", "b.png"},
               {"large.jpg", 2, "c.jpg", "c.jpg"},
               {"large.jpg", 20000, "d.jpg", "d.jpg"},
               {"plain.ppm", 1, "e.ppm", "e.ppm"}};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        write_changed(cut[i].from, cut[i].less, "", cut[i].name);
        assert_fails(gfla_bitmap_probe(scratch(cut[i].name), NULL), GFLA_ERROR_INPUT, cut[i].word);
    }
    ok(gfla_file_write(scratch("empty.png"), "", 0));
    ok(gfla_file_write(scratch("page.jpg"), "<html>404</html>", 16));
    assert_fails(gfla_bitmap_probe(scratch("empty.png"), NULL), GFLA_ERROR_INPUT, "empty.png: the file is empty");
    assert_fails(gfla_bitmap_probe(scratch("page.jpg"), NULL), GFLA_ERROR_INPUT, "page.jpg");
    assert_fails(gfla_bitmap_probe(scratch("none.png"), NULL), GFLA_ERROR_INPUT, "none.png");
    assert_fails(gfla_bitmap_probe(scratch_folder, NULL), GFLA_ERROR_INPUT, "not a regular file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_files_say_their_size),
        cmocka_unit_test(bytes_behind_an_image_are_no_damage),
        cmocka_unit_test(what_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
