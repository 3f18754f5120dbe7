/* The band about outlines, against a count of every square, and as batches hold it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/random.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/pair_band.h"
#include "viewsynth/data/pairs.h"

static float expected(const float *alpha, int size, int reach, float weight, int x, int y)
{
    bool inside = false, outside = false;
    for (int v = y - reach; v <= y + reach; v++)
        for (int u = x - reach; u <= x + reach; u++) {
            if (u < 0 || v < 0 || u >= size || v >= size)
                continue;
            inside = inside || alpha[v * size + u] >= 0.5f;
            outside = outside || alpha[v * size + u] < 0.5f;
        }
    return inside && outside ? weight : 1;
}

static void a_band_is_what_every_square_says(void **state)
{
    enum { MOST = 40 };
    static float alpha[MOST * MOST], band[MOST * MOST];
    int columns[MOST];
    struct gfla_random random = gfla_random_seed(5, 1);
    for (int round = 0; round < 60; round++) {
        const int size = 8 + round % 4 * 8 + (round == 59 ? 8 : 0), reach = 1 + round % 7;
        const float share = round % 3 == 0 ? 0 : round % 3 == 1 ? 0.01f : 0.99f;
        for (int i = 0; i < size * size; i++) /* a disk that the border cuts, with specks and holes */
            alpha[i] = hypot(i % size - round % size, i / size - size / 2) < size / 3.0 ? 1 : 0;
        for (int i = 0; i < size * size; i++)
            alpha[i] = gfla_random_uniform(&random, 0, 1) < share ? 0.5f - 0.1f * (float)(i % 2) : alpha[i];
        gfla_pair_band(alpha, size, reach, 3, columns, band);
        for (int i = 0; i < size * size; i++)
            assert_float_equal(band[i], expected(alpha, size, reach, 3, i % size, i / size), 0);
    }
}

static void an_edge_has_a_band_on_each_side(void **state)
{
    float alpha[64], band[64];
    int columns[8];
    for (int i = 0; i < 64; i++)
        alpha[i] = i % 8 < 4 ? 1 : 0;
    gfla_pair_band(alpha, 8, 3, 3, columns, band);
    for (int i = 0; i < 64; i++)
        assert_float_equal(band[i], (i % 8 >= 1 && i % 8 <= 6 ? 3 : 1), 0);
    for (int i = 0; i < 64; i++)
        alpha[i] = 1;
    gfla_pair_band(alpha, 8, 3, 3, columns, band);
    for (int i = 0; i < 64; i++)
        assert_float_equal(band[i], 1, 0);
}

/* Mirrored with its pair; and no map unless asked for. */
static void batches_hold_the_targets_band(void **state)
{
    char root[SCRATCH_SIZE];
    gfla_views *views = NULL;
    gfla_pairs *pairs = NULL;
    const struct gfla_pair_batch *b = NULL;
    struct gfla_pairs_params p = {.batch = 4, .split = GFLA_SPLIT_ALL, .seed = 2, .flip = true, .band = 2};
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    tiny_must(gfla_pairs_open(&pairs, views, &p));
    int n_flipped = 0;
    for (uint64_t step = 0; step < 4; step++) {
        tiny_must(gfla_pairs_next(pairs, &b));
        for (int i = 0; i < b->n; i++) {
            const float *alpha = b->mask[GFLA_SCALE_1] + i * TINY_SIZE * TINY_SIZE,
                        *band = b->target_band + i * TINY_SIZE * TINY_SIZE;
            n_flipped += gfla_pair_draw(&p, 1, step, i).flip;
            for (int k = 0; k < TINY_SIZE * TINY_SIZE; k++)
                assert_float_equal(band[k], expected(alpha, TINY_SIZE, 2, 3, k % TINY_SIZE, k / TINY_SIZE), 0);
        }
    }
    assert_true(n_flipped > 2);
    gfla_pairs_destroy(&pairs);
    p.band = 0;
    tiny_must(gfla_pairs_open(&pairs, views, &p));
    tiny_must(gfla_pairs_next(pairs, &b));
    assert_null(b->target_band);
    gfla_pairs_destroy(&pairs);
    gfla_views_destroy(&views);
    scratch_remove_below(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_is_what_every_square_says),
        cmocka_unit_test(an_edge_has_a_band_on_each_side),
        cmocka_unit_test(batches_hold_the_targets_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
