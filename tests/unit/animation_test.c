/* Animations of any format: folders of images, misuse, and outputs that cannot be written. */
#include "animation_frames.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/memory.h"

/* ---- a folder ---- */

static void folders_hold_numbered_images(void **state)
{
    static const char *paths[] = {"sequence", "new/deep.er/"};
    for (int i = 0; i < 2; i++) {
        char **names;
        size_t n;
        write_animation(scratch(paths[i]), 4, true, false);
        assert_ok(gfla_folder_list(scratch(paths[i]), &names, &n));
        assert_int_equal(n, N_FRAMES);
        assert_string_equal(names[0], "00000.png");
        assert_string_equal(names[2], "00002.png");
        free(names);
    }
    struct gfla_bitmap read, frame;
    fill(&frame, 2, 4, true);
    assert_ok(gfla_bitmap_read(scratch("sequence/00002.png"), NULL, &read));
    assert_memory_equal(read.pixels, frame.pixels, gfla_bitmap_size(&frame));
    gfla_bitmap_free(&read);
    gfla_bitmap_free(&frame);
}

/* ---- misuse and failure ---- */

static void misuse_is_reported(void **state)
{
    struct gfla_animation_params p = shared_params;
    gfla_animation *animation;
    struct gfla_bitmap image;
    assert_fails(gfla_animation_open(&animation, scratch("a.mov"), &shared_params), GFLA_ERROR_USAGE,
                 "'.mov'. hint: use .gif, .apng, .webp, .mp4, .webm, or a folder");
    assert_fails(gfla_animation_check("a.mov"), GFLA_ERROR_USAGE, "'.mov'");
    assert_ok(gfla_animation_check("a.webp"));
    assert_ok(gfla_animation_check("a.folder/"));
    assert_fails(gfla_animation_open(&animation, scratch("a.png"), &shared_params), GFLA_ERROR_USAGE, "'.png'");
    p.delay = 0;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "0 ms");
    p.delay = 60001;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "60001 ms");
    p.fps = 2000;
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "2000 frames a second");
    p = shared_params;
    p.quality = 101;
    assert_fails(gfla_animation_open(&animation, scratch("a.webp"), &p), GFLA_ERROR_USAGE, "quality 101");
    p = (struct gfla_animation_params){.width = 0, .height = 5, .delay = 40};
    assert_fails(gfla_animation_open(&animation, scratch("a.gif"), &p), GFLA_ERROR_USAGE, "0 x 5");
    assert_null(animation);
    size_t before = scratch_count();
    assert_ok(gfla_animation_open(&animation, scratch("none.gif"), &shared_params));
    assert_fails(gfla_animation_finish(&animation), GFLA_ERROR_USAGE, "without frames");
    assert_null(animation);
    assert_ok(gfla_animation_open(&animation, scratch("size.gif"), &shared_params));
    assert_ok(gfla_bitmap_create(&image, WIDTH, HEIGHT + 1, 3, 8));
    assert_fails(gfla_animation_add(animation, &image), GFLA_ERROR_USAGE, "frame 0 has 23 x 18 pixels, not 23 x 17");
    gfla_bitmap_free(&image);
    gfla_animation_discard(&animation);
    gfla_animation_discard(&animation);
    assert_int_equal(scratch_count(), before);
    assert_true(gfla_animation_can_write("x.APNG"));
    assert_false(gfla_animation_can_write("x"));
    assert_true(gfla_animation_can_write("x.mp4"));
    assert_false(gfla_animation_can_write("x.mov"));
}

static gfla_status try_to_write(const char *path, int n_frames)
{
    gfla_animation *animation;
    struct gfla_bitmap frame = {WIDTH, HEIGHT, 2, 16, NULL};
    static uint16_t pixels[WIDTH * HEIGHT * 2];
    gfla_status status;
    frame.pixels = pixels;
    struct gfla_animation_params p = shared_params;
    p.dither = true;
    TRY(gfla_animation_open(&animation, path, &p));
    for (int k = 0; k < n_frames; k++) {
        for (int i = 0; i < WIDTH * HEIGHT * 2; i++)
            pixels[i] = (uint16_t)((i + 77 * k) * 40503); /* noise: more than the stream's buffer holds */
        TRY(gfla_animation_add(animation, &frame));
    }
    TRY(gfla_animation_finish(&animation));
fail:
    gfla_animation_discard(&animation);
    return status;
}

/* Videos may be left out of the build. */
static const char *const formats[] = {"x", "x.gif", "x.apng", "x.webp", "x.mp4", "x.webm"};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static void outputs_that_cannot_be_written_are_reported(void **state)
{
    gfla_animation *animation;
    assert_fails(gfla_animation_open(&animation, scratch("absent/a.gif"), &shared_params), GFLA_ERROR_OUTPUT,
                 "absent/a.gif");
    assert_fails(gfla_animation_open(&animation, "/dev/null/folder", &shared_params), GFLA_ERROR_OUTPUT, "/dev/null");
    for (int i = 1; i < N_FORMATS; i++) {
        if (gfla_animation_check(formats[i]) != GFLA_OK)
            continue;
        scratch_limit_files(10);
        const gfla_status status = try_to_write(scratch(formats[i]), 20);
        scratch_limit_files(-1);
        assert_int_equal(status, GFLA_ERROR_OUTPUT);
        assert_non_null(strstr(gfla_error_message(), "/"));
        assert_false(gfla_file_exists(scratch(formats[i])));
    }
}

static void pipes_are_refused_where_the_file_is_gone_back_in(void **state)
{
    assert_int_equal(mkfifo(scratch("p.apng"), 0600), 0);
    assert_int_equal(mkfifo(scratch("p.webp"), 0600), 0);
    const int reader = open(scratch("p.apng"), O_RDONLY | O_NONBLOCK),
              other = open(scratch("p.webp"), O_RDONLY | O_NONBLOCK);
    assert_fails(try_to_write(scratch("p.apng"), 1), GFLA_ERROR_OUTPUT, "not to pipes");
    assert_fails(try_to_write(scratch("p.webp"), 1), GFLA_ERROR_OUTPUT, "not to pipes");
    close(reader);
    close(other);
}

static void failing_memory_is_reported(void **state)
{
    for (int i = 0; i < N_FORMATS; i++) {
        gfla_status status = GFLA_ERROR_MEMORY;
        if (gfla_animation_check(formats[i]) != GFLA_OK)
            continue;
        for (long n = 1; n < 100 && status != GFLA_OK; n++) {
            gfla_memory_fail_at(n);
            status = try_to_write(scratch(formats[i]), 1);
            gfla_memory_fail_at(0);
            assert_true(status == GFLA_OK ||
                        (status == GFLA_ERROR_MEMORY && (i == 0 || !gfla_file_exists(scratch(formats[i])))));
        }
        assert_int_equal(status, GFLA_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_hold_numbered_images),
        cmocka_unit_test(misuse_is_reported),
        cmocka_unit_test(outputs_that_cannot_be_written_are_reported),
        cmocka_unit_test(pipes_are_refused_where_the_file_is_gone_back_in),
        cmocka_unit_test(failing_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
