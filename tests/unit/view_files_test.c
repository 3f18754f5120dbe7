/* Sets whose views have cameras of their own, in each format: what is read, and what is refused. */
#include "tests/unit/view_files.h"

/* Cameras are those of the poses, 4 away; alpha and colours those of the images. */
static void check_views(const char *set, bool has_depth)
{
    static uint8_t rgba[4 * PLANE], truth[4 * PLANE];
    static uint16_t depth[PLANE], true_depth[PLANE];
    gfla_views *views = NULL;
    ok(gfla_views_open(&views, path_of("%s", set), &(struct gfla_views_params){.keep_all = true}));
    assert_int_equal(gfla_views_size(views), TINY_SIZE);
    assert_false(gfla_views_are_grid(views));
    assert_true(gfla_views_are_on_grid(views));
    assert_true(fabs(gfla_views_fov(views) - 30) < 1e-4);
    assert_int_equal(gfla_views_have_depth(views), has_depth);
    assert_int_equal(gfla_views_model(views, 0)->n_views, N);
    for (int i = 0; i < N; i++) {
        const struct gfla_camera c = gfla_views_camera(views, 0, i),
                                 want = gfla_camera_orbit(20 * poses[i].azimuth, 10 * poses[i].elevation);
        for (int k = 0; k < 12; k++)
            assert_true(fabs(c.rows[k] - want.rows[k]) < 1e-5);
        assert_true(fabs(c.azimuth - want.azimuth) < 1e-4 && fabs(c.elevation - want.elevation) < 1e-4 &&
                    fabs(c.distance - 4) < 1e-5);
        ok(gfla_views_read_number(views, 0, i, TINY_SIZE,
                                  &(struct gfla_view_pixels){.rgba = rgba, .depth = has_depth ? depth : NULL}));
        tiny_render(1, poses[i], TINY_SIZE, truth, true_depth);
        for (int k = 0; k < PLANE; k++) {
            assert_int_equal(rgba[4 * k + 3], truth[4 * k + 3]);
            if (truth[4 * k + 3])
                assert_memory_equal(rgba + 4 * k, truth + 4 * k, 3);
            if (has_depth && true_depth[k])
                assert_true(fabs(gfla_depth_code_decode(gfla_views_depth_code(views, 0, i), depth[k]) -
                                 (3 + 2 * true_depth[k] / 65535.0)) < 1e-4);
        }
    }
    gfla_views_destroy(&views);
}

static void every_format_gives_the_same_cameras(void **state)
{
    write_json("json/a", false);
    check_views("json", true);
    write_srn("cars_train/a");
    check_views("cars_train", false);
    write_nmr("nmr/02958343/a");
    check_views("nmr", false);
    write_nerf("nerf/a");
    check_views("nerf", false);
    check_views("nerf/a", false); /* one scene is a set */
}

/* X_train and X_test, and lists of ids, say what is held out. */
static void sets_say_what_is_held_out(void **state)
{
    gfla_views *views = NULL;
    const int *list;
    write_srn("srn/chairs_train/p");
    write_srn("srn/chairs_train/q");
    write_srn("srn/chairs_test/r");
    ok(gfla_views_open(&views, path_of("srn"), NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 2);
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_HELD_OUT, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "chairs_test/r");
    gfla_views_destroy(&views);
    write_nmr("lists/1/p");
    write_nmr("lists/1/q");
    write_nmr("lists/1/r");
    ok(gfla_file_write(path_of("lists/1/softras_train.lst"), "q\n", 2));
    ok(gfla_file_write(path_of("lists/1/softras_val.lst"), "r\n", 2));
    ok(gfla_file_write(path_of("lists/1/softras_test.lst"), "p\n", 2));
    ok(gfla_views_open(&views, path_of("lists"), NULL));
    assert_int_equal(gfla_views_split(views, GFLA_SPLIT_TRAIN, &list), 1);
    assert_string_equal(gfla_views_model(views, list[0])->id, "1/q");
    gfla_views_destroy(&views);
}

/* ---- what is refused ---- */

static void refuse(const char *set, const char *text)
{
    gfla_views *views = NULL;
    assert_int_equal(gfla_views_open(&views, path_of("%s", set), NULL), GFLA_ERROR_INPUT);
    if (!strstr(gfla_error_message(), text))
        fail_msg("%s: \"%s\" has not \"%s\"", set, gfla_error_message(), text);
    assert_null(views);
}

static void wrong_files_are_named(void **state)
{
    static const char *const wrong[] = {"10 32 32 0. 0 0 0 1", "100 32 32 0. 0 0 0 1 64 32",
                                        "-3 32 32 0. 0 0 0 1 64 64", "100 20 32 0. 0 0 0 1 64 64", "x"};
    write_srn("bad/a");
    write_srn("bad/b");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ok(gfla_file_write(path_of("bad/a/intrinsics.txt"), wrong[i], strlen(wrong[i])));
        gfla_views *views = NULL; /* the other model is left */
        ok(gfla_views_open(&views, path_of("bad"), NULL));
        assert_int_equal(gfla_views_skipped(views), 1);
        gfla_views_destroy(&views);
    }
    ok(gfla_file_write(path_of("bad/b/intrinsics.txt"), "200 32 32 0. 0 0 0 1 64 64", 26));
    write_srn("bad/a");
    refuse("bad", "field of view");
    write_srn("bad/b");
    ok(gfla_file_write(path_of("bad/b/pose/000001.txt"), "1 0 0 0 0 1 0 0 0 0 1 3 0 0 0 1", 31));
    refuse("bad", "away");
    ok(gfla_file_write(path_of("bad/b/pose/000001.txt"), "1 0 0 0 0 2 0 0 0 0 1 3 0 0 0 1", 31));
    ok(gfla_file_write(path_of("bad/a/pose/000001.txt"), "nan 0 0 0 0 2 0 0 0 0 1 3 0 0 0 1", 33));
    refuse("bad", "2 damaged");
    remove(path_of("bad/b/rgb/000002.png"));
    refuse("bad", "2 damaged");
    static const char *const json[] = {
        "{\"size\":3333333364,\"id\":\"a\"", "{\"size\":64,\"id\":\"a\",\"fov\":30,\"distance\":1e300",
        "{\"size\":64,\"id\":\"a\",\"fov\":30,\"unit\":1e-30,\"distance\":4", "{\"size\":64,\"id\":\"a\",\"fov\":30"};
    write_json("damaged/a", false);
    for (size_t i = 0; i < sizeof json / sizeof *json; i++) {
        struct gfla_text text = {0};
        gfla_text_add(&text, "%s,\"views\":[", json[i]);
        for (int k = 0; k < 2; k++)
            gfla_text_add(&text,
                          "%s{\"file\":\"%04d.png\",\"depth\":\"%04d_depth.png\",\"world_to_camera\":[[1,0,0,0],[0,1,0,"
                          "0],[0,0,1,4]]}",
                          k ? "," : "", k, k);
        gfla_text_add(&text, "]}");
        write_text(path_of("damaged/a/cameras.json"), &text);
        gfla_text_free(&text);
        refuse("damaged", "1 damaged");
    }
    ok(gfla_folder_create(path_of("empty")));
    refuse("empty", "no rendered model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_the_same_cameras),
        cmocka_unit_test(sets_say_what_is_held_out),
        cmocka_unit_test(wrong_files_are_named),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
