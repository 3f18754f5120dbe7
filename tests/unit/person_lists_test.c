/* Lists of people as other programs save them again, and people who are in two lists. */
#include "keypoint_files.h"

#include "io/keypoints/annotations.h"
#include "io/keypoints/list_text.h"
#include "people/person_leaks.h"

static const char *const annotation[] = {"name", "keypoints_y", "keypoints_x", NULL};
static const char *const pairs[] = {"from", "to", NULL};

static const struct {
    const char *const *columns;
    char separator;
    const char *saved, *settled;
} texts[] = {
    {pairs, ',', "from,to\na.jpg,b.jpg\n", "from,to\na.jpg,b.jpg\n"},
    {pairs, ',', "\"from\",\"to\"\n\"a.jpg\",\"b.jpg\"\n", "from,to\na.jpg,b.jpg\n"},
    {pairs, ',', ",from,to\n0,a.jpg,b.jpg\n1,b.jpg,a.jpg", "from,to\na.jpg,b.jpg\nb.jpg,a.jpg"},
    {pairs, ',', "Unnamed: 0,from,to\r\n0,a.jpg,b.jpg\r\n", "from,to\r\na.jpg,b.jpg\r\n"},
    {pairs, ',', "from;to\na.jpg;b.jpg\n\n", "from,to\na.jpg,b.jpg\n\n"},
    {pairs, ',', "index\tfrom\tto\n7\ta 1.jpg\tb.jpg\n", "from,to\na 1.jpg,b.jpg\n"},
    {pairs, ',', "from,to\n\"a \"\"1\"\".jpg\",b.jpg\n", "from,to\na \"1\".jpg,b.jpg\n"},
    {pairs, ',', "to,from\na,b\n", "to,from\na,b\n"},
    {pairs, ',', "", ""},
    {annotation, ':', "name:keypoints_y:keypoints_x\na:1.jpg: [1, 2]: [3, 4]\n",
     "name:keypoints_y:keypoints_x\na:1.jpg: [1, 2]: [3, 4]\n"},
    {annotation, ':', ":name:keypoints_y:keypoints_x\n0:a.jpg:[1, 2]:[3, 4]\n",
     "name:keypoints_y:keypoints_x\na.jpg:[1, 2]:[3, 4]\n"},
    {annotation, ':', "name,keypoints_y,keypoints_x\na.jpg,\"[1, 2]\",\"[3, 4]\"\n",
     "name:keypoints_y:keypoints_x\na.jpg:[1, 2]:[3, 4]\n"},
    {annotation, ':', ",name,keypoints_y,keypoints_x\n0,a.jpg,[1, 2],[3, 4]\n",
     "name:keypoints_y:keypoints_x\na.jpg:[1, 2]:[3, 4]\n"},
    {annotation, ':', "\"name\":\"keypoints_y\":\"keypoints_x\"\n\"a.jpg\":\"[1]\":\"[2]\"",
     "name:keypoints_y:keypoints_x\na.jpg:[1]:[2]"},
};

static void lists_are_brought_to_the_published_form(void **state)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[256];
        size_t size = strlen(texts[i].saved);
        strcpy(text, texts[i].saved);
        gfla_list_text_settle(text, &size, texts[i].columns, texts[i].separator);
        assert_string_equal(text, texts[i].settled);
        assert_int_equal(size, strlen(text));
    }
    (void)state;
}

/* By the functions that data sets are opened with. */
static void saved_again_they_are_read(void **state)
{
    struct gfla_text t = {0};
    struct gfla_pair_list list;
    gfla_annotations *annotations;
    struct gfla_keypoints points;
    gfla_text_add(&t, ",name,keypoints_y,keypoints_x\r\n0,a.jpg,");
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < 18; i++)
            gfla_text_add(&t, "%s%d%s", i == 0 ? "\"[" : "", 100 * axis + i,
                          i < 17      ? ", "
                          : axis == 0 ? "]\","
                                      : "]\"");
    assert_ok(gfla_annotations_open(&annotations, write_file("a.csv", t.data)));
    assert_ok(gfla_annotations_find(annotations, "a.jpg", &points));
    assert_true(points.joint[5].y == 5 && points.joint[5].x == 105);
    gfla_annotations_destroy(&annotations);
    gfla_text_free(&t);
    assert_ok(gfla_pair_list_read(write_file("p.csv", ",from,to\n0,\"a.jpg\",b.jpg\n"), &list));
    assert_int_equal(list.n, 1);
    assert_string_equal(list.pairs[0].from, "a.jpg");
    assert_string_equal(list.pairs[0].to, "b.jpg");
    gfla_pair_list_free(&list);
    (void)state;
}

static void lists_are_found_by_each_spelling(void **state)
{
    static const struct {
        const char *file;
        enum gfla_person_set set;
    } cases[] = {{"fasion-resize-pairs-train.csv", GFLA_PERSON_SET_FASHION},
                 {"fashion-resize-pairs-val.csv", GFLA_PERSON_SET_FASHION},
                 {"market-pairs-try.csv", GFLA_PERSON_SET_MARKET}};
    static const char *const phases[] = {"train", "val", "try"};
    for (int i = 0; i < 3; i++) {
        char path[512], root[512];
        enum gfla_person_set set = GFLA_PERSON_SET_ANY;
        snprintf(root, sizeof root, "%s", write_file(cases[i].file, "from,to\n"));
        *strrchr(root, '/') = 0;
        assert_ok(gfla_person_list_path(root, &set, GFLA_PERSON_PAIRS, phases[i], path, sizeof path));
        assert_int_equal(set, cases[i].set);
        assert_string_equal(strrchr(path, '/') + 1, cases[i].file);
    }
    (void)state;
}

/* ---- in two lists ---- */

static void names_name_people(void **state)
{
    static const struct {
        const char *name, *person;
    } cases[] = {{"fashionWOMENTees_Tanksid0000000401_1front.jpg", "fashionWOMENTees_Tanksid0000000401"},
                 {"MEN-Denim-id_00000080-01_7_additional.jpg", "MEN-Denim-id_00000080"},
                 {"0002_c1s1_000451_03.jpg", "0002"},
                 {"video_12.jpg", "video_12.jpg"},
                 {"0002.jpg", "0002.jpg"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(gfla_person_of_name(cases[i].name), strlen(cases[i].person));
    (void)state;
}

static void people_of_both_lists_are_counted(void **state)
{
    struct gfla_name_pair learned[] = {{"0002_c1s1_0.jpg", "0002_c2s1_0.jpg"}, {"0007_c1s1_0.jpg", "0002_c1s1_0.jpg"}},
                          tested[] = {{"0003_c1s1_0.jpg", "0003_c2s1_0.jpg"}, {"0002_c5s1_9.jpg", "0004_c1s1_0.jpg"}},
                          own[] = {{"a.jpg", "b.jpg"}}, other[] = {{"b.jpg", "c.jpg"}};
    struct gfla_person_leaks leaks;
    assert_ok(gfla_person_leaks_find(&(struct gfla_pair_list){learned, 2, NULL},
                                     &(struct gfla_pair_list){tested, 2, NULL}, &leaks));
    assert_int_equal(leaks.n, 1);
    assert_string_equal(leaks.example, "0002_c5s1_9.jpg");
    assert_ok(gfla_person_leaks_find(&(struct gfla_pair_list){learned, 2, NULL},
                                     &(struct gfla_pair_list){tested, 1, NULL}, &leaks));
    assert_int_equal(leaks.n, 0);
    assert_ok(gfla_person_leaks_find(&(struct gfla_pair_list){own, 1, NULL}, &(struct gfla_pair_list){other, 1, NULL},
                                     &leaks));
    assert_int_equal(leaks.n, 1);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_brought_to_the_published_form), cmocka_unit_test(saved_again_they_are_read),
        cmocka_unit_test(lists_are_found_by_each_spelling),        cmocka_unit_test(names_name_people),
        cmocka_unit_test(people_of_both_lists_are_counted),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
