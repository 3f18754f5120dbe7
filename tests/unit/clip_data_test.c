/* Data sets of videos: their folders, frames and poses, batches that depend on their number alone, and what is
 * wrong. */
#include "clip_sets.h"

#include <math.h>

#include "people/motion_batches.h"
#include "people/motion_window.h"

static const struct gfla_clip_data_params motion = {GFLA_CLIP_MOTION, "train"};

static int write_sets(void **state)
{
    const struct video_set plain = {"train", SIDE, VIDEOS, FRAMES, false, 1}, masked = {"train", SIDE, 1, 5, true, 2};
    if (scratch_create(state))
        return 1;
    ok(video_set_dance(&plain, scratch("fashion")));
    ok(video_set_dance(&masked, scratch("iper")));
    ok(video_set_face(&plain, scratch("faces")));
    return 0;
}

static void videos_are_folders(void **state)
{
    gfla_clip_data *data = open_data("fashion", &dance);
    assert_int_equal(gfla_clip_data_count(data), VIDEOS);
    assert_int_equal(gfla_clip_data_total(data), VIDEOS * FRAMES);
    assert_int_equal(gfla_clip_data_skipped(data), 0);
    assert_int_equal(gfla_clip_data_frames(data, 2), FRAMES);
    assert_string_equal(gfla_clip_data_name(data, 2), "person002");
    assert_false(gfla_clip_data_has_masks(data));
    gfla_clip_data_destroy(&data);
    data = open_data("iper", &dance);
    assert_true(gfla_clip_data_has_masks(data));
    gfla_clip_data_destroy(&data);
    data = open_data("faces", &face);
    assert_int_equal(gfla_clip_data_count(data), VIDEOS);
    gfla_clip_data_destroy(&data);
}

/* Frames out of order, of the size of the files: the files' own pixels. */
static void frames_are_those_asked_for(void **state)
{
    enum { AREA = SIDE * SIDE };
    static float planes[3][3 * AREA];
    const size_t wanted[3] = {7, 2, 3};
    gfla_clip_data *data = open_data("fashion", &dance);
    ok(gfla_clip_data_images(data, 1, wanted, 3, SIDE, SIDE, planes[0]));
    for (int i = 0; i < 3; i++) {
        struct gfla_bitmap image;
        char path[96];
        snprintf(path, sizeof path, "fashion/train_256/train_A/person001/%05zu.png", wanted[i]);
        ok(gfla_bitmap_read(scratch(path), NULL, &image));
        for (int at = 0; at < 3 * AREA; at++)
            assert_true(planes[i][at] ==
                        (float)((const uint8_t *)image.pixels)[3 * (at % AREA) + at / AREA] / 127.5f - 1);
        gfla_bitmap_free(&image);
    }
    gfla_clip_data_destroy(&data);
}

static void masks_are_of_the_person(void **state)
{
    static float mask[SIDE * SIDE], picture[3 * SIDE * SIDE];
    const size_t frame = 4;
    int inside = 0;
    gfla_clip_data *data = open_data("iper", &dance);
    ok(gfla_clip_data_masks(data, 0, &frame, 1, SIDE, SIDE, mask));
    ok(gfla_clip_data_images(data, 0, &frame, 1, SIDE, SIDE, picture));
    for (int i = 0; i < SIDE * SIDE; i++) {
        assert_true(mask[i] == 0 || mask[i] == 1);
        inside += mask[i] == 1;
        assert_true(mask[i] == 0 || picture[i] != picture[0]); /* the corner shows the background */
    }
    assert_true(inside > 200 && inside < SIDE * SIDE / 2);
    gfla_clip_data_destroy(&data);
}

static void poses_are_clean_and_noisy(void **state)
{
    struct gfla_keypoints clean, noisy, half;
    gfla_clip_data *data = open_data("fashion", &dance);
    ok(gfla_clip_data_points(data, 0, 5, GFLA_CLIP_CLEAN, SIDE, SIDE, &clean));
    ok(gfla_clip_data_points(data, 0, 5, GFLA_CLIP_CLEAN, SIDE / 2, 2 * SIDE, &half));
    ok(gfla_clip_data_points(data, 0, 5, GFLA_CLIP_NOISY, SIDE, SIDE, &noisy));
    assert_int_equal(clean.set, GFLA_JOINTS_H36M_17);
    assert_int_equal(noisy.set, GFLA_JOINTS_COCO_17);
    for (int i = 0; i < clean.n; i++)
        assert_true(fabs(half.joint[i].x - clean.joint[i].x / 2) < 1e-9 &&
                    fabs(half.joint[i].y - clean.joint[i].y * 2) < 1e-9);
    if (noisy.joint[5].confidence > 0) /* left shoulder */
        assert_true(fabs(noisy.joint[5].x - clean.joint[11].x) < 3);
    gfla_clip_data_destroy(&data);
    data = open_data("faces", &face);
    ok(gfla_clip_data_points(data, 0, 5, GFLA_CLIP_CLEAN, SIDE, SIDE, &clean));
    assert_int_equal(clean.set, GFLA_JOINTS_FACE_68);
    gfla_clip_data_destroy(&data);
}

/* ---- batches ---- */

static const struct gfla_clip_batches_params some = {
    .batch = 2, .clip = 6, .frames = 3, .width = 32, .height = 32, .seed = 3};

static void hash_batches(const char *root, const struct gfla_clip_batches_params *params, uint64_t first, int n,
                         uint64_t *hashes)
{
    gfla_clip_data *data = open_data(root, &dance);
    gfla_clip_batches *batches;
    const struct gfla_clip_batch *batch;
    ok(gfla_clip_batches_open(&batches, data, params));
    gfla_clip_batches_seek(batches, first);
    for (int i = 0; i < n; i++) {
        ok(gfla_clip_batches_next(batches, &batch));
        assert_int_equal(batch->step, first + (uint64_t)i);
        hashes[i] = hash_of(batch);
    }
    gfla_clip_batches_destroy(&batches);
    gfla_clip_data_destroy(&data);
}

static void a_batch_depends_on_seed_and_number_alone(void **state)
{
    uint64_t all[6], later[2], other[2];
    struct gfla_clip_batches_params params = some;
    hash_batches("iper", &params, 0, 6, all);
    params.n_threads = 3;
    hash_batches("iper", &params, 4, 2, later);
    assert_true(later[0] == all[4] && later[1] == all[5]);
    for (int i = 1; i < 6; i++)
        assert_true(all[i] != all[0]);
    params.seed = 4;
    hash_batches("iper", &params, 0, 2, other);
    assert_true(other[0] != all[0]);
}

/* The second step of a clip goes on where the first ended, with the same reference; a clip begins with its
 * reference. */
static void steps_go_through_a_clip(void **state)
{
    enum { IMAGE = 3 * 32 * 32, LAST = 2 * 2 * IMAGE }; /* of the targets: frame 2 of item 0 */
    const size_t bytes = IMAGE * sizeof(float);
    static float reference[IMAGE], last[IMAGE];
    struct gfla_keypoints last_points;
    gfla_clip_data *data = open_data("fashion", &dance);
    gfla_clip_batches *batches;
    const struct gfla_clip_batch *b;
    ok(gfla_clip_batches_open(&batches, data, &some));
    for (int clip = 0; clip < 4; clip++) {
        ok(gfla_clip_batches_next(batches, &b));
        assert_true(b->begins && !b->mask);
        assert_memory_equal(b->previous, b->reference, bytes);
        assert_int_equal(b->reference_points[1].set, GFLA_JOINTS_COCO_17);
        assert_memory_equal(&b->previous_points[1], &b->reference_points[1], sizeof last_points);
        memcpy(reference, b->reference, bytes);
        memcpy(last, b->target + LAST, bytes);
        last_points = b->points[2 * 2];
        ok(gfla_clip_batches_next(batches, &b));
        assert_false(b->begins);
        assert_memory_equal(b->reference, reference, bytes);
        assert_memory_equal(b->previous, last, bytes);
        assert_memory_equal(&b->previous_points[0], &last_points, sizeof last_points);
        assert_memory_not_equal(b->target, last, bytes);
        assert_in_range(b->judged[0], 0, 2);
        assert_int_equal(b->triple[0], 0);
    }
    gfla_clip_batches_destroy(&batches);
    gfla_clip_data_destroy(&data);
}

static void a_short_video_stands_still_at_its_end(void **state)
{
    enum { IMAGE = 3 * 32 * 32 };
    gfla_clip_data *data = open_data("iper", &dance); /* 5 frames */
    gfla_clip_batches *batches;
    const struct gfla_clip_batch *b;
    const struct gfla_clip_batches_params params = {.batch = 1, .clip = 8, .frames = 4, .width = 32, .height = 32};
    ok(gfla_clip_batches_open(&batches, data, &params));
    gfla_clip_batches_seek(batches, 1);
    ok(gfla_clip_batches_next(batches, &b)); /* frames 4, 5, 6, 7 */
    assert_memory_equal(b->target, b->target + 3 * IMAGE, IMAGE * sizeof(float));
    assert_memory_not_equal(b->previous, b->target, IMAGE * sizeof(float));
    assert_in_range(b->triple[0], 0, 1);
    gfla_clip_batches_destroy(&batches);
    gfla_clip_data_destroy(&data);
}

/* ---- motion ---- */

static void windows_of_poses_have_a_clean_middle(void **state)
{
    enum { T = 17, INNER = 5, MARGIN = 6, N = 3 };
    static float noisy[N * 34 * T], clean[N * 34 * INNER], again[N * 34 * INNER];
    gfla_clip_data *data = open_data("fashion", &motion);
    gfla_motion_batches *batches;
    struct gfla_keypoints pose;
    assert_int_equal(gfla_clip_data_total(data), VIDEOS * FRAMES);
    ok(gfla_motion_batches_open(
        &batches, data, &(struct gfla_motion_batches_params){.batch = N, .frames = T, .margin = MARGIN, .seed = 5}));
    gfla_motion_batches_fill(batches, 7, noisy, clean);
    for (int i = 0; i < N; i++)
        for (int t = 0; t < INNER; t++) {
            const float elbow = clean[i * 34 * INNER + (17 + 12) * INNER + t]; /* x of the left elbow, in both orders */
            const float found = noisy[i * 34 * T + (17 + 7) * T + t + MARGIN];
            assert_true(found == -1 || fabs((double)(elbow - found)) < 3 * 2 / 256.0);
        }
    bool is_there = false; /* the first window's first frame is some pose of the set */
    for (size_t video = 0; video < VIDEOS; video++)
        for (size_t frame = 0; frame < FRAMES; frame++) {
            float values[34];
            bool same = true;
            ok(gfla_clip_data_points(data, video, frame, GFLA_CLIP_CLEAN, 256, 256, &pose));
            gfla_motion_window_fill(&pose, 1, 0, 1, values);
            for (int c = 0; c < 34; c++)
                same = same && values[c] == clean[c * INNER];
            is_there = is_there || same;
        }
    assert_true(is_there);
    gfla_motion_batches_fill(batches, 8, noisy, again);
    assert_memory_not_equal(again, clean, sizeof clean);
    gfla_motion_batches_fill(batches, 7, noisy, again);
    assert_memory_equal(again, clean, sizeof clean);
    gfla_motion_batches_destroy(&batches);
    assert_true(gfla_motion_batches_open(&batches, data,
                                         &(struct gfla_motion_batches_params){
                                             .batch = N, .frames = 2 * MARGIN, .margin = MARGIN, .seed = 5}) ==
                GFLA_ERROR_USAGE);
    gfla_clip_data_destroy(&data);
}

/* ---- what is wrong ---- */

static void what_is_wrong_is_named(void **state)
{
    gfla_clip_data *data;
    gfla_clip_batches *batches;
    struct gfla_clip_batches_params params = some;
    assert_fails(gfla_clip_data_open(&data, scratch("faces"), &dance), GFLA_ERROR_INPUT,
                 "train_256/train_A: no such folder");
    assert_fails(gfla_clip_data_open(&data, scratch("fashion"), &face), GFLA_ERROR_INPUT, "train_data: no such folder");
    assert_fails(
        gfla_clip_data_open(&data, scratch("fashion"), &(struct gfla_clip_data_params){GFLA_CLIP_DANCE, "test"}),
        GFLA_ERROR_INPUT, "test_256/train_A");
    data = open_data("fashion", &dance);
    params.frames = 4;
    assert_fails(gfla_clip_batches_open(&batches, data, &params), GFLA_ERROR_USAGE,
                 "clips of 6 frames cannot be learned 4 at a time");
    params.frames = 3;
    params.batch = 0;
    assert_int_equal(gfla_clip_batches_open(&batches, data, &params), GFLA_ERROR_USAGE);
    gfla_clip_data_destroy(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(videos_are_folders),
        cmocka_unit_test(frames_are_those_asked_for),
        cmocka_unit_test(masks_are_of_the_person),
        cmocka_unit_test(poses_are_clean_and_noisy),
        cmocka_unit_test(a_batch_depends_on_seed_and_number_alone),
        cmocka_unit_test(steps_go_through_a_clip),
        cmocka_unit_test(a_short_video_stands_still_at_its_end),
        cmocka_unit_test(windows_of_poses_have_a_clean_middle),
        cmocka_unit_test(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, write_sets, scratch_remove);
}
