/* Batches of pairs: determinism, threads, seeking, and that the flow is what it says, flipped or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/random.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/pair_draw.h"
#include "viewsynth/data/pair_reduce.h"
#include "viewsynth/data/pairs.h"

static char root[64];
static gfla_views *views;

static int open_set(void **state)
{
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_write_model(root, "b", "Lib#b", 0.8, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    return 0;
}

static int close_set(void **state)
{
    gfla_views_destroy(&views);
    tiny_remove(root);
    return 0;
}

static struct gfla_pairs_params params_of_test(void)
{
    return (struct gfla_pairs_params){.batch = 3,
                                      .split = GFLA_SPLIT_ALL,
                                      .seed = 11,
                                      .other_elevation = 0.5f,
                                      .flip = true,
                                      .permute_colours = true,
                                      .full_truth = true};
}

static gfla_pairs *open_pairs(const struct gfla_pairs_params *params)
{
    gfla_pairs *pairs = NULL;
    tiny_must(gfla_pairs_open(&pairs, views, params));
    return pairs;
}

static uint64_t add_hash(uint64_t hash, const float *data, size_t n)
{
    return hash * 31 + gfla_hash_bytes(data, n * sizeof *data);
}

static uint64_t hash_batch(const struct gfla_pair_batch *b)
{
    size_t n = (size_t)b->n;
    uint64_t hash = add_hash(1, b->source, n * 3 * b->size * b->size);
    hash = add_hash(hash, b->target, n * 3 * b->size * b->size);
    hash = add_hash(hash, b->source_pose, n * GFLA_POSE_CHANNELS);
    hash = add_hash(hash, b->target_pose, n * GFLA_POSE_CHANNELS);
    for (int scale = 0; scale < GFLA_SCALE_COUNT; scale++) {
        size_t s = (size_t)(b->size / gfla_scale_divisor[scale]);
        hash = add_hash(hash, b->mask[scale], n * s * s);
        hash = add_hash(hash, b->flow[scale], n * 2 * s * s);
        hash = add_hash(hash, b->weight[scale], n * s * s);
    }
    return hash;
}

static void list_hashes(gfla_pairs *pairs, uint64_t first, int count, uint64_t *hashes)
{
    const struct gfla_pair_batch *batch = NULL;
    assert_int_equal(gfla_pairs_seek(pairs, first), GFLA_OK);
    for (int i = 0; i < count; i++) {
        assert_int_equal(gfla_pairs_next(pairs, &batch), GFLA_OK);
        assert_int_equal(batch->step, first + (uint64_t)i);
        hashes[i] = hash_batch(batch);
    }
}

/* ---- determinism ---- */

static void a_batch_depends_on_its_step_alone(void **state)
{
    enum { N = 12 };
    struct gfla_pairs_params one = params_of_test(), many = one, uncached = one;
    uint64_t a[N], b[N], c[N], d[N];
    many.n_threads = 4;
    many.queue = 7;
    uncached.cache_bytes = 1;
    gfla_pairs *pairs = open_pairs(&one);
    list_hashes(pairs, 0, N, a);
    list_hashes(pairs, 5, N - 5, b); /* back, and in the middle */
    assert_memory_equal(a + 5, b, (N - 5) * sizeof *a);
    assert_true(gfla_pairs_cached_bytes(pairs) > 0);
    gfla_pairs_destroy(&pairs);
    pairs = open_pairs(&many);
    list_hashes(pairs, 0, N, c);
    assert_memory_equal(a, c, sizeof a);
    gfla_pairs_destroy(&pairs);
    pairs = open_pairs(&uncached);
    list_hashes(pairs, 0, N, d);
    assert_memory_equal(a, d, sizeof a);
    assert_int_equal(gfla_pairs_cached_bytes(pairs), 0);
    gfla_pairs_destroy(&pairs);
    assert_null(pairs);
    for (int i = 1; i < N; i++)
        assert_int_not_equal(a[i], a[0]);
}

static void another_seed_gives_other_batches(void **state)
{
    struct gfla_pairs_params p = params_of_test();
    uint64_t a, b;
    gfla_pairs *pairs = open_pairs(&p);
    list_hashes(pairs, 3, 1, &a);
    gfla_pairs_destroy(&pairs);
    p.seed++;
    pairs = open_pairs(&p);
    list_hashes(pairs, 3, 1, &b);
    gfla_pairs_destroy(&pairs);
    assert_int_not_equal(a, b);
}

static void destroyed_while_busy(void **state)
{
    struct gfla_pairs_params p = params_of_test();
    p.n_threads = 3;
    for (int i = 0; i < 5; i++) {
        gfla_pairs *pairs = open_pairs(&p);
        gfla_pairs_seek(pairs, (uint64_t)i);
        gfla_pairs_destroy(&pairs);
    }
    gfla_pairs_destroy(&(gfla_pairs *){NULL});
}

static void draws_cover_everything_evenly(void **state)
{
    enum { N = 20000 };
    struct gfla_pairs_params p = params_of_test();
    int azimuths[2][GFLA_N_AZIMUTHS] = {{0}}, elevations[2][GFLA_N_ELEVATIONS] = {{0}}, models[5] = {0}, flips = 0,
        same = 0, orders[3] = {0};
    for (int i = 0; i < N; i++) {
        struct gfla_pair_draw d = gfla_pair_draw(&p, 5, (uint64_t)i / 8, i % 8);
        azimuths[0][d.source.azimuth]++;
        azimuths[1][d.target.azimuth]++;
        elevations[0][d.source.elevation]++;
        elevations[1][d.target.elevation]++;
        models[d.model]++;
        flips += d.flip;
        same += d.source.elevation == d.target.elevation;
        orders[d.channel[0]]++;
        assert_int_equal(d.channel[0] + d.channel[1] + d.channel[2], 3);
    }
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < GFLA_N_AZIMUTHS; i++)
            assert_in_range(azimuths[k][i], 950, 1280); /* 1111 +- 5 sigma */
        for (int i = 0; i < GFLA_N_ELEVATIONS; i++)
            assert_in_range(elevations[k][i], 6330, 7000);
    }
    for (int i = 0; i < 5; i++)
        assert_in_range(models[i], 3715, 4285);
    for (int i = 0; i < 3; i++)
        assert_in_range(orders[i], 6330, 7000);
    assert_in_range(flips, 9640, 10360);
    assert_in_range(same, 13000, 13670); /* 2/3 */
    p.other_elevation = 0;
    for (int i = 0; i < 1000; i++) {
        struct gfla_pair_draw d = gfla_pair_draw(&p, 5, (uint64_t)i, 0);
        assert_int_equal(d.source.elevation, d.target.elevation);
    }
}

/* ---- what a batch holds ---- */

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

static void wrong_parameters_are_refused(void **state)
{
    const struct gfla_pairs_params wrong[] = {{.batch = -1},
                                              {.batch = 5000},
                                              {.size = 12},
                                              {.n_threads = 1000},
                                              {.queue = 1},
                                              {.other_elevation = 2},
                                              {.band = -1},
                                              {.band = TINY_SIZE},
                                              {.band = 3, .band_weight = -1},
                                              {.split = GFLA_SPLIT_COUNT}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gfla_pairs *pairs = NULL;
        assert_int_equal(gfla_pairs_open(&pairs, views, &wrong[i]), GFLA_ERROR_USAGE);
        assert_null(pairs);
    }
}

/* ---- several sets ---- */

static void sets_are_drawn_by_their_weights(void **state)
{
    enum { N = 18000 };
    const float weights[3] = {1, 2, 6};
    int drawn[3] = {0}, together = 0, models = 0;
    struct gfla_pairs_params p = params_of_test();
    for (int i = 0; i < N; i++) {
        int set = gfla_pair_draw_set(p.seed, weights, 3, (uint64_t)i / 8, i % 8);
        int model = gfla_pair_draw(&p, 2, (uint64_t)i / 8, i % 8).model;
        drawn[set]++;
        models += model == 0;
        together += set == 2 && model == 0;
    }
    assert_in_range(drawn[0], 1790, 2210); /* 2000 +- 5 sigma */
    assert_in_range(drawn[1], 3720, 4280);
    assert_in_range(drawn[2], 11680, 12320);
    assert_in_range(together, 5660, 6340); /* independent: a third of all */
    assert_in_range(models, 8660, 9340);
}

static void one_set_of_several_gives_the_pairs_of_one(void **state)
{
    enum { N = 4 };
    struct gfla_pairs_params p = params_of_test();
    uint64_t a[N], b[N];
    gfla_pairs *pairs = open_pairs(&p);
    list_hashes(pairs, 0, N, a);
    gfla_pairs_destroy(&pairs);
    tiny_must(gfla_pairs_open_sets(&pairs, &(struct gfla_pairs_set){views, 7}, 1, &p));
    list_hashes(pairs, 0, N, b);
    assert_memory_equal(a, b, sizeof a);
    gfla_pairs_destroy(&pairs);
}

static void two_sets_take_turns_whatever_the_threads(void **state)
{
    enum { N = 8 };
    char other_root[64];
    gfla_views *other = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *batch = NULL;
    struct gfla_pairs_params p = params_of_test();
    uint64_t hashes[2][N];
    tiny_folder(other_root);
    tiny_write_model(other_root, "c", "Lib#c", 0.6, 2 * TINY_SIZE); /* of another size: reduced */
    tiny_must(gfla_views_open(&other, other_root, NULL));
    const struct gfla_pairs_set sets[2] = {{views, 1}, {other, 1}};
    for (int k = 0; k < 2; k++) {
        int drawn[2] = {0};
        p.n_threads = 1 + 3 * k;
        tiny_must(gfla_pairs_open_sets(&pairs, sets, 2, &p));
        for (int i = 0; i < N; i++) {
            tiny_must(gfla_pairs_next(pairs, &batch));
            hashes[k][i] = hash_batch(batch);
            for (int j = 0; j < batch->n; j++) {
                drawn[batch->set[j]]++;
                assert_in_range(batch->model[j], 0, batch->set[j] ? 0 : 1);
            }
        }
        assert_true(drawn[0] > 4 && drawn[1] > 4);
        gfla_pairs_destroy(&pairs);
    }
    assert_memory_equal(hashes[0], hashes[1], sizeof hashes[0]);
    for (int i = 0; i < 3; i++) {
        const float weights[] = {0, -1, NAN};
        const struct gfla_pairs_set wrong[2] = {{views, 1}, {other, weights[i]}};
        assert_int_equal(gfla_pairs_open_sets(&pairs, wrong, 2, &p), GFLA_ERROR_USAGE);
        assert_null(pairs);
    }
    assert_int_equal(gfla_pairs_open_sets(&pairs, sets, 0, &p), GFLA_ERROR_USAGE);
    gfla_views_destroy(&other);
    tiny_remove(other_root);
}

/* A view that vanishes after the set was opened. */
static void a_missing_view_is_an_error_with_its_name(void **state)
{
    char own[64], file[128];
    gfla_views *set = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *b = NULL;
    gfla_status status = GFLA_OK;
    struct gfla_pairs_params p = params_of_test();
    tiny_folder(own);
    tiny_write_model(own, "m", "Lib#m", 1, TINY_SIZE);
    tiny_must(gfla_views_open(&set, own, NULL));
    for (int i = 0; i < GFLA_N_VIEWS; i++) {
        char name[GFLA_POSE_NAME_SIZE];
        snprintf(file, sizeof file, "%s/m/%s.png", own, gfla_pose_name((struct gfla_pose){i % 18, i / 18}, name));
        remove(file);
    }
    tiny_must(gfla_pairs_open(&pairs, set, &p));
    status = gfla_pairs_next(pairs, &b);
    assert_int_equal(status, GFLA_ERROR_INPUT);
    assert_null(b);
    assert_non_null(strstr(gfla_error_message(), own));
    gfla_pairs_destroy(&pairs);
    gfla_views_destroy(&set);
    tiny_remove(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_depends_on_its_step_alone),
        cmocka_unit_test(another_seed_gives_other_batches),
        cmocka_unit_test(destroyed_while_busy),
        cmocka_unit_test(draws_cover_everything_evenly),
        cmocka_unit_test(flow_warps_source_to_target),
        cmocka_unit_test(a_flip_is_a_mirror),
        cmocka_unit_test(images_are_on_white),
        cmocka_unit_test(smaller_images_than_the_set),
        cmocka_unit_test(blocks_follow_one_surface),
        cmocka_unit_test(a_view_is_its_own_source),
        cmocka_unit_test(the_back_is_hidden),
        cmocka_unit_test(wrong_parameters_are_refused),
        cmocka_unit_test(sets_are_drawn_by_their_weights),
        cmocka_unit_test(one_set_of_several_gives_the_pairs_of_one),
        cmocka_unit_test(two_sets_take_turns_whatever_the_threads),
        cmocka_unit_test(a_missing_view_is_an_error_with_its_name),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
