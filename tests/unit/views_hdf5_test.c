/* Sets in one HDF5 file: their lists, what a view holds, and sets that are not what they say. */
#include "scratch.h"

#include "io/hdf5/hdf5.h"
#include "tests/unit/surroundings.h"
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

/* Among names in order those of "a" and "a_1" lie between one another. */
static void ids_may_have_underscores(void **state)
{
    static const char *const ids[] = {"a", "a_1", "a_1_0", "chair_of_oak"};
    gfla_views *views;
    gfla_hdf5 *file;
    assert_ok(gfla_hdf5_create(&file, scratch("data_ids.hdf5")));
    for (int i = 0; i < 4; i++)
        add_model(file, ids[i], 0.7 + 0.1 * i, GFLA_N_VIEWS);
    assert_ok(gfla_hdf5_commit(&file));
    for (int with_lists = 0; with_lists < 2; with_lists++) {
        static uint8_t expected[4 * SIDE * SIDE], rgba[4 * SIDE * SIDE];
        static uint16_t depth[SIDE * SIDE];
        if (with_lists)
            assert_ok(gfla_view_lists_write(scratch("data_ids.hdf5"), ids, (bool[]){false, true, false, false}, 4));
        assert_ok(gfla_views_open(&views, scratch("data_ids.hdf5"), NULL));
        assert_int_equal(gfla_views_count(views), 4);
        assert_int_equal(gfla_views_skipped(views), 0);
        for (int i = 0; i < 4; i++) {
            const struct gfla_set_object *model = gfla_views_model(views, i);
            int k = 0;
            while (strcmp(ids[k], model->id) != 0)
                assert_in_range(++k, 0, 3);
            assert_int_equal(model->n_views, GFLA_N_VIEWS);
            tiny_render(0.7 + 0.1 * k, (struct gfla_pose){7, 2}, SIDE, expected, depth);
            assert_ok(gfla_views_read(views, i, (struct gfla_pose){7, 2}, SIDE, rgba, NULL));
            for (int p = 0; p < SIDE * SIDE; p++)
                assert_int_equal(rgba[4 * p], expected[4 * p + 3] ? expected[4 * p] : 255);
        }
        gfla_views_destroy(&views);
    }
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

static void keep_word(void *word, gfla_log_level level, const char *message)
{
    const size_t length = strlen(word);
    if (level == GFLA_LOG_WARNING)
        snprintf((char *)word + length, 2000 - length, "%s\n", message);
}

/* Opens a set, and returns its warnings. */
static const char *open_warned(const char *name, gfla_views **views)
{
    static char word[2000];
    word[0] = 0;
    surround(keep_word, word, GFLA_LOG_WARNING);
    assert_ok(gfla_views_open(views, scratch(name), NULL));
    surround(NULL, NULL, GFLA_LOG_ERROR);
    return word;
}

/* Whatever the file ends in, and without data_, too. A file of another name has none, which is said, and the rule
 * splits it. */
static void lists_are_found_by_the_name(void **state)
{
    static const char *const names[] = {"data_ending.h5", "data_ending.HDF5", "data_ending.he5", "ending.hdf5",
                                        "ending"};
    const char *models[] = {"b2", "a-1"};
    const bool held_out[] = {true, false};
    gfla_views *views;
    const int *list;
    assert_ok(gfla_view_lists_write(scratch("data_ending.hdf5"), models, held_out, 2));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        make_file(names[i]);
        assert_string_equal(open_warned(names[i], &views), "");
        assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
        assert_string_equal(gfla_views_model(views, list[0])->id, "a-1");
        gfla_views_destroy(&views);
    }
    make_file("data_beginning.hdf5");
    assert_non_null(strstr(open_warned("data_beginning.hdf5", &views), "the lists beside it have other names"));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list),
                     gfla_split_held_out("a-1") + gfla_split_held_out("b2"));
    gfla_views_destroy(&views);
    assert_fails(gfla_view_lists_write("data_x.hdf4", models, held_out, 2), GFLA_ERROR_USAGE, "data_NAME.hdf5");
}

/* A model that is tested with is not learned from. */
static void a_model_of_both_lists_is_held_out(void **state)
{
    gfla_views *views;
    const int *list;
    void *text;
    size_t size;
    make_file("data_both.hdf5");
    assert_ok(
        gfla_view_lists_write(scratch("data_both.hdf5"), (const char *[]){"b2", "a-1"}, (bool[]){false, false}, 2));
    assert_ok(gfla_file_read(scratch("id_both_train.txt"), 8192, &text, &size));
    assert_ok(gfla_file_write(scratch("id_both_test.txt"), text, (size_t)(strstr(text, "a-1_") - (char *)text)));
    free(text);
    const char *word = open_warned("data_both.hdf5", &views);
    assert_non_null(strstr(word, "b2 is in the lists of training and test"));
    assert_int_equal(gfla_views_count(views), 2);
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "a-1");
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "b2");
    gfla_views_destroy(&views);
}

/* Zeros in front of the numbers, in the file, the lists, both or neither. */
static void numbers_of_views_may_begin_with_zeros(void **state)
{
    for (int style = 1; style < GFLA_VIEW_GROUP_STYLES; style++) {
        static uint8_t rgba[4 * SIDE * SIDE];
        struct gfla_bitmap image;
        gfla_views *views;
        gfla_hdf5 *file;
        char name[64];
        assert_ok(gfla_hdf5_create(&file, scratch("data_zeros.hdf5")));
        for (int i = 0; i < GFLA_N_VIEWS; i++) {
            const struct gfla_pose pose = gfla_pose_of_number(i);
            assert_ok(gfla_bitmap_create(&image, SIDE, SIDE, 3, 8));
            memset(image.pixels, i, gfla_bitmap_size(&image));
            assert_ok(gfla_hdf5_write_view(file, gfla_view_group_styled("m", pose, style, name, sizeof name), &image,
                                           (int64_t[]){2 * pose.azimuth, 10 * pose.elevation}));
            gfla_bitmap_free(&image);
        }
        assert_ok(gfla_hdf5_commit(&file));
        assert_ok(gfla_views_open(&views, scratch("data_zeros.hdf5"), NULL));
        assert_ok(gfla_views_read(views, 0, gfla_pose_of_number(19), SIDE, rgba, NULL));
        assert_int_equal(rgba[0], 19);
        gfla_views_destroy(&views);
    }
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
    static const char *const wrong[] = {"",       "a",      "a_0",    "_0_0",     "a_0_0x", "a_0_5", "a__0",
                                        "a_36_0", "a_-2_0", "a_0_30", "a_0000_0", "a_0_",   "0_0",   "a_b_0"};
    struct gfla_pose pose;
    size_t length;
    assert_true(gfla_view_group_parse("a-1.x_34_20", &length, &pose));
    assert_true(length == 5 && pose.azimuth == 17 && pose.elevation == 2);
    assert_true(gfla_view_group_parse("a_3_0", &length, &pose));
    assert_int_equal(pose.azimuth, -1);
    assert_true(gfla_view_group_parse("a_b_3_004_020", &length, &pose));
    assert_true(length == 5 && pose.azimuth == 2 && pose.elevation == 2);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(gfla_view_group_parse(wrong[i], &length, &pose));
}

static void wrong_sets_are_refused(void **state)
{
    gfla_views *views;
    gfla_hdf5 *file;
    assert_fails(gfla_view_list_check_name("x/chair.hdf5"), GFLA_ERROR_USAGE, "data_NAME");
    assert_ok(gfla_file_write(scratch("data_text.hdf5"), "text", 4));
    assert_fails(gfla_views_open(&views, scratch("data_text.hdf5"), NULL), GFLA_ERROR_INPUT, "not an HDF5 file");
    assert_ok(gfla_hdf5_create(&file, scratch("data_none.hdf5")));
    assert_ok(gfla_hdf5_commit(&file));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "--layout hdf5");
    /* Lists of another set: the views are not there. */
    assert_ok(gfla_view_lists_write(scratch("data_none.hdf5"), (const char *[]){"x"}, (bool[]){false}, 1));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "no model");
    assert_ok(gfla_file_write(scratch("id_none_train.txt"), "a\0b", 3));
    assert_fails(gfla_views_open(&views, scratch("data_none.hdf5"), NULL), GFLA_ERROR_INPUT, "id_none_train.txt");
}

/* A view whose pose is not that of its name, one of another size, one that is empty: their models are left out at
 * once. */
static void models_with_a_wrong_view_are_left_out(void **state)
{
    static const struct {
        const char *model, *word;
        int side;
        int64_t azimuth;
    } wrong[] = {{"p", "p_34_20: its pose is 2, 20", SIDE, 2}, {"s", "s_34_20: 8 pixels, others have 16", 8, 34}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct gfla_bitmap image;
        gfla_views *views;
        gfla_hdf5 *file;
        char name[64];
        assert_ok(gfla_hdf5_create(&file, scratch("data_wrong.hdf5")));
        add_model(file, "a", 1, GFLA_N_VIEWS);
        add_model(file, wrong[i].model, 1, GFLA_N_VIEWS - 1);
        assert_ok(gfla_bitmap_create(&image, wrong[i].side, wrong[i].side, 3, 8));
        snprintf(name, sizeof name, "%s_34_20", wrong[i].model);
        assert_ok(gfla_hdf5_write_view(file, name, &image, (int64_t[]){wrong[i].azimuth, 20}));
        gfla_bitmap_free(&image);
        assert_ok(gfla_hdf5_commit(&file));
        assert_non_null(strstr(open_warned("data_wrong.hdf5", &views), wrong[i].word));
        assert_int_equal(gfla_views_count(views), 1);
        assert_int_equal(gfla_views_skipped(views), 1);
        gfla_views_destroy(&views);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_make_a_set),
        cmocka_unit_test(ids_may_have_underscores),
        cmocka_unit_test(lists_say_what_is_held_out),
        cmocka_unit_test(lists_are_found_by_the_name),
        cmocka_unit_test(a_model_of_both_lists_is_held_out),
        cmocka_unit_test(numbers_of_views_may_begin_with_zeros),
        cmocka_unit_test(views_are_as_rendered),
        cmocka_unit_test(cached_views_have_empty_depths),
        cmocka_unit_test(names_of_views),
        cmocka_unit_test(wrong_sets_are_refused),
        cmocka_unit_test(models_with_a_wrong_view_are_left_out),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
