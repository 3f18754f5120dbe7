/* Data sets of videos whose files are missing, broken, counted otherwise or not what they should be. */
#include "clip_sets.h"

#include "tests/unit/surroundings.h"

static void write_text(const char *path, const char *text)
{
    ok(gfla_file_write(scratch(path), text, strlen(text)));
}

static void rename_in(const char *from, const char *to)
{
    assert_int_equal(rename(scratch(from), scratch(to)), 0);
}

/* Frame i of a video, as its own file has it. */
static void expect_frame(const gfla_clip_data *data, size_t frame, const char *image, const char *points)
{
    static float got[3 * SIDE * SIDE], want[3 * SIDE * SIDE];
    struct gfla_bitmap file;
    struct gfla_keypoints pose, other;
    ok(gfla_clip_data_images(data, 0, &frame, 1, SIDE, SIDE, got));
    ok(gfla_bitmap_read(scratch(image), &(struct gfla_bitmap_read_params){.channels = 3}, &file));
    gfla_bitmap_to_planes(&file, want);
    gfla_bitmap_free(&file);
    assert_memory_equal(got, want, sizeof got);
    ok(gfla_clip_data_points(data, 0, frame, GFLA_CLIP_CLEAN, SIDE, SIDE, &pose));
    ok(gfla_keypoints_read_file(scratch(points), &(struct gfla_keypoints_select){.person = 0}, &other));
    assert_memory_equal(pose.joint, other.joint, sizeof pose.joint[0] * (size_t)pose.n);
}

/* A gap in the frames and another in the landmarks, so that there are as many of both. */
static void files_belong_together_by_their_numbers(void **state)
{
    ok(video_set_face(&(struct video_set){"train", SIDE, 1, 8, false, 1}, scratch("gaps")));
    assert_int_equal(unlink(scratch("gaps/train_data/face000/00003.png")), 0);
    assert_int_equal(unlink(scratch("gaps/train_keypoint/face000/00005.txt")), 0);
    gfla_clip_data *data = open_data("gaps", &face);
    assert_int_equal(gfla_clip_data_frames(data, 0), 6);
    assert_int_equal(gfla_clip_data_left_out(data), 1);
    expect_frame(data, 2, "gaps/train_data/face000/00002.png", "gaps/train_keypoint/face000/00002.txt");
    expect_frame(data, 3, "gaps/train_data/face000/00004.png", "gaps/train_keypoint/face000/00004.txt");
    expect_frame(data, 5, "gaps/train_data/face000/00007.png", "gaps/train_keypoint/face000/00007.txt");
    gfla_clip_data_destroy(&data);
}

/* Masks and both kinds of poses too; frames that are counted from 1 go with poses from 0. */
static void masks_and_poses_belong_together_too(void **state)
{
    char from[128], to[128];
    ok(video_set_dance(&(struct video_set){"train", SIDE, 1, 5, true, 2}, scratch("masked")));
    for (int i = 4; i >= 0; i--) {
        snprintf(from, sizeof from, "masked/train_256/train_A/person000/%05d.png", i);
        snprintf(to, sizeof to, "masked/train_256/train_A/person000/frame_%d.png", i + 1);
        rename_in(from, to);
    }
    assert_int_equal(unlink(scratch("masked/train_256/train_C/person000/00001.png")), 0);
    assert_int_equal(unlink(scratch("masked/train_256/train_alphapose/person000/00002.json")), 0);
    gfla_clip_data *data = open_data("masked", &dance);
    assert_int_equal(gfla_clip_data_frames(data, 0), 3); /* 0, 3 and 4 */
    assert_int_equal(gfla_clip_data_left_out(data), 2);
    expect_frame(data, 1, "masked/train_256/train_A/person000/frame_4.png",
                 "masked/train_256/train_video2d/person000/00003.json");
    static float mask[SIDE * SIDE];
    struct gfla_bitmap file;
    const size_t frame = 1;
    ok(gfla_clip_data_masks(data, 0, &frame, 1, SIDE, SIDE, mask));
    ok(gfla_bitmap_read(scratch("masked/train_256/train_C/person000/00003.png"),
                        &(struct gfla_bitmap_read_params){.channels = 1}, &file));
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(mask[i], ((const uint8_t *)file.pixels)[i] > 127);
    gfla_bitmap_free(&file);
    gfla_clip_data_destroy(&data);
}

/* Before the first step: what is empty, cut short, no image, or of another size. */
static void files_of_no_use_are_left_out_at_once(void **state)
{
    struct gfla_bitmap small;
    void *png;
    size_t size;
    ok(video_set_dance(&(struct video_set){"train", SIDE, 2, 9, false, 3}, scratch("broken")));
    write_text("broken/train_256/train_A/person000/00001.png", "");
    write_text("broken/train_256/train_A/person000/00002.png", "<html>not found</html>");
    ok(gfla_file_read(scratch("broken/train_256/train_A/person000/00003.png"), 1 << 20, &png, &size));
    ok(gfla_file_write(scratch("broken/train_256/train_A/person000/00003.png"), png, size - 20));
    free(png);
    ok(gfla_bitmap_create(&small, SIDE / 2, SIDE, 3, 8));
    ok(gfla_bitmap_write(scratch("broken/train_256/train_A/person000/00004.png"), &small, NULL));
    gfla_bitmap_free(&small);
    write_text("broken/train_256/train_video2d/person000/00005.json", "");
    assert_int_equal(unlink(scratch("broken/train_256/train_alphapose/person000/00006.json")), 0);
    gfla_clip_data *data = open_data("broken", &dance);
    assert_int_equal(gfla_clip_data_count(data), 2);
    assert_int_equal(gfla_clip_data_left_out(data), 6);
    assert_int_equal(gfla_clip_data_frames(data, 0), 3); /* 0, 7 and 8 */
    expect_frame(data, 1, "broken/train_256/train_A/person000/00007.png",
                 "broken/train_256/train_video2d/person000/00007.json");
    gfla_clip_data_destroy(&data);
    for (int i = 0; i < 9; i++) {
        char path[128];
        snprintf(path, sizeof path, "broken/train_256/train_alphapose/person000/%05d.json", i);
        unlink(scratch(path));
    }
    data = open_data("broken", &dance);
    assert_int_equal(gfla_clip_data_count(data), 1);
    assert_int_equal(gfla_clip_data_skipped(data), 1);
    assert_string_equal(gfla_clip_data_name(data, 0), "person001");
    gfla_clip_data_destroy(&data);
}

static uint64_t hash_of_step(const gfla_clip_data *data, uint64_t step)
{
    gfla_clip_batches *batches;
    const struct gfla_clip_batch *batch;
    const struct gfla_clip_batches_params params = {.batch = 1, .clip = 4, .frames = 2, .width = 32, .height = 32};
    ok(gfla_clip_batches_open(&batches, data, &params));
    gfla_clip_batches_seek(batches, step);
    ok(gfla_clip_batches_next(batches, &batch));
    const uint64_t hash = hash_of(batch);
    gfla_clip_batches_destroy(&batches);
    return hash;
}

/* What only reading finds is replaced by the nearest frame, and batches are the same whoever finds it first. */
static void what_breaks_later_is_replaced(void **state)
{
    enum { STEPS = 12 };
    uint64_t first[STEPS];
    ok(video_set_dance(&(struct video_set){"train", SIDE, 1, 4, false, 4}, scratch("later")));
    gfla_clip_data *data = open_data("later", &dance);
    write_text("later/train_256/train_A/person000/00002.png", "");
    write_text("later/train_256/train_alphapose/person000/00001.json", "{\"people\":[]}");
    write_text("later/train_256/train_video2d/person000/00000.json", "{");
    for (uint64_t i = 0; i < STEPS; i++)
        first[i] = hash_of_step(data, i);
    assert_int_equal(gfla_clip_data_refused(data), 3);
    assert_int_equal(gfla_clip_data_usable(data, 0, 2, GFLA_CLIP_CLEAN), 1);
    assert_int_equal(gfla_clip_data_usable(data, 0, 0, GFLA_CLIP_CLEAN), 1);
    assert_int_equal(gfla_clip_data_usable(data, 0, 0, GFLA_CLIP_NOISY), 0);
    for (uint64_t i = STEPS; i-- > 0;)
        assert_true(hash_of_step(data, i) == first[i]);
    gfla_clip_data_destroy(&data);
}

static void keep_word(void *word, gfla_log_level level, const char *message)
{
    if (level == GFLA_LOG_WARNING)
        snprintf(word, 400, "%s", message);
}

static void videos_that_are_tested_with_too_are_said(void **state)
{
    char word[400] = "";
    const struct video_set learned = {"train", SIDE, 2, 2, false, 1}, tested = {"test", SIDE, 1, 2, false, 1};
    ok(video_set_face(&learned, scratch("leak")));
    surround(keep_word, word, GFLA_LOG_WARNING);
    gfla_clip_data *data = open_data("leak", &face);
    gfla_clip_data_destroy(&data);
    assert_string_equal(word, "");
    ok(video_set_face(&tested, scratch("leak")));
    data = open_data("leak", &face);
    gfla_clip_data_destroy(&data);
    surround(NULL, NULL, GFLA_LOG_ERROR);
    assert_non_null(strstr(word, "test_data: 1 of its videos is learned from too, face000 for one"));
}

/* Landmarks and poses that are none name their file. */
static void wrong_points_are_named(void **state)
{
    gfla_clip_data *data;
    struct gfla_keypoints points;
    struct gfla_text text = {0};
    ok(video_set_face(&(struct video_set){"train", SIDE, 1, 3, false, 7}, scratch("far")));
    for (int i = 0; i < 68; i++)
        gfla_text_add(&text, "%d,5\n", i == 30 ? 20000 : i);
    ok(gfla_file_write(scratch("far/train_keypoint/face000/00001.txt"), text.data, text.size));
    gfla_text_free(&text);
    data = open_data("far", &face);
    ok(gfla_clip_data_points(data, 0, 0, GFLA_CLIP_CLEAN, SIDE, SIDE, &points));
    assert_fails(gfla_clip_data_points(data, 0, 1, GFLA_CLIP_CLEAN, SIDE, SIDE, &points), GFLA_ERROR_INPUT,
                 "00001.txt");
    ok(gfla_file_write(scratch("far/train_keypoint/face000/00002.txt"), "1,2\n", 4));
    assert_fails(gfla_clip_data_points(data, 0, 2, GFLA_CLIP_CLEAN, SIDE, SIDE, &points), GFLA_ERROR_INPUT,
                 "00002.txt");
    gfla_clip_data_destroy(&data);
    ok(video_set_dance(&(struct video_set){"train", SIDE, 1, 2, false, 8}, scratch("odd")));
    const char *json = "{\"people\":[{\"pose_keypoints_2d\":[1,2,1]}]}", *nobody = "{\"people\":[]}";
    ok(gfla_file_write(scratch("odd/train_256/train_alphapose/person000/00000.json"), json, strlen(json)));
    ok(gfla_file_write(scratch("odd/train_256/train_alphapose/person000/00001.json"), nobody, strlen(nobody)));
    data = open_data("odd", &dance);
    assert_fails(gfla_clip_data_points(data, 0, 0, GFLA_CLIP_NOISY, SIDE, SIDE, &points), GFLA_ERROR_INPUT,
                 "00000.json");
    ok(gfla_clip_data_points(data, 0, 1, GFLA_CLIP_NOISY, SIDE, SIDE, &points));
    assert_int_equal(points.n, 0);
    gfla_clip_data_destroy(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_belong_together_by_their_numbers),
        cmocka_unit_test(masks_and_poses_belong_together_too),
        cmocka_unit_test(files_of_no_use_are_left_out_at_once),
        cmocka_unit_test(what_breaks_later_is_replaced),
        cmocka_unit_test(videos_that_are_tested_with_too_are_said),
        cmocka_unit_test(wrong_points_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
