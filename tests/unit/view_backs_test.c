/* Batches of sets whose views have cameras of their own, and last surfaces. */
#include "tests/unit/view_files.h"

/* Mean difference of the warped source from the target where the source sees the point. */
static double warp_error(const struct gfla_pair_batch *b, int place, long *n)
{
    const float *flow = b->flow[GFLA_SCALE_1] + place * 2 * PLANE, *weight = b->weight[GFLA_SCALE_1] + place * PLANE;
    double sum = 0;
    *n = 0;
    for (int i = 0; i < PLANE; i++) {
        const int x = (int)lrintf((float)(i % TINY_SIZE) + flow[i]),
                  y = (int)lrintf((float)(i / TINY_SIZE) + flow[PLANE + i]);
        if (weight[i] < 1 || x < 0 || y < 0 || x >= TINY_SIZE || y >= TINY_SIZE)
            continue;
        for (int c = 0; c < 3; c++)
            sum +=
                fabsf(b->source[(place * 3 + c) * PLANE + y * TINY_SIZE + x] - b->target[(place * 3 + c) * PLANE + i]);
        *n += 3;
    }
    return *n ? sum / (double)*n : 0;
}

/* Flow fits images and cameras, flipped or not; the back lies 0.1 behind the front, and is black. */
static void batches_have_cameras_and_backs(void **state)
{
    gfla_views *views = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *b = NULL;
    int n_near = 0, n_flipped = 0;
    write_json("backs/a", true);
    ok(gfla_views_open(&views, path_of("backs"), NULL));
    assert_true(gfla_views_have_back(views));
    ok(gfla_pairs_open(
        &pairs, views,
        &(struct gfla_pairs_params){.batch = 4, .seed = 3, .flip = true, .permute_colours = true, .full_truth = true}));
    for (int step = 0; step < 15; step++) {
        ok(gfla_pairs_next(pairs, &b));
        assert_non_null(b->source_camera);
        for (int i = 0; i < b->n; i++) {
            const struct gfla_pose pose = b->source_view[i];
            const struct gfla_camera want = gfla_camera_orbit(20 * pose.azimuth, 10 * pose.elevation);
            bool flipped = true;
            assert_true(fabs(b->source_angles[i].azimuth - 20 * pose.azimuth) <= 1e-4);
            assert_true(fabs(b->source_angles[i].elevation - 10 * pose.elevation) <= 1e-4);
            assert_true(fabs(b->target_angles[i].azimuth - b->target_camera[i].azimuth) <= 0);
            assert_true(fabs(b->target_angles[i].elevation - b->target_camera[i].elevation) <= 0);
            for (int k = 0; k < 12; k++)
                assert_true(fabs(b->source_camera[i].rows[k] - want.rows[k]) < 1e-5);
            for (int k = 0; k < N; k++)
                flipped = flipped && (pose.azimuth != poses[k].azimuth || pose.elevation != poses[k].elevation);
            n_flipped += flipped;
            assert_true(b->source_pose[21 * i + pose.azimuth] == 1);
            for (int k = 0; k < PLANE; k++) {
                const float *front = b->source_surface + 2 * i * PLANE, *back = b->source_back_surface + 2 * i * PLANE;
                assert_true(front[PLANE + k] == back[PLANE + k]);
                if (front[PLANE + k] == 1)
                    assert_true(fabsf(back[k] - front[k] - 0.1f) < 1e-3f &&
                                b->source_back_colour[3 * i * PLANE + k] == -1);
                else
                    assert_true(b->source_back_colour[3 * i * PLANE + k] == 1);
            }
            if (gfla_camera_angle(&b->source_camera[i], &b->target_camera[i]) > 45)
                continue;
            long n;
            const double error = warp_error(b, i, &n);
            n_near++;
            assert_true(n > 400 && error < 0.15);
        }
    }
    assert_true(n_near > 10 && n_flipped > 10);
    gfla_pairs_destroy(&pairs);
    gfla_views_destroy(&views);
}

/* A grid whose models all have the last surface; one without, and the set has none. */
static void grids_have_backs_where_all_models_do(void **state)
{
    static uint8_t front[4 * PLANE], back[4 * PLANE];
    gfla_views *views = NULL;
    char name[GFLA_POSE_NAME_SIZE], from[600], to[600];
    for (int m = 0; m < 2; m++) {
        char grid[80];
        snprintf(grid, sizeof grid, "%.64s/grid", root);
        tiny_write_model(grid, m ? "b" : "a", m ? "Lib#one" : "Lib#other", 1, TINY_SIZE);
        for (int i = 0; i < GFLA_N_VIEWS && m == 0; i++)
            for (int k = 0; k < 2; k++) {
                gfla_pose_name(gfla_pose_of_number(i), name);
                snprintf(from, sizeof from, "%s", path_of("grid/a/%s%s.png", name, k ? "_depth" : ""));
                snprintf(to, sizeof to, "%s", path_of("grid/a/%s_back%s.png", name, k ? "_depth" : ""));
                assert_int_equal(link(from, to), 0);
            }
        ok(gfla_views_open(&views, grid, &(struct gfla_views_params){.keep_all = true}));
        assert_true(gfla_views_are_grid(views) && gfla_views_have_back(views) == (m == 0));
        ok(gfla_views_read_number(views, 0, 7, TINY_SIZE, &(struct gfla_view_pixels){.rgba = front}));
        assert_int_equal(gfla_views_read_number(views, 0, 7, TINY_SIZE, &(struct gfla_view_pixels){.back_rgba = back}),
                         m == 0 ? GFLA_OK : GFLA_ERROR_INPUT);
        if (m == 0)
            assert_memory_equal(front, back, sizeof front);
        gfla_views_destroy(&views);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_have_cameras_and_backs),
        cmocka_unit_test(grids_have_backs_where_all_models_do),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
