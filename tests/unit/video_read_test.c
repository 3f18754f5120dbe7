/* Videos of other programs and with damage: files cut short, turned, hostile, or put together of parts. */
#include "video_support.h"

#include <webp/demux.h>
#include <webp/encode.h>

#include "base/random.h"

/* ---- what is no video ---- */

static void what_is_no_video_is_refused(void **state)
{
    static const struct {
        const char *name, *content, *message;
    } cases[] = {
        {"text.mp4", "this is no video\n", "text.mp4"},
        {"empty.mp4", "", "empty.mp4"},
        {"list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nreal.mp4\n#EXT-X-ENDLIST\n", "list.mp4"},
        {"list.ffconcat", "ffconcat version 1.0\nfile real.mp4\n", "list.ffconcat"},
        {"short.webp", "RIFF\xff\xff\0\0WEBPVP8 ", "short.webp"},
    };
    gfla_video *video;
    if (has_videos())
        write_frames(scratch("real.mp4"), 32, 32, 3, 3, (struct gfla_animation_params){.delay = 40});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_ok(gfla_file_write(scratch(cases[i].name), cases[i].content, i == 4 ? 16 : strlen(cases[i].content)));
        assert_fails(gfla_video_open(&video, scratch(cases[i].name), NULL), GFLA_ERROR_INPUT, cases[i].message);
        assert_null(video);
    }
    assert_ok(gfla_folder_create(scratch("none")));
    assert_fails(gfla_video_open(&video, scratch("none"), NULL), GFLA_ERROR_INPUT, "no pictures");
    assert_fails(gfla_video_open(&video, scratch("missing.mp4"), NULL), GFLA_ERROR_INPUT, "No such file");
    assert_fails(gfla_video_open(&video, "http://127.0.0.1/x.mp4", NULL), GFLA_ERROR_INPUT, "No such file");
}

/* ---- damage ---- */

enum { N_FRAMES = 40 };
static const struct gfla_animation_params params = {.fps = 25};

/* A copy of the file, cut to a part or with a run of bytes in the middle overwritten. */
static void damage(const char *from, const char *to, double kept, double where)
{
    unsigned char *file;
    size_t size;
    assert_ok(gfla_file_read(scratch(from), 1 << 24, (void **)&file, &size));
    for (size_t i = 0; where > 0 && i < 60; i++)
        file[(size_t)((double)size * where) + i] ^= (unsigned char)(i * 71 + 13);
    assert_ok(gfla_file_write(scratch(to), file, (size_t)((double)size * kept)));
    free(file);
}

struct tally {
    int n_whole, n_damaged, first_damaged;
    bool in_order; /* all that were read were what they should be, up to the first that was not */
};

static struct tally read_all(const char *path)
{
    struct tally t = {.first_damaged = -1, .in_order = true};
    gfla_video *video = open_video(path, 3);
    for (bool end = false; !end;) {
        const long long k = gfla_video_position(video);
        struct gfla_bitmap read, frame;
        const gfla_status status = gfla_video_next(video, &read, &end);
        assert_true(k < 2 * N_FRAMES);
        if (status == GFLA_ERROR_INPUT) {
            char name[40];
            snprintf(name, sizeof name, ": frame %lld: ", k);
            assert_non_null(strstr(gfla_error_message(), name));
            assert_int_equal(gfla_video_position(video), k + 1);
            if (t.n_damaged++ == 0)
                t.first_damaged = (int)k;
        } else if (!end) {
            draw_frame(&frame, 80, 80, (int)k, 3);
            t.in_order = t.in_order && (psnr(&read, &frame) > 30 || t.n_damaged > 0);
            t.n_whole++;
            gfla_bitmap_free(&frame);
        }
        gfla_bitmap_free(&read);
    }
    gfla_video_destroy(&video);
    return t;
}

/* Formats that can tell: most damage is in the frame that is named, and no frame is lost or moved by it. */
static void damaged_frames_are_named_and_passed(void **state)
{
    static const char *const names[] = {"d.mp4", "d.webp", "d.apng"};
    for (int i = 0; i < 3; i++) {
        if (i != 1 && !has_videos())
            continue;
        write_frames(scratch(names[i]), 80, 80, N_FRAMES, 3, params);
        for (double where = 0.3; where < 0.8; where += 0.1) {
            const char *path = scratch(i == 0 ? "e.mp4" : i == 1 ? "e.webp" : "e.apng");
            gfla_video *video = NULL;
            damage(names[i], strrchr(path, '/') + 1, 1, where);
            if (gfla_video_open(&video, path, NULL) != GFLA_OK)
                continue; /* between frames: the list of them is damaged */
            gfla_video_destroy(&video);
            const struct tally t = read_all(path);
            assert_in_range(t.n_damaged, 1, 3);
            assert_int_equal(t.n_whole + t.n_damaged, N_FRAMES);
            assert_true(t.in_order);
        }
    }
}

/* Skipping goes over damaged frames as reading does. */
static void damaged_frames_can_be_skipped(void **state)
{
    if (!has_videos())
        return;
    write_frames(scratch("s.apng"), 80, 80, N_FRAMES, 3, params);
    damage("s.apng", "t.apng", 1, 0.5);
    const int damaged = read_all(scratch("t.apng")).first_damaged;
    assert_in_range(damaged, 10, 30);
    gfla_video *video = open_video(scratch("t.apng"), 3);
    assert_ok(gfla_video_seek(video, damaged + 1));
    assert_frame(video, 80, 80, damaged + 1, 99);
    assert_ok(gfla_video_seek(video, N_FRAMES - 1));
    assert_frame(video, 80, 80, N_FRAMES - 1, 99);
    assert_end(video);
    gfla_video_destroy(&video);
}

/* A file that breaks off: all frames before, one error, the end; or no video at all where what is cut says what it is.
 */
static void files_that_break_off_are_noticed(void **state)
{
    static const char *const names[] = {"c.webm", "c.gif", "c.apng"};
    for (int i = 0; i < 3 && has_videos(); i++) {
        write_frames(scratch(names[i]), 80, 80, N_FRAMES, 3, params);
        damage(names[i], names[i], 0.6, 0);
        const struct tally t = read_all(scratch(names[i]));
        assert_in_range(t.n_whole, N_FRAMES / 4, N_FRAMES * 3 / 4);
        assert_in_range(t.n_damaged, 1, 2); /* the frame that was cut may count, too */
        assert_true(t.in_order && t.first_damaged == t.n_whole);
    }
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "f.mp4" : "f.webp";
        gfla_video *video;
        if (i && !has_videos())
            continue;
        write_frames(scratch(name), 80, 80, N_FRAMES, 3, params);
        damage(name, name, 0.6, 0);
        assert_fails(gfla_video_open(&video, scratch(name), NULL), GFLA_ERROR_INPUT, name);
        assert_null(video);
    }
}

static void failing_memory_is_reported(void **state)
{
    static const char *const names[] = {"m.webp", "m.mp4", "m"};
    for (int i = 0; i < 3; i++) {
        gfla_status status = GFLA_ERROR_MEMORY;
        if (i == 1 && !has_videos())
            continue;
        write_frames(scratch(names[i]), 16, 16, 2, 3, params);
        for (long n = 1; n < 100 && status != GFLA_OK; n++) {
            gfla_video *video;
            struct gfla_bitmap frame = {0};
            bool end;
            gfla_memory_fail_at(n);
            status = gfla_video_open(&video, scratch(names[i]), &(struct gfla_bitmap_read_params){.channels = 4});
            if (status == GFLA_OK)
                status = gfla_video_next(video, &frame, &end);
            gfla_memory_fail_at(0);
            assert_true(status == GFLA_OK || status == GFLA_ERROR_MEMORY);
            gfla_bitmap_free(&frame);
            gfla_video_destroy(&video);
        }
        assert_int_equal(status, GFLA_OK);
    }
}

/* ---- turned by the camera ---- */

static void put_u32(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* Writes the matrix of the track (a b u c d v x y w, of which a b c d turn) of a file of 64 x 32. */
static void set_matrix(const char *path, const int abcd[4])
{
    static const int places[4] = {0, 1, 3, 4};
    unsigned char *file;
    size_t size, at = 0;
    assert_ok(gfla_file_read(path, 1 << 24, (void **)&file, &size));
    while (memcmp(file + at, "tkhd", 4) != 0)
        assert_true(++at < size - 100);
    for (int i = 0; i < 4; i++)
        put_u32(file + at + 4 + 40 + 4 * places[i], (uint32_t)(abcd[i] * 65536));
    assert_ok(gfla_file_write(path, file, size));
    free(file);
}

/* The bright square of frame 0 is at the upper left; where it is when the image is upright. */
static void turned_videos_are_read_upright(void **state)
{
    static const struct {
        int abcd[4];
        bool lies, right, below;
    } cases[] = {
        {{1, 0, 0, 1}, false, false, false},
        {{0, 1, -1, 0}, true, true, false}, /* a quarter clockwise */
        {{-1, 0, 0, -1}, false, true, true},
        {{0, -1, 1, 0}, true, false, true},
    };
    for (size_t i = 0; i < 4 && has_videos(); i++) {
        struct gfla_bitmap frame;
        bool end;
        write_frames(scratch("turned.mp4"), 64, 32, 2, 3, params);
        set_matrix(scratch("turned.mp4"), cases[i].abcd);
        gfla_video *video = open_video(scratch("turned.mp4"), 1);
        assert_int_equal(gfla_video_about(video)->width, cases[i].lies ? 32 : 64);
        assert_int_equal(gfla_video_about(video)->height, cases[i].lies ? 64 : 32);
        assert_ok(gfla_video_next(video, &frame, &end));
        assert_true(frame.width == gfla_video_about(video)->width && frame.height == gfla_video_about(video)->height);
        for (int right = 0; right < 2; right++)
            for (int below = 0; below < 2; below++) {
                const int x = right ? frame.width - 3 : 2, y = below ? frame.height - 3 : 2;
                const int value = ((uint8_t *)frame.pixels)[y * frame.width + x];
                assert_int_equal(value > 220, right == cases[i].right && below == cases[i].below);
            }
        gfla_bitmap_free(&frame);
        gfla_video_destroy(&video);
    }
}

/* ---- WebP of parts ---- */

struct bytes {
    uint8_t data[1 << 17];
    size_t size;
};

static void put(struct bytes *to, const void *data, size_t size)
{
    assert_true(to->size + size <= sizeof to->data);
    memcpy(to->data + to->size, data, size);
    to->size += size;
}

static void put_number(struct bytes *to, uint32_t value, int n)
{
    for (int i = 0; i < n; i++)
        put(to, &(uint8_t){(uint8_t)(value >> 8 * i)}, 1);
}

/* Rectangles of random place, alpha and way of drawing. */
static void put_part(struct bytes *to, struct gfla_random *random, int side)
{
    const int x = (int)gfla_random_below(random, 10) * 2, y = (int)gfla_random_below(random, 10) * 2;
    const int w = 1 + (int)gfla_random_below(random, (uint32_t)(side - x));
    const int h = 1 + (int)gfla_random_below(random, (uint32_t)(side - y));
    uint8_t *rgba = malloc((size_t)w * h * 4), *file;
    const int solid = gfla_random_below(random, 3) == 0;
    for (int i = 0; i < w * h * 4; i++)
        rgba[i] = i % 4 == 3 && solid ? 255 : (uint8_t)gfla_random_u32(random);
    const size_t size = WebPEncodeLosslessRGBA(rgba, w, h, 4 * w, &file);
    const size_t begin = memcmp(file + 12, "VP8X", 4) == 0 ? 30 : 12;
    assert_true(size > begin);
    put(to, "ANMF", 4);
    put_number(to, (uint32_t)(16 + size - begin), 4);
    put_number(to, (uint32_t)x / 2, 3);
    put_number(to, (uint32_t)y / 2, 3);
    put_number(to, (uint32_t)w - 1, 3);
    put_number(to, (uint32_t)h - 1, 3);
    put_number(to, 40, 3);
    put_number(to, gfla_random_below(random, 4), 1); /* dispose, replace */
    put(to, file + begin, size - begin);
    WebPFree(file);
    free(rgba);
}

/* The same as the library's own decoder of animations, up to its rounding. */
static void parts_are_put_together(void **state)
{
    enum { SIDE = 30, N = 20 };
    static struct bytes file;
    struct gfla_bitmap read;
    WebPAnimDecoderOptions options;
    uint8_t *expected;
    int time;
    bool end;
    struct gfla_random random = gfla_random_seed(7, 0);
    put(&file, "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0\x1d\0\0\x1d\0\0ANIM\x06\0\0\0\0\0\0\0\0\0", 44);
    for (int k = 0; k < N; k++)
        put_part(&file, &random, SIDE);
    for (int i = 0; i < 4; i++)
        file.data[4 + i] = (uint8_t)((file.size - 8) >> 8 * i);
    assert_ok(gfla_file_write(scratch("parts.webp"), file.data, file.size));
    assert_true(WebPAnimDecoderOptionsInit(&options));
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(&(WebPData){file.data, file.size}, &options);
    gfla_video *video = open_video(scratch("parts.webp"), 4);
    assert_true(gfla_video_about(video)->n_frames == N && gfla_video_about(video)->fps == 25);
    for (int k = 0; k < N; k++) {
        assert_true(WebPAnimDecoderGetNext(decoder, &expected, &time));
        assert_ok(gfla_video_next(video, &read, &end));
        for (int i = 0; i < SIDE * SIDE * 4; i++)
            if (i % 4 == 3 || expected[i | 3] > 8) /* what is nearly transparent has no colour */
                assert_in_range(((uint8_t *)read.pixels)[i] + 4, expected[i], expected[i] + 8);
        gfla_bitmap_free(&read);
    }
    WebPAnimDecoderDelete(decoder);
    gfla_video_destroy(&video);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_video_is_refused),   cmocka_unit_test(damaged_frames_are_named_and_passed),
        cmocka_unit_test(damaged_frames_can_be_skipped), cmocka_unit_test(files_that_break_off_are_noticed),
        cmocka_unit_test(failing_memory_is_reported),    cmocka_unit_test(turned_videos_are_read_upright),
        cmocka_unit_test(parts_are_put_together),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
