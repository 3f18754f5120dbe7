/* Key points from files: every format, and what is said of files that are wrong. */
#include "keypoint_files.h"

static struct gfla_keypoints points;

static void check_joint(int i, double x, double y)
{
    assert_true(i < points.n);
    assert_float_equal(points.joint[i].x, x, 1e-9);
    assert_float_equal(points.joint[i].y, y, 1e-9);
    assert_true(points.joint[i].confidence > 0);
}

static gfla_status read_text(const char *text, const struct gfla_keypoints_select *params)
{
    return gfla_keypoints_read_file(write_file("file", text), params, &points);
}

static void refuses(const char *text, const char *message)
{
    points.n = 5;
    assert_fails(read_text(text, NULL), GFLA_ERROR_INPUT, message);
    assert_non_null(strstr(gfla_error_message(), scratch_folder));
    assert_int_equal(points.n, 0);
}

/* ---- JSON ---- */

static void people_are_told_apart_by_their_joints(void **state)
{
    static const struct {
        const char *list, *field;
        int n;
        enum gfla_joint_set set;
    } cases[] = {
        {"people", "pose_keypoints_2d", 18, GFLA_JOINTS_COCO_18},
        {"people", "pose_keypoints", 18, GFLA_JOINTS_COCO_18},
        {"bodies", "joints", 18, GFLA_JOINTS_COCO_18},
        {"annotations", "keypoints", 17, GFLA_JOINTS_COCO_17},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_ok(gfla_keypoints_read_file(write_people("p.json", cases[i].list, cases[i].field, cases[i].n, 7.25, 3),
                                           NULL, &points));
        assert_int_equal(points.set, cases[i].set);
        assert_int_equal(points.n, cases[i].n);
        check_joint(0, 7.25, 14.5);
        check_joint(cases[i].n - 1, 7.25 + 3 * (cases[i].n - 1), 14.5 + 3 * (cases[i].n - 1));
        assert_float_equal(points.joint[0].confidence, 0.5, 0);
    }
    (void)state;
}

static void seventeen_joints_can_be_coco(void **state)
{
    const struct gfla_keypoints_select params = {.person = -1, .coco_17 = true};
    assert_ok(
        gfla_keypoints_read_file(write_people("p.json", "people", "pose_keypoints_2d", 17, 7, 3), &params, &points));
    assert_int_equal(points.set, GFLA_JOINTS_COCO_17);
    (void)state;
}

static void zeros_are_missing_joints(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "{\"people\":[{\"pose_keypoints_2d\":[0,0,0, 5,6,0, ");
    add_joints(&t, 16, 10, 1);
    gfla_text_add(&t, "]}]}");
    assert_ok(read_text(t.data, NULL));
    assert_int_equal(gfla_keypoints_count(&points), 16);
    assert_float_equal(points.joint[0].confidence, 0, 0);
    assert_float_equal(points.joint[1].confidence, 0, 0);
    check_joint(2, 10, 20);
    gfla_text_free(&t);
    (void)state;
}

static void nobody_is_no_failure(void **state)
{
    static const char *const texts[] = {
        "{\"people\":[]}",
        "[]",
        "{\"version\":0.1, \"bodies\" : [ ] } ",
        "{\"people\":[{\"pose_keypoints_2d\":[]}]}",
        "{\"people\":null}",
        "{\"people\":[null]}",
        "{\"people\":[{\"pose_keypoints_2d\":null}]}",
        "{\"people\":[{\"face_keypoints_2d\":null,\"pose_keypoints_2d\":[]}, {}]}",
        "[{\"people\":null,\"canvas_width\":512,\"canvas_height\":768}]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        points.n = 3;
        assert_ok(read_text(texts[i], NULL));
        assert_int_equal(points.n, 0);
    }
    (void)state;
}

static const char *three_people(void)
{
    struct gfla_text t = {0};
    static const double sizes[3] = {2, 5, 4};
    gfla_text_add(&t, "{\"people\":[");
    for (int i = 0; i < 3; i++) {
        gfla_text_add(&t, "%s{\"pose_keypoints_2d\":[", i ? "," : "");
        add_joints(&t, 25, 100 * (i + 1), sizes[i]);
        gfla_text_add(&t, "]}");
    }
    gfla_text_add(&t, "]}");
    const char *path = write_file("three.json", t.data);
    gfla_text_free(&t);
    return path;
}

static void the_largest_or_the_named_person_is_read(void **state)
{
    const char *path = three_people();
    struct gfla_keypoints_select params = {.person = -1};
    assert_ok(gfla_keypoints_read_file(path, NULL, &points));
    check_joint(0, 200, 400);
    assert_ok(gfla_keypoints_read_file(path, &params, &points));
    check_joint(0, 200, 400);
    for (params.person = 0; params.person < 3; params.person++) {
        assert_ok(gfla_keypoints_read_file(path, &params, &points));
        check_joint(0, 100 * (params.person + 1), 200 * (params.person + 1));
    }
    assert_fails(gfla_keypoints_read_file(path, &params, &points), GFLA_ERROR_INPUT,
                 "person 3 was asked for, and there are 3");
    (void)state;
}

/* AlphaPose: a list of people of several images, and the object of images that its other layouts write. */
static void images_are_found_by_name(void **state)
{
    struct gfla_text t = {0};
    struct gfla_keypoints_select params = {.person = -1, .name = "b.jpg"};
    gfla_text_add(&t, "[");
    for (int i = 0; i < 3; i++) {
        gfla_text_add(&t, "%s{\"image_id\":\"%s\",\"category_id\":1,\"keypoints\":[", i ? "," : "",
                      i == 0 ? "a.jpg" : "x/b.jpg");
        add_joints(&t, 17, 10 * (i + 1), i + 1);
        gfla_text_add(&t, "],\"score\":2.9}");
    }
    gfla_text_add(&t, "]");
    const char *path = write_file("results.json", t.data);
    assert_ok(gfla_keypoints_read_file(path, &params, &points));
    assert_int_equal(points.set, GFLA_JOINTS_COCO_17);
    check_joint(0, 30, 60);
    params.person = 0;
    assert_ok(gfla_keypoints_read_file(path, &params, &points));
    check_joint(0, 20, 40);
    params.person = 2;
    assert_fails(gfla_keypoints_read_file(path, &params, &points), GFLA_ERROR_INPUT,
                 "person 2 was asked for, and there are 2");
    assert_ok(gfla_keypoints_read_file(scratch("results.json:a.jpg"), NULL, &points));
    check_joint(0, 10, 20);
    assert_fails(gfla_keypoints_read_file(path, NULL, &points), GFLA_ERROR_INPUT,
                 "more than one picture. hint: name one, as FILE.json:a.jpg");
    assert_fails(gfla_keypoints_read_file(scratch("results.json:c.jpg"), NULL, &points), GFLA_ERROR_INPUT,
                 "no picture 'c.jpg'");
    gfla_text_free(&t);
    (void)state;
}

static void objects_of_images_are_read(void **state)
{
    struct gfla_text t = {0};
    for (int i = 0; i < 2; i++) {
        gfla_text_add(&t, "%s\"\\u0061%d.png\": {\"version\": \"AlphaPose v0.3\", \"bodies\": [{\"joints\": [",
                      i ? ", " : "{", i);
        add_joints(&t, 18, 50 * (i + 1), 2);
        gfla_text_add(&t, "]}]}");
    }
    gfla_text_add(&t, "}");
    write_file("cmu.json", t.data);
    assert_ok(gfla_keypoints_read_file(scratch("cmu.json:a1.png"), NULL, &points));
    assert_int_equal(points.set, GFLA_JOINTS_COCO_18);
    check_joint(0, 100, 200);
    assert_fails(gfla_keypoints_read_file(scratch("cmu.json"), NULL, &points), GFLA_ERROR_INPUT, "FILE.json:a0.png");
    gfla_text_free(&t);
    (void)state;
}

static void numbers_are_names_too(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "[{\"image_id\": 139, \"keypoints\": [");
    add_joints(&t, 17, 10, 1);
    gfla_text_add(&t, "]}]");
    write_file("coco.json", t.data);
    assert_ok(gfla_keypoints_read_file(scratch("coco.json:139"), NULL, &points));
    assert_ok(gfla_keypoints_read_file(scratch("coco.json"), NULL, &points));
    gfla_text_free(&t);
    (void)state;
}

static void faces_are_read_where_they_are_wanted(void **state)
{
    static const struct {
        const char *field;
        int n, first;
    } cases[] = {{"face_keypoints_2d", 70, 0}, {"keypoints", 136, 26}, {"keypoints", 133, 23}};
    const struct gfla_keypoints_select params = {.person = -1, .face = true};
    for (int i = 0; i < 3; i++) {
        struct gfla_text t = {0};
        gfla_text_add(&t, "{\"people\":[{\"%s\":[", cases[i].field);
        add_joints(&t, cases[i].n, 10, 2);
        gfla_text_add(&t, "]}]}");
        assert_ok(read_text(t.data, &params));
        assert_int_equal(points.set, GFLA_JOINTS_FACE_68);
        assert_int_equal(points.n, 68);
        check_joint(0, 10 + 2 * cases[i].first, 20 + 2 * cases[i].first);
        check_joint(67, 10 + 2 * (67 + cases[i].first), 20 + 2 * (67 + cases[i].first));
        gfla_text_free(&t);
    }
    assert_ok(
        gfla_keypoints_read_file(write_people("p.json", "people", "pose_keypoints_2d", 25, 1, 1), &params, &points));
    assert_int_equal(points.n, 0); /* "face_keypoints_2d" is empty: nobody's face */
    assert_fails(read_text("{\"people\":[{\"pose_keypoints_2d\":[1,2,3]}]}", &params), GFLA_ERROR_INPUT, "--face");
    assert_fails(read_text("name:keypoints_y:keypoints_x\na:[1]:[1]\n", &params), GFLA_ERROR_INPUT, "");
    (void)state;
}

static void wrong_json_is_refused(void **state)
{
    refuses("", "is empty");
    refuses(" \n", "is empty");
    refuses("{\"people\":[", "is not JSON at byte");
    refuses("{\"people\":[]", "',' or '}' was expected");
    refuses("{\"people\":[]} x", "something follows the end at 'x'");
    refuses("{\"people\":[{]}]}", "does not end");
    refuses("{\"people\":[3]}", "person 0 is not an object");
    refuses("{\"people\":7}", "a list or object was expected at '7");
    refuses("{\"shapes\":[]}", "no \"people\"");
    refuses("{\"people\":[{\"hand\":[]}]}", "no \"pose_keypoints_2d\"");
    refuses("{\"people\":[{\"pose_keypoints_2d\":[1,2,3]}]}",
            "\"pose_keypoints_2d\" has 3 numbers; two or three for each of the points of 17 (Human3.6M-17), 18 "
            "(COCO-18), 25 "
            "(BODY-25) are read");
    refuses("{\"people\":[{\"pose_keypoints_2d\":[Infinity,2,3]}]}", "no number, text, list or object at 'Infinity,2");
    refuses("PNG", "holds no key points");
    assert_fails(gfla_keypoints_read_file(scratch("none.json"), NULL, &points), GFLA_ERROR_INPUT, "none.json");
    (void)state;
}

static void refuses_joint(const char *joint, const char *message)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "{\"people\":[{\"pose_keypoints_2d\":[");
    add_joints(&t, 17, 10, 1);
    gfla_text_add(&t, ",%s]}]}", joint);
    refuses(t.data, message);
    gfla_text_free(&t);
}

static void wrong_numbers_are_refused(void **state)
{
    refuses_joint("1e7,2,3", "person 0: joint 17 (left ear): x is 1e+07, and must be within +-1e+06");
    refuses_joint("1,-1e999,3", "y is -inf");
    refuses_joint("1,2,1e9", "confidence is 1e+09");
    refuses_joint("1,\"2\",3", "[52] is not a number");
    assert_fails(
        gfla_keypoints_read_file(write_people("p.json", "people", "pose_keypoints_2d", 18, 0.1, 0.04), NULL, &points),
        GFLA_ERROR_INPUT, "OpenPose --keypoint_scale 0");
    (void)state;
}

static void deep_json_is_refused(void **state)
{
    char text[4100] = "{\"people\":";
    memset(text + 10, '[', sizeof text - 11);
    refuses(text, "nested more than 64 deep");
    (void)state;
}

/* ---- CSV ---- */

static void annotations_are_read_by_name(void **state)
{
    struct gfla_text t = {0};
    const struct gfla_keypoints_select params = {.person = -1, .name = "two.jpg"};
    gfla_text_add(&t, "name:keypoints_y:keypoints_x\r\n");
    add_annotation(&t, "one.jpg", 10);
    add_annotation(&t, "two.jpg", 20);
    add_annotation(&t, "c:three.jpg", 30);
    const char *path = write_file("a.csv", t.data);
    assert_ok(gfla_keypoints_read_file(path, &params, &points));
    assert_int_equal(points.set, GFLA_JOINTS_COCO_18);
    check_joint(0, 20, 40);
    check_joint(17, 37, 57);
    assert_float_equal(points.joint[2].confidence, 0, 0);
    assert_int_equal(gfla_keypoints_count(&points), 17);
    assert_ok(gfla_keypoints_read_file(scratch("a.csv:c:three.jpg"), NULL, &points));
    check_joint(0, 30, 60);
    assert_fails(gfla_keypoints_read_file(path, NULL, &points), GFLA_ERROR_INPUT,
                 "shows 3 pictures. hint: name one, as FILE.csv:one.jpg");
    assert_fails(gfla_keypoints_read_file(scratch("a.csv:two"), NULL, &points), GFLA_ERROR_INPUT,
                 "no picture 'two' among 3; the first is 'one.jpg'");
    gfla_text_free(&t);
    (void)state;
}

static void wrong_annotations_are_refused(void **state)
{
#define HEADER "name:keypoints_y:keypoints_x\n"
    refuses(HEADER, "no line after its header");
    refuses(HEADER "one.jpg\n", "line 2: 'one.jpg' is not name:");
    refuses(HEADER "one.jpg: [1, 2]: [1, 2]\n", "line 2: keypoints_y has 2 numbers, and the joints of COCO-18 are 18");
    refuses(HEADER "one.jpg: [1, nan]: [1, 2]\n", "has 'nan]' after number 1");
    refuses(HEADER "one.jpg: [1, 2: [1, 2]\n", "keypoints_y");
    refuses(HEADER "\n\none.jpg: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2e6]: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n",
            "line 4: joint 17 (left ear): y is 2e+06");
    (void)state;
}

/* ---- faces ---- */

static void add_lines(struct gfla_text *t, int n)
{
    for (int i = 0; i < n; i++)
        gfla_text_add(t, "%d,%d\n", 100 + i, 200 - i);
}

static void faces_are_68_lines(void **state)
{
    struct gfla_text t = {0};
    add_lines(&t, 68);
    assert_ok(read_text(t.data, NULL));
    assert_int_equal(points.set, GFLA_JOINTS_FACE_68);
    check_joint(0, 100, 200);
    check_joint(67, 167, 133);
    add_lines(&t, 2);
    refuses(t.data, "the text has 70 points; 17 (Human3.6M-17), 18 (COCO-18), 25 (BODY-25), 68 (face-68) are read");
    gfla_text_free(&t);
    refuses("1,2\n3,x\n", "line 2: '3,x' is not x,y");
    refuses("1,2\n3,4,5\n", "line 2: '3,4,5' is not x,y");
    refuses("1,2\n\n1e8,4\n", "the text has 2 points");
    (void)state;
}

/* A file whose own name looks like FILE.csv:NAME. */
static void a_colon_in_a_name_is_no_separator(void **state)
{
    struct gfla_text t = {0};
    add_lines(&t, 68);
    assert_ok(gfla_keypoints_read_file(write_file("x.csv:y", t.data), NULL, &points));
    assert_int_equal(points.n, 68);
    gfla_text_free(&t);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_told_apart_by_their_joints),
        cmocka_unit_test(seventeen_joints_can_be_coco),
        cmocka_unit_test(zeros_are_missing_joints),
        cmocka_unit_test(nobody_is_no_failure),
        cmocka_unit_test(the_largest_or_the_named_person_is_read),
        cmocka_unit_test(images_are_found_by_name),
        cmocka_unit_test(objects_of_images_are_read),
        cmocka_unit_test(numbers_are_names_too),
        cmocka_unit_test(faces_are_read_where_they_are_wanted),
        cmocka_unit_test(wrong_json_is_refused),
        cmocka_unit_test(wrong_numbers_are_refused),
        cmocka_unit_test(deep_json_is_refused),
        cmocka_unit_test(annotations_are_read_by_name),
        cmocka_unit_test(wrong_annotations_are_refused),
        cmocka_unit_test(faces_are_68_lines),
        cmocka_unit_test(a_colon_in_a_name_is_no_separator),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
