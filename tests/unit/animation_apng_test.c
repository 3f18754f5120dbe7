/* Animated PNG: files are taken apart again, chunk by chunk, and their frames compared. */
#include "animation_frames.h"

#include <zlib.h>

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static size_t put_chunk(unsigned char *out, const char *type, const unsigned char *data, size_t size)
{
    uint32_t sum = (uint32_t)crc32(crc32(0, (const Bytef *)type, 4), data, (uInt)size);
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(size >> (24 - 8 * i));
        out[8 + size + (size_t)i] = (unsigned char)(sum >> (24 - 8 * i));
    }
    memcpy(out + 4, type, 4);
    memcpy(out + 8, data, size);
    return size + 12;
}

/* The frames as images of their own: signature, the file's IHDR, the frame's pixels, IEND. */
struct frames {
    unsigned char *png[N_FRAMES];
    size_t size[N_FRAMES];
    int n;
};

static void add_pixels(struct frames *frames, const unsigned char *data, size_t size)
{
    assert_true(frames->n > 0);
    frames->size[frames->n - 1] +=
        put_chunk(frames->png[frames->n - 1] + frames->size[frames->n - 1], "IDAT", data, size);
}

static void begin_frame(struct frames *frames, const unsigned char *file, size_t file_size,
                        const unsigned char *control)
{
    assert_true(frames->n < N_FRAMES);
    assert_true(u32(control + 4) == WIDTH && u32(control + 8) == HEIGHT && u32(control + 12) == 0 &&
                u32(control + 16) == 0);
    assert_memory_equal(control + 20, "\0\124\3\350\0\0", 6); /* 84 / 1000 s, stays, replaces */
    frames->png[frames->n] = malloc(file_size + 100);
    memcpy(frames->png[frames->n], file, 33);
    frames->size[frames->n++] = 33;
}

/* Walks the chunks, checks every checksum and number, and collects the frames. */
static void take_apart(const unsigned char *file, size_t size, struct frames *frames)
{
    uint32_t sequence = 0;
    bool ended = false;
    assert_memory_equal(file, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(file + 37, "acTL", 4);
    assert_true(u32(file + 41) == N_FRAMES && u32(file + 45) == 0);
    for (size_t at = 8; at < size;) {
        const unsigned char *chunk = file + at, *data = chunk + 8;
        size_t n = u32(chunk);
        assert_true(!ended && n <= size - at - 12);
        assert_int_equal(u32(data + n), crc32(crc32(0, chunk + 4, 4), data, (uInt)n));
        if (memcmp(chunk + 4, "fcTL", 4) == 0) {
            assert_int_equal(u32(data), sequence++);
            begin_frame(frames, file, size, data);
        } else if (memcmp(chunk + 4, "IDAT", 4) == 0) {
            assert_int_equal(frames->n, 1);
            add_pixels(frames, data, n);
        } else if (memcmp(chunk + 4, "fdAT", 4) == 0) {
            assert_int_equal(u32(data), sequence++);
            add_pixels(frames, data + 4, n - 4);
        }
        ended = memcmp(chunk + 4, "IEND", 4) == 0;
        at += n + 12;
    }
    assert_true(ended && frames->n == N_FRAMES);
}

static void apng_keeps_every_pixel(void **state)
{
    for (int channels = 1; channels <= 4; channels++) {
        struct frames frames = {0};
        unsigned char *file;
        size_t size;
        write_animation(scratch("a.apng"), channels, true, false);
        assert_ok(gfla_file_read(scratch("a.apng"), 1 << 24, (void **)&file, &size));
        take_apart(file, size, &frames);
        for (int k = 0; k < N_FRAMES; k++) {
            struct gfla_bitmap read, frame, expected;
            frames.size[k] += put_chunk(frames.png[k] + frames.size[k], "IEND", file, 0);
            assert_ok(gfla_bitmap_read_memory(frames.png[k], frames.size[k], "frame", NULL, &read));
            fill(&frame, k, channels, true);
            assert_ok(gfla_bitmap_convert(&frame, channels % 2 ? 3 : 4, &expected));
            assert_int_equal(read.channels, expected.channels);
            assert_memory_equal(read.pixels, expected.pixels, gfla_bitmap_size(&expected));
            gfla_bitmap_free(&read);
            gfla_bitmap_free(&frame);
            gfla_bitmap_free(&expected);
            free(frames.png[k]);
        }
        free(file);
    }
}

/* The first frame decides; a program that knows no animation shows it. */
static void apng_is_a_png(void **state)
{
    struct gfla_bitmap first, rgba, read;
    gfla_animation *animation;
    fill(&first, 0, 3, true);
    fill(&rgba, 1, 4, true);
    assert_ok(gfla_animation_open(&animation, scratch("b.apng"), &shared_params));
    assert_ok(gfla_animation_add(animation, &first));
    assert_ok(gfla_animation_add(animation, &rgba));
    assert_ok(gfla_animation_finish(&animation));
    assert_ok(gfla_bitmap_read(scratch("b.apng"), NULL, &read));
    assert_int_equal(read.channels, 3);
    assert_memory_equal(read.pixels, first.pixels, gfla_bitmap_size(&first));
    gfla_bitmap_free(&first);
    gfla_bitmap_free(&rgba);
    gfla_bitmap_free(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apng_keeps_every_pixel),
        cmocka_unit_test(apng_is_a_png),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
