/* Exact flow: analytic planes, identity, occlusion, coarse grids. Depths are computed here, ray by ray. */
#include <math.h>

#include "tests/unit/scratch.h"
#include "viewsynth/render/flow.h"

#define SIZE 64
#define PIXELS (SIZE * SIZE)

/* Depth of the plane n . x = d within |x|, |y|, |z| <= 0.6, as the camera sees it; nearer than what is there. */
static void draw_plane(const struct gfla_camera *camera, const double n[3], double d, float *depth)
{
    for (int i = 0; i < PIXELS; i++) {
        double at[3], ray[3], along = 0, start = 0;
        gfla_camera_unproject(camera, SIZE, i % SIZE, i / SIZE, 1, at); /* depth 1: eye + ray */
        for (int k = 0; k < 3; k++) {
            ray[k] = at[k] - camera->eye[k];
            along += n[k] * ray[k];
            start += n[k] * camera->eye[k];
        }
        double z = (d - start) / along;
        bool inside = z > 0;
        for (int k = 0; k < 3; k++)
            inside = inside && fabs(camera->eye[k] + z * ray[k]) <= 0.6;
        if (inside && (depth[i] == 0 || z < depth[i]))
            depth[i] = (float)z;
    }
}

static const double facing_x[3] = {1, 0, 0}, tilted[3] = {0.8, 0.36, 0.48};
static float source_depth[PIXELS], target_depth[PIXELS], flow[2 * PIXELS];
static uint8_t mask[PIXELS], visible[PIXELS];

static int clear(void **state)
{
    memset(source_depth, 0, sizeof source_depth);
    memset(target_depth, 0, sizeof target_depth);
    return 0;
}

static void run(const struct gfla_camera *source, const struct gfla_camera *target, int n)
{
    struct gfla_depth_view views[2] = {{source, source_depth, SIZE}, {target, target_depth, SIZE}};
    assert_ok(gfla_exact_flow(&views[0], &views[1], n,
                              &(struct gfla_flow_out){.flow = flow, .mask = mask, .visible = visible}));
}

static void identical_views_have_no_flow(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(20, 10);
    draw_plane(&c, tilted, 0.1, source_depth);
    memcpy(target_depth, source_depth, sizeof target_depth);
    run(&c, &c, SIZE);
    int n = 0;
    for (int i = 0; i < PIXELS; i++) {
        assert_true(fabsf(flow[i]) < 1e-4f && fabsf(flow[PIXELS + i]) < 1e-4f);
        assert_int_equal(mask[i], target_depth[i] > 0);
        assert_int_equal(visible[i], mask[i]);
        n += mask[i];
    }
    assert_true(n > 500);
}

/* The plane through the origin that faces camera 0: a point (0, y, z) is at focal * (-z, -y) / 4 there, and its place
 * in the other view follows from turning the eye by 20 degrees. */
static void plane_has_the_analytic_flow(void **state)
{
    struct gfla_camera target = gfla_camera_orbit(0, 0), source = gfla_camera_orbit(20, 0);
    draw_plane(&target, facing_x, 0, target_depth);
    draw_plane(&source, facing_x, 0, source_depth);
    run(&source, &target, SIZE);
    double f = 0.5 * SIZE / tan(15 * acos(-1.0) / 180), c = 0.5 * (SIZE - 1), a = 20 * acos(-1.0) / 180;
    int checked = 0, seen = 0;
    for (int i = 0; i < PIXELS; i++) {
        double x = i % SIZE, y = i / SIZE, z = -(x - c) * 4 / f, depth = 4 - sin(a) * z;
        if (!mask[i])
            continue;
        double sx = c - f * cos(a) * z / depth, sy = c + f * (y - c) * 4 / f / depth;
        assert_true(fabs(flow[i] - (sx - x)) < 1e-3);
        assert_true(fabs(flow[PIXELS + i] - (sy - y)) < 1e-3);
        checked++;
        seen += visible[i];
    }
    assert_true(checked > 500);
    assert_int_equal(seen, checked);
}

static void what_is_behind_is_hidden(void **state)
{
    struct gfla_camera target = gfla_camera_orbit(0, 0), source = gfla_camera_orbit(180, 0);
    draw_plane(&target, facing_x, 0.3, target_depth);
    draw_plane(&source, facing_x, 0.3, source_depth);
    draw_plane(&target, facing_x, -0.3, target_depth);
    draw_plane(&source, facing_x, -0.3, source_depth); /* stands between source and the other plane */
    run(&source, &target, SIZE);
    int n = 0;
    for (int i = 0; i < PIXELS; i++) {
        n += mask[i];
        assert_int_equal(visible[i], 0);
    }
    assert_true(n > 500);
}

static void coarse_grids_sample_cell_centres(void **state)
{
    struct gfla_camera target = gfla_camera_orbit(40, 0), source = gfla_camera_orbit(60, 10);
    draw_plane(&target, tilted, 0.1, target_depth);
    draw_plane(&source, tilted, 0.1, source_depth);
    for (int s = 4; s <= 8; s *= 2) {
        int n = SIZE / s, checked = 0;
        run(&source, &target, n);
        for (int i = 0; i < n * n; i++) {
            double x = (i % n + 0.5) * s - 0.5, y = (i / n + 0.5) * s - 0.5, world[3], at[2], depth, near[3] = {0},
                   far[3];
            size_t corner = (size_t)floor(y) * SIZE + (size_t)floor(x);
            if (target_depth[corner] == 0 || target_depth[corner + 1] == 0 || target_depth[corner + SIZE] == 0 ||
                target_depth[corner + SIZE + 1] == 0)
                continue; /* at the border the depth is that of the nearest pixel */
            assert_int_equal(mask[i], 1);
            /* the plane's point on the ray through the cell's centre */
            gfla_camera_unproject(&target, SIZE, x, y, 1, far);
            double along = 0, start = 0;
            for (int k = 0; k < 3; k++) {
                near[k] = far[k] - target.eye[k];
                along += tilted[k] * near[k];
                start += tilted[k] * target.eye[k];
            }
            for (int k = 0; k < 3; k++)
                world[k] = target.eye[k] + (0.1 - start) / along * near[k];
            assert_true(gfla_camera_project(&source, SIZE, world, at, &depth));
            assert_true(fabs(flow[i] - (at[0] - x) / s) < 1e-3);
            assert_true(fabs(flow[n * n + i] - (at[1] - y) / s) < 1e-3);
            checked++;
        }
        assert_true(checked > 300 / (s * s));
    }
}

static void grid_must_divide_the_size(void **state)
{
    struct gfla_camera c = gfla_camera_orbit(0, 0);
    struct gfla_depth_view view = {&c, source_depth, SIZE};
    struct gfla_flow_out out = {.flow = flow};
    assert_fails(gfla_exact_flow(&view, &view, 24, &out), GFLA_ERROR_USAGE, "grid of 24");
    assert_ok(gfla_exact_flow(&view, &view, 32, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(identical_views_have_no_flow, clear),
        cmocka_unit_test_setup(plane_has_the_analytic_flow, clear),
        cmocka_unit_test_setup(what_is_behind_is_hidden, clear),
        cmocka_unit_test_setup(coarse_grids_sample_cell_centres, clear),
        cmocka_unit_test_setup(grid_must_divide_the_size, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
