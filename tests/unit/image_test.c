/* Images from files: every kind of PNG and JPEG, and every kind of damage. */
#include <fcntl.h>

#include "image_support.h"

/* ---- images in memory ---- */

static void impossible_images_are_refused(void **state)
{
    struct gfla_bitmap image;
    assert_fails(gfla_bitmap_create(&image, 0, 5, 3, 8), GFLA_ERROR_USAGE, "0 x 5");
    assert_fails(gfla_bitmap_create(&image, 5, -1, 3, 8), GFLA_ERROR_USAGE, "5 x -1");
    assert_fails(gfla_bitmap_create(&image, 16385, 1, 3, 8), GFLA_ERROR_USAGE, "16384");
    assert_fails(gfla_bitmap_create(&image, 10001, 10000, 1, 8), GFLA_ERROR_USAGE, "100000000");
    assert_fails(gfla_bitmap_create(&image, 1, 1, 5, 8), GFLA_ERROR_USAGE, "5 channels");
    assert_fails(gfla_bitmap_create(&image, 1, 1, 0, 8), GFLA_ERROR_USAGE, "0 channels");
    assert_fails(gfla_bitmap_create(&image, 1, 1, 1, 32), GFLA_ERROR_USAGE, "32 bits");
    assert_null(image.pixels);
    gfla_bitmap_free(&image);
    gfla_bitmap_free(NULL);
}

/* ---- PNG in ---- */

static int expected_channels(struct png_kind kind)
{
    if (kind.colour_type == PNG_COLOR_TYPE_PALETTE)
        return kind.transparency ? 4 : 3;
    return png_samples(kind.colour_type) + kind.transparency;
}

/* What sample c of pixel (x, y) must be, in the depth of the file (8 for less). */
static unsigned expected_sample(struct png_kind kind, int x, int y, int c)
{
    int n = png_samples(kind.colour_type), all_one = 1;
    unsigned max = (1u << kind.depth) - 1;
    if (kind.colour_type == PNG_COLOR_TYPE_PALETTE) {
        unsigned char rgb[3];
        png_palette(png_sample(x, y, 0, kind.depth), rgb);
        return c < 3 ? rgb[c] : png_sample(x, y, 0, kind.depth) == 1 ? 0 : 255;
    }
    for (int k = 0; k < n; k++)
        all_one = all_one && png_sample(x, y, k, kind.depth) == 1;
    if (c == n)
        return all_one ? 0 : kind.depth == 16 ? 65535 : 255;
    return kind.depth >= 8 ? png_sample(x, y, c, kind.depth) : png_sample(x, y, c, kind.depth) * 255 / max;
}

static void check_png(struct png_kind kind, int width, int height, bool keep_16)
{
    struct blob file = png_file(kind, width, height);
    const struct gfla_bitmap_read_params params = {.keep_16 = keep_16};
    struct gfla_bitmap image;
    bool is_16 = kind.depth == 16;
    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "in.png", &params, &image));
    assert_int_equal(image.width, width);
    assert_int_equal(image.height, height);
    assert_int_equal(image.channels, expected_channels(kind));
    assert_int_equal(image.bits, is_16 && keep_16 ? 16 : 8);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < image.channels; c++) {
                unsigned expected = expected_sample(kind, x, y, c);
                if (is_16 && !keep_16)
                    expected = (expected * 255 + 32767) / 65535;
                assert_int_equal(sample(&image, x, y, c), expected);
            }
    gfla_bitmap_free(&image);
    blob_free(&file);
}

static void every_kind_of_png_is_read(void **state)
{
    static const struct {
        int colour_type, depths[6];
    } types[] = {{PNG_COLOR_TYPE_GRAY, {1, 2, 4, 8, 16}},
                 {PNG_COLOR_TYPE_RGB, {8, 16}},
                 {PNG_COLOR_TYPE_PALETTE, {1, 2, 4, 8}},
                 {PNG_COLOR_TYPE_GRAY_ALPHA, {8, 16}},
                 {PNG_COLOR_TYPE_RGBA, {8, 16}}};
    for (int t = 0; t < 5; t++)
        for (const int *depth = types[t].depths; *depth; depth++)
            for (int options = 0; options < 8; options++) {
                struct png_kind kind = {types[t].colour_type, *depth, options & 1, options >> 1 & 1};
                if (kind.transparency && (kind.colour_type & PNG_COLOR_MASK_ALPHA))
                    continue;
                check_png(kind, 13, 9, options & 4);
                check_png(kind, 1, 1, options & 4);
            }
}

/* ---- JPEG in ---- */

static void every_kind_of_jpeg_is_read(void **state)
{
    static const int upright[4] = {0, 1, 2, 3};
    for (int progressive = 0; progressive < 2; progressive++)
        for (int n = 1; n <= 3; n += 2) {
            struct blob file = jpeg_file(n == 1 ? JCS_GRAYSCALE : JCS_RGB, n, 50, 38, progressive);
            struct gfla_bitmap image;
            assert_ok(gfla_bitmap_read_memory(file.data, file.size, "in.jpg", NULL, &image));
            assert_true(image.width == 50 && image.height == 38 && image.channels == n && image.bits == 8);
            assert_quadrants(&image, upright);
            gfla_bitmap_free(&image);
            blob_free(&file);
        }
}

/* With Adobe's marker no ink is 255, without it 0: then these are all black. */
static void inks_become_light(void **state)
{
    static const int upright[4] = {0, 1, 2, 3};
    struct blob file = jpeg_file(JCS_CMYK, 4, 50, 38, 0);
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "print.jpg", NULL, &image));
    assert_true(image.channels == 3 && image.bits == 8);
    assert_quadrants(&image, upright);
    gfla_bitmap_free(&image);
    size_t marker = 0;
    while (memcmp(file.data + marker, "Adobe", 5) != 0)
        marker++;
    file.data[marker] = 'a';
    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "print.jpg", NULL, &image));
    for (size_t i = 0; i < gfla_bitmap_size(&image); i++)
        assert_true(((const uint8_t *)image.pixels)[i] < 8);
    gfla_bitmap_free(&image);
    blob_free(&file);
}

static void images_are_turned_upright(void **state)
{
    struct blob plain = jpeg_file(JCS_RGB, 3, 64, 32, 0);
    for (unsigned char o = 1; o <= 8; o++)
        for (int big = 0; big < 2; big++) {
            /* one other tag first, then orientation */
            const unsigned char little_endian[] = {'I', 'I', 42, 0, 8, 0,    0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0,
                                                   0,   9,   0,  0, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, o, 0, 0, 0};
            const unsigned char big_endian[] = {'M', 'M', 0, 42, 0, 0, 0,    8, 0, 2, 1, 0, 0, 3, 0, 0, 0,
                                                1,   0,   9, 0,  0, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0};
            struct blob file = jpeg_with_exif(&plain, big ? big_endian : little_endian, sizeof big_endian);
            struct gfla_bitmap image;
            assert_ok(gfla_bitmap_read_memory(file.data, file.size, "turned.jpg", NULL, &image));
            assert_int_equal(image.width, o >= 5 ? 32 : 64);
            assert_int_equal(image.height, o >= 5 ? 64 : 32);
            assert_quadrants(&image, upright_quadrants[o]);
            gfla_bitmap_free(&image);
            blob_free(&file);
        }
    blob_free(&plain);
}

static void senseless_exif_is_ignored(void **state)
{
    static const struct {
        size_t size;
        unsigned char bytes[24];
    } cases[] = {
        {0, {0}},
        {4, {'I', 'I', 42, 0}},
        {8, {'I', 'I', 42, 0, 255, 255, 255, 255}},
        {8, {'X', 'X', 42, 0, 8, 0, 0, 0}},
        {10, {'I', 'I', 42, 0, 8, 0, 0, 0, 255, 255}},
        {22, {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0}},
        {20, {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0}},
    };
    struct blob plain = jpeg_file(JCS_RGB, 3, 64, 32, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct blob file = jpeg_with_exif(&plain, cases[i].bytes, cases[i].size);
        struct gfla_bitmap image;
        assert_ok(gfla_bitmap_read_memory(file.data, file.size, "odd.jpg", NULL, &image));
        assert_quadrants(&image, upright_quadrants[1]);
        gfla_bitmap_free(&image);
        blob_free(&file);
    }
    blob_free(&plain);
}

/* ---- damage ---- */

/* Runs `body` with standard error in a file, and checks that nothing was printed there. */
static void assert_silent(void (*body)(void))
{
    int saved = dup(2), captured = open(scratch("stderr"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    dup2(captured, 2);
    body();
    dup2(saved, 2);
    close(saved);
    assert_int_equal(lseek(captured, 0, SEEK_END), 0);
    close(captured);
}

static void assert_every_cut_is_refused(struct blob file)
{
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "cut", NULL, &image));
    gfla_bitmap_free(&image);
    for (size_t size = 0; size < file.size; size++) {
        unsigned char *copy = malloc(size ? size : 1);
        memcpy(copy, file.data, size);
        assert_fails(gfla_bitmap_read_memory(copy, size, "cut.name", NULL, &image), GFLA_ERROR_INPUT, "cut.name");
        assert_null(image.pixels);
        free(copy);
    }
    blob_free(&file);
}

static void cut_files(void)
{
    assert_every_cut_is_refused(png_file((struct png_kind){PNG_COLOR_TYPE_RGB, 8, 0, 0}, 9, 7));
    assert_every_cut_is_refused(png_file((struct png_kind){PNG_COLOR_TYPE_PALETTE, 4, 1, 1}, 9, 7));
    assert_every_cut_is_refused(jpeg_file(JCS_RGB, 3, 20, 20, 0));
    assert_every_cut_is_refused(jpeg_file(JCS_RGB, 3, 20, 20, 1));
}

static void every_cut_is_refused_silently(void **state)
{
    assert_silent(cut_files);
}

/* Every byte turned over, one at a time: an image or an error, never a crash; in a PNG a critical byte is always
 * found. */
static void damage_each_byte(struct blob file)
{
    for (size_t i = 0; i < file.size; i++) {
        struct gfla_bitmap image;
        file.data[i] ^= 0xff;
        gfla_status status = gfla_bitmap_read_memory(file.data, file.size, "bad", NULL, &image);
        assert_true(status == GFLA_OK ? image.pixels != NULL : status == GFLA_ERROR_INPUT && !image.pixels);
        gfla_bitmap_free(&image);
        file.data[i] ^= 0xff;
    }
    blob_free(&file);
}

static void damaged_files(void)
{
    damage_each_byte(png_file((struct png_kind){PNG_COLOR_TYPE_RGBA, 16, 1, 0}, 9, 7));
    damage_each_byte(png_file((struct png_kind){PNG_COLOR_TYPE_PALETTE, 2, 0, 1}, 9, 7));
    damage_each_byte(jpeg_file(JCS_RGB, 3, 20, 20, 0));
    damage_each_byte(jpeg_file(JCS_GRAYSCALE, 1, 20, 20, 1));
}

static void damage_is_survived_silently(void **state)
{
    assert_silent(damaged_files);
}

static void damage_in_the_pixels_is_refused(void **state)
{
    struct blob png = png_file((struct png_kind){PNG_COLOR_TYPE_RGB, 8, 0, 0}, 9, 7);
    struct blob jpeg = jpeg_file(JCS_RGB, 3, 200, 200, 0);
    struct gfla_bitmap image;
    png.data[png.size - 25] ^= 1;
    assert_fails(gfla_bitmap_read_memory(png.data, png.size, "a.png", NULL, &image), GFLA_ERROR_INPUT, "a.png: PNG: ");
    memset(jpeg.data + jpeg.size - 60, 0xee, 50);
    assert_fails(gfla_bitmap_read_memory(jpeg.data, jpeg.size, "a.jpg", NULL, &image), GFLA_ERROR_INPUT,
                 "a.jpg: JPEG: ");
    blob_free(&png);
    blob_free(&jpeg);
}

/* Address space used at the most so far. */
static long peak_kb(void)
{
    char line[256];
    long kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
    assert_non_null(status);
    while (kb == 0 && fgets(line, sizeof line, status))
        sscanf(line, "VmPeak: %ld", &kb);
    fclose(status);
    assert_true(kb > 0);
    return kb;
}

/* Fuzzing found that libpng would allocate what a chunk of text says it has. */
static void chunks_beside_the_pixels_cost_no_memory(void **state)
{
    static const unsigned char text[] = {0x7a, 0, 0, 0, 't', 'E', 'X', 't', 'a', 0, 'b'};
    const size_t header = 33;
    struct blob png = png_file((struct png_kind){PNG_COLOR_TYPE_RGB, 8, 0, 0}, 9, 7), file = {0};
    struct gfla_bitmap image;
    blob_add(&file, png.data, header);
    blob_add(&file, text, sizeof text);
    blob_add(&file, png.data + header, png.size - header);
    const long before = peak_kb();
    assert_fails(gfla_bitmap_read_memory(file.data, file.size, "a.png", NULL, &image), GFLA_ERROR_INPUT,
                 "a.png: PNG: ");
    assert_true(peak_kb() - before < 256 * 1024);
    blob_free(&png);
    blob_free(&file);
}

static void huge_images_are_refused_by_their_header(void **state)
{
    static const int sizes[][2] = {{16385, 1}, {1, 16385}, {10001, 10000}, {0x7fffffff, 0x7fffffff}};
    for (int i = 0; i < 4; i++) {
        struct blob file = png_header(sizes[i][0], sizes[i][1]);
        struct gfla_bitmap image;
        assert_fails(gfla_bitmap_read_memory(file.data, file.size, "huge.png", NULL, &image), GFLA_ERROR_INPUT,
                     "limit is 16384 a side and 100000000");
        blob_free(&file);
    }
    struct blob file = jpeg_file(JCS_GRAYSCALE, 1, 16400, 1, 0);
    struct gfla_bitmap image;
    assert_fails(gfla_bitmap_read_memory(file.data, file.size, "huge.jpg", NULL, &image), GFLA_ERROR_INPUT,
                 "16400 x 1");
    blob_free(&file);
}

static void other_files_are_refused(void **state)
{
    struct gfla_bitmap image;
    assert_fails(gfla_bitmap_read(scratch("absent.png"), NULL, &image), GFLA_ERROR_INPUT, "absent.png");
    assert_fails(gfla_bitmap_read(scratch_folder, NULL, &image), GFLA_ERROR_INPUT, scratch_folder);
    assert_fails(gfla_bitmap_read("/dev/null", NULL, &image), GFLA_ERROR_INPUT, "/dev/null: is a device");
    assert_fails(gfla_bitmap_read_memory("RIFF....AVI ....", 16, "a.avi", NULL, &image), GFLA_ERROR_INPUT,
                 "hint: PNG, JPEG, WebP");
    assert_fails(gfla_bitmap_read_memory("\x89PNG\r\n\x1a\n", 8, "a.png", NULL, &image), GFLA_ERROR_INPUT, "a.png");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_beside_the_pixels_cost_no_memory),
        cmocka_unit_test(impossible_images_are_refused),
        cmocka_unit_test(every_kind_of_png_is_read),
        cmocka_unit_test(every_kind_of_jpeg_is_read),
        cmocka_unit_test(inks_become_light),
        cmocka_unit_test(images_are_turned_upright),
        cmocka_unit_test(senseless_exif_is_ignored),
        cmocka_unit_test(every_cut_is_refused_silently),
        cmocka_unit_test(damage_is_survived_silently),
        cmocka_unit_test(damage_in_the_pixels_is_refused),
        cmocka_unit_test(huge_images_are_refused_by_their_header),
        cmocka_unit_test(other_files_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
