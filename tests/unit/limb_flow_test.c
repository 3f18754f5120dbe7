/* What limbs do, where it can be told by hand: who stands elsewhere, is larger, or turns his back. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "ref/limb_flow_ref.h"

enum { SIDE = 64, JOINTS = 18, AREA = SIDE * SIDE };

/* Someone who stands upright, in pixels, before he is moved. */
static const int standing[JOINTS][2] = {{32, 14}, {32, 20}, {26, 20}, {24, 28}, {23, 34}, {38, 20},
                                        {40, 28}, {41, 34}, {29, 36}, {28, 46}, {28, 56}, {35, 36},
                                        {36, 46}, {36, 56}, {31, 13}, {33, 13}, {30, 14}, {34, 14}};

struct person {
    double scale, dx, dy;
    bool is_turned; /* left and right are exchanged */
    int missing;    /* a joint that is not there; -1: all are */
};

static void place(const struct person *p, int joint, double at[2])
{
    const double x = standing[joint][0] - 32, y = standing[joint][1] - 32;
    at[0] = 32 + p->scale * (p->is_turned ? -x : x) + p->dx;
    at[1] = 32 + p->scale * y + p->dy;
}

static void draw(const struct person *p, double *maps)
{
    for (int joint = 0; joint < JOINTS; joint++)
        for (int i = 0; i < AREA; i++) {
            double at[2];
            place(p, joint, at);
            const double x = i % SIDE - at[0], y = i / SIDE - at[1];
            maps[joint * AREA + i] = joint == p->missing ? 0 : exp(-(x * x + y * y) / 8);
        }
}

static double *flow_of(struct person source, struct person target)
{
    static double maps[2][JOINTS * AREA], flow[3 * AREA];
    draw(&source, maps[0]);
    draw(&target, maps[1]);
    gfla_limb_flow_ref_fwd(gfla_shape_4d(1, JOINTS, SIDE, SIDE), maps[0], maps[1], flow);
    return flow;
}

/* The flow at a joint leads to it in the source; standing still weighs .02, so it is a little short. */
static void expect_joints(const double *flow, struct person source, struct person target, int first, int last,
                          double most)
{
    for (int joint = first; joint <= last; joint++) {
        double from[2], to[2];
        place(&source, joint, from);
        place(&target, joint, to);
        const int i = (int)lround(to[1]) * SIDE + (int)lround(to[0]);
        assert_true(fabs(flow[i] - (from[0] - to[0])) < most);
        assert_true(fabs(flow[AREA + i] - (from[1] - to[1])) < most);
        assert_true(flow[2 * AREA + i] > 0.7);
    }
}

static const struct person at_rest = {.scale = 1, .missing = -1};

static void who_stands_still_does_not_move(void **state)
{
    (void)state;
    const double *flow = flow_of(at_rest, at_rest);
    for (int i = 0; i < 2 * AREA; i++)
        assert_true(fabs(flow[i]) < 1e-9);
    assert_true(flow[2 * AREA] < 0.01); /* nobody is in the corner */
}

static void who_stands_elsewhere_is_moved(void **state)
{
    const struct person source = {.scale = 1, .dx = 6, .dy = -4, .missing = -1};
    (void)state;
    expect_joints(flow_of(source, at_rest), source, at_rest, 0, JOINTS - 1, 0.3);
}

static void who_is_larger_is_made_smaller(void **state)
{
    const struct person source = {.scale = 1.25, .missing = -1};
    (void)state;
    expect_joints(flow_of(source, at_rest), source, at_rest, 2, 13, 1);
}

/* A left shoulder is on the left of a front and on the right of a back. */
static void a_back_is_a_mirrored_front(void **state)
{
    const struct person source = {.scale = 1, .is_turned = true, .missing = -1};
    (void)state;
    const double *flow = flow_of(source, at_rest);
    const int beside = 27 * SIDE + 35; /* three pixels right of the spine */
    assert_true(flow[beside] < -3 && flow[beside] > -8);
    expect_joints(flow, source, at_rest, 9, 10, 1);
}

/* Without a wrist the forearm says nothing, and the upper arm all the same. */
static void what_is_missing_does_not_move(void **state)
{
    struct person source = {.scale = 1, .dx = 8, .missing = 4};
    (void)state;
    const double *flow = flow_of(source, at_rest);
    expect_joints(flow, source, at_rest, 3, 3, 0.5);
    assert_true(flow[2 * AREA + 36 * SIDE + 20] < 0.5); /* a hand's place */
    assert_true(flow_of(source, (struct person){.scale = 1, .missing = 4})[2 * AREA + 24 * SIDE + 25] > 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_stands_still_does_not_move), cmocka_unit_test(who_stands_elsewhere_is_moved),
        cmocka_unit_test(who_is_larger_is_made_smaller),  cmocka_unit_test(a_back_is_a_mirrored_front),
        cmocka_unit_test(what_is_missing_does_not_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
