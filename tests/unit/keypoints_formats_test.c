/* Every format of key points beside OpenPose's and AlphaPose's, by one figure that all of them show. */
#include "keypoint_files.h"

#include "io/keypoints/keypoints_list.h"

static struct gfla_keypoints points;
static int width, height;

static gfla_status read_text(const char *text, const struct gfla_keypoints_select *select)
{
    return gfla_keypoints_read_sized(write_file("file", text), select, &points, &width, &height);
}

/* The nose, the left wrist and the right ankle say whether the order is right. */
static void check_figure(const char *what)
{
    struct gfla_keypoints coco;
    static const int joints[3] = {0, 9, 16};
    static const enum figure_part parts[3] = {NOSE, L_WRIST, R_ANKLE};
    assert_ok(gfla_keypoints_convert(&coco, GFLA_JOINTS_COCO_17, &points));
    for (int i = 0; i < 3; i++) {
        const struct gfla_joint *joint = &coco.joint[joints[i]];
        const struct figure_place *place = &figure_places[parts[i]];
        if (coco.n != 17 || joint->confidence <= 0 || joint->x < place->x - 1e-3 || joint->x > place->x + 1e-3 ||
            joint->y < place->y - 1e-3 || joint->y > place->y + 1e-3)
            fail_msg("%s: joint %d of %d (%s) is at %g, %g, confidence %g", what, joints[i], coco.n,
                     gfla_joint_set_name(points.set), joint->x, joint->y, joint->confidence);
    }
}

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

#define FLAT "", ",", ",0.9", ","
#define NESTED "[", ",", "]", ","
#define OBJECTS "{\"x\":", ",\"y\":", ",\"z\":-0.1,\"visibility\":0.99}", ","
#define PIXELS 1, 1
#define FRACTIONS 1 / 480.0, 1 / 640.0

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

/* ---- frames ---- */

static void frames_are_a_sequence(void **state)
{
    gfla_keypoints_list *list;
    struct gfla_found_size size;
    struct gfla_text figure = {0}, t = {0};
    add_figure(&figure, FIGURE_COCO_18, 1, 1, FLAT);
    gfla_text_add(&t, "[");
    for (int i = 0; i < 12; i++) {
        if (i == 5)
            gfla_text_add(&t, ",{\"people\":[]}");
        else
            gfla_text_add(&t,
                          "%s{\"people\":[{\"pose_keypoints_2d\":[%s]}],\"canvas_width\":480,\"canvas_height\":640}",
                          i ? "," : "", figure.data);
    }
    gfla_text_add(&t, "]");
    const char *path = write_file("frames.json", t.data);
    assert_ok(gfla_keypoints_list_open(&list, path, NULL));
    assert_int_equal(gfla_keypoints_list_about(list)->n, 12);
    assert_int_equal(gfla_keypoints_list_about(list)->n_missing, 0);
    assert_string_equal(gfla_keypoints_list_name(list, 10), "10");
    assert_ok(gfla_keypoints_list_read_sized(list, 11, NULL, &points, &size));
    check_figure("frame 11");
    assert_true(size.width == 480 && size.height == 640);
    assert_ok(gfla_keypoints_list_read(list, 5, &points));
    assert_int_equal(points.n, 0);
    gfla_keypoints_list_destroy(&list);
    assert_fails(gfla_keypoints_read_file(path, NULL, &points), GFLA_ERROR_INPUT, "FILE.json:0");
    assert_ok(gfla_keypoints_read_file(scratch("frames.json:3"), NULL, &points));
    check_figure("FILE.json:3");
    gfla_text_free(&t);
    gfla_text_free(&figure);
    (void)state;
}

static void frames_of_mmpose_have_numbers(void **state)
{
    gfla_keypoints_list *list;
    struct gfla_text t = {0};
    gfla_text_add(&t, "{\"meta_info\":{},\"instance_info\":[");
    for (int i = 0; i < 3; i++) {
        gfla_text_add(&t, "%s{\"frame_id\":%d,\"instances\":[{\"keypoints\":[", i ? "," : "", 8 + i);
        add_figure(&t, FIGURE_COCO_17, 1, 1, NESTED);
        gfla_text_add(&t, "]}]}");
    }
    gfla_text_add(&t, "]}");
    assert_ok(gfla_keypoints_list_open(&list, write_file("mm.json", t.data), NULL));
    assert_int_equal(gfla_keypoints_list_about(list)->n, 3);
    assert_string_equal(gfla_keypoints_list_name(list, 2), "10");
    assert_ok(gfla_keypoints_list_read(list, 2, &points));
    check_figure("MMPose");
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

static void images_of_coco_have_names(void **state)
{
    gfla_keypoints_list *list;
    struct gfla_text t = {0};
    gfla_text_add(&t, "{\"images\":[{\"id\":3,\"file_name\":\"b/x.jpg\",\"width\":480,\"height\":640},"
                      "{\"id\":4,\"file_name\":\"a/y.jpg\"},{\"id\":5,\"file_name\":\"c/y.jpg\"}],\"annotations\":[");
    for (int i = 3; i < 6; i++) {
        gfla_text_add(&t, "%s{\"image_id\":%d,\"keypoints\":[", i > 3 ? "," : "", i);
        add_figure(&t, FIGURE_COCO_17, i, i, FLAT);
        gfla_text_add(&t, "]}");
    }
    gfla_text_add(&t, "]}");
    write_file("coco.json", t.data);
    static const struct {
        const char *path;
        double x;
    } found[] = {
        {"coco.json:b/x.jpg", 720}, {"coco.json:x.jpg", 720}, {"coco.json:3", 720}, {"coco.json:c/y.jpg", 1200}};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        assert_ok(gfla_keypoints_read_sized(scratch(found[i].path), NULL, &points, &width, &height));
        assert_true(points.joint[0].x == found[i].x);
        assert_int_equal(width, i < 3 ? 480 : 0);
    }
    assert_fails(gfla_keypoints_read_file(scratch("coco.json:y.jpg"), NULL, &points), GFLA_ERROR_INPUT,
                 "'y.jpg' is the name of two pictures, 'a/y.jpg' and 'c/y.jpg'");
    assert_ok(gfla_keypoints_list_open(&list, scratch("coco.json"), NULL));
    assert_int_equal(gfla_keypoints_list_about(list)->n, 3);
    assert_string_equal(gfla_keypoints_list_name(list, 0), "a/y.jpg");
    gfla_keypoints_list_destroy(&list);
    gfla_text_free(&t);
    (void)state;
}

/* ---- faces ---- */

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
    assert_fails(read_text(t.data, &face), GFLA_ERROR_INPUT, "478 points: a mesh of a face");
    gfla_text_free(&t);
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
        cmocka_unit_test(figures_are_read_in_every_way),
        cmocka_unit_test(columns_are_read),
        cmocka_unit_test(more_points_begin_with_a_body),
        cmocka_unit_test(orders_can_be_said),
        cmocka_unit_test(sequences_have_one_order),
        cmocka_unit_test(frames_are_a_sequence),
        cmocka_unit_test(frames_of_mmpose_have_numbers),
        cmocka_unit_test(images_of_coco_have_names),
        cmocka_unit_test(pts_begin_at_one),
        cmocka_unit_test(openface_has_a_face_in_each_line),
        cmocka_unit_test(rules_hold_for_text_and_json),
        cmocka_unit_test(null_is_nobody_for_this_person),
        cmocka_unit_test(meshes_of_faces_are_named),
        cmocka_unit_test(wrong_numbers_are_named),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
