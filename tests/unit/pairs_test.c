/* Batches of pairs, of one set and of several: they depend on the seed and the step alone. */
#include "base/random.h"
#include "tests/unit/pairs_fixture.h"
#include "viewsynth/data/pair_draw.h"

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
    char other_root[SCRATCH_SIZE];
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
    scratch_remove_below(other_root);
}

/* A view that vanishes after the set was opened. */
static void a_missing_view_is_an_error_with_its_name(void **state)
{
    char own[SCRATCH_SIZE], file[512];
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
    scratch_remove_below(own);
}

/* Another pair is drawn for a view that breaks later, the same whatever the threads. */
static void what_breaks_later_is_drawn_again(void **state)
{
    enum { COUNT = 6 };
    char own[SCRATCH_SIZE], file[512];
    gfla_views *set = NULL;
    gfla_pairs *pairs = NULL;
    uint64_t hashes[2][COUNT];
    const struct gfla_pair_batch *b;
    struct gfla_pairs_params p = params_of_test();
    tiny_folder(own);
    tiny_write_model(own, "a", "Lib#a", 1, TINY_SIZE);
    tiny_write_model(own, "b", "Lib#b", 0.8, TINY_SIZE);
    tiny_must(gfla_views_open(&set, own, NULL));
    for (int i = 0; i < GFLA_N_VIEWS; i += 2) {
        char name[GFLA_POSE_NAME_SIZE];
        snprintf(file, sizeof file, "%s/a/%s.png", own, gfla_pose_name(gfla_pose_of_number(i), name));
        tiny_must(gfla_file_write(file, "", 0));
    }
    for (int k = 0; k < 2; k++) {
        p.n_threads = 1 + 2 * k;
        tiny_must(gfla_pairs_open(&pairs, set, &p));
        list_hashes(pairs, 0, COUNT, hashes[k]);
        tiny_must(gfla_pairs_next(pairs, &b));
        gfla_pairs_destroy(&pairs);
    }
    assert_memory_equal(hashes[0], hashes[1], sizeof hashes[0]);
    gfla_views_destroy(&set);
    scratch_remove_below(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_depends_on_its_step_alone),
        cmocka_unit_test(another_seed_gives_other_batches),
        cmocka_unit_test(destroyed_while_busy),
        cmocka_unit_test(draws_cover_everything_evenly),
        cmocka_unit_test(wrong_parameters_are_refused),
        cmocka_unit_test(sets_are_drawn_by_their_weights),
        cmocka_unit_test(one_set_of_several_gives_the_pairs_of_one),
        cmocka_unit_test(two_sets_take_turns_whatever_the_threads),
        cmocka_unit_test(a_missing_view_is_an_error_with_its_name),
        cmocka_unit_test(what_breaks_later_is_drawn_again),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
