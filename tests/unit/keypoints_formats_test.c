/* Every format of key points beside OpenPose's and AlphaPose's, by one figure that all of them show. */
#include "keypoint_figure.h"

/* How a figure is written down. */
struct way {
    const char *name, *head;
    enum figure_order order;
    double sx, sy; /* 1/480, 1/640: fractions */
    const char *before, *middle, *after, *between, *tail;
    int width, height; /* that the file says */
    bool needs_size;   /* fractions, and the file does not say of what */
    enum gfla_joint_set set;
};

static const struct way ways[] = {
    {"OpenPose BODY_25", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_BODY_25, PIXELS, FLAT, "]}]}", 0, 0, false,
     GFLA_JOINTS_BODY_25},
    {"OpenPose BODY_25B", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_BODY_25B, PIXELS, FLAT, "]}]}", 0, 0, false,
     GFLA_JOINTS_COCO_17},
    {"17 of COCO in OpenPose's form", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_COCO_17, PIXELS, FLAT, "]}]}", 0,
     0, false, GFLA_JOINTS_COCO_17},
    {"17 of Human3.6M in OpenPose's form", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_H36M_17, PIXELS, FLAT,
     "]}]}", 0, 0, false, GFLA_JOINTS_H36M_17},
    {"without confidences", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_COCO_18, PIXELS, "", ",", "", ",", "]}]}",
     0, 0, false, GFLA_JOINTS_COCO_18},
    {"a person alone", "{\"keypoints\":[", FIGURE_COCO_17, PIXELS, FLAT, "]}", 0, 0, false, GFLA_JOINTS_COCO_17},
    {"ControlNet", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_COCO_18, PIXELS, FLAT,
     "],\"face_keypoints_2d\":null,\"hand_left_keypoints_2d\":null}],\"canvas_height\":640,\"canvas_width\":480}", 480,
     640, false, GFLA_JOINTS_COCO_18},
    {"ComfyUI, fractions", "[{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_COCO_18, FRACTIONS, FLAT,
     "]}],\"animals\":[],\"canvas_height\":640,\"canvas_width\":480}]", 480, 640, false, GFLA_JOINTS_COCO_18},
    {"OpenPose, fractions", "{\"people\":[{\"pose_keypoints_2d\":[", FIGURE_COCO_18, FRACTIONS, FLAT, "]}]}", 0, 0,
     true, GFLA_JOINTS_COCO_18},
    {"COCO", "{\"annotations\":[{\"image_id\":7,\"keypoints\":[", FIGURE_COCO_17, PIXELS, "", ",", ",2", ",",
     "]}],\"images\":[{\"id\":7,\"file_name\":\"a.jpg\",\"width\":480,\"height\":640}]}", 480, 640, false,
     GFLA_JOINTS_COCO_17},
    {"MMPose", "[{\"bbox\":[[1,2,3,4]],\"keypoints\":[", FIGURE_COCO_17, PIXELS, NESTED, "],\"bbox_score\":0.9}]", 0, 0,
     false, GFLA_JOINTS_COCO_17},
    {"MMPose, a dump", "{\"meta_info\":{\"dataset_name\":\"coco\"},\"instance_info\":[{\"keypoints\":[", FIGURE_COCO_17,
     PIXELS, NESTED, "],\"keypoint_scores\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,0.5]}]}", 0, 0, false,
     GFLA_JOINTS_COCO_17},
    {"MMPose, predictions", "{\"predictions\":[[{\"keypoints\":[", FIGURE_COCO_17, PIXELS, NESTED, "]}]]}", 0, 0, false,
     GFLA_JOINTS_COCO_17},
    {"TensorFlow.js", "[{\"score\":0.8,\"keypoints\":[", FIGURE_COCO_17, PIXELS,
     "{\"x\":", ",\"y\":", ",\"score\":0.7,\"name\":\"nose\"}", ",", "]}]", 0, 0, false, GFLA_JOINTS_COCO_17},
    {"MediaPipe", "{\"landmarks\":[[", FIGURE_BLAZE_33, FRACTIONS, OBJECTS, "]],\"worldLandmarks\":[[]]}", 0, 0, true,
     GFLA_JOINTS_COCO_17},
    {"MediaPipe, legacy", "{\"pose_landmarks\":{\"landmark\":[", FIGURE_BLAZE_33, FRACTIONS, OBJECTS, "]}}", 0, 0, true,
     GFLA_JOINTS_COCO_17},
    {"MediaPipe, JavaScript", "{\"poseLandmarks\":[", FIGURE_BLAZE_33, FRACTIONS, OBJECTS,
     "],\"leftHandLandmarks\":[]}", 0, 0, true, GFLA_JOINTS_COCO_17},
    {"MediaPipe, lists", "[", FIGURE_BLAZE_33, FRACTIONS, "[", ",", ",0.2,0.9]", ",", "]", 0, 0, true,
     GFLA_JOINTS_COCO_17},
    {"lines of COCO-18", "", FIGURE_COCO_18, PIXELS, "", " ", "", "\n", "\n", 0, 0, false, GFLA_JOINTS_COCO_18},
    {"lines of 17", "x,y,score\r\n", FIGURE_COCO_17, PIXELS, "", ",", ",0.5", "\r\n", "", 0, 0, false,
     GFLA_JOINTS_COCO_17},
    {"lines of BODY_25", "# by hand\n", FIGURE_BODY_25, PIXELS, "  ", "\t", "", "\n", "\n\n", 0, 0, false,
     GFLA_JOINTS_BODY_25},
    {"lines, fractions", "", FIGURE_COCO_18, FRACTIONS, "", ";", "", "\n", "\n", 0, 0, true, GFLA_JOINTS_COCO_18},
    {"YOLO", "0 0.5 0.5 0.6 0.9 ", FIGURE_COCO_17, FRACTIONS, "", " ", " 2", " ", "\n", 0, 0, true,
     GFLA_JOINTS_COCO_17},
    {"YOLO with confidence and track", "0 0.5 0.5 0.6 0.9 ", FIGURE_COCO_17, FRACTIONS, "", " ", "", " ", " 0.93 4\n",
     0, 0, true, GFLA_JOINTS_COCO_17},
};

static void write_way(struct gfla_text *t, const struct way *w)
{
    gfla_text_add(t, "%s", w->head);
    add_figure(t, w->order, w->sx, w->sy, w->before, w->middle, w->after, w->between);
    gfla_text_add(t, "%s", w->tail);
}

static void figures_are_read_in_every_way(void **state)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct way *w = &ways[i];
        struct gfla_text t = {0};
        const struct gfla_keypoints_select sized = {.person = -1, .width = 480, .height = 640};
        write_way(&t, w);
        if (w->needs_size)
            assert_fails(read_text(t.data, NULL), GFLA_ERROR_INPUT, "hint: --pose-size WxH");
        const gfla_status status = read_text(t.data, w->needs_size ? &sized : NULL);
        if (status != GFLA_OK)
            fail_msg("%s: %s", w->name, gfla_error_message());
        check_figure(w->name);
        assert_int_equal(points.set, w->set);
        assert_true(width == w->width && height == w->height);
        gfla_text_free(&t);
    }
    (void)state;
}

/* Ultralytics' JSON has a list for each axis. */
static void columns_are_read(void **state)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "[{\"name\":\"person\",\"class\":0,\"confidence\":0.9,\"box\":{\"x1\":1},\"keypoints\":{");
    for (int axis = 0; axis < 3; axis++) {
        gfla_text_add(&t, "%s\"%s\":[", axis ? "," : "", axis == 0 ? "x" : axis == 1 ? "y" : "visible");
        for (int i = 0; i < 17; i++) {
            const struct figure_place *p = &figure_places[i];
            gfla_text_add(&t, "%s%g", i ? "," : "", axis == 0 ? p->x : axis == 1 ? p->y : 0.75);
        }
        gfla_text_add(&t, "]");
    }
    gfla_text_add(&t, "}}]");
    assert_ok(read_text(t.data, NULL));
    check_figure("Ultralytics");
    assert_float_equal(points.joint[3].confidence, 0.75, 1e-9);
    gfla_text_free(&t);
    (void)state;
}

/* Halpe's and WholeBody's points begin with COCO's. */
static void more_points_begin_with_a_body(void **state)
{
    static const int counts[] = {26, 68, 133, 136};
    for (int k = 0; k < 4; k++) {
        struct gfla_text t = {0};
        gfla_text_add(&t, "[{\"image_id\":\"a.jpg\",\"keypoints\":[");
        add_figure(&t, FIGURE_COCO_17, 1, 1, FLAT);
        for (int i = 17; i < counts[k]; i++)
            gfla_text_add(&t, ",%d,%d,0.3", 200 + i, 300);
        gfla_text_add(&t, "]}]");
        assert_ok(read_text(t.data, NULL));
        check_figure("Halpe");
        gfla_text_free(&t);
    }
    (void)state;
}

static void orders_can_be_said(void **state)
{
    struct gfla_text t = {0};
    const struct gfla_keypoints_select coco = {.person = -1, .coco_17 = true}, h36m = {.person = -1, .h36m_17 = true};
    write_way(&t, &ways[2]);
    assert_ok(read_text(t.data, &h36m));
    assert_int_equal(points.set, GFLA_JOINTS_H36M_17);
    assert_ok(read_text(t.data, &coco));
    assert_int_equal(points.set, GFLA_JOINTS_COCO_17);
    gfla_text_free(&t);
    (void)state;
}

/* A pose that is hard to tell follows the others of its sequence. */
static void sequences_have_one_order(void **state)
{
    gfla_keypoints_list *list;
    assert_ok(gfla_folder_create(scratch("dance")));
    for (int i = 0; i < 5; i++) {
        struct gfla_text t = {0};
        char name[32];
        snprintf(name, sizeof name, "dance/%d.json", i);
        gfla_text_add(&t, "{\"people\":[{\"pose_keypoints_2d\":[");
        if (i == 2)
            gfla_text_add(&t, "300,200,1,310,210,1"); /* two joints alone */
        else
            add_figure(&t, FIGURE_COCO_17, 1, 1, FLAT);
        for (int k = 2; i == 2 && k < 17; k++)
            gfla_text_add(&t, ",0,0,0");
        gfla_text_add(&t, "]}]}");
        write_file(name, t.data);
        gfla_text_free(&t);
    }
    assert_ok(gfla_keypoints_list_open(&list, scratch("dance"), NULL));
    for (size_t i = 0; i < 5; i++) {
        assert_ok(gfla_keypoints_list_read(list, i, &points));
        assert_int_equal(points.set, GFLA_JOINTS_COCO_17);
    }
    gfla_keypoints_list_destroy(&list);
    (void)state;
}

static void wrong_numbers_are_named(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{\"people\":[{\"keypoints\":[[1,2],[3]]}]}", "\"keypoints\"[1] has 1 numbers"},
        {"{\"people\":[{\"keypoints\":[[1,2],4]}]}", "\"keypoints\"[1] is not a point"},
        {"{\"people\":[{\"keypoints\":[[1,2],[3,4]],\"keypoint_scores\":[1]}]}", "2 points and 1 scores"},
        {"{\"people\":[{\"keypoints\":[[1,2],[3,4]]}]}", "has 2 points"},
        {"{\"people\":[{\"keypoints\":{\"x\":[1]}}]}", "no lists \"x\" and \"y\" of one length"},
        {"{\"people\":[{\"keypoints\":{\"x\":[1],\"y\":[2],\"visible\":[]}}]}", "1 points and 0 values"},
        {"{\"people\":[{\"keypoints\":3}]}", "\"keypoints\" is no list"},
        {"{\"people\":[[[[[[[[[[[1]]]]]]]]]]]}", ""},
        {"1 2 3 4\n", "line 1: '1 2 3 4' is not x,y"},
        {"1,,2\n", "line 1: '1,,2' is not x,y"},
        {"1 2 3\n", "points in space are not read"},
        {"1 2 0.5\n1 2\n", "line 2: '1 2' is not x,y,confidence"},
        {"version: 1\n{\n1 2 3\n}\n", "line 3: '1 2 3' is not x y"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_fails(read_text(cases[i].text, NULL), GFLA_ERROR_INPUT, cases[i].message);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_read_in_every_way), cmocka_unit_test(columns_are_read),
        cmocka_unit_test(more_points_begin_with_a_body), cmocka_unit_test(orders_can_be_said),
        cmocka_unit_test(sequences_have_one_order),      cmocka_unit_test(wrong_numbers_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
