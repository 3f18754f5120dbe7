/* What is wrong with sets of views as people have them: models of two parts, images without cameras of their own, files
 * of no use. */
#include "tests/unit/surroundings.h"
#include "tests/unit/view_files.h"
#include "viewsynth/data/views_overlap.h"

static void keep_word(void *word, gfla_log_level level, const char *message)
{
    const size_t length = strlen(word);
    if (level == GFLA_LOG_WARNING)
        snprintf((char *)word + length, 2000 - length, "%s\n", message);
}

static void listen(char word[2000])
{
    word[0] = 0;
    surround(keep_word, word, GFLA_LOG_WARNING);
}

static void stop_listening(void)
{
    surround(NULL, NULL, GFLA_LOG_ERROR);
}

/* Of one set: in two folders, in two lists. Of two sets that are learned from together: by their ids. */
static void models_for_training_and_testing_are_said(void **state)
{
    gfla_views *views[2];
    const int *list;
    char word[2000];
    write_srn("leak/chairs_train/p");
    write_srn("leak/chairs_test/p");
    write_srn("leak/cars_test/q");
    listen(word);
    ok(gfla_views_open(&views[0], path_of("leak"), NULL));
    assert_non_null(strstr(word, "1 model is for training and for testing, chairs_test/p and chairs_train/p"));
    gfla_views_destroy(&views[0]);
    write_nmr("both/1/p");
    write_nmr("both/1/q");
    ok(gfla_file_write(path_of("both/1/softras_train.lst"), "p\nq\n", 4));
    ok(gfla_file_write(path_of("both/1/softras_test.lst"), "p\n", 2));
    listen(word);
    ok(gfla_views_open(&views[0], path_of("both"), NULL));
    assert_non_null(strstr(word, "1 model is in the lists of training and testing, p for one; they are held out"));
    assert_int_equal(gfla_views_split(views[0], GFLA_SPLIT_TRAIN, &list), 1);
    gfla_views_destroy(&views[0]);
    char one[600], two[600];
    snprintf(one, sizeof one, "%s", path_of("leak/chairs_train"));
    snprintf(two, sizeof two, "%s", path_of("leak/chairs_test"));
    ok(gfla_views_open(&views[0], one, NULL));
    ok(gfla_views_open(&views[1], two, NULL));
    listen(word);
    ok(gfla_views_warn_of_overlap(views, (const char *const[]){one, two}, 2));
    assert_non_null(strstr(word, "1 model is held out in one set and learned from in another, p of "));
    assert_null(strstr(word, "named twice"));
    listen(word);
    snprintf(two, sizeof two, "%s", path_of("leak/cars_test/../chairs_train/"));
    ok(gfla_views_warn_of_overlap((gfla_views *const[]){views[0], views[0]}, (const char *const[]){one, two}, 2));
    assert_non_null(strstr(word, "is named twice, and counts twice"));
    stop_listening();
    gfla_views_destroy(&views[0]);
    gfla_views_destroy(&views[1]);
}

static const char *name_in(const char *set, const char *model)
{
    static char name[800];
    snprintf(name, sizeof name, "%.600s/%.100s", set, model);
    return name;
}

/* An image that is missing takes no camera of another: the middle one, and the first. */
static void cameras_belong_to_images_of_their_numbers(void **state)
{
    static const int missing[] = {N / 2, 0};
    for (int i = 0; i < 2; i++) {
        gfla_views *views;
        char set[64];
        snprintf(set, sizeof set, "numbers%d", i);
        write_nmr(name_in(set, "m"));
        assert_int_equal(remove(path_of("%s/m/image/%04d.png", set, missing[i])), 0);
        ok(gfla_views_open(&views, path_of(set), NULL));
        assert_int_equal(gfla_views_model(views, 0)->n_views, N - 1);
        for (int k = 0; k < N - 1; k++) {
            const struct gfla_pose pose = gfla_views_model(views, 0)->views[k].pose,
                                   want = poses[k + (k >= missing[i])];
            assert_int_equal(pose.azimuth, want.azimuth);
            assert_int_equal(pose.elevation, want.elevation);
        }
        gfla_views_destroy(&views);
    }
}

/* Empty, cut short, of another size: found when the set is opened. */
static void files_of_no_use_are_found_at_once(void **state)
{
    struct gfla_bitmap small;
    gfla_views *views;
    char word[2000];
    void *png;
    size_t size;
    ok(gfla_bitmap_create(&small, TINY_SIZE / 2, TINY_SIZE / 2, 4, 8));
    for (int i = 0; i < 4; i++)
        write_srn(name_in("broken", (const char *[]){"a", "b", "c", "d"}[i]));
    ok(gfla_file_write(path_of("broken/a/rgb/000001.png"), "", 0));
    ok(gfla_file_read(path_of("broken/b/rgb/000001.png"), 1 << 20, &png, &size));
    ok(gfla_file_write(path_of("broken/b/rgb/000001.png"), png, size - 13));
    free(png);
    ok(gfla_bitmap_write(path_of("broken/c/rgb/000001.png"), &small, NULL));
    gfla_bitmap_free(&small);
    listen(word);
    ok(gfla_views_open(&views, path_of("broken"), NULL));
    stop_listening();
    assert_int_equal(gfla_views_count(views), 1);
    assert_int_equal(gfla_views_skipped(views), 3);
    assert_string_equal(gfla_views_model(views, 0)->id, "d");
    assert_non_null(strstr(word, "a/rgb/000001.png: the file is empty"));
    assert_non_null(strstr(word, "b/rgb/000001.png"));
    assert_non_null(strstr(word, "c/rgb/000001.png: 32 x 32 pixels, but the set has 64 x 64"));
    gfla_views_destroy(&views);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_for_training_and_testing_are_said),
        cmocka_unit_test(cameras_belong_to_images_of_their_numbers),
        cmocka_unit_test(files_of_no_use_are_found_at_once),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
