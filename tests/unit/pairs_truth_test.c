/* What a batch of pairs holds: images and labels, and a flow that is what it says, flipped or not. */
#include "tests/unit/pairs_fixture.h"
#include "viewsynth/data/pair_draw.h"
#include "viewsynth/data/pair_reduce.h"

/* Bilinear sample of a plane at a place inside it. */
static float sample(const float *plane, int size, float x, float y)
{
    int x0 = (int)floorf(x), y0 = (int)floorf(y);
    float fx = x - (float)x0, fy = y - (float)y0;
    if (x0 < 0 || y0 < 0 || x0 + 1 >= size || y0 + 1 >= size)
        return NAN;
    const float *p = plane + (size_t)y0 * size + x0;
    return (1 - fy) * ((1 - fx) * p[0] + fx * p[1]) + fy * ((1 - fx) * p[size] + fx * p[size + 1]);
}

/* Mean difference of the warped source from the target where the source sees the point: small only if flow, visibility,
 * images and flips all agree. */
static double warp_error(const struct gfla_pair_batch *b, int place, long *n)
{
    size_t plane = (size_t)b->size * b->size;
    const float *flow = b->flow[GFLA_SCALE_1] + place * 2 * plane, *weight = b->weight[GFLA_SCALE_1] + place * plane;
    double sum = 0;
    *n = 0;
    for (size_t i = 0; i < plane; i++)
        for (int c = 0; c < 3 && weight[i] == GFLA_WEIGHT_VISIBLE; c++) {
            float x = (float)(i % b->size) + flow[i], y = (float)(i / b->size) + flow[plane + i];
            float v = sample(b->source + (place * 3 + c) * plane, b->size, x, y);
            if (isnan(v))
                continue;
            sum += fabsf(v - b->target[(place * 3 + c) * plane + i]);
            ++*n;
        }
    return *n ? sum / (double)*n : 0;
}

static void flow_warps_source_to_target(void **state)
{
    struct gfla_pairs_params p = params_of_test();
    const struct gfla_pair_batch *b = NULL;
    gfla_pairs *pairs = open_pairs(&p);
    int n_flipped[2] = {0};
    gfla_pairs_seek(pairs, 0);
    for (int step = 0; step < 12; step++) {
        assert_int_equal(gfla_pairs_next(pairs, &b), GFLA_OK);
        for (int i = 0; i < b->n; i++) {
            long n;
            bool flipped = gfla_pair_draw(&p, 2, (uint64_t)step, i).flip;
            double error = warp_error(b, i, &n);
            if (gfla_pose_distance(b->source_view[i], b->target_view[i]) > 100)
                continue; /* only rims are seen from both sides, and the white shines into them */
            assert_true(n > 400);
            assert_true(error < 0.11); /* of a range of 2; a flow with a wrong sign gives 0.3 and more */
            n_flipped[flipped]++;
        }
    }
    assert_true(n_flipped[0] >= 3 && n_flipped[1] >= 3);
    gfla_pairs_destroy(&pairs);
}

/* The same pair with and without flips: mirrored planes, x of the flow negated, mirrored labels. */
static void a_flip_is_a_mirror(void **state)
{
    struct gfla_pairs_params p = params_of_test(), plain = p;
    const struct gfla_pair_batch *a = NULL, *b = NULL;
    plain.flip = false;
    gfla_pairs *pairs = open_pairs(&p), *plain_pairs = open_pairs(&plain);
    int n_flipped = 0;
    for (uint64_t step = 0; step < 4; step++) {
        tiny_must(gfla_pairs_next(pairs, &a));
        tiny_must(gfla_pairs_next(plain_pairs, &b));
        for (int i = 0; i < a->n; i++) {
            if (!gfla_pair_draw(&p, 2, step, i).flip)
                continue;
            n_flipped++;
            assert_int_equal((a->source_view[i].azimuth + b->source_view[i].azimuth) % 18, 9);
            assert_int_equal((a->target_view[i].azimuth + b->target_view[i].azimuth) % 18, 9);
            assert_true(fabs(a->source_angles[i].azimuth - 20 * a->source_view[i].azimuth) <= 1e-9);
            assert_true(fabs(a->target_angles[i].azimuth - 20 * a->target_view[i].azimuth) <= 1e-9);
            assert_true(fabs(a->source_angles[i].elevation - 10 * a->source_view[i].elevation) <= 1e-9);
            assert_true(fabs(a->target_angles[i].elevation - 10 * a->target_view[i].elevation) <= 1e-9);
            for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
                int s = a->size / gfla_scale_divisor[scale];
                for (int k = 0; k < s * s; k++) {
                    int m = k / s * s + s - 1 - k % s;
                    const float *fa = a->flow[scale] + 2 * i * s * s, *fb = b->flow[scale] + 2 * i * s * s;
                    assert_float_equal(fa[k], -fb[m], 0);
                    assert_float_equal(fa[s * s + k], fb[s * s + m], 0);
                    assert_float_equal(a->weight[scale][i * s * s + k], b->weight[scale][i * s * s + m], 0);
                    assert_float_equal(a->mask[scale][i * s * s + k], b->mask[scale][i * s * s + m], 0);
                }
            }
        }
    }
    assert_true(n_flipped > 2);
    gfla_pairs_destroy(&pairs);
    gfla_pairs_destroy(&plain_pairs);
}

static void images_are_on_white(void **state)
{
    struct gfla_pairs_params p = {.batch = 2, .split = GFLA_SPLIT_ALL, .seed = 3};
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE];
    static uint16_t depth[TINY_SIZE * TINY_SIZE];
    const struct gfla_pair_batch *b = NULL;
    gfla_pairs *pairs = open_pairs(&p);
    tiny_must(gfla_pairs_next(pairs, &b));
    assert_null(b->flow[GFLA_SCALE_1]);
    for (int i = 0; i < b->n; i++) {
        size_t plane = TINY_SIZE * TINY_SIZE;
        tiny_render(b->model[i] == 0 ? 1.0 : 0.8, b->target_view[i], TINY_SIZE, rgba, depth);
        for (size_t k = 0; k < plane; k++)
            for (int c = 0; c < 3; c++) {
                float expected = rgba[4 * k + 3] ? (float)rgba[4 * k + c] / 127.5f - 1 : 1;
                assert_float_equal(b->target[(3 * i + c) * plane + k], expected, 1e-5f);
                assert_float_equal(b->mask[GFLA_SCALE_1][i * plane + k], rgba[4 * k + 3] ? 1 : 0, 1e-6f);
            }
        const float *label = b->target_pose + i * GFLA_POSE_CHANNELS;
        assert_float_equal(label[b->target_view[i].azimuth], 1, 0);
        assert_float_equal(label[18 + b->target_view[i].elevation], 1, 0);
        assert_int_equal(b->target_view[i].elevation, b->source_view[i].elevation);
    }
    gfla_pairs_destroy(&pairs);
}

static void smaller_images_than_the_set(void **state)
{
    struct gfla_pairs_params p = params_of_test();
    const struct gfla_pair_batch *b = NULL;
    long n;
    p.size = TINY_SIZE / 2;
    gfla_pairs *pairs = open_pairs(&p);
    for (int step = 0; step < 6; step++) {
        tiny_must(gfla_pairs_next(pairs, &b));
        assert_int_equal(b->size, TINY_SIZE / 2);
        for (int i = 0; i < b->n; i++) {
            double error = warp_error(b, i, &n);
            if (gfla_pose_distance(b->source_view[i], b->target_view[i]) <= 40)
                assert_true(n > 100 && error < 0.11);
        }
    }
    gfla_pairs_destroy(&pairs);
    p.size = 24;
    assert_int_equal(gfla_pairs_open(&pairs, views, &p), GFLA_ERROR_USAGE);
    assert_null(pairs);
}

/* ---- coarse flows ---- */

/* One block of 4: two depths, visible and hidden pixels, background. */
static void blocks_follow_one_surface(void **state)
{
    float flow[32] = {0}, coarse[2], weight;
    uint8_t points[16] = {0};
    uint16_t depth[16] = {0};
    for (int i = 0; i < 12; i++) {
        points[i] = i < 8 ? GFLA_POINT_VISIBLE : GFLA_POINT_HIDDEN;
        depth[i] = i < 5 ? 20000 : i < 8 ? 40000 : 20000;
        flow[i] = i < 5 ? 8.0f + (float)i : i < 8 ? -50 : 1000;
        flow[16 + i] = i < 5 ? -4 : 77;
    }
    struct gfla_pair_truth truth = {4, flow, points, depth, 0};
    gfla_pair_reduce(&truth, 4, coarse, &weight);
    assert_float_equal(coarse[0], 10.0f / 4, 1e-6f); /* five pixels of the near surface: 8 .. 12 */
    assert_float_equal(coarse[1], -1, 1e-6f);
    assert_float_equal(weight, (8 + 0.5f * 4) / 16, 1e-6f);
    memset(points, GFLA_POINT_HIDDEN, 8);
    for (int i = 0; i < 16; i++)
        flow[i] = 3;
    gfla_pair_reduce(&truth, 4, coarse, &weight);
    assert_float_equal(coarse[0], 0.75f, 1e-6f);
    assert_float_equal(weight, 0.5f * 12 / 16, 1e-6f);
    memset(points, GFLA_POINT_BACKGROUND, 16);
    gfla_pair_reduce(&truth, 4, coarse, &weight);
    assert_float_equal(coarse[0], 0, 0);
    assert_float_equal(weight, 0, 0);
}

static struct gfla_pair_view view_of(const uint16_t *depth, struct gfla_pose pose)
{
    return (struct gfla_pair_view){depth, {3, 2}, gfla_camera_orbit(20 * pose.azimuth, 10 * pose.elevation)};
}

/* A view onto itself: no flow, and all of it visible. */
static void a_view_is_its_own_source(void **state)
{
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE], points[TINY_SIZE * TINY_SIZE];
    static uint16_t depth[TINY_SIZE * TINY_SIZE];
    static float flow[2 * TINY_SIZE * TINY_SIZE];
    struct gfla_pose pose = {4, 1};
    tiny_render(1, pose, TINY_SIZE, rgba, depth);
    const struct gfla_pair_view view = view_of(depth, pose);
    assert_int_equal(gfla_pair_flow(&view, &view, TINY_SIZE, flow, points), GFLA_OK);
    for (int i = 0; i < TINY_SIZE * TINY_SIZE; i++) {
        assert_int_equal(points[i], depth[i] ? GFLA_POINT_VISIBLE : GFLA_POINT_BACKGROUND);
        assert_float_equal(flow[i], 0, 1e-3f);
        assert_float_equal(flow[TINY_SIZE * TINY_SIZE + i], 0, 1e-3f);
    }
}

/* From behind nothing of the front is seen, but for the rim. */
static void the_back_is_hidden(void **state)
{
    static uint8_t rgba[4 * TINY_SIZE * TINY_SIZE], points[TINY_SIZE * TINY_SIZE];
    static uint16_t front[TINY_SIZE * TINY_SIZE], back[TINY_SIZE * TINY_SIZE];
    static float flow[2 * TINY_SIZE * TINY_SIZE];
    int n_visible = 0, n_hidden = 0;
    tiny_render(1, (struct gfla_pose){0, 0}, TINY_SIZE, rgba, front);
    tiny_render(1, (struct gfla_pose){9, 0}, TINY_SIZE, rgba, back);
    const struct gfla_pair_view source = view_of(back, (struct gfla_pose){9, 0}),
                                target = view_of(front, (struct gfla_pose){0, 0});
    assert_int_equal(gfla_pair_flow(&source, &target, TINY_SIZE, flow, points), GFLA_OK);
    for (int i = 0; i < TINY_SIZE * TINY_SIZE; i++) {
        n_visible += points[i] == GFLA_POINT_VISIBLE;
        n_hidden += points[i] == GFLA_POINT_HIDDEN;
    }
    assert_true(n_hidden > 600 && n_visible < n_hidden / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_warps_source_to_target), cmocka_unit_test(a_flip_is_a_mirror),
        cmocka_unit_test(images_are_on_white),         cmocka_unit_test(smaller_images_than_the_set),
        cmocka_unit_test(blocks_follow_one_surface),   cmocka_unit_test(a_view_is_its_own_source),
        cmocka_unit_test(the_back_is_hidden),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
