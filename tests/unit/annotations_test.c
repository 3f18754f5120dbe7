/* The lists of the person data sets: annotations, pairs, and where they lie. */
#include "keypoint_files.h"

#include "io/keypoints/annotations.h"

#define HEADER "name:keypoints_y:keypoints_x\n"

static void every_image_is_found(void **state)
{
    enum { N = 500 };
    struct gfla_text t = {0};
    gfla_annotations *annotations;
    struct gfla_keypoints points;
    gfla_text_add(&t, HEADER);
    for (int i = 0; i < N; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d.jpg", i * 7919 % N);
        add_annotation(&t, name, i * 7919 % N + 1);
    }
    assert_ok(gfla_annotations_open(&annotations, write_file("a.csv", t.data)));
    assert_int_equal(gfla_annotations_count(annotations), N);
    assert_string_equal(gfla_annotations_name(annotations, 1), "419.jpg");
    for (int i = 0; i < N; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d.jpg", i);
        assert_true(gfla_annotations_has(annotations, name));
        assert_ok(gfla_annotations_find(annotations, name, &points));
        assert_int_equal(points.set, GFLA_JOINTS_COCO_18);
        assert_true(points.joint[1].x == i + 2);
        assert_true(points.joint[1].y == 2 * i + 3);
        assert_int_equal(gfla_keypoints_count(&points), 17);
    }
    assert_false(gfla_annotations_has(annotations, "1"));
    assert_fails(gfla_annotations_find(annotations, "x.jpg", &points), GFLA_ERROR_INPUT,
                 "no picture 'x.jpg' among 500; the first is '0.jpg'");
    assert_non_null(strstr(gfla_error_message(), "a.csv"));
    assert_int_equal(points.n, 0);
    gfla_annotations_destroy(&annotations);
    assert_null(annotations);
    gfla_annotations_destroy(&annotations);
    gfla_text_free(&t);
    (void)state;
}

static void refuses(const char *text, const char *message)
{
    gfla_annotations *annotations = (gfla_annotations *)1;
    assert_fails(gfla_annotations_open(&annotations, write_file("bad.csv", text)), GFLA_ERROR_INPUT, message);
    assert_non_null(strstr(gfla_error_message(), "bad.csv"));
    assert_null(annotations);
}

static void wrong_annotations_are_refused_when_opened(void **state)
{
    struct gfla_text t = {0};
    refuses("", "does not begin with name:keypoints_y:keypoints_x");
    refuses("from,to\na,b\n", "does not begin");
    refuses(HEADER, "no line after its header");
    gfla_text_add(&t, HEADER);
    add_annotation(&t, "a.jpg", 1);
    add_annotation(&t, "b.jpg", 2);
    add_annotation(&t, "a.jpg", 1); /* the same again is fine */
    gfla_annotations *annotations;
    assert_ok(gfla_annotations_open(&annotations, write_file("twice.csv", t.data)));
    gfla_annotations_destroy(&annotations);
    add_annotation(&t, "b.jpg", 3);
    refuses(t.data, "lines 3 and 5 are both about 'b.jpg' and differ");
    gfla_text_add(&t, "c.jpg: [1, 2]: [3, 4]\n");
    refuses(t.data, "line 6: keypoints_y has 2 numbers");
    gfla_text_free(&t);
    (void)state;
}

static void pairs_are_read_in_order(void **state)
{
    struct gfla_pair_list list;
    assert_ok(gfla_pair_list_read(write_file("p.csv", "from,to\r\na.jpg,b.jpg\r\n\r\nb.jpg,a 1.jpg"), &list));
    assert_int_equal(list.n, 2);
    assert_string_equal(list.pairs[0].from, "a.jpg");
    assert_string_equal(list.pairs[0].to, "b.jpg");
    assert_string_equal(list.pairs[1].from, "b.jpg");
    assert_string_equal(list.pairs[1].to, "a 1.jpg");
    gfla_pair_list_free(&list);
    assert_int_equal(list.n, 0);
    gfla_pair_list_free(&list);
    (void)state;
}

static void wrong_pairs_are_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "does not begin with the line from,to"},
        {"a,b\n", "does not begin with the line from,to"},
        {"from,to\n", "no pair after its header"},
        {"from,to\na\n", "line 2: 'a' is not two names"},
        {"from,to\n\na,b\na,b,c\n", "line 4: 'a,b,c'"},
        {"from,to\n,b\n", "line 2: ',b'"},
        {"from,to\na,\n", "line 2: 'a,'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gfla_pair_list list;
        assert_fails(gfla_pair_list_read(write_file("bad.csv", cases[i].text), &list), GFLA_ERROR_INPUT,
                     cases[i].message);
        assert_null(list.pairs);
    }
    (void)state;
}

/* As published, and as pandas and spreadsheets write them again. */
static void lists_come_in_many_forms(void **state)
{
    static const struct {
        const char *header, *before, *between, *after; /* around name, y and x */
        bool swapped;
    } forms[] = {
        {"name:keypoints_y:keypoints_x", "", ": ", "", false},
        {"name,keypoints_y,keypoints_x", "", ",", "", false},
        {"name;keypoints_y;keypoints_x", "\"", "\";\"", "\"", false},
        {"\"name\":\"keypoints_y\":\"keypoints_x\"", "\"", "\":\"", "\"", false},
        {",name,keypoints_y,keypoints_x", "7,", ",\"", "\"", false},
        {"Unnamed: 0\tname\tkeypoints_x\tkeypoints_y", "7\t", "\t", "", true},
        {":name:keypoints_y:keypoints_x", "7:", ":", "", false},
    };
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        struct gfla_text t = {0};
        struct gfla_keypoints points;
        gfla_annotations *annotations;
        gfla_text_add(&t, "%s\r\n", forms[k].header);
        for (int n = 0; n < 2; n++) {
            gfla_text_add(&t, "%simg/%d a.jpg", forms[k].before, n);
            for (int axis = 0; axis < 2; axis++) {
                gfla_text_add(&t, k == 4 ? (axis ? "\",\"[" : ",\"[") : "%s[", forms[k].between);
                for (int i = 0; i < 18; i++)
                    gfla_text_add(&t, "%s%d", i ? ", " : "", ((axis == 1) != forms[k].swapped ? 100 : 200) + n + i);
                gfla_text_add(&t, "]");
            }
            gfla_text_add(&t, "%s\n", forms[k].after);
        }
        const char *path = write_file("form.csv", t.data);
        assert_ok(gfla_annotations_open(&annotations, path));
        assert_string_equal(gfla_annotations_name(annotations, 1), "img/1 a.jpg");
        assert_ok(gfla_annotations_find(annotations, "img/1 a.jpg", &points));
        assert_true(points.n == 18 && points.joint[2].x == 103 && points.joint[2].y == 203);
        gfla_annotations_destroy(&annotations);
        assert_ok(gfla_keypoints_read_file(scratch("form.csv:0 a.jpg"), NULL, &points)); /* without its folder */
        assert_true(points.joint[0].x == 100 && points.joint[0].y == 200);
        gfla_text_free(&t);
    }
    (void)state;
}

static void pairs_come_in_many_forms(void **state)
{
    static const char *const texts[] = {"from,to\na 1.jpg,b.jpg\n", "\"from\",\"to\"\n\"a 1.jpg\",\"b.jpg\"\n",
                                        ",from,to\n0,a 1.jpg,b.jpg\n", "from;to\r\na 1.jpg;b.jpg\r\n",
                                        "index\tfrom\tto\n0\ta 1.jpg\tb.jpg\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct gfla_pair_list list;
        assert_ok(gfla_pair_list_read(write_file("form.csv", texts[i]), &list));
        assert_int_equal(list.n, 1);
        assert_string_equal(list.pairs[0].from, "a 1.jpg");
        assert_string_equal(list.pairs[0].to, "b.jpg");
        gfla_pair_list_free(&list);
    }
    (void)state;
}

static void names_in_two_folders_are_told_apart(void **state)
{
    struct gfla_text t = {0};
    struct gfla_keypoints points;
    gfla_text_add(&t, "name:keypoints_y:keypoints_x\n");
    add_annotation(&t, "a/1.jpg", 10);
    add_annotation(&t, "b/1.jpg", 20);
    add_annotation(&t, "1.jpg", 30);
    add_annotation(&t, "a/2.jpg", 40);
    add_annotation(&t, "b/2.jpg", 50);
    write_file("two.csv", t.data);
    assert_ok(gfla_keypoints_read_file(scratch("two.csv:1.jpg"), NULL, &points));
    assert_true(points.joint[0].x == 30);
    assert_ok(gfla_keypoints_read_file(scratch("two.csv:b/1.jpg"), NULL, &points));
    assert_true(points.joint[0].x == 20);
    assert_fails(gfla_keypoints_read_file(scratch("two.csv:2.jpg"), NULL, &points), GFLA_ERROR_INPUT,
                 "2 pictures are called '2.jpg'. hint: with the folder");
    gfla_text_free(&t);
    (void)state;
}

static void both_spellings_are_found(void **state)
{
    char path[512];
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    assert_fails(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path),
                 GFLA_ERROR_INPUT, "no SET-pairs-test.csv there, SET being fashion, fasion or market");
    write_file("market-pairs-test.csv", "");
    assert_ok(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path));
    assert_int_equal(set, GFLA_PERSON_SET_MARKET);
    set = GFLA_PERSON_SET_ANY;
    write_file("fashion-pairs-test.csv", "");
    assert_ok(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_PAIRS, "test", path, sizeof path));
    assert_int_equal(set, GFLA_PERSON_SET_FASHION);
    assert_non_null(strstr(path, "/fashion-pairs-test.csv"));
    assert_fails(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_ANNOTATION, "train", path, sizeof path),
                 GFLA_ERROR_INPUT, "SET-annotation-train.csv there, SET being fashion or fasion");
    write_file("fasion-annotation-train.csv", "");
    assert_ok(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_ANNOTATION, "train", path, sizeof path));
    assert_non_null(strstr(path, "/fasion-annotation-train.csv"));
    assert_fails(gfla_person_list_path(scratch_folder, &set, GFLA_PERSON_PAIRS, "test", path, 10), GFLA_ERROR_USAGE,
                 "longer than 9");
    (void)state;
}

static void sets_go_by_the_name_of_the_file(void **state)
{
    static const struct {
        const char *path;
        enum gfla_person_set set;
    } cases[] = {{"market-annotation-test.csv", GFLA_PERSON_SET_MARKET},
                 {"a/fasion-annotation-train.csv", GFLA_PERSON_SET_FASHION},
                 {"fashion/Fashion-resize-annotation.csv:fashionA.jpg", GFLA_PERSON_SET_FASHION},
                 {"fashion/points.csv", GFLA_PERSON_SET_ANY},
                 {"supermarket.csv", GFLA_PERSON_SET_ANY},
                 {"", GFLA_PERSON_SET_ANY}};
    int width, height;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(gfla_person_list_set(cases[i].path), cases[i].set);
    gfla_person_set_frame(GFLA_PERSON_SET_MARKET, &width, &height);
    assert_true(width == 64 && height == 128);
    gfla_person_set_frame(GFLA_PERSON_SET_FASHION, &width, &height);
    assert_true(width == 176 && height == 256);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_image_is_found),
        cmocka_unit_test(wrong_annotations_are_refused_when_opened),
        cmocka_unit_test(sets_go_by_the_name_of_the_file),
        cmocka_unit_test(pairs_are_read_in_order),
        cmocka_unit_test(wrong_pairs_are_refused),
        cmocka_unit_test(lists_come_in_many_forms),
        cmocka_unit_test(pairs_come_in_many_forms),
        cmocka_unit_test(names_in_two_folders_are_told_apart),
        cmocka_unit_test(both_spellings_are_found),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
