/* WebP, GIF, TIFF, BMP, PNM, DDS, SGI and TGA: every kind gives the pixels that went in; damage is an error. */
#include "image_support.h"
#include "format_files.h"

#include <stdlib.h>

/* Where sample (x, y) of the upright image is stored, by EXIF orientation. */
static void stored_at(int orientation, int x, int y, int *sx, int *sy)
{
    const int right = IMAGE_WIDTH - 1, below = IMAGE_HEIGHT - 1;
    const int places[9][2] = {{x, y}, {x, y},         {right - x, y},         {right - x, below - y}, {x, below - y},
                              {y, x}, {y, below - x}, {right - y, below - x}, {right - y, x}};
    *sx = places[orientation][0], *sy = places[orientation][1];
}

static void assert_image(const struct gfla_bitmap *image, int channels, int bits, int orientation)
{
    assert_int_equal(image->channels, channels);
    assert_int_equal(image->bits, bits);
    assert_int_equal(image->width, orientation >= 5 ? IMAGE_HEIGHT : IMAGE_WIDTH);
    assert_int_equal(image->height, orientation >= 5 ? IMAGE_WIDTH : IMAGE_HEIGHT);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            for (int c = 0; c < channels; c++) {
                int sx, sy;
                stored_at(orientation, x, y, &sx, &sy);
                if (channels == 4 && c < 3 && image_sample(sx, sy, 3) == 0)
                    continue; /* codecs may drop the colour of what is transparent */
                assert_int_equal(sample(image, x, y, c), image_sample(sx, sy, c) * (bits == 16 ? 257 : 1));
            }
}

/* Frees the file. */
static struct gfla_bitmap read_whole(struct blob file, bool keep_16)
{
    const struct gfla_bitmap_read_params params = {.keep_16 = keep_16};
    struct gfla_bitmap image;

    assert_ok(gfla_bitmap_read_memory(file.data, file.size, "picture", &params, &image));
    blob_free(&file);
    return image;
}

static void check(struct blob file, int channels)
{
    struct gfla_bitmap image = read_whole(file, true);
    assert_image(&image, channels, 8, 1);
    gfla_bitmap_free(&image);
}

static void every_kind_of_tga_is_read(void **state)
{
    static const int channels[] = {1, 3, 4};
    for (int i = 0; i < 3; i++)
        for (int options = 0; options < 16; options++) {
            const struct tga_kind kind = {channels[i], options & 1, options >> 1 & 1, options >> 2 & 1, options >> 3};
            if (kind.channels > 1 || !kind.mapped)
                check(tga_file(kind), kind.channels);
        }
}

/* 16 bits are 5 for each colour and one for alpha; alpha of 32 bits that is zero everywhere and not announced is
 * none. */
static void words_of_tga_are_taken_apart(void **state)
{
    unsigned char words[] = {0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 16, 0x21, 0x00, 0xfc, 0xe0, 0x03};
    unsigned char clear[] = {0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 32, 0x20, 1, 2, 3, 0};
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_read_memory(words, sizeof words, "a.tga", NULL, &image));
    assert_memory_equal(image.pixels, "\xff\0\0\xff\0\xff\0\0", 8);
    gfla_bitmap_free(&image);
    assert_ok(gfla_bitmap_read_memory(clear, sizeof clear, "a.tga", NULL, &image));
    assert_memory_equal(image.pixels, "\3\2\1\xff", 4);
    gfla_bitmap_free(&image);
    clear[17] |= 8;
    assert_ok(gfla_bitmap_read_memory(clear, sizeof clear, "a.tga", NULL, &image));
    assert_memory_equal(image.pixels, "\3\2\1\0", 4);
    gfla_bitmap_free(&image);
}

static void every_kind_of_bmp_is_read(void **state)
{
    static const int bits[] = {4, 8, 24, 32};
    for (int i = 0; i < 4; i++)
        for (int from_top = 0; from_top < 2; from_top++)
            check(bmp_file(bits[i], from_top), bits[i] == 32 ? 4 : 3);
}

/* Numbers of the colours that the runs of bmp_rle_file give, from the top row. */
static void runs_of_bmp_are_read(void **state)
{
    static const int expected[2][15] = {{0, 1, 2, 3, 4, 5, 6, 6, 6, 9, 10, 11, 12, 13, 14},
                                        {0, 1, 2, 3, 4, 5, 6, 5, 6, 5, 10, 11, 12, 13, 14}};
    for (int bits = 8; bits >= 4; bits -= 4) {
        struct gfla_bitmap image = read_whole(bmp_rle_file(bits), false);
        for (int i = 0; i < 15; i++)
            for (int c = 0; c < 3; c++) {
                const int index = expected[bits == 4][i];
                assert_int_equal(sample(&image, i % 5, i / 5, c), image_sample(index % 5, index / 5, c));
            }
        gfla_bitmap_free(&image);
    }
}

static void every_kind_of_sgi_is_read(void **state)
{
    for (int channels = 1; channels <= 4; channels++)
        for (int packed = 0; packed < 2; packed++) {
            struct gfla_bitmap image = read_whole(sgi_file(channels, 1, packed), true);
            if (channels == 2) /* grey and alpha: the second plane, here green */
                assert_int_equal(sample(&image, 1, 2, 1), image_sample(1, 2, 1));
            else
                assert_image(&image, channels, 8, 1);
            gfla_bitmap_free(&image);
            image = read_whole(sgi_file(3, 2, packed), true);
            assert_image(&image, 3, 16, 1);
            gfla_bitmap_free(&image);
            check(sgi_file(3, 1, packed), 3);
            image = read_whole(sgi_file(3, 2, packed), false);
            assert_image(&image, 3, 8, 1);
            gfla_bitmap_free(&image);
        }
}

static void words_of_dds_are_read(void **state)
{
    check(dds_file(1), 1);
    check(dds_file(3), 3);
    check(dds_file(4), 4);
}

/* One block, cut to 3 x 2: red 31, green 63 and what lies between by thirds, or by halves with a hole. */
static struct gfla_bitmap read_block(const char *fourcc, const unsigned char *block, size_t size)
{
    struct blob file = dds_header(3, 2, fourcc, 4, 0);
    blob_add(&file, block, size);
    return read_whole(file, false);
}

static void blocks_of_dds_are_read(void **state)
{
    static const unsigned char thirds[] = {0x00, 0xf8, 0xe0, 0x07, 0x24, 0x13, 0, 0}; /* red > green: 0 1 2 | 3 0 1 */
    static const unsigned char hole[] = {0xe0, 0x07, 0x00, 0xf8, 0x24, 0x13, 0, 0};
    static const unsigned char dxt3[] = {0x20, 0x0f, 0x31, 0, 0, 0, 0, 0, 0x00, 0xf8, 0xe0, 0x07, 0x24, 0x13, 0, 0};
    static const unsigned char dxt5[] = {240, 30, 0x88, 0xc6, 0xfa, 0, 0, 0, 0xe0, 0x07, 0x00, 0xf8, 0x24, 0x13, 0, 0};
    static const unsigned char small[] = {30, 240, 0x88, 0xc6, 0xfa, 0, 0, 0, 0xe0, 0x07, 0x00, 0xf8, 0x24, 0x13, 0, 0};
    struct gfla_bitmap image = read_block("DXT1", thirds, 8);
    assert_memory_equal(image.pixels, "\xff\0\0\xff\0\xff\0\xff\xaa\x55\0\xff\x55\xaa\0\xff\xff\0\0\xff\0\xff\0\xff",
                        24);
    gfla_bitmap_free(&image);
    image = read_block("DXT1", hole, 8);
    assert_memory_equal(image.pixels, "\0\xff\0\xff\xff\0\0\xff\x80\x80\0\xff\0\0\0\0\0\xff\0\xff\xff\0\0\xff", 24);
    gfla_bitmap_free(&image);
    image = read_block("DXT3", dxt3, 16);
    assert_memory_equal(image.pixels, "\xff\0\0\0\0\xff\0\x22\xaa\x55\0\xff\x55\xaa\0\x11\xff\0\0\x33\0\xff\0\0", 24);
    gfla_bitmap_free(&image);
    /* indices of alpha 0 1 2 3 | 4 5: sevenths from 240 to 30, or fifths */
    image = read_block("DXT5", dxt5, 16);
    assert_memory_equal(image.pixels, "\0\xff\0\xf0\xff\0\0\x1e\x55\xaa\0\xd2\xaa\x55\0\x96\0\xff\0\x78\xff\0\0\x5a",
                        24);
    gfla_bitmap_free(&image);
    image = read_block("DXT5", small, 16);
    assert_int_equal(sample(&image, 2, 0, 3), 72);
    gfla_bitmap_free(&image);
}

static void every_kind_of_pnm_is_read(void **state)
{
    static const int kinds[] = {2, 3, 5, 6};
    for (int i = 0; i < 4; i++) {
        check(pnm_file(kinds[i], 255), kinds[i] % 3 == 0 ? 3 : 1);
        struct gfla_bitmap image = read_whole(pnm_file(kinds[i], 65535), true);
        assert_image(&image, kinds[i] % 3 == 0 ? 3 : 1, 16, 1);
        gfla_bitmap_free(&image);
    }
    for (int kind = 1; kind <= 4; kind += 3) {
        struct gfla_bitmap image = read_whole(pnm_file(kind, 1), false);
        for (int i = 0; i < 15; i++)
            assert_int_equal(sample(&image, i % 5, i / 5, 0), image_sample(i % 5, i / 5, 0) > 100 ? 255 : 0);
        gfla_bitmap_free(&image);
    }
}

static void tiff_is_read_and_turned_upright(void **state)
{
    static const int channels[] = {1, 3, 4};
    for (int i = 0; i < 3; i++)
        for (int bits = 8; bits <= 16; bits += 8)
            for (int orientation = 1; orientation <= 8; orientation++) {
                struct gfla_bitmap image = read_whole(tiff_file(channels[i], bits, orientation, orientation % 2), true);
                assert_image(&image, channels[i], bits, orientation);
                gfla_bitmap_free(&image);
            }
}

static void webp_is_read_and_turned_upright(void **state)
{
    for (int channels = 3; channels <= 4; channels++)
        for (int orientation = 0; orientation <= 8; orientation++) {
            struct gfla_bitmap image = read_whole(webp_file(channels, orientation), true);
            assert_image(&image, channels, 8, orientation);
            gfla_bitmap_free(&image);
        }
}

static void png_is_turned_upright(void **state)
{
    for (int bits = 8; bits <= 16; bits += 8)
        for (int orientation = 1; orientation <= 8; orientation++) {
            struct gfla_bitmap image = read_whole(png_turned(bits, orientation), true);
            assert_image(&image, 3, bits, orientation);
            gfla_bitmap_free(&image);
        }
}

/* Of the table: endings in capitals, no hidden files, stills alone where that is asked for. */
static void images_of_folders_are_listed(void **state)
{
    static const char *const files[] = {"a10.PNG", "a2.jpeg", ".a3.png", "b.webp", "c.GIF", "d.heic", "e.txt", "f.Tif"};
    char folder[600], path[700], **names;
    size_t n;
    snprintf(folder, sizeof folder, "%s", scratch("images"));
    assert_ok(gfla_folder_create(folder));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_ok(gfla_file_write(path, "x", 1));
    }
    assert_ok(gfla_bitmap_files(folder, true, &names, &n));
    assert_int_equal(n, 4);
    assert_string_equal(names[0], "a2.jpeg");
    assert_string_equal(names[1], "a10.PNG");
    assert_string_equal(names[3], "f.Tif");
    free(names);
    assert_ok(gfla_bitmap_files(folder, false, &names, &n));
    assert_int_equal(n, 6);
    free(names);
}

static void gif_is_read(void **state)
{
    check(gif_file(0, 0, 0), 3);
    check(gif_file(1, 0, 0), 3);
    struct gfla_bitmap image = read_whole(gif_file(0, 1, 0), false);
    assert_int_equal(image.channels, 4);
    assert_int_equal(sample(&image, 1, 1, 3), 0);
    assert_int_equal(sample(&image, 0, 1, 3), 255);
    gfla_bitmap_free(&image);
    image = read_whole(gif_file(1, 0, 2), false); /* the margin is transparent */
    assert_int_equal(image.width, IMAGE_WIDTH + 4);
    assert_int_equal(sample(&image, 0, 0, 3), 0);
    assert_int_equal(sample(&image, 2, 2, 3), 255);
    assert_int_equal(sample(&image, 5, 4, 1), image_sample(3, 2, 1));
    gfla_bitmap_free(&image);
}

/* ---- damage ---- */

#define N_FILES 19

static struct blob file_of(int i)
{
    switch (i) {
    case 0:
        return tga_file((struct tga_kind){3, 0, 0, 0, 0});
    case 1:
        return tga_file((struct tga_kind){3, 1, 0, 0, 0});
    case 2:
        return tga_file((struct tga_kind){4, 1, 1, 1, 1});
    case 3:
        return bmp_file(4, 0);
    case 4:
        return bmp_file(32, 1);
    case 5:
        return bmp_rle_file(8);
    case 6:
        return bmp_rle_file(4);
    case 7:
        return sgi_file(3, 1, 0);
    case 8:
        return sgi_file(4, 2, 1);
    case 9:
        return dds_file(4);
    case 10:
        return pnm_file(4, 1);
    case 11:
        return pnm_file(5, 65535);
    case 12:
        return pnm_file(6, 255);
    case 13:
        return tiff_file(4, 16, 6, 0);
    case 14:
        return tiff_file(1, 8, 1, 1);
    case 15:
        return webp_file(4, 0);
    case 16:
        return webp_file(3, 6);
    case 17:
        return png_turned(8, 6);
    default:
        return gif_file(1, 1, 1);
    }
}

/* Of TGA not even the signature is sure; of a row's padding, GIF's end and what follows the pixels some bytes may be
 * missing. */
static void every_cut_is_refused(void **state)
{
    for (int i = 0; i < N_FILES; i++) {
        struct blob file = file_of(i);
        const size_t spare = i == 3 ? 1 : i == N_FILES - 1 ? 2 : 0;
        for (size_t size = 1; size < file.size - spare; size++) {
            struct gfla_bitmap image;
            unsigned char *copy = malloc(size);
            memcpy(copy, file.data, size);
            assert_fails(gfla_bitmap_read_memory(copy, size, "cut", NULL, &image), GFLA_ERROR_INPUT, "cut");
            assert_null(image.pixels);
            free(copy);
        }
        blob_free(&file);
    }
}

static void damage_is_survived(void **state)
{
    static const unsigned char changes[] = {0xff, 0x01, 0x80};
    for (int i = 0; i < 3 * N_FILES; i++) {
        struct blob file = file_of(i / 3);
        for (size_t at = 0; at < file.size; at++) {
            struct gfla_bitmap image;
            file.data[at] ^= changes[i % 3];
            gfla_status status = gfla_bitmap_read_memory(file.data, file.size, "bad", NULL, &image);
            assert_true(status == GFLA_OK ? image.pixels != NULL : status == GFLA_ERROR_INPUT && !image.pixels);
            gfla_bitmap_free(&image);
            file.data[at] ^= changes[i % 3];
        }
        blob_free(&file);
    }
}

static void refuses(struct blob file, size_t at, const char *bytes, size_t n, const char *reason)
{
    struct gfla_bitmap image;
    memcpy(file.data + at, bytes, n);
    assert_fails(gfla_bitmap_read_memory(file.data, file.size, "x", NULL, &image), GFLA_ERROR_INPUT, reason);
    blob_free(&file);
}

/* Found by fuzzing: a header of 52 bytes has no fourth mask, whatever its coding says. */
static void masks_are_read_inside_the_file(void **state)
{
    struct blob file = bmp_header(32, 0, 6);
    struct gfla_bitmap image;
    unsigned char *end_of_file = malloc(14 + 52);
    memcpy(end_of_file, file.data, 14 + 52);
    end_of_file[14] = 52;
    end_of_file[10] = 14 + 52;
    assert_fails(gfla_bitmap_read_memory(end_of_file, 14 + 52, "a.bmp", NULL, &image), GFLA_ERROR_INPUT,
                 "a.bmp: BMP: the file is cut short");
    free(end_of_file);
    blob_free(&file);
}

/* Found by fuzzing: an image of three samples whose tag promises alpha beside them. */
static void alpha_that_is_not_there_is_not_read(void **state)
{
    struct blob file = tiff_file(4, 8, 1, 0);
    file.data[10 + 12 * 2 + 4] = 3; /* bits of three samples */
    file.data[10 + 12 * 6 + 8] = 3; /* samples of a pixel */
    struct gfla_bitmap image = read_whole(file, false);
    assert_int_equal(image.channels, 3);
    gfla_bitmap_free(&image);
}

static void what_cannot_be_is_named(void **state)
{
    const char *limit = "limit is 16384 a side and 100000000";
    refuses(bmp_file(24, 0), 18, "\x01\x40\0\0\0\x40\0\0", 8, limit);
    refuses(bmp_file(24, 0), 18, "\0\0\0\x80", 4, limit);
    refuses(dds_file(4), 12, "\0\x40\0\0\0\x40\0\0", 8, limit);
    refuses(sgi_file(3, 1, 1), 6, "\x40\x01", 2, limit);
    refuses(tga_file((struct tga_kind){3, 0, 0, 0, 0}), 12, "\xff\xff\xff\xff", 4, limit);
    refuses(tiff_file(3, 8, 1, 0), 18, "\xff\xff", 2, limit);
    refuses(dds_header(5, 3, "BC5U", 4, 0), 0, "DDS ", 4, "DDS: pixels of format 0x55354342");
    refuses(bmp_file(8, 0), 14 + 40 + 60, "\x0f", 1, "BMP: a pixel has colour 15 of 15");
    refuses(tiff_file(1, 8, 1, 0), 54, "\5", 1, "TIFF: the colours are CMYK, for print, of 1 samples of 8 bits");
    refuses(pnm_file(5, 200), 28, "\xff", 1, "PNM: a sample is 255, the largest is said to be 200");
    refuses(sgi_file(3, 1, 1), 512, "\0\1\0\0", 4, "SGI: row 0 lies outside the file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_tga_is_read),
        cmocka_unit_test(words_of_tga_are_taken_apart),
        cmocka_unit_test(every_kind_of_bmp_is_read),
        cmocka_unit_test(runs_of_bmp_are_read),
        cmocka_unit_test(every_kind_of_sgi_is_read),
        cmocka_unit_test(words_of_dds_are_read),
        cmocka_unit_test(blocks_of_dds_are_read),
        cmocka_unit_test(images_of_folders_are_listed),
        cmocka_unit_test(every_kind_of_pnm_is_read),
        cmocka_unit_test(tiff_is_read_and_turned_upright),
        cmocka_unit_test(webp_is_read_and_turned_upright),
        cmocka_unit_test(png_is_turned_upright),
        cmocka_unit_test(gif_is_read),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(damage_is_survived),
        cmocka_unit_test(masks_are_read_inside_the_file),
        cmocka_unit_test(alpha_that_is_not_there_is_not_read),
        cmocka_unit_test(what_cannot_be_is_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
