/* Sets in one HDF5 file: their lists, what a view holds, and sets that are not what they say. */
#include "scratch.h"

#include "io/hdf5/hdf5.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/view_cache.h"
#include "viewsynth/data/view_lists.h"

#define SIDE 16

/* The views of a model on white; without the last one when it is not whole. */
static void add_model(gfla_hdf5 *file, const char *id, double scale, int n_views)
{
    for (int i = 0; i < n_views; i++) {
        const struct gfla_pose pose = {i % GFLA_N_AZIMUTHS, i / GFLA_N_AZIMUTHS};
        static uint16_t depth[SIDE * SIDE];
        struct gfla_bitmap rgba, white;
        char name[64];
        assert_ok(gfla_bitmap_create(&rgba, SIDE, SIDE, 4, 8));
        tiny_render(scale, pose, SIDE, rgba.pixels, depth);
        assert_ok(gfla_bitmap_composite_white(&rgba, &white));
        assert_ok(gfla_hdf5_write_view(file, gfla_view_group(id, pose, name, sizeof name), &white,
                                       (int64_t[]){2 * pose.azimuth, 10 * pose.elevation}));
        gfla_bitmap_free(&rgba);
        gfla_bitmap_free(&white);
    }
}

/* Two whole models, one with a view missing, a view between poses, and a group that is no view. */
static const char *make_file(const char *name)
{
    const char *path = scratch(name);
    struct gfla_bitmap image;
    gfla_hdf5 *file;
    assert_ok(gfla_bitmap_create(&image, SIDE, SIDE, 3, 8));
    assert_ok(gfla_hdf5_create(&file, path));
    add_model(file, "b2", 0.8, GFLA_N_VIEWS);
    add_model(file, "a-1", 1.0, GFLA_N_VIEWS);
    add_model(file, "c", 1.0, GFLA_N_VIEWS - 1);
    assert_ok(gfla_hdf5_write_view(file, "b2_1_0", &image, (int64_t[]){1, 0}));
    assert_ok(gfla_hdf5_write_view(file, "notes", &image, (int64_t[]){0, 0}));
    assert_ok(gfla_hdf5_commit(&file));
    gfla_bitmap_free(&image);
    return path;
}

static void groups_make_a_set(void **state)
{
    gfla_views *views;
    const int *list;
    assert_ok(gfla_views_open(&views, make_file("data_plain.hdf5"), NULL));
    assert_int_equal(gfla_views_count(views), 2);
    assert_int_equal(gfla_views_skipped(views), 1);
    assert_int_equal(gfla_views_size(views), SIDE);
    assert_false(gfla_views_have_depth(views));
    assert_string_equal(gfla_views_model(views, 0)->id, "a-1");
    assert_string_equal(gfla_views_model(views, 1)->id, "b2");
    int held_out = gfla_split_held_out("a-1") + gfla_split_held_out("b2");
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), held_out);
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 2 - held_out);
    gfla_views_destroy(&views);
    assert_ok(gfla_views_open(&views, scratch("data_plain.hdf5"), &(struct gfla_views_params){.max_models = 1}));
    assert_int_equal(gfla_views_count(views), 1);
    gfla_views_destroy(&views);
}

static void lists_say_what_is_held_out(void **state)
{
    const char *models[] = {"b2", "a-1"};
    const bool held_out[] = {true, false};
    gfla_views *views;
    const int *list;
    void *text;
    size_t size;
    const char *path = make_file("data_toys.hdf5");
    assert_ok(gfla_view_lists_write(path, models, held_out, 2));
    assert_ok(gfla_file_read(scratch("name_toys_test.txt"), 100, &text, &size));
    assert_string_equal(text, "b2\n");
    free(text);
    assert_ok(gfla_file_read(scratch("id_toys_train.txt"), 4096, &text, &size));
    assert_memory_equal(text, "a-1_0_0\na-1_0_10\na-1_0_20\na-1_2_0\n", 34);
    free(text);
    assert_ok(gfla_views_open(&views, path, NULL));
    assert_int_equal(gfla_views_count(views), 2);
    assert_int_equal(gfla_views_skipped(views), 0); /* the third is in no list */
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "a-1");
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "b2");
    gfla_views_destroy(&views);
}

/* The same file under the other ending has its lists; one of another name has none, and the rule splits it. */
static void other_endings_have_lists_too(void **state)
{
    const char *models[] = {"b2", "a-1"};
    const bool held_out[] = {true, false};
    char path[512];
    gfla_views *views;
    const int *list;
    snprintf(path, sizeof path, "%s", make_file("data_ending.h5"));
    assert_ok(gfla_view_lists_write(path, models, held_out, 2));
    assert_ok(gfla_views_open(&views, path, NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "a-1");
    gfla_views_destroy(&views);
    assert_ok(gfla_views_open(&views, make_file("ending.hdf5"), NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list),
                     gfla_split_held_out("a-1") + gfla_split_held_out("b2"));
    gfla_views_destroy(&views);
    assert_fails(gfla_view_lists_write("data_x.hdf4", models, held_out, 2), GFLA_ERROR_USAGE, "data_NAME.hdf5");
}

static void views_are_as_rendered(void **state)
{
    static uint8_t expected[4 * SIDE * SIDE], rgba[4 * SIDE * SIDE];
    static uint16_t depth[SIDE * SIDE];
    gfla_views *views;
    assert_ok(gfla_views_open(&views, make_file("data_views.hdf5"), NULL));
    tiny_render(0.8, (struct gfla_pose){7, 2}, SIDE, expected, depth);
    for (int i = 0; i < SIDE * SIDE; i++)
        if (!expected[4 * i + 3])
            memset(expected + 4 * i, 255, 3);
    assert_ok(gfla_views_read(views, 1, (struct gfla_pose){7, 2}, SIDE, rgba, NULL));
    assert_memory_equal(rgba, expected, sizeof rgba);
    assert_ok(gfla_views_read(views, 1, (struct gfla_pose){7, 2}, SIDE / 2, rgba, NULL));
    assert_fails(gfla_views_read(views, 1, (struct gfla_pose){7, 2}, SIDE, rgba, depth), GFLA_ERROR_INPUT, "no depths");
    gfla_views_destroy(&views);
}

static void cached_views_have_empty_depths(void **state)
{
    gfla_views *views;
    gfla_view_cache *cache;
    struct gfla_cached_view seen;
    _Alignas(16) static uint8_t memory[6 * SIDE * SIDE];
    memset(memory, 7, sizeof memory);
    assert_ok(gfla_views_open(&views, make_file("data_cache.hdf5"), NULL));
    assert_ok(gfla_view_cache_create(&cache, views, SIDE, false, 0));
    assert_ok(gfla_view_cache_get(cache, 0, gfla_pose_number((struct gfla_pose){3, 1}), memory, &seen));
    assert_int_equal(seen.rgba[3], 0);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(seen.depth[i], 0);
    gfla_view_cache_destroy(&cache);
    gfla_views_destroy(&views);
}

static void names_of_views(void **state)
{
    static const char *const wrong[] = {"",       "a",      "a_0",    "_0_0",    "a_0_0x", "a_0_5",
                                        "a_36_0", "a_-2_0", "a_0_30", "a_0_0_0", "a_b_0_0"};
    struct gfla_pose pose;
    size_t length;
    assert_true(gfla_view_group_parse("a-1.x_34_20", &length, &pose));
    assert_true(length == 5 && pose.azimuth == 17 && pose.elevation == 2);
    assert_true(gfla_view_group_parse("a_3_0", &length, &pose));
    assert_int_equal(pose.azimuth, -1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(gfla_view_group_parse(wrong[i], &length, &pose));
}

static void wrong_sets_are_refused(void **state)
{
    static uint8_t rgba[4 * SIDE * SIDE];
    gfla_views *views;
    gfla_hdf5 *file;
    char path[64];
    struct gfla_bitmap image;
    assert_fails(gfla_view_list_path("x/chair.hdf5", GFLA_LIST_TRAIN, path, sizeof path), GFLA_ERROR_USAGE,
                 "data_NAME");
    assert_ok(gfla_file_write(scratch("data_text.hdf5"), "text", 4));
    assert_fails(gfla_views_open(&views, scratch("data_text.hdf5"), NULL), GFLA_ERROR_INPUT, "not an HDF5 file");
    assert_ok(gfla_hdf5_create(&file, scratch("data_none.hdf5")));
    assert_ok(gfla_hdf5_commit(&file));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "--layout hdf5");
    /* Lists of another set: the views are not there. */
    assert_ok(gfla_view_lists_write(scratch("data_none.hdf5"), (const char *[]){"x"}, (bool[]){false}, 1));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "x_0_0");
    assert_ok(gfla_file_write(scratch("id_none_train.txt"), "a\0b", 3));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "id_none_train.txt");
    /* A pose that is not that of the name, and a view of another size. */
    assert_ok(gfla_hdf5_create(&file, scratch("data_pose.hdf5")));
    add_model(file, "m", 1, GFLA_N_VIEWS - 2);
    assert_ok(gfla_bitmap_create(&image, SIDE, SIDE, 3, 8));
    assert_ok(gfla_hdf5_write_view(file, "m_32_20", &image, (int64_t[]){2, 20}));
    gfla_bitmap_free(&image);
    assert_ok(gfla_bitmap_create(&image, 8, 8, 3, 8));
    assert_ok(gfla_hdf5_write_view(file, "m_34_20", &image, (int64_t[]){34, 20}));
    gfla_bitmap_free(&image);
    assert_ok(gfla_hdf5_commit(&file));
    assert_ok(gfla_views_open(&views, scratch("data_pose.hdf5"), NULL));
    assert_fails(gfla_views_read(views, 0, (struct gfla_pose){16, 2}, SIDE, rgba, NULL), GFLA_ERROR_INPUT, "m_32_20");
    assert_fails(gfla_views_read(views, 0, (struct gfla_pose){17, 2}, SIDE, rgba, NULL), GFLA_ERROR_INPUT, "8 x 8");
    gfla_views_destroy(&views);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_make_a_set),
        cmocka_unit_test(lists_say_what_is_held_out),
        cmocka_unit_test(other_endings_have_lists_too),
        cmocka_unit_test(views_are_as_rendered),
        cmocka_unit_test(cached_views_have_empty_depths),
        cmocka_unit_test(names_of_views),
        cmocka_unit_test(wrong_sets_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
