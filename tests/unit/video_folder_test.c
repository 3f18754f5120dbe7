/* Folders of images, read as videos. */
#include "video_support.h"

static void make_folder(const char *folder, const char *const *names, int n)
{
    assert_ok(gfla_folder_create(scratch(folder)));
    for (int k = 0; k < n; k++) {
        struct gfla_bitmap image;
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        draw_frame(&image, 40, 30, k, 3);
        assert_ok(gfla_bitmap_write(scratch(path), &image, NULL));
        gfla_bitmap_free(&image);
    }
}

static void folders_are_read_in_natural_order(void **state)
{
    static const char *const names[] = {"f1.png", "f2.PNG", "f9.jpg", "f10.jpeg", "f011.png", "f100.png"};
    make_folder("natural", names, 6);
    assert_ok(gfla_file_write(scratch("natural/f3.txt"), "x", 1));
    assert_ok(gfla_file_write(scratch("natural/.f4.png"), "x", 1));
    gfla_video *video = open_video(scratch("natural"), 3);
    assert_int_equal(gfla_video_about(video)->n_frames, 6);
    assert_true(gfla_video_about(video)->width == 40 && gfla_video_about(video)->height == 30);
    assert_int_equal(gfla_video_about(video)->n_missing, 6 + 88);
    assert_int_equal(gfla_video_about(video)->first_missing, 3);
    for (int k = 0; k < 6; k++)
        assert_frame(video, 40, 30, k, 30);
    assert_end(video);
    gfla_video_destroy(&video);
}

static void gaps_are_found(void **state)
{
    static const struct {
        const char *names[5];
        int n;
        long long missing, first;
    } cases[] = {
        {{"1.png", "2.png", "3.png"}, 3, 0, 0},
        {{"00007.png", "00008.png", "00011.png"}, 3, 2, 9},
        {{"0.png", "5.png", "10.png", "25.png"}, 4, 2, 15}, /* each fifth frame of another video */
        {{"a.png", "b.png", "b9.png"}, 3, 0, 0},            /* not numbered */
        {{"1_a.png", "1_b.png", "9.png"}, 3, 0, 0},         /* a number twice */
        {{"a1.png", "b2.png", "b9.png"}, 3, 6, 3},
        {{"18446744073709551615.png", "18446744073709551616.png"}, 2, 0, 0},
        {{"4.png"}, 1, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[20];
        snprintf(folder, sizeof folder, "gaps%zu", i);
        make_folder(folder, cases[i].names, cases[i].n);
        gfla_video *video = open_video(scratch(folder), 0);
        assert_int_equal(gfla_video_about(video)->n_missing, cases[i].missing);
        assert_int_equal(gfla_video_about(video)->first_missing, cases[i].first);
        gfla_video_destroy(&video);
    }
}

static void unreadable_images_are_named_and_passed(void **state)
{
    static const char *const names[] = {"1.png", "2.png", "3.png", "4.png"};
    struct gfla_bitmap frame;
    void *file;
    size_t size;
    bool end;
    make_folder("damaged", names, 4);
    assert_ok(gfla_file_read(scratch("damaged/3.png"), 1 << 20, &file, &size));
    assert_ok(gfla_file_write(scratch("damaged/3.png"), file, size / 2));
    assert_ok(gfla_file_write(scratch("damaged/1.png"), "", 0));
    free(file);
    gfla_video *video = open_video(scratch("damaged"), 3);
    assert_int_equal(gfla_video_about(video)->width, 40);
    assert_fails(gfla_video_next(video, &frame, &end), GFLA_ERROR_INPUT, "damaged: frame 0: ");
    assert_frame(video, 40, 30, 1, 99);
    assert_fails(gfla_video_next(video, &frame, &end), GFLA_ERROR_INPUT, "damaged: frame 2: ");
    assert_non_null(strstr(gfla_error_message(), "damaged/3.png"));
    assert_null(frame.pixels);
    assert_frame(video, 40, 30, 3, 99);
    assert_end(video);
    gfla_video_destroy(&video);
}

static void folders_keep_what_is_asked_for(void **state)
{
    const struct gfla_bitmap_read_params params = {.channels = 1, .keep_16 = true};
    struct gfla_bitmap image;
    gfla_video *video;
    bool end;
    assert_ok(gfla_folder_create(scratch("deep")));
    assert_ok(gfla_bitmap_create(&image, 3, 2, 1, 16));
    assert_ok(gfla_bitmap_write(scratch("deep/1.png"), &image, NULL));
    gfla_bitmap_free(&image);
    assert_ok(gfla_video_open(&video, scratch("deep"), &params));
    assert_ok(gfla_video_next(video, &image, &end));
    assert_true(image.bits == 16 && image.channels == 1);
    gfla_bitmap_free(&image);
    gfla_video_destroy(&video);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_read_in_natural_order),
        cmocka_unit_test(gaps_are_found),
        cmocka_unit_test(unreadable_images_are_named_and_passed),
        cmocka_unit_test(folders_keep_what_is_asked_for),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
