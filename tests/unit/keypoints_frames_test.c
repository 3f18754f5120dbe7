/* Files of key points about many images: frames in order, and images by name. */
#include "keypoint_figure.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_a_sequence),
        cmocka_unit_test(frames_of_mmpose_have_numbers),
        cmocka_unit_test(images_of_coco_have_names),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
