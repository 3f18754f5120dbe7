/* Faces: .pts, OpenFace, and what holds for points of all formats. */
#include "keypoint_figure.h"

static void add_face(struct gfla_text *t, double shift, double size, const char *middle, const char *end)
{
    for (int i = 0; i < 68; i++)
        gfla_text_add(t, "%.9g%s%.9g%s", shift + size * i, middle, 2 * shift + size * i, end);
}

static void pts_begin_at_one(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "version: 1\nn_points:  68\n{\n");
    add_face(&t, 11, 1.5, " ", "\n");
    gfla_text_add(&t, "}\n");
    assert_ok(read_text(t.data, NULL));
    assert_int_equal(points.set, GFLA_JOINTS_FACE_68);
    assert_float_equal(points.joint[0].x, 10, 1e-9);
    assert_float_equal(points.joint[67].y, 21 + 1.5 * 67, 1e-9);
    t.data[t.size - 2] = ' ';
    assert_fails(read_text(t.data, NULL), GFLA_ERROR_INPUT, "the text ends before '}'");
    assert_fails(read_text("version: 1\nn_points: 3\n{\n1 2\n3 4\n}\n", NULL), GFLA_ERROR_INPUT,
                 "n_points is 3, and there are 2 points");
    assert_fails(read_text("version: 1\nn_points: 2\n{\n1 2\n3 4\n}\n", NULL), GFLA_ERROR_INPUT, "has 2 points");
    gfla_text_free(&t);
    (void)state;
}

static void add_openface(struct gfla_text *t, int frame, double shift, int success)
{
    if (!t->size) {
        gfla_text_add(t, "frame, face_id, timestamp, confidence, success");
        for (int i = 0; i < 136; i++)
            gfla_text_add(t, ", %c_%d", i < 68 ? 'x' : 'y', i % 68);
        gfla_text_add(t, "\n");
    }
    gfla_text_add(t, "%d, 0, %.3f, 0.98, %d", frame, frame / 30.0, success);
    for (int i = 0; i < 136; i++)
        gfla_text_add(t, ", %.9g", shift + i % 68);
    gfla_text_add(t, "\n");
}

static void openface_has_a_face_in_each_line(void **state)
{
    struct gfla_text t = {0};
    gfla_keypoints_list *list;
    add_openface(&t, 1, 10, 1);
    assert_ok(read_text(t.data, NULL));
    assert_true(points.set == GFLA_JOINTS_FACE_68 && points.joint[3].x == 13);
    assert_float_equal(points.joint[3].confidence, 0.98, 1e-9);
    add_openface(&t, 2, 20, 1);
    add_openface(&t, 10, 0, 0);
    assert_fails(read_text(t.data, NULL), GFLA_ERROR_INPUT, "FILE.csv:1");
    write_file("face.csv", t.data);
    assert_ok(gfla_keypoints_read_file(scratch("face.csv:2"), NULL, &points));
    assert_true(points.joint[0].x == 20);
    assert_ok(gfla_keypoints_list_open(&list, scratch("face.csv"),
                                       &(struct gfla_keypoints_select){.person = -1, .face = true}));
    assert_int_equal(gfla_keypoints_list_about(list)->n, 3);
    assert_ok(gfla_keypoints_list_read(list, 1, &points));
    assert_true(points.joint[67].y == 87);
    assert_ok(gfla_keypoints_list_read(list, 2, &points));
    assert_int_equal(points.n, 0); /* success is 0 */
    gfla_keypoints_list_destroy(&list);
    gfla_text_add(&t, "11, 0, x, 1, 1\n");
    assert_fails(read_text(t.data, NULL), GFLA_ERROR_INPUT, "line 5: 5 fields, and the header has 141");
    gfla_text_free(&t);
    (void)state;
}

/* The same in text and JSON: fractions, 0,0 and -1,-1, null and nan. */
static void rules_hold_for_text_and_json(void **state)
{
    static const struct {
        const char *text, *json;
    } pairs[] = {
        {"-1,-1\n", "-1,-1,1"}, {"0 0\n", "0,0,1"}, {"nan,nan\n", "null,null,1"}, {"NaN nan\n", "NaN,NaN,null"}};
    const struct gfla_keypoints_select face = {.person = -1, .face = true};
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
        struct gfla_text text = {0}, json = {0};
        gfla_text_add(&json, "{\"people\":[{\"face_keypoints_2d\":[");
        for (int i = 0; i < 68; i++) {
            gfla_text_add(&text, "%s", pairs[k].text);
            gfla_text_add(&json, "%s%s", i ? "," : "", pairs[k].json);
        }
        gfla_text_add(&json, "]}]}");
        points.n = 3;
        assert_ok(read_text(text.data, &face));
        assert_int_equal(points.n, 0);
        points.n = 3;
        assert_ok(read_text(json.data, &face));
        assert_int_equal(points.n, 0);
        gfla_text_free(&text);
        gfla_text_free(&json);
    }
    struct gfla_text t = {0};
    add_face(&t, 0.1, 0.01, ",", "\n");
    assert_fails(read_text(t.data, &face), GFLA_ERROR_INPUT, "fractions of a picture whose size is not known");
    gfla_text_free(&t);
    (void)state;
}

static void null_is_nobody_for_this_person(void **state)
{
    const struct gfla_keypoints_select face = {.person = -1, .face = true};
    static const char *const nobodies[] = {"{\"face_keypoints_2d\":null}", "{\"pose_keypoints_2d\":[]}",
                                           "{\"face_keypoints_2d\":[]}", "null"};
    for (int i = 0; i < 4; i++) {
        struct gfla_text t = {0};
        gfla_text_add(&t, "{\"people\":[%s,{\"face_keypoints_2d\":[", nobodies[i]);
        add_joints(&t, 70, 10, 2);
        gfla_text_add(&t, "]}]}");
        assert_ok(read_text(t.data, &face));
        assert_int_equal(points.n, 68);
        gfla_text_free(&t);
    }
    assert_fails(read_text("{\"people\":[{\"pose_keypoints_2d\":[]}]}", &face), GFLA_ERROR_INPUT, "--face");
    (void)state;
}

static void meshes_of_faces_are_named(void **state)
{
    struct gfla_text t = {0};
    const struct gfla_keypoints_select face = {.person = -1, .face = true, .width = 100, .height = 100};
    gfla_text_add(&t, "{\"faceLandmarks\":[[");
    for (int i = 0; i < 478; i++)
        gfla_text_add(&t, "%s{\"x\":0.5,\"y\":%g}", i ? "," : "", i / 1000.0 + 0.1);
    gfla_text_add(&t, "]]}");
    assert_fails(read_text(t.data, &face), GFLA_ERROR_INPUT, "478 points: MediaPipe's mesh of a face");
    assert_non_null(strstr(gfla_error_message(), "hint: the 68 points of dlib"));
    gfla_text_free(&t);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pts_begin_at_one),
        cmocka_unit_test(openface_has_a_face_in_each_line),
        cmocka_unit_test(rules_hold_for_text_and_json),
        cmocka_unit_test(null_is_nobody_for_this_person),
        cmocka_unit_test(meshes_of_faces_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
