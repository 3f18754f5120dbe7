/* Byte order marks in front of every kind of text that holds key points or names of images. */
#include "keypoint_files.h"

#include "io/keypoints/annotations.h"
#include "io/keypoints/keypoints_list.h"

#define MARK "\xef\xbb\xbf"

static const char *write_marked(const char *name, struct gfla_text *t)
{
    struct gfla_text marked = {0};
    gfla_text_add(&marked, MARK "%s", t->data);
    const char *path = write_file(name, marked.data);
    gfla_text_free(&marked);
    gfla_text_free(t);
    return path;
}

static void add_person(struct gfla_text *t)
{
    gfla_text_add(t, "{\"people\":[{\"pose_keypoints_2d\":[");
    add_joints(t, 18, 10, 1);
    gfla_text_add(t, "]}]}");
}

static void add_results(struct gfla_text *t)
{
    for (int i = 0; i < 2; i++) {
        gfla_text_add(t, "%s{\"image_id\":\"%d.jpg\",\"keypoints\":[", i ? "," : "[", i);
        add_joints(t, 17, 10 + i, 1);
        gfla_text_add(t, "]}");
    }
    gfla_text_add(t, "]");
}

static void add_images(struct gfla_text *t)
{
    gfla_text_add(t, "{\"a.jpg\":");
    add_person(t);
    gfla_text_add(t, "}");
}

static void add_annotations(struct gfla_text *t)
{
    gfla_text_add(t, "name:keypoints_y:keypoints_x\n");
    add_annotation(t, "a.jpg", 10);
}

static void add_lines(struct gfla_text *t)
{
    for (int i = 0; i < 68; i++)
        gfla_text_add(t, "%d,%d\n", 10 + i, 20 + i);
}

static void add_paths(struct gfla_text *t)
{
    gfla_text_add(t, "# poses\nperson.json\n");
}

static void marks_are_skipped(void **state)
{
    static const struct {
        const char *name;
        void (*add)(struct gfla_text *);
        size_t n_poses;
        bool is_list; /* of files */
    } cases[] = {
        {"person.json", add_person, 1, false}, {"results.json", add_results, 2, false},
        {"images.json", add_images, 1, false}, {"annotations.csv", add_annotations, 1, false},
        {"lines.txt", add_lines, 1, false},    {"paths.txt", add_paths, 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gfla_text t = {0};
        struct gfla_keypoints points;
        gfla_keypoints_list *list;
        cases[i].add(&t);
        const char *path = write_marked(cases[i].name, &t);
        assert_ok(gfla_keypoints_list_open(&list, path, NULL));
        assert_int_equal(gfla_keypoints_list_about(list)->n, cases[i].n_poses);
        for (size_t p = 0; p < cases[i].n_poses; p++) {
            assert_ok(gfla_keypoints_list_read(list, p, &points));
            assert_true(points.n > 0 && points.joint[0].x == 10 + (double)p);
        }
        gfla_keypoints_list_destroy(&list);
        if (cases[i].n_poses == 1 && !cases[i].is_list)
            assert_ok(gfla_keypoints_read_file(path, NULL, &points));
    }
    (void)state;
}

static void lists_of_sets_have_marks_too(void **state)
{
    struct gfla_text t = {0};
    gfla_annotations *annotations;
    struct gfla_pair_list pairs;
    add_annotations(&t);
    assert_ok(gfla_annotations_open(&annotations, write_marked("set.csv", &t)));
    assert_true(gfla_annotations_has(annotations, "a.jpg"));
    gfla_annotations_destroy(&annotations);
    gfla_text_add(&t, "from,to\na.jpg,b.jpg\n");
    assert_ok(gfla_pair_list_read(write_marked("pairs.csv", &t), &pairs));
    assert_int_equal(pairs.n, 1);
    gfla_pair_list_free(&pairs);
    (void)state;
}

static void other_encodings_are_named(void **state)
{
    static const char wide[] = "\xff\xfe{\0\"\0p\0";
    struct gfla_keypoints points;
    gfla_keypoints_list *list;
    assert_ok(gfla_file_write(scratch("wide.json"), wide, sizeof wide - 1));
    assert_fails(gfla_keypoints_read_file(scratch("wide.json"), NULL, &points), GFLA_ERROR_INPUT, "UTF-16");
    assert_fails(gfla_keypoints_list_open(&list, scratch("wide.json"), NULL), GFLA_ERROR_INPUT,
                 "wide.json: is a text in UTF-16");
    (void)state;
}

/* What is no list of paths is not printed as a whole. */
static void messages_are_cut(void **state)
{
    struct gfla_text t = {0};
    gfla_keypoints_list *list;
    for (int i = 0; i < 200; i++)
        gfla_text_add(&t, "no path ");
    assert_fails(gfla_keypoints_list_open(&list, write_file("long.txt", t.data), NULL), GFLA_ERROR_INPUT,
                 "there is no file");
    assert_true(strlen(gfla_error_message()) < 400);
    gfla_text_free(&t);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_skipped),
        cmocka_unit_test(lists_of_sets_have_marks_too),
        cmocka_unit_test(other_encodings_are_named),
        cmocka_unit_test(messages_are_cut),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
