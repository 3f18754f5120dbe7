/* What 68 points of a face are joined to: pieces of curves, regions, and what of them is left out. */
#include "scratch.h"

#include <math.h>

#include "people/face_parts.h"

/* Points on a circle, far enough apart; those that a test is about are set by it. */
static struct gfla_keypoints made_up_face(void)
{
    struct gfla_keypoints face = {.set = GFLA_JOINTS_FACE_68, .n = 68};
    for (int i = 0; i < face.n; i++)
        face.joint[i] =
            (struct gfla_joint){100 + rint(80 * cos(3.1 - 0.19 * i)), 100 + rint(80 * sin(3.1 - 0.19 * i)), 1};
    return face;
}

static void put(struct gfla_keypoints *face, int i, double x, double y)
{
    face->joint[i] = (struct gfla_joint){x, y, 1};
}

/* The rows of a part that are drawn; the first of them. */
static int count_rows(const struct gfla_face_shape *shape, int part, const float **row)
{
    int n = 0;
    *row = NULL;
    for (int i = 0; i < GFLA_FACE_CURVES; i++)
        if (shape->curves[i][0] == (float)part && shape->curves[i][1] > 0) {
            *row = n++ == 0 ? shape->curves[i] : *row;
        }
    return n;
}

static int count_sides(const struct gfla_face_shape *shape, int label)
{
    int n = 0;
    for (int i = 0; i < GFLA_FACE_SIDES; i++)
        n += shape->sides[i][0] >= 0 && shape->sides[i][1] == (float)label;
    return n;
}

static void assert_row(const float *row, const float *expected)
{
    assert_non_null(row);
    for (int i = 0; i < 8; i++)
        assert_float_equal(row[i], expected[i], 1e-5);
}

static void every_part_and_region_is_there(void **state)
{
    static const int pieces[GFLA_FACE_PARTS] = {16, 2, 2, 1, 2, 1, 2, 2, 2, 2, 3, 3, 2, 2},
                     sides[] = {0, 33, 10, 9, 16, 14, 10};
    struct gfla_face_shape shape;
    struct gfla_keypoints face = made_up_face();
    int last = -1, n = 0;
    for (int i = 0; i < face.n; i++) /* flat curves, none of which is too steep */
        put(&face, i, 10 * i, 50 + i % 2);
    assert_ok(gfla_face_shape(&face, &shape));
    for (int part = 0; part < GFLA_FACE_PARTS; part++) {
        const float *row;
        assert_int_equal(count_rows(&shape, part, &row), pieces[part]);
        n += pieces[part];
        assert_true(strlen(gfla_face_part_name(part)) > 0);
    }
    assert_int_equal(n, GFLA_FACE_CURVES);
    for (int label = 1; label <= 6; label++)
        assert_int_equal(count_sides(&shape, label), sides[label]);
    for (int i = 0; i < GFLA_FACE_SIDES; i++) {
        assert_true((int)shape.sides[i][0] >= last);
        last = (int)shape.sides[i][0];
    }
    assert_string_equal(gfla_face_part_name(GFLA_FACE_PARTS), "");
}

static void a_parabola_becomes_a_curve(void **state)
{
    struct gfla_face_shape shape;
    struct gfla_keypoints face = made_up_face();
    const float *row;
    put(&face, 17, 10, 20); /* y = 20 + (x - 10) (x - 30) / 50: -2 at the middle, so -4 at the control point */
    put(&face, 18, 20, 18);
    put(&face, 19, 30, 20);
    put(&face, 20, 30, 20);
    put(&face, 21, 34, 27); /* steps farther down: a line over y */
    assert_ok(gfla_face_shape(&face, &shape));
    assert_int_equal(count_rows(&shape, 1, &row), 2);
    assert_row(row, (const float[8]){1, 20, 10, 20, 20, 16, 30, 20});
    assert_row(row + 8, (const float[8]){1, 7, 30, 20, 32, 23.5f, 34, 27});
}

static void a_curve_may_lie_on_its_side(void **state)
{
    struct gfla_face_shape shape;
    struct gfla_keypoints face = made_up_face();
    const float *row;
    put(&face, 22, 20, 10);
    put(&face, 23, 18, 20);
    put(&face, 24, 20, 30);
    assert_ok(gfla_face_shape(&face, &shape));
    count_rows(&shape, 2, &row);
    assert_row(row, (const float[8]){2, 20, 20, 10, 16, 20, 20, 30});
}

static void steep_and_impossible_pieces_are_left_out(void **state)
{
    static const double points[][3][2] = {
        {{8, 14}, {8.5, 11}, {11.5, 14}}, /* a square of 2 */
        {{8, 14}, {8, 12}, {12, 10}},     /* two points above each other */
        {{8, 14}, {12, 11}, {8, 14}},     /* back where it began */
    };
    for (int i = 0; i < 3; i++) {
        struct gfla_face_shape shape;
        struct gfla_keypoints face = made_up_face();
        const float *row;
        for (int k = 0; k < 5; k++)
            put(&face, 17 + k, k < 3 ? points[i][k][0] : 60 + 10 * k, k < 3 ? points[i][k][1] : 20);
        assert_ok(gfla_face_shape(&face, &shape));
        assert_int_equal(count_rows(&shape, 1, &row), 1);
        assert_float_equal(row[6], 100, 0);
    }
}

static void the_forehead_mirrors_the_jaw(void **state)
{
    struct gfla_face_shape shape;
    struct gfla_keypoints face = made_up_face();
    put(&face, 0, 20, 50);
    put(&face, 16, 180, 53);
    put(&face, 15, 170, 90);
    put(&face, 1, 31, 80);
    assert_ok(gfla_face_shape(&face, &shape));
    assert_float_equal(shape.sides[17][2], 170, 0); /* 51.5 - ceil(2/3 38.5) */
    assert_float_equal(shape.sides[17][3], floor(51.5 - 26), 0);
    assert_float_equal(shape.sides[31][2], 31, 0);
    assert_float_equal(shape.sides[31][3], floor(51.5 - 19), 0);
    assert_float_equal(shape.sides[31][4], 20, 0);
    assert_float_equal(shape.sides[31][5], 50, 0);
}

static void what_needs_a_missing_point_is_left_out(void **state)
{
    struct gfla_face_shape whole, shape;
    struct gfla_keypoints face = made_up_face();
    const float *row;
    assert_ok(gfla_face_shape(&face, &whole));
    face.joint[40] = (struct gfla_joint){NAN, INFINITY, 0};
    assert_ok(gfla_face_shape(&face, &shape));
    assert_int_equal(count_rows(&shape, 7, &row), count_rows(&whole, 7, &row) - 1);
    assert_int_equal(count_sides(&shape, 4), 8);
    assert_int_equal(count_sides(&shape, 1), 33);
    face.joint[0].confidence = 0; /* no forehead without it */
    assert_ok(gfla_face_shape(&face, &shape));
    assert_int_equal(count_sides(&shape, 1), 0);
    for (int i = 0; i < GFLA_FACE_CURVES; i++)
        for (int k = 0; k < 8; k++)
            assert_true(isfinite(shape.curves[i][k]));
}

static void nobody_is_nothing(void **state)
{
    const struct gfla_keypoints nobody = {.set = GFLA_JOINTS_FACE_68};
    struct gfla_face_shape shape;
    assert_ok(gfla_face_shape(&nobody, &shape));
    for (int i = 0; i < GFLA_FACE_CURVES; i++)
        assert_float_equal(shape.curves[i][1], 0, 0);
    for (int i = 0; i < GFLA_FACE_SIDES; i++)
        assert_true(shape.sides[i][0] < 0);
}

static void what_is_no_face_is_refused(void **state)
{
    struct gfla_face_shape shape;
    struct gfla_keypoints face = made_up_face(), body = {.set = GFLA_JOINTS_COCO_18, .n = 18};
    assert_fails(gfla_face_shape(&body, &shape), GFLA_ERROR_USAGE, "18 of COCO-18");
    face.joint[30].x = 9000;
    assert_fails(gfla_face_shape(&face, &shape), GFLA_ERROR_INPUT, "point 30 of the face is at (9000,");
    face.joint[30].x = NAN;
    assert_fails(gfla_face_shape(&face, &shape), GFLA_ERROR_INPUT, "point 30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_and_region_is_there),
        cmocka_unit_test(a_parabola_becomes_a_curve),
        cmocka_unit_test(a_curve_may_lie_on_its_side),
        cmocka_unit_test(steep_and_impossible_pieces_are_left_out),
        cmocka_unit_test(the_forehead_mirrors_the_jaw),
        cmocka_unit_test(what_needs_a_missing_point_is_left_out),
        cmocka_unit_test(nobody_is_nothing),
        cmocka_unit_test(what_is_no_face_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
