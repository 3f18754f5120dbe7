/* Opening rendered sets: what is found, skipped and left out, and what a view holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/tiny_set.h"
#include "viewsynth/data/attribution.h"

static char root[SCRATCH_SIZE];

/* Two good models, one unfinished, one with an image missing, one of another size, a thin one. */
static int make_sets(void **state)
{
    char path[512];
    tiny_folder(root);
    tiny_write_model(root, "a-one", "Lib#one", 1.0, TINY_SIZE);
    tiny_write_model(root, "b-two", "Lib#two", 0.8, TINY_SIZE);
    tiny_write_model(root, "c-unfinished", "Lib#three", 0.8, TINY_SIZE);
    snprintf(path, sizeof path, "%s/c-unfinished/cameras.json", root);
    remove(path);
    tiny_write_model(root, "d-holed", "Lib#four", 0.8, TINY_SIZE);
    snprintf(path, sizeof path, "%s/d-holed/040_10_depth.png", root);
    remove(path);
    tiny_write_model(root, "e-small", "Lib#five", 0.8, TINY_SIZE / 2);
    tiny_write_model(root, "f-speck", "Lib#six", 0.12, TINY_SIZE);
    tiny_write_model(root, "g-plant", "Lib#big-plant", 0.8, TINY_SIZE);
    return 0;
}

static int remove_sets(void **state)
{
    scratch_remove_below(root);
    return 0;
}

static void opens_what_is_whole(void **state)
{
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, root, NULL), GFLA_OK);
    assert_int_equal(gfla_views_count(views), 4);
    assert_int_equal(gfla_views_size(views), TINY_SIZE);
    assert_int_equal(gfla_views_skipped(views), 2);
    const struct gfla_set_object *m = gfla_views_model(views, 0);
    assert_string_equal(m->id, "Lib#one");
    assert_string_equal(m->name, "Ball");
    assert_string_equal(m->creator, "A test");
    assert_null(m->excluded);
    /* The body alone is a disk of 0.55 / 4 / tan 15 degrees of half the frame. */
    assert_true(m->coverage > 0.2 && m->coverage < 0.32);
    gfla_views_destroy(&views);
    assert_null(views);
}

static void leaves_out_specks_and_plants(void **state)
{
    gfla_views *views = NULL;
    const int *list = NULL;
    assert_int_equal(gfla_views_open(&views, root, NULL), GFLA_OK);
    assert_string_equal(gfla_views_model(views, 2)->excluded, "covers too little of the frame");
    assert_string_equal(gfla_views_model(views, 3)->excluded, "plant");
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_ALL, &list), 2);
    assert_int_equal(list[1], 1);
    int n_train = gfla_views_split(views, GFLA_SPLIT_TRAIN, &list);
    int n_held_out = gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list);
    assert_int_equal(n_train + n_held_out, 2);
    gfla_views_destroy(&views);
    assert_int_equal(gfla_views_open(&views, root, &(struct gfla_views_params){.keep_all = true}), GFLA_OK);
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_ALL, &list), 4);
    gfla_views_destroy(&views);
}

static void reads_a_view_as_it_is(void **state)
{
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE], expected[4 * TINY_SIZE * TINY_SIZE];
    static uint16_t depth[TINY_SIZE * TINY_SIZE], expected_depth[TINY_SIZE * TINY_SIZE];
    struct gfla_pose pose = {7, 2};
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, root, &(struct gfla_views_params){.max_models = 1}), GFLA_OK);
    assert_int_equal(gfla_views_read(views, 0, pose, TINY_SIZE, rgba, depth), GFLA_OK);
    tiny_render(1, pose, TINY_SIZE, expected, expected_depth);
    assert_memory_equal(depth, expected_depth, sizeof depth);
    for (size_t i = 0; i < sizeof rgba; i++)
        if (expected[i / 4 * 4 + 3])
            assert_int_equal(rgba[i], expected[i]);
    gfla_views_destroy(&views);
}

static void shrinks_by_blocks(void **state)
{
    enum { HALF = TINY_SIZE / 2 };
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE], half[4 * HALF * HALF];
    static uint16_t depth[TINY_SIZE * TINY_SIZE], half_depth[HALF * HALF];
    struct gfla_pose pose = {3, 0};
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, root, NULL), GFLA_OK);
    assert_int_equal(gfla_views_read(views, 0, pose, TINY_SIZE, rgba, depth), GFLA_OK);
    assert_int_equal(gfla_views_read(views, 0, pose, HALF, half, half_depth), GFLA_OK);
    for (int i = 0; i < HALF * HALF; i++) {
        double sum[4] = {0}, nearest = 70000;
        for (int k = 0; k < 4; k++) {
            int p = (i / HALF * 2 + k / 2) * TINY_SIZE + i % HALF * 2 + k % 2;
            for (int c = 0; c < 3; c++)
                sum[c] += rgba[4 * p + c] * rgba[4 * p + 3];
            sum[3] += rgba[4 * p + 3];
            nearest = depth[p] && depth[p] < nearest ? depth[p] : nearest;
        }
        assert_float_equal(half[4 * i + 3], sum[3] / 4, 0.51);
        for (int c = 0; c < 3 && sum[3] > 0; c++)
            assert_float_equal(half[4 * i + c], (float)(sum[c] / sum[3]), 0.51f);
        assert_int_equal(half_depth[i] == 0, sum[3] == 0);
        if (half_depth[i])
            assert_true(half_depth[i] >= nearest && half_depth[i] <= nearest + 1638);
    }
    assert_int_equal(gfla_views_read(views, 0, pose, 24, half, half_depth), GFLA_ERROR_USAGE);
    gfla_views_destroy(&views);
}

static void images_without_alpha_are_refused(void **state)
{
    char path[512];
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE];
    struct gfla_bitmap rgb = {0};
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, root, NULL), GFLA_OK);
    assert_int_equal(gfla_bitmap_create(&rgb, TINY_SIZE, TINY_SIZE, 3, 8), GFLA_OK);
    snprintf(path, sizeof path, "%s/b-two/100_20.png", root);
    tiny_must(gfla_bitmap_write(path, &rgb, NULL));
    assert_int_equal(gfla_views_read(views, 1, (struct gfla_pose){5, 2}, TINY_SIZE, rgba, NULL), GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "--white"));
    snprintf(path, sizeof path, "%s/b-two", root);
    tiny_write_view(path, 0.8, (struct gfla_pose){5, 2}, TINY_SIZE); /* as it was */
    gfla_bitmap_free(&rgb);
    gfla_views_destroy(&views);
}

/* Empty, cut short or of another size, anywhere in a model: it is left out when the set is opened. */
static void views_of_no_use_are_found_at_once(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    char own[SCRATCH_SIZE], path[512];
    struct gfla_bitmap small = {0};
    gfla_views *views = NULL;
    void *png;
    size_t size;
    tiny_folder(own);
    for (int i = 0; i < 4; i++)
        tiny_write_model(own, names[i], names[i], 1 - 0.05 * i, TINY_SIZE);
    snprintf(path, sizeof path, "%s/a/180_10.png", own);
    tiny_must(gfla_file_write(path, "", 0));
    snprintf(path, sizeof path, "%s/b/340_20_depth.png", own);
    tiny_must(gfla_file_read(path, 1 << 20, &png, &size));
    tiny_must(gfla_file_write(path, png, size / 2));
    free(png);
    tiny_must(gfla_bitmap_create(&small, 8, 8, 4, 8));
    snprintf(path, sizeof path, "%s/c/020_00.png", own);
    tiny_must(gfla_bitmap_write(path, &small, NULL));
    gfla_bitmap_free(&small);
    tiny_must(gfla_views_open(&views, own, NULL));
    assert_int_equal(gfla_views_count(views), 1);
    assert_int_equal(gfla_views_skipped(views), 3);
    assert_string_equal(gfla_views_model(views, 0)->id, "d");
    gfla_views_destroy(&views);
    scratch_remove_below(own);
}

static void an_empty_folder_is_no_set(void **state)
{
    char path[SCRATCH_SIZE];
    gfla_views *views = NULL;
    tiny_folder(path);
    assert_int_equal(gfla_views_open(&views, path, NULL), GFLA_ERROR_INPUT);
    assert_null(views);
    assert_non_null(strstr(gfla_error_message(), "gfla render"));
    scratch_remove_below(path);
    assert_int_equal(gfla_views_open(&views, path, NULL), GFLA_ERROR_INPUT);
}

static void damaged_json_is_skipped(void **state)
{
    char path[SCRATCH_SIZE], file[512];
    gfla_views *views = NULL;
    static const char *const texts[] = {
        "{", "[]", "{\"id\":\"x\"}", "{\"size\":64}", "{\"id\":5,\"size\":64}", "{\"id\":\"x\",\"size\":-1}"};
    tiny_folder(path);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        snprintf(file, sizeof file, "%s/m%zu", path, i);
        tiny_must(gfla_folder_create(file));
        snprintf(file, sizeof file, "%s/m%zu/cameras.json", path, i);
        tiny_must(gfla_file_write(file, texts[i], strlen(texts[i])));
    }
    assert_int_equal(gfla_views_open(&views, path, NULL), GFLA_ERROR_INPUT);
    assert_non_null(strstr(gfla_error_message(), "6 damaged"));
    scratch_remove_below(path);
}

static void attribution_names_everybody_once(void **state)
{
    gfla_views *views = NULL;
    struct gfla_text text = {0};
    assert_int_equal(gfla_views_open(&views, root, NULL), GFLA_OK);
    assert_int_equal(gfla_views_attribution(views, GFLA_SPLIT_ALL, &text), GFLA_OK);
    assert_string_equal(text.data, "Licence: none\n  by A test:\n    Ball (Lib#one)\n    Ball (Lib#two)\n");
    gfla_text_free(&text);
    gfla_views_destroy(&views);
}

static void poses(void **state)
{
    float label[GFLA_POSE_CHANNELS];
    char name[GFLA_POSE_NAME_SIZE];
    gfla_pose_label((struct gfla_pose){17, 1}, label);
    for (int i = 0; i < GFLA_POSE_CHANNELS; i++)
        assert_float_equal(label[i], i == 17 || i == 19 ? 1 : 0, 0);
    assert_string_equal(gfla_pose_name((struct gfla_pose){2, 1}, name), "040_10");
    assert_int_equal(gfla_pose_mirror((struct gfla_pose){0, 2}).azimuth, 9);
    assert_int_equal(gfla_pose_mirror((struct gfla_pose){4, 2}).azimuth, 5);
    assert_int_equal(gfla_pose_mirror((struct gfla_pose){13, 2}).azimuth, 14);
    assert_int_equal(gfla_pose_distance((struct gfla_pose){1, 0}, (struct gfla_pose){17, 0}), 40);
    assert_int_equal(gfla_pose_distance((struct gfla_pose){9, 0}, (struct gfla_pose){0, 1}), 180);
    assert_int_equal(gfla_pose_distance((struct gfla_pose){10, 0}, (struct gfla_pose){0, 1}), 160);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_is_whole),
        cmocka_unit_test(leaves_out_specks_and_plants),
        cmocka_unit_test(reads_a_view_as_it_is),
        cmocka_unit_test(shrinks_by_blocks),
        cmocka_unit_test(images_without_alpha_are_refused),
        cmocka_unit_test(views_of_no_use_are_found_at_once),
        cmocka_unit_test(an_empty_folder_is_no_set),
        cmocka_unit_test(damaged_json_is_skipped),
        cmocka_unit_test(attribution_names_everybody_once),
        cmocka_unit_test(poses),
    };
    return cmocka_run_group_tests(tests, make_sets, remove_sets);
}
