/* Looks of pairs: alike in both views, the same for the same seed, within their strengths, and nothing when they are
 * none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/tiny_set.h"
#include "viewsynth/data/pairs.h"

enum { PLANE = TINY_SIZE * TINY_SIZE };

static char root[SCRATCH_SIZE];
static gfla_views *views;

static int open_set(void **state)
{
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    return 0;
}

static int close_set(void **state)
{
    gfla_views_destroy(&views);
    scratch_remove_below(root);
    return 0;
}

static gfla_pairs *open_pairs(struct gfla_look_strengths look, int n_threads)
{
    gfla_pairs *pairs = NULL;
    const struct gfla_pairs_params p = {.batch = 4,
                                        .split = GFLA_SPLIT_ALL,
                                        .seed = 4,
                                        .flip = true,
                                        .permute_colours = true,
                                        .full_truth = true,
                                        .n_threads = n_threads,
                                        .look = look};
    tiny_must(gfla_pairs_open(&pairs, views, &p));
    return pairs;
}

static void looks_depend_on_seed_and_step_alone(void **state)
{
    gfla_pairs *one = open_pairs(gfla_look_default, 1), *many = open_pairs(gfla_look_default, 3);
    const struct gfla_pair_batch *a, *b;
    for (int step = 0; step < 6; step++) {
        tiny_must(gfla_pairs_next(one, &a));
        tiny_must(gfla_pairs_next(many, &b));
        assert_memory_equal(a->source, b->source, 4 * 3 * PLANE * sizeof(float));
        assert_memory_equal(a->target, b->target, 4 * 3 * PLANE * sizeof(float));
        assert_memory_equal(a->source_told, b->source_told, 4 * sizeof *a->source_told);
    }
    gfla_pairs_destroy(&one);
    gfla_pairs_destroy(&many);
}

/* The rest of a batch is what it is without looks; the background is white; angles stay near. */
static void looks_change_colours_and_what_is_told(void **state)
{
    gfla_pairs *plain = open_pairs((struct gfla_look_strengths){0}, 1), *looks = open_pairs(gfla_look_default, 1);
    const struct gfla_pair_batch *a, *b;
    int n_changed = 0;
    for (int step = 0; step < 6; step++) {
        tiny_must(gfla_pairs_next(plain, &a));
        tiny_must(gfla_pairs_next(looks, &b));
        assert_null(a->source_told);
        assert_memory_equal(a->flow[0], b->flow[0], 4 * 2 * PLANE * sizeof(float));
        assert_memory_equal(a->source_surface, b->source_surface, 4 * 2 * PLANE * sizeof(float));
        assert_memory_equal(a->mask[0], b->mask[0], 4 * PLANE * sizeof(float));
        assert_memory_equal(a->source_angles, b->source_angles, 4 * sizeof *a->source_angles);
        for (int i = 0; i < 4; i++) {
            double turn = fabs(b->source_told[i].azimuth - b->source_angles[i].azimuth);
            turn = fmin(turn, 360 - turn);
            assert_true(turn <= 3 && fabs(b->source_told[i].elevation - b->source_angles[i].elevation) <= 3);
            n_changed += turn > 0.01;
            for (int k = 0; k < PLANE; k++)
                for (int c = 0; c < 3; c++)
                    if (b->mask[0][i * PLANE + k] == 0)
                        assert_true(b->target[(3 * i + c) * PLANE + k] == 1);
        }
    }
    assert_true(n_changed > 12);
    gfla_pairs_destroy(&plain);
    gfla_pairs_destroy(&looks);
}

/* A gain alone is one factor for all of a pair; an exposure is of the source alone. */
static void a_gain_is_alike_in_both_views(void **state)
{
    gfla_pairs *plain = open_pairs((struct gfla_look_strengths){0}, 1),
               *gain = open_pairs((struct gfla_look_strengths){.gain = 0.3f}, 1),
               *exposure = open_pairs((struct gfla_look_strengths){.exposure = 0.3f}, 1);
    const struct gfla_pair_batch *a, *b, *c;
    for (int step = 0; step < 4; step++) {
        tiny_must(gfla_pairs_next(plain, &a));
        tiny_must(gfla_pairs_next(gain, &b));
        tiny_must(gfla_pairs_next(exposure, &c));
        for (int k = 0; k < 4 * 3 * PLANE; k++)
            assert_true(fabsf(c->target[k] - a->target[k]) < 1e-5f);
        for (int i = 0; i < 4; i++) {
            float ratio = 0;
            for (int k = i * 3 * PLANE; k < (i + 1) * 3 * PLANE; k++) {
                const float was[2] = {a->source[k] + 1, a->target[k] + 1}, is[2] = {b->source[k] + 1, b->target[k] + 1};
                for (int v = 0; v < 2; v++) {
                    if (was[v] >= 2 || was[v] < 0.2f || is[v] >= 1.999f)
                        continue;
                    ratio = ratio != 0 ? ratio : is[v] / was[v];
                    assert_true(fabsf(is[v] / was[v] - ratio) < 1e-3f);
                }
            }
            assert_true(ratio > 1 / 1.31f && ratio < 1.31f);
        }
    }
    gfla_pairs_destroy(&plain);
    gfla_pairs_destroy(&gain);
    gfla_pairs_destroy(&exposure);
}

static void wrong_strengths_are_refused(void **state)
{
    const struct gfla_look_strengths wrong[] = {{.gain = -1}, {.blur = 2}, {.angles = 90}, {.noise = NAN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gfla_pairs *pairs = NULL;
        assert_int_equal(gfla_pairs_open(&pairs, views, &(struct gfla_pairs_params){.look = wrong[i]}),
                         GFLA_ERROR_USAGE);
        assert_null(pairs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_depend_on_seed_and_step_alone),
        cmocka_unit_test(looks_change_colours_and_what_is_told),
        cmocka_unit_test(a_gain_is_alike_in_both_views),
        cmocka_unit_test(wrong_strengths_are_refused),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
