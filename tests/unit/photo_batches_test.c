/* Images for the networks that read a photograph: the frame, cut-outs with their angles, scenes; each batch by its step
 * alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/random.h"
#include "tests/unit/tiny_set.h"
#include "viewsynth/data/photo_batches.h"
#include "viewsynth/data/photo_frame.h"

enum { SIZE = 64, BATCH = 3 };

static char root[SCRATCH_SIZE], pictures[SCRATCH_SIZE];
static gfla_views *views;

static int open_set(void **state)
{
    tiny_folder(root);
    tiny_write_model(root, "a", "Lib#a", 1.0, TINY_SIZE);
    tiny_write_model(root, "b", "Lib#b", 0.7, TINY_SIZE);
    tiny_must(gfla_views_open(&views, root, NULL));
    tiny_folder(pictures);
    return 0;
}

static int close_set(void **state)
{
    gfla_views_destroy(&views);
    scratch_remove_below(root);
    scratch_remove_below(pictures);
    return 0;
}

static struct gfla_photo_batches_params params_of(enum gfla_photo_kind kind)
{
    return (struct gfla_photo_batches_params){
        .kind = kind, .batch = BATCH, .size = SIZE, .split = GFLA_SPLIT_ALL, .seed = 5};
}

static gfla_photo_batches *open_batches(struct gfla_photo_batches_params params)
{
    gfla_photo_batches *batches = NULL;
    tiny_must(gfla_photo_batches_open(&batches, &(struct gfla_pairs_set){views, 1}, 1, &params));
    return batches;
}

static uint64_t hash_of(gfla_photo_batches *batches, uint64_t step)
{
    const struct gfla_photo_batch *batch;
    const size_t area = SIZE * SIZE;
    gfla_photo_batches_seek(batches, step);
    assert_int_equal(gfla_photo_batches_next(batches, &batch), GFLA_OK);
    uint64_t hash = gfla_hash_bytes(batch->image, BATCH * 3 * area * sizeof *batch->image) ^
                    gfla_hash_bytes(batch->alpha, BATCH * area * sizeof *batch->alpha);
    for (int i = 0; i < BATCH; i++) {
        const struct gfla_photo_item *item = &batch->item[i];
        hash = hash * 31 + (uint64_t)(item->model * 1000 + item->view * 2 + item->flip);
    }
    return hash;
}

static void a_batch_is_its_step(void **state)
{
    for (int kind = 0; kind < 2; kind++) {
        struct gfla_photo_batches_params params = params_of((enum gfla_photo_kind)kind);
        gfla_photo_batches *one = open_batches(params);
        params.n_threads = 2;
        gfla_photo_batches *two = open_batches(params);
        params.seed = 6;
        gfla_photo_batches *other = open_batches(params);
        const uint64_t third = hash_of(one, 3);
        assert_true(hash_of(one, 4) != third);
        assert_true(hash_of(one, 3) == third);
        assert_true(hash_of(two, 3) == third);
        assert_true(hash_of(other, 3) != third);
        gfla_photo_batches_destroy(&one);
        gfla_photo_batches_destroy(&two);
        gfla_photo_batches_destroy(&other);
    }
}

/* A box of 30 x 40 has a diagonal of 50. */
static void the_frame_goes_by_the_diagonal(void **state)
{
    const struct gfla_frame_box box = {100, 200, 30, 40};
    struct gfla_frame_square square = gfla_frame_around(box, 0);
    assert_true(fabs(square.side - 50 / GFLA_FRAME_DIAGONAL) < 1e-9);
    assert_true(fabs(square.x + square.side / 2 - 115) < 1e-9);
    assert_true(fabs(square.y + square.side * (0.5 + GFLA_FRAME_LOWER) - 220) < 1e-9);
    square = gfla_frame_around(box, 0.5);
    assert_true(fabs(square.side - 80) < 1e-9);
}

/* Where alpha is, that is the object: the rest is white. */
static void a_cut_out_is_framed_on_white(void **state)
{
    static float image[3 * SIZE * SIZE], alpha[SIZE * SIZE];
    uint8_t bytes[SIZE * SIZE];
    tiny_must(gfla_photo_cut_out(views, 1, 20, SIZE, image, alpha));
    for (int i = 0; i < SIZE * SIZE; i++) {
        bytes[i] = (uint8_t)(255 * alpha[i]);
        for (int c = 0; c < 3; c++)
            assert_true(alpha[i] > 0 || image[c * SIZE * SIZE + i] == 1);
    }
    const struct gfla_frame_box box = gfla_frame_find(bytes, 1, SIZE, SIZE);
    assert_true(fabs(hypot(box.width, box.height) - GFLA_FRAME_DIAGONAL * SIZE) < 2.5);
    assert_true(abs(2 * box.x + box.width - SIZE) <= 2);
    assert_true(abs(2 * box.y + box.height - SIZE - 2) <= 2);
}

/* A mirrored image of the front-left is one of the front-right. */
static void mirrored_images_have_mirrored_angles(void **state)
{
    gfla_photo_batches *batches = open_batches(params_of(GFLA_PHOTO_CUT_OUT));
    const struct gfla_photo_batch *batch;
    int n_flipped = 0, n = 0;
    for (int step = 0; step < 10; step++) {
        assert_int_equal(gfla_photo_batches_next(batches, &batch), GFLA_OK);
        for (int i = 0; i < BATCH; i++, n++) {
            const struct gfla_photo_item *item = &batch->item[i];
            const double azimuth = 20.0 * (item->view % GFLA_N_AZIMUTHS);
            const double wanted = item->flip ? fmod(540 - azimuth, 360) : azimuth;
            assert_true(fabs(item->azimuth - wanted) < 1e-6);
            assert_true(fabs(item->elevation - 10.0 * (item->view / GFLA_N_AZIMUTHS)) < 1e-6);
            n_flipped += item->flip;
        }
    }
    assert_in_range(n_flipped, n / 5, n - n / 5);
    gfla_photo_batches_destroy(&batches);
}

/* The band lies along the outline, and nowhere else. */
static void the_band_follows_the_outline(void **state)
{
    gfla_photo_batches *batches = open_batches(params_of(GFLA_PHOTO_SCENE));
    const struct gfla_photo_batch *batch;
    assert_int_equal(gfla_photo_batches_next(batches, &batch), GFLA_OK);
    for (int i = 0; i < BATCH; i++) {
        const float *alpha = batch->alpha + i * SIZE * SIZE, *band = batch->band + i * SIZE * SIZE;
        float covered = 0;
        int n_band = 0;
        for (int p = 1; p < SIZE * SIZE; p++) {
            covered += alpha[p];
            n_band += band[p] > 0;
            if (p % SIZE && fabsf(alpha[p] - alpha[p - 1]) > 0.5f)
                assert_true(band[p] == 1 && band[p - 1] == 1);
        }
        assert_true(covered > 50);
        assert_in_range(n_band, 40, SIZE * SIZE / 2);
    }
    gfla_photo_batches_destroy(&batches);
}

/* Behind three in four objects stands the one image of the folder: its green is found there. */
static void images_stand_behind(void **state)
{
    struct gfla_photo_batches_params params = params_of(GFLA_PHOTO_SCENE);
    gfla_photo_batches *batches = NULL;
    char path[512];
    params.backgrounds = pictures;
    assert_int_equal(gfla_photo_batches_open(&batches, &(struct gfla_pairs_set){views, 1}, 1, &params),
                     GFLA_ERROR_INPUT);
    assert_null(batches);
    assert_non_null(strstr(gfla_error_message(), "no image among"));
    struct gfla_bitmap green = {0};
    tiny_must(gfla_bitmap_create(&green, 600, 300, 3, 8));
    for (int i = 0; i < 600 * 300; i++)
        ((uint8_t *)green.pixels)[3 * i + 1] = 200;
    snprintf(path, sizeof path, "%s/green.png", pictures);
    tiny_must(gfla_bitmap_write(path, &green, NULL));
    gfla_bitmap_free(&green);
    batches = open_batches(params);
    assert_int_equal(gfla_photo_batches_n_backgrounds(batches), 1);
    int n_green = 0;
    for (int step = 0; step < 10; step++) {
        const struct gfla_photo_batch *batch;
        assert_int_equal(gfla_photo_batches_next(batches, &batch), GFLA_OK);
        for (int i = 0; i < BATCH; i++) {
            const float *rgb = batch->image + i * 3 * SIZE * SIZE; /* its first pixel, a corner */
            n_green += rgb[SIZE * SIZE] > rgb[0] + 0.5f && rgb[SIZE * SIZE] > rgb[2 * SIZE * SIZE] + 0.5f;
        }
    }
    assert_in_range(n_green, 13, 30);
    gfla_photo_batches_destroy(&batches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_its_step),          cmocka_unit_test(the_frame_goes_by_the_diagonal),
        cmocka_unit_test(a_cut_out_is_framed_on_white), cmocka_unit_test(mirrored_images_have_mirrored_angles),
        cmocka_unit_test(the_band_follows_the_outline), cmocka_unit_test(images_stand_behind),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
