/* Poses one after the other: folders, results of many images, annotations, lists of paths; gaps and order. */
#include <sys/stat.h>

#include "keypoint_files.h"

#include "base/string_list.h"
#include "io/image/bitmap.h"
#include "io/keypoints/keypoints_format.h"
#include "io/keypoints/keypoints_list.h"

static gfla_keypoints_list *list;
static struct gfla_keypoints points;

static void open_list(const char *path)
{
    assert_ok(gfla_keypoints_list_open(&list, path, NULL));
}

static size_t n_poses(void)
{
    return gfla_keypoints_list_about(list)->n;
}

static void check_pose(size_t i, const char *name_end, double x)
{
    const char *name = gfla_keypoints_list_name(list, i);
    assert_true(strlen(name) >= strlen(name_end));
    assert_string_equal(name + strlen(name) - strlen(name_end), name_end);
    assert_ok(gfla_keypoints_list_read(list, i, &points));
    assert_true(points.n > 0 && points.joint[0].x == x);
}

static void refuses(const char *path, const char *message)
{
    list = (gfla_keypoints_list *)1;
    assert_fails(gfla_keypoints_list_open(&list, path, NULL), GFLA_ERROR_INPUT, message);
    assert_null(list);
}

static void make_folder(const char *name)
{
    assert_ok(gfla_folder_create(scratch(name)));
}

static void folders_are_in_natural_order(void **state)
{
    static const int numbers[] = {10, 2, 1, 7};
    make_folder("video");
    for (int i = 0; i < 4; i++) {
        char name[64];
        snprintf(name, sizeof name, "video/f2_%d_keypoints.json", numbers[i]);
        write_people(name, "people", "pose_keypoints_2d", 25, numbers[i], 1);
    }
    write_file("video/notes.txt", "x");
    write_file("video/.hidden.json", "x");
    open_list(scratch("video"));
    assert_int_equal(n_poses(), 4);
    check_pose(0, "/video/f2_1_keypoints.json", 1);
    check_pose(1, "f2_2_keypoints.json", 2);
    check_pose(2, "f2_7_keypoints.json", 7);
    check_pose(3, "f2_10_keypoints.json", 10);
    assert_int_equal(gfla_keypoints_list_about(list)->n_missing, 6);
    assert_int_equal(gfla_keypoints_list_about(list)->first_missing, 3);
    assert_false(gfla_keypoints_list_about(list)->falls);
    gfla_keypoints_list_destroy(&list);
    assert_null(list);
    (void)state;
}

static void a_folder_of_faces_has_txt_files(void **state)
{
    struct gfla_text t = {0};
    for (int i = 0; i < 68; i++)
        gfla_text_add(&t, "%d,%d\n", 5 + i, i);
    make_folder("faces");
    write_file("faces/00000.txt", t.data);
    write_file("faces/00001.txt", t.data);
    open_list(scratch("faces"));
    assert_int_equal(n_poses(), 2);
    check_pose(1, "00001.txt", 5);
    assert_int_equal(points.set, GFLA_JOINTS_FACE_68);
    assert_int_equal(gfla_keypoints_list_about(list)->n_missing, 0);
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

/* Drawings that carry their points, in a folder and alone. */
static void drawings_are_poses(void **state)
{
    struct gfla_bitmap image;
    const struct gfla_bitmap_note note = {GFLA_KEYPOINTS_NOTE, "{\"people\": []}"};
    assert_ok(gfla_bitmap_create(&image, 4, 4, 3, 8));
    make_folder("drawings");
    assert_ok(gfla_bitmap_write(scratch("drawings/a2.png"), &image, &(struct gfla_bitmap_write_params){.note = &note}));
    assert_ok(
        gfla_bitmap_write(scratch("drawings/a10.png"), &image, &(struct gfla_bitmap_write_params){.note = &note}));
    gfla_bitmap_free(&image);
    open_list(scratch("drawings"));
    assert_int_equal(n_poses(), 2);
    assert_non_null(strstr(gfla_keypoints_list_name(list, 0), "a2.png"));
    assert_ok(gfla_keypoints_list_read(list, 1, &points));
    assert_int_equal(points.n, 0);
    gfla_keypoints_list_destroy(&list);
    open_list(scratch("drawings/a10.png"));
    assert_int_equal(n_poses(), 1);
    gfla_keypoints_list_destroy(&list);
    (void)state;
}

static void stems_name_outputs(void **state)
{
    static const char *const cases[][2] = {
        {"dir.d/a_keypoints.json", "a"},
        {"a.b_pose.png", "a.b"},
        {"_pose.json", "_pose"},
        {"x.csv:train/walk.jpg", "walk"},
        {"r.json:12", "12"},
        {"plain", "plain"},
        {".json", ".json"},
        {"odd:", "odd:"},
        {"Screenshot 10:30:45.png", "Screenshot 10:30:45"},
        {"x.csv:a:b.jpg", "a:b"},
        {"a:b/c.json", "c"},
        {"-", "stdin"},
    };
    gfla_arena *arena;
    assert_ok(gfla_arena_create(&arena));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *name;
        assert_ok(gfla_keypoints_output_names(&cases[i][0], 1, arena, &name));
        assert_string_equal(name, cases[i][1]);
    }
    gfla_arena_destroy(&arena);
    (void)state;
}

/* The colon stands behind a file that is there, whatever its folder is called; a file of the whole name comes first. */
static void colons_separate_files_and_names(void **state)
{
    static const char *const cases[][2] = {
        {"a.json:1/b.csv:x:y.jpg", "x:y.jpg"},
        {"a.json:1/c.JSON:3", "3"},
        {"a.json:1/d.csv:e", NULL},
        {"no.csv:x.jpg", "x.jpg"},
        {"a:b/no.json", NULL},
        {"no.csv:", NULL},
        {"no.json:1/no.csv:2", "1/no.csv:2"},
        {".csv:a.json:1", "a.json:1"},
    };
    char folder[600], path[700], *file;
    const char *name;
    snprintf(folder, sizeof folder, "%s", scratch("a.json:1"));
    assert_ok(gfla_folder_create(folder));
    for (const char *const *made = (const char *const[]){"b.csv", "c.JSON", "d.csv:e", NULL}; *made; made++) {
        snprintf(path, sizeof path, "%s/%s", folder, *made);
        assert_ok(gfla_file_write(path, "x", 1));
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(path, sizeof path, "%s", scratch(cases[i][0]));
        assert_ok(gfla_keypoints_split_path(path, &file, &name));
        if (cases[i][1])
            assert_string_equal(name, cases[i][1]);
        else
            assert_null(name);
        assert_int_equal(strlen(file) + (name ? strlen(name) + 1 : 0), strlen(path));
        free(file);
    }
    (void)state;
}

/* One name, in two files about many images and in two folders. */
static void outputs_are_told_apart(void **state)
{
    static const char *const paths[] = {"a.csv:1.jpg", "b.csv:1.jpg", "c/1_keypoints.json", "c/1_pose.png"};
    static const char *const wanted[] = {"a.csv-1", "b.csv-1", "1_keypoints", "1_pose"};
    const char *names[4];
    gfla_arena *arena;
    assert_ok(gfla_arena_create(&arena));
    assert_ok(gfla_keypoints_output_names(paths, 4, arena, names));
    for (int i = 0; i < 4; i++)
        assert_string_equal(names[i], wanted[i]);
    gfla_arena_destroy(&arena);
    (void)state;
}

static void add_result(struct gfla_text *t, const char *before, const char *id, double shift, double size)
{
    gfla_text_add(t, "%s{\"image_id\": \"%s\", \"keypoints\": [", before, id);
    add_joints(t, 17, shift, size);
    gfla_text_add(t, "], \"score\": 3.1}");
}

/* Two people in 10.jpg, and what is said of 2.jpg stands between. */
static void results_are_grouped_by_image(void **state)
{
    struct gfla_text t = {0};
    struct gfla_keypoints_select second = {.person = 1, .name = "does not count"};
    add_result(&t, " [", "10.jpg", 100, 1);
    add_result(&t, ",", "2.jpg", 20, 1);
    add_result(&t, ",", "10.jpg", 300, 2);
    gfla_text_add(&t, "]\n");
    write_file("alphapose-results.json", t.data);
    open_list(scratch("alphapose-results.json"));
    assert_int_equal(n_poses(), 2);
    check_pose(0, "2.jpg", 20);
    check_pose(1, "10.jpg", 300);
    assert_int_equal(points.set, GFLA_JOINTS_COCO_17);
    assert_int_equal(gfla_keypoints_list_about(list)->n_missing, 0); /* the step is 8 */
    gfla_keypoints_list_destroy(&list);
    assert_ok(gfla_keypoints_list_open(&list, scratch("alphapose-results.json"), &second));
    check_pose(1, "10.jpg", 300);
    assert_fails(gfla_keypoints_list_read(list, 0, &points), GFLA_ERROR_INPUT,
                 "picture '2.jpg': person 1 was asked for");
    assert_non_null(strstr(gfla_error_message(), "alphapose-results.json"));
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

static void objects_of_images_are_lists(void **state)
{
    struct gfla_text t = {0};
    for (int i = 3; i > 0; i--) {
        gfla_text_add(&t, "%s\"%d.png\": {\"version\": 1, \"people\": [{\"pose_keypoints_2d\": [", i < 3 ? ", " : "{",
                      i);
        add_joints(&t, 18, 50 * i, 2);
        gfla_text_add(&t, "]}]}");
    }
    gfla_text_add(&t, "}");
    open_list(write_file("open.json", t.data));
    assert_int_equal(n_poses(), 3);
    check_pose(0, "1.png", 50);
    check_pose(2, "3.png", 150);
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

static void annotations_are_lists(void **state)
{
    const struct gfla_keypoints_select face = {.person = -1, .face = true};
    struct gfla_text t = {0};
    gfla_text_add(&t, "name:keypoints_y:keypoints_x\n");
    add_annotation(&t, "b.jpg", 4);
    add_annotation(&t, "a.jpg", 5);
    const char *path = write_file("annotation.csv", t.data);
    open_list(path);
    assert_int_equal(n_poses(), 2);
    check_pose(0, "b.jpg", 4);
    check_pose(1, "a.jpg", 5);
    assert_false(gfla_keypoints_list_about(list)->falls);
    gfla_keypoints_list_destroy(&list);
    open_list(scratch("annotation.csv:a.jpg"));
    assert_int_equal(n_poses(), 1);
    check_pose(0, "annotation.csv:a.jpg", 5);
    gfla_keypoints_list_destroy(&list);
    assert_fails(gfla_keypoints_list_open(&list, path, &face), GFLA_ERROR_INPUT, "bodies, not faces");
    gfla_text_free(&t);
    (void)state;
}

static void a_file_of_one_pose_is_a_list_of_one(void **state)
{
    static const char *const names[] = {"one.json", "none.json"};
    write_people(names[0], "people", "pose_keypoints_2d", 18, 3, 1);
    write_file(names[1], "{\"people\": []}");
    for (int i = 0; i < 2; i++) {
        open_list(scratch(names[i]));
        assert_int_equal(n_poses(), 1);
        assert_ok(gfla_keypoints_list_read(list, 0, &points));
        assert_int_equal(points.n, i == 0 ? 18 : 0);
        gfla_keypoints_list_destroy(&list);
    }
    (void)state;
}

static void lists_of_paths_keep_their_order(void **state)
{
    struct gfla_text t = {0};
    make_folder("a b");
    write_people("a b/1.json", "people", "pose_keypoints_2d", 18, 10, 1);
    write_people("a b/2.json", "people", "pose_keypoints_2d", 18, 20, 1);
    gfla_text_add(&t, "# turning\na b/2.json  \r\n\n%s\na b/none.json\na b/pipe.json\n", scratch("a b/1.json"));
    assert_int_equal(mkfifo(scratch("a b/pipe.json"), 0600), 0);
    open_list(write_file("list.txt", t.data));
    assert_int_equal(n_poses(), 4);
    check_pose(0, "a b/2.json", 20);
    check_pose(1, "a b/1.json", 10);
    assert_fails(gfla_keypoints_list_read(list, 2, &points), GFLA_ERROR_INPUT, "a b/none.json");
    assert_fails(gfla_keypoints_list_read(list, 3, &points), GFLA_ERROR_INPUT, "a b/pipe.json: is not a regular file");
    assert_int_equal(points.n, 0);
    assert_true(gfla_keypoints_list_about(list)->falls);
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

static void wrong_lists_are_refused(void **state)
{
    make_folder("empty");
    refuses(scratch("empty"), "no .json, .txt, .pts, .csv or .png files");
    refuses(scratch("nowhere"), "nowhere");
    refuses(write_file("bad.txt", ""), "no path in it");
    refuses(write_file("bad.txt", "# only this\n"), "no path in it");
    refuses(write_file("bad.txt", "hello\n"), "line 1: there is no file");
    refuses(write_file("bad.txt", "\n\x89PNG\r\n"), "line 2, '?PNG', is no text");
    refuses(write_file("bad.json", "[{\"image_id\": \"a\"}"), "',' or ']' was expected");
    refuses(write_file("bad.json", "[{\"image_id\": \"a\"}, {\"keypoints\": []}]"),
            "person 1 has no \"image_id\", and those before have one");
    (void)state;
}

static void gaps_are_found_by_step(void **state)
{
    static char *const names[] = {"f_0004.png", "f_0002.png", "f_0010.png"}, *const up[] = {"2_1", "2_3", "2_9"},
                       *const bare[] = {"a", "b"};
    struct gfla_number_gaps gaps = gfla_natural_gaps(names, 3);
    assert_true(gaps.falls);
    assert_int_equal(gaps.n_missing, 0);
    gaps = gfla_natural_gaps(up, 3);
    assert_false(gaps.falls);
    assert_int_equal(gaps.n_missing, 2);
    assert_int_equal(gaps.first_missing, 5);
    assert_true(gfla_natural_gaps(bare, 2).falls);
    assert_false(gfla_natural_gaps(bare, 1).falls);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_in_natural_order),
        cmocka_unit_test(drawings_are_poses),
        cmocka_unit_test(stems_name_outputs),
        cmocka_unit_test(outputs_are_told_apart),
        cmocka_unit_test(colons_separate_files_and_names),
        cmocka_unit_test(a_folder_of_faces_has_txt_files),
        cmocka_unit_test(results_are_grouped_by_image),
        cmocka_unit_test(objects_of_images_are_lists),
        cmocka_unit_test(annotations_are_lists),
        cmocka_unit_test(a_file_of_one_pose_is_a_list_of_one),
        cmocka_unit_test(lists_of_paths_keep_their_order),
        cmocka_unit_test(wrong_lists_are_refused),
        cmocka_unit_test(gaps_are_found_by_step),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
