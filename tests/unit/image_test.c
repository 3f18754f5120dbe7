/* Pictures: every kind of PNG and JPEG in, what is written is read, and every kind of damage. */
#include "scratch.h"

#include <fcntl.h>
#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "image_files.h"
#include "io/image.h"

static int sample(const struct gfla_image *image, int x, int y, int c)
{
    size_t i = ((size_t)y * (size_t)image->width + (size_t)x) * (size_t)image->channels + (size_t)c;
    return image->bits == 8 ? ((const uint8_t *)image->pixels)[i] : ((const uint16_t *)image->pixels)[i];
}

/* ---- images in memory ---- */

static void impossible_images_are_refused(void **state)
{
    struct gfla_image image;
    assert_fails(gfla_image_create(&image, 0, 5, 3, 8), GFLA_ERROR_USAGE, "0 x 5");
    assert_fails(gfla_image_create(&image, 5, -1, 3, 8), GFLA_ERROR_USAGE, "5 x -1");
    assert_fails(gfla_image_create(&image, 16385, 1, 3, 8), GFLA_ERROR_USAGE, "16384");
    assert_fails(gfla_image_create(&image, 10001, 10000, 1, 8), GFLA_ERROR_USAGE, "100000000");
    assert_fails(gfla_image_create(&image, 1, 1, 5, 8), GFLA_ERROR_USAGE, "5 channels");
    assert_fails(gfla_image_create(&image, 1, 1, 0, 8), GFLA_ERROR_USAGE, "0 channels");
    assert_fails(gfla_image_create(&image, 1, 1, 1, 32), GFLA_ERROR_USAGE, "32 bits");
    assert_null(image.pixels);
    gfla_image_free(&image);
    gfla_image_free(NULL);
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
    const struct gfla_image_read_params params = {.keep_16 = keep_16};
    struct gfla_image image;
    bool is_16 = kind.depth == 16;
    assert_ok(gfla_image_read_memory(file.data, file.size, "in.png", &params, &image));
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
    gfla_image_free(&image);
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

/* The colour in the middle of each quadrant of the picture, as a number 0..3 of jpeg_quadrant; -1 if it is none of
 * them. */
static int quadrant_at(const struct gfla_image *image, int right, int below)
{
    for (int q = 0; q < 4; q++) {
        unsigned char colour[4];
        int distance = 0;
        jpeg_quadrant(q & 1, q >> 1, image->channels, colour);
        for (int c = 0; c < image->channels; c++)
            distance += abs(colour[c] -
                            sample(image, image->width * (1 + 2 * right) / 4, image->height * (1 + 2 * below) / 4, c));
        if (distance < 12)
            return q;
    }
    return -1;
}

static void assert_quadrants(const struct gfla_image *image, const int expected[4])
{
    for (int q = 0; q < 4; q++)
        assert_int_equal(quadrant_at(image, q & 1, q >> 1), expected[q]);
}

static void every_kind_of_jpeg_is_read(void **state)
{
    static const int upright[4] = {0, 1, 2, 3};
    for (int progressive = 0; progressive < 2; progressive++)
        for (int n = 1; n <= 3; n += 2) {
            struct blob file = jpeg_file(n == 1 ? JCS_GRAYSCALE : JCS_RGB, n, 50, 38, progressive);
            struct gfla_image image;
            assert_ok(gfla_image_read_memory(file.data, file.size, "in.jpg", NULL, &image));
            assert_true(image.width == 50 && image.height == 38 && image.channels == n && image.bits == 8);
            assert_quadrants(&image, upright);
            gfla_image_free(&image);
            blob_free(&file);
        }
}

static void cmyk_is_refused(void **state)
{
    struct blob file = jpeg_file(JCS_CMYK, 4, 16, 16, 0);
    struct gfla_image image;
    assert_fails(gfla_image_read_memory(file.data, file.size, "print.jpg", NULL, &image), GFLA_ERROR_INPUT,
                 "print.jpg: JPEG: the colours are CMYK");
    blob_free(&file);
}

/* What the stored quadrants look like upright. */
static const int upright_quadrants[9][4] = {{0},          {0, 1, 2, 3}, {1, 0, 3, 2}, {3, 2, 1, 0}, {2, 3, 0, 1},
                                            {0, 2, 1, 3}, {2, 0, 3, 1}, {3, 1, 2, 0}, {1, 3, 0, 2}};

static void pictures_are_turned_upright(void **state)
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
            struct gfla_image image;
            assert_ok(gfla_image_read_memory(file.data, file.size, "turned.jpg", NULL, &image));
            assert_int_equal(image.width, o >= 5 ? 32 : 64);
            assert_int_equal(image.height, o >= 5 ? 64 : 32);
            assert_quadrants(&image, upright_quadrants[o]);
            gfla_image_free(&image);
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
        struct gfla_image image;
        assert_ok(gfla_image_read_memory(file.data, file.size, "odd.jpg", NULL, &image));
        assert_quadrants(&image, upright_quadrants[1]);
        gfla_image_free(&image);
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
    struct gfla_image image;
    assert_ok(gfla_image_read_memory(file.data, file.size, "cut", NULL, &image));
    gfla_image_free(&image);
    for (size_t size = 0; size < file.size; size++) {
        unsigned char *copy = malloc(size ? size : 1);
        memcpy(copy, file.data, size);
        assert_fails(gfla_image_read_memory(copy, size, "cut.name", NULL, &image), GFLA_ERROR_INPUT, "cut.name");
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

/* Every byte turned over, one at a time: a picture or an error, never a crash; in a PNG a critical byte is always
 * found. */
static void damage_each_byte(struct blob file)
{
    for (size_t i = 0; i < file.size; i++) {
        struct gfla_image image;
        file.data[i] ^= 0xff;
        gfla_status status = gfla_image_read_memory(file.data, file.size, "bad", NULL, &image);
        assert_true(status == GFLA_OK ? image.pixels != NULL : status == GFLA_ERROR_INPUT && !image.pixels);
        gfla_image_free(&image);
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
    struct gfla_image image;
    png.data[png.size - 25] ^= 1;
    assert_fails(gfla_image_read_memory(png.data, png.size, "a.png", NULL, &image), GFLA_ERROR_INPUT, "a.png: PNG: ");
    memset(jpeg.data + jpeg.size - 60, 0xee, 50);
    assert_fails(gfla_image_read_memory(jpeg.data, jpeg.size, "a.jpg", NULL, &image), GFLA_ERROR_INPUT,
                 "a.jpg: JPEG: ");
    blob_free(&png);
    blob_free(&jpeg);
}

static void huge_pictures_are_refused_by_their_header(void **state)
{
    static const int sizes[][2] = {{16385, 1}, {1, 16385}, {10001, 10000}, {0x7fffffff, 0x7fffffff}};
    for (int i = 0; i < 4; i++) {
        struct blob file = png_header(sizes[i][0], sizes[i][1]);
        struct gfla_image image;
        assert_fails(gfla_image_read_memory(file.data, file.size, "huge.png", NULL, &image), GFLA_ERROR_INPUT,
                     "limit is 16384 a side and 100000000");
        blob_free(&file);
    }
    struct blob file = jpeg_file(JCS_GRAYSCALE, 1, 16400, 1, 0);
    struct gfla_image image;
    assert_fails(gfla_image_read_memory(file.data, file.size, "huge.jpg", NULL, &image), GFLA_ERROR_INPUT, "16400 x 1");
    blob_free(&file);
}

static void other_files_are_refused(void **state)
{
    struct gfla_image image;
    assert_fails(gfla_image_read(scratch("absent.png"), NULL, &image), GFLA_ERROR_INPUT, "absent.png");
    assert_fails(gfla_image_read(scratch_folder, NULL, &image), GFLA_ERROR_INPUT, scratch_folder);
    assert_fails(gfla_image_read("/dev/null", NULL, &image), GFLA_ERROR_INPUT, "/dev/null: the file is empty");
    assert_fails(gfla_image_read_memory("GIF89a..........", 16, "a.gif", NULL, &image), GFLA_ERROR_INPUT,
                 "PNG and JPEG");
    assert_fails(gfla_image_read_memory("\x89PNG\r\n\x1a\n", 8, "a.png", NULL, &image), GFLA_ERROR_INPUT, "a.png");
}

/* ---- out ---- */

static void fill(struct gfla_image *image, int width, int height, int channels, int bits)
{
    assert_ok(gfla_image_create(image, width, height, channels, bits));
    for (int i = 0; i < width * height * channels; i++)
        if (bits == 8)
            ((uint8_t *)image->pixels)[i] = (uint8_t)(i * 37 + i / 11);
        else
            ((uint16_t *)image->pixels)[i] = (uint16_t)(i * 4099 + i / 11);
}

static void png_keeps_every_pixel(void **state)
{
    const struct gfla_image_read_params params = {.keep_16 = true};
    for (int kind = 0; kind < 16; kind++) {
        struct gfla_image image, back;
        fill(&image, 17, 5, kind % 4 + 1, kind & 4 ? 16 : 8);
        assert_ok(gfla_image_write(scratch("kept.PNG"), &image, &(struct gfla_image_write_params){.fast = kind & 8}));
        assert_ok(gfla_image_read(scratch("kept.PNG"), &params, &back));
        assert_int_equal(gfla_image_size(&back), gfla_image_size(&image));
        assert_int_equal(back.channels, image.channels);
        assert_memory_equal(back.pixels, image.pixels, gfla_image_size(&image));
        gfla_image_free(&image);
        gfla_image_free(&back);
    }
}

static void jpeg_keeps_the_look(void **state)
{
    struct blob file = jpeg_file(JCS_RGB, 3, 64, 48, 0);
    struct gfla_image image, back;
    size_t best, worst;
    void *data;
    assert_ok(gfla_image_read_memory(file.data, file.size, "in.jpg", NULL, &image));
    assert_ok(gfla_image_write(scratch("look.jpeg"), &image, NULL));
    assert_ok(gfla_image_read(scratch("look.jpeg"), NULL, &back));
    assert_quadrants(&back, upright_quadrants[1]);
    gfla_image_free(&back);
    gfla_image_free(&image);
    fill(&image, 200, 200, 3, 8); /* more than the encoder's buffer */
    assert_ok(gfla_image_encode(".jpg", &image, &(struct gfla_image_write_params){.quality = 100}, &data, &best));
    assert_ok(gfla_image_read_memory(data, best, "large", NULL, &back));
    for (size_t i = 0; i < gfla_image_size(&image); i += 997)
        assert_true(abs(((uint8_t *)image.pixels)[i] - ((uint8_t *)back.pixels)[i]) < 8);
    free(data);
    assert_ok(gfla_image_encode(".jpg", &image, &(struct gfla_image_write_params){.quality = 10}, &data, &worst));
    free(data);
    assert_true(worst < best / 2 && best > 20000);
    gfla_image_free(&back);
    gfla_image_free(&image);
    blob_free(&file);
}

static void ppm_is_plain(void **state)
{
    const uint8_t rgb[6] = {1, 2, 3, 4, 5, 6};
    const uint16_t grey[2] = {0x1234, 0xfffe};
    void *data;
    size_t size;
    assert_ok(gfla_image_encode("a.ppm", &(struct gfla_image){2, 1, 3, 8, (void *)rgb}, NULL, &data, &size));
    assert_int_equal(size, 17);
    assert_memory_equal(data, "P6\n2 1\n255\n\1\2\3\4\5\6", size);
    free(data);
    assert_ok(gfla_image_encode("a.pgm", &(struct gfla_image){1, 2, 1, 16, (void *)grey}, NULL, &data, &size));
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
        struct gfla_image image;
        void *data;
        size_t size;
        fill(&image, 8, 8, cases[i].channels, cases[i].bits);
        assert_fails(gfla_image_encode(cases[i].name, &image,
                                       &(struct gfla_image_write_params){.quality = cases[i].quality}, &data, &size),
                     GFLA_ERROR_USAGE, cases[i].message);
        assert_null(data);
        gfla_image_free(&image);
    }
    assert_true(gfla_image_can_write("x/y.JPG"));
    assert_false(gfla_image_can_write("x/y.gif"));
}

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    struct gfla_image image;
    size_t before = scratch_count();
    fill(&image, 8, 8, 3, 8);
    assert_int_equal(symlink("/dev/full", scratch("full.png")), 0);
    assert_fails(gfla_image_write(scratch("full.png"), &image, NULL), GFLA_ERROR_OUTPUT, "/dev/full");
    unlink(scratch("full.png"));
    assert_fails(gfla_image_write(scratch("absent/a.png"), &image, NULL), GFLA_ERROR_OUTPUT, "absent/a.png");
    assert_fails(gfla_image_write("/proc/a.png", &image, NULL), GFLA_ERROR_OUTPUT, "/proc/a.png");
    assert_int_equal(scratch_count(), before);
    gfla_image_free(&image);
}

/* ---- operations ---- */

static void channels_are_converted(void **state)
{
    const uint8_t pixels[2][4] = {{200, 100, 50, 255}, {200, 100, 50, 51}};
    const struct gfla_image rgba = {2, 1, 4, 8, (void *)pixels};
    static const uint8_t expected[5][2][4] = {{{0}},
                                              {{124}, {229}},
                                              {{124, 255}, {124, 51}},
                                              {{200, 100, 50}, {244, 224, 214}},
                                              {{200, 100, 50, 255}, {200, 100, 50, 51}}};
    for (int n = 1; n <= 4; n++) {
        struct gfla_image image;
        assert_ok(gfla_image_convert(&rgba, n, &image));
        for (int x = 0; x < 2; x++)
            assert_memory_equal((uint8_t *)image.pixels + x * n, expected[n][x], (size_t)n);
        gfla_image_free(&image);
    }
    struct gfla_image grey = {2, 1, 1, 8, (uint8_t[]){7, 250}}, image;
    assert_ok(gfla_image_convert(&grey, 4, &image));
    assert_memory_equal(image.pixels, ((uint8_t[]){7, 7, 7, 255, 250, 250, 250, 255}), 8);
    gfla_image_free(&image);
    grey = (struct gfla_image){1, 1, 2, 16, (uint16_t[]){1000, 32768}};
    assert_ok(gfla_image_composite_white(&grey, &image));
    assert_true(image.channels == 1 && *(uint16_t *)image.pixels == 33267);
    gfla_image_free(&image);
    assert_fails(gfla_image_convert(&rgba, 5, &image), GFLA_ERROR_USAGE, "5 channels");
}

static void files_are_converted_while_read(void **state)
{
    struct blob file = png_file((struct png_kind){PNG_COLOR_TYPE_RGBA, 8, 0, 0}, 5, 4);
    struct gfla_image image;
    for (int n = 1; n <= 4; n++) {
        assert_ok(gfla_image_read_memory(file.data, file.size, "in", &(struct gfla_image_read_params){.channels = n},
                                         &image));
        assert_true(image.channels == n && image.width == 5);
        gfla_image_free(&image);
    }
    assert_fails(
        gfla_image_read_memory(file.data, file.size, "in", &(struct gfla_image_read_params){.channels = 7}, &image),
        GFLA_ERROR_USAGE, "in: ");
    blob_free(&file);
}

static void rectangles_are_cropped(void **state)
{
    struct gfla_image image, part;
    fill(&image, 9, 7, 3, 16);
    assert_ok(gfla_image_crop(&image, 2, 3, 5, 4, &part));
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 5; x++)
            for (int c = 0; c < 3; c++)
                assert_int_equal(sample(&part, x, y, c), sample(&image, x + 2, y + 3, c));
    gfla_image_free(&part);
    static const int outside[][4] = {{-1, 0, 2, 2}, {0, -1, 2, 2}, {5, 0, 5, 2},
                                     {0, 5, 2, 3},  {0, 0, 0, 1},  {8, 6, 0x7fffffff, 1}};
    for (int i = 0; i < 6; i++)
        assert_fails(gfla_image_crop(&image, outside[i][0], outside[i][1], outside[i][2], outside[i][3], &part),
                     GFLA_ERROR_USAGE, "inside the image of 9 x 7");
    gfla_image_free(&image);
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
        struct gfla_image image, resized;
        assert_ok(gfla_image_create(&image, 37, 23, n, 8));
        for (int y = 0; y < 23; y++)
            for (int x = 0; x < 37; x++)
                for (int c = 0; c < n; c++)
                    ((uint8_t *)image.pixels)[(y * 37 + x) * n + c] = (uint8_t)(x * 31 + y * 17 + c * 101 + x * y * 3);
        assert_ok(gfla_image_resize(&image, cases[i].width, cases[i].height, cases[i].filter, &resized));
        assert_true(gfla_hash_bytes(resized.pixels, gfla_image_size(&resized)) == cases[i].hash);
        gfla_image_free(&image);
        gfla_image_free(&resized);
    }
}

static void resizing_keeps_the_depth_and_the_mean(void **state)
{
    struct gfla_image image, resized;
    double mean = 0, resized_mean = 0;
    fill(&image, 40, 40, 1, 16);
    assert_ok(gfla_image_resize(&image, 8, 8, GFLA_FILTER_BOX, &resized));
    assert_int_equal(resized.bits, 16);
    for (int i = 0; i < 1600; i++)
        mean += ((uint16_t *)image.pixels)[i] / 1600.0;
    for (int i = 0; i < 64; i++)
        resized_mean += ((uint16_t *)resized.pixels)[i] / 64.0;
    assert_true(mean - resized_mean < 1 && resized_mean - mean < 1);
    gfla_image_free(&resized);
    assert_fails(gfla_image_resize(&image, 0, 8, GFLA_FILTER_BOX, &resized), GFLA_ERROR_USAGE, "0 x 8");
    assert_fails(gfla_image_resize(&image, 8, 8, GFLA_FILTER_COUNT, &resized), GFLA_ERROR_USAGE, "filter 2");
    gfla_image_free(&image);
}

/* White of opacity 0 beside black of opacity 1: whatever the size, what is seen is black. */
static void transparent_colours_do_not_bleed(void **state)
{
    struct gfla_image image = {2, 1, 2, 16, (uint16_t[]){65535, 0, 0, 65535}}, resized;
    assert_ok(gfla_image_resize(&image, 7, 3, GFLA_FILTER_BILINEAR, &resized));
    for (int i = 0; i < 21; i++)
        assert_int_equal(((uint16_t *)resized.pixels)[2 * i], 0);
    assert_true(((uint16_t *)resized.pixels)[7] > 20000);
    gfla_image_free(&resized);
}

static void planes_are_filled_and_read(void **state)
{
    struct gfla_image image = {2, 1, 3, 8, (uint8_t[]){0, 51, 255, 127, 128, 254}}, back;
    static const float chw[6] = {-1, 127 / 127.5f - 1, 51 / 127.5f - 1, 128 / 127.5f - 1, 1, 254 / 127.5f - 1};
    static const float unit[6] = {0, 127 / 255.0f, 51 / 255.0f, 128 / 255.0f, 1, 254 / 255.0f};
    const float odd[6] = {-3, 9, NAN, INFINITY, 0, 0.99999f};
    float planes[6];
    gfla_image_to_planes(&image, planes);
    assert_memory_equal(planes, chw, sizeof chw);
    gfla_image_to_unit_planes(&image, planes);
    assert_memory_equal(planes, unit, sizeof unit);
    assert_ok(gfla_image_from_planes(odd, 2, 1, 3, &back));
    assert_memory_equal(back.pixels, ((uint8_t[]){0, 0, 127, 255, 255, 254}), 6);
    gfla_image_free(&back);
    image = (struct gfla_image){2, 1, 1, 16, (uint16_t[]){0, 65535}};
    gfla_image_to_planes(&image, planes);
    assert_true(planes[0] == -1 && planes[1] == 1);
}

/* Truncation may lose one level on the way there and back, as it does in the networks' own tools; never more. */
static void levels_survive_planes_but_for_truncation(void **state)
{
    uint8_t levels[256];
    float planes[256];
    struct gfla_image image = {256, 1, 1, 8, levels}, back;
    for (int i = 0; i < 256; i++)
        levels[i] = (uint8_t)i;
    gfla_image_to_planes(&image, planes);
    assert_ok(gfla_image_from_planes(planes, 256, 1, 1, &back));
    for (int i = 0; i < 256; i++) {
        int lost = levels[i] - ((uint8_t *)back.pixels)[i];
        assert_true(lost == 0 || lost == 1);
    }
    gfla_image_free(&back);
}

/* ---- failing memory ---- */

static void failing_memory_is_reported(void **state)
{
    const char *names[] = {"a.png", "a.jpg", "a.ppm"};
    struct gfla_image image;
    fill(&image, 200, 100, 3, 8);
    for (int k = 0; k < 3; k++) {
        gfla_status status = GFLA_ERROR_MEMORY;
        for (long n = 1; n < 100 && status != GFLA_OK; n++) {
            void *data;
            size_t size;
            gfla_memory_fail_at(n);
            status = gfla_image_encode(names[k], &image, NULL, &data, &size);
            gfla_memory_fail_at(0);
            assert_true(status == GFLA_OK ? data != NULL : status == GFLA_ERROR_MEMORY && !data);
            if (status == GFLA_OK && k < 2) {
                struct gfla_image back;
                for (long m = 1; m < 100; m++) {
                    gfla_memory_fail_at(m);
                    status =
                        gfla_image_read_memory(data, size, "a", &(struct gfla_image_read_params){.channels = 4}, &back);
                    gfla_memory_fail_at(0);
                    assert_true(status == GFLA_OK ? back.pixels != NULL : status == GFLA_ERROR_MEMORY && !back.pixels);
                    gfla_image_free(&back);
                    if (status == GFLA_OK)
                        break;
                }
            }
            free(data);
        }
        assert_int_equal(status, GFLA_OK);
    }
    for (long n = 1; n < 20; n++) {
        struct gfla_image resized;
        gfla_memory_fail_at(n);
        gfla_status status = gfla_image_resize(&image, 20, 20, GFLA_FILTER_BOX, &resized);
        gfla_memory_fail_at(0);
        assert_true(status == GFLA_OK ? resized.pixels != NULL : status == GFLA_ERROR_MEMORY && !resized.pixels);
        gfla_image_free(&resized);
    }
    gfla_image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_images_are_refused),
        cmocka_unit_test(every_kind_of_png_is_read),
        cmocka_unit_test(every_kind_of_jpeg_is_read),
        cmocka_unit_test(cmyk_is_refused),
        cmocka_unit_test(pictures_are_turned_upright),
        cmocka_unit_test(senseless_exif_is_ignored),
        cmocka_unit_test(every_cut_is_refused_silently),
        cmocka_unit_test(damage_is_survived_silently),
        cmocka_unit_test(damage_in_the_pixels_is_refused),
        cmocka_unit_test(huge_pictures_are_refused_by_their_header),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(png_keeps_every_pixel),
        cmocka_unit_test(jpeg_keeps_the_look),
        cmocka_unit_test(ppm_is_plain),
        cmocka_unit_test(what_a_format_cannot_hold_is_refused),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(channels_are_converted),
        cmocka_unit_test(files_are_converted_while_read),
        cmocka_unit_test(rectangles_are_cropped),
        cmocka_unit_test(resizing_agrees_with_pillow),
        cmocka_unit_test(resizing_keeps_the_depth_and_the_mean),
        cmocka_unit_test(transparent_colours_do_not_bleed),
        cmocka_unit_test(planes_are_filled_and_read),
        cmocka_unit_test(levels_survive_planes_but_for_truncation),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
