/* Data sets of people: their lists, sizes of images and points, batches that depend on their number alone, and what is
 * wrong. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "people/person_batches.h"
#include "tests/ok.h"
#include "tests/tools/people_set.h"
#include "tests/unit/surroundings.h"

enum { PEOPLE = 6, POSES = 3 }; /* one of them for testing */

static const struct gfla_person_data_params train = {.phase = "train"}, test = {.phase = "test"};

static int write_sets(void **state)
{
    if (scratch_create(state))
        return 1;
    ok(people_set_write(&(struct people_set){"fasion", 176, 256, PEOPLE, POSES, 1}, scratch("fashion")));
    ok(people_set_write(&(struct people_set){"market", 64, 128, PEOPLE, POSES, 2}, scratch("market")));
    return 0;
}

static gfla_person_data *open_data(const char *root, const struct gfla_person_data_params *params)
{
    gfla_person_data *data;
    assert_ok(gfla_person_data_open(&data, scratch(root), params));
    return data;
}

static void lists_are_read_in_their_order(void **state)
{
    gfla_person_data *data = open_data("fashion", &train);
    assert_int_equal(gfla_person_data_set(data), GFLA_PERSON_SET_FASHION);
    assert_int_equal(gfla_person_data_count(data), (PEOPLE - 1) * POSES * (POSES - 1));
    assert_int_equal(gfla_person_data_skipped(data), 0);
    gfla_person_data_destroy(&data);
    data = open_data("fashion", &test);
    assert_int_equal(gfla_person_data_count(data), POSES * (POSES - 1));
    assert_string_equal(gfla_person_data_pair(data, 0).from, "person004_0.jpg");
    assert_string_equal(gfla_person_data_pair(data, 0).to, "person004_1.jpg");
    assert_string_equal(gfla_person_data_pair(data, 5).from, "person004_2.jpg");
    gfla_person_data_destroy(&data);
    data = open_data("market", &test);
    assert_int_equal(gfla_person_data_set(data), GFLA_PERSON_SET_MARKET);
    gfla_person_data_destroy(&data);
}

static void expect_sizes(const char *root, int frame_width, int frame_height, const char *name)
{
    enum { W = 32, H = 96 };
    struct gfla_keypoints original, scaled;
    char path[64];
    float *whole = calloc((size_t)3 * frame_width * frame_height, sizeof *whole), small[3 * H * W];
    gfla_person_data *data = open_data(root, &train);
    struct gfla_bitmap image;
    assert_ok(gfla_person_data_read(data, name, frame_width, frame_height, whole, &original));
    assert_ok(gfla_person_data_read(data, name, W, H, small, &scaled));
    for (int i = 0; i < original.n; i++)
        if (original.joint[i].confidence > 0) {
            assert_true(original.joint[i].x == floor(original.joint[i].x)); /* as in the file */
            assert_true(fabs(scaled.joint[i].x - original.joint[i].x * W / frame_width) < 1e-9);
            assert_true(fabs(scaled.joint[i].y - original.joint[i].y * H / frame_height) < 1e-9);
        }
    snprintf(path, sizeof path, "%s/train/%s", root, name);
    assert_ok(gfla_bitmap_read(scratch(path), NULL, &image));
    for (int i = 0; i < 3 * frame_width * frame_height; i++) {
        const int channel = i / (frame_width * frame_height), pixel = i % (frame_width * frame_height);
        assert_true(whole[i] == (float)((const uint8_t *)image.pixels)[3 * pixel + channel] / 127.5f - 1);
    }
    gfla_bitmap_free(&image);
    gfla_person_data_destroy(&data);
    free(whole);
}

static void points_follow_the_stretched_image(void **state)
{
    expect_sizes("fashion", 176, 256, "person000_1.jpg");
    expect_sizes("market", 64, 128, "person005_2.jpg");
}

static uint64_t hash_of(const struct gfla_person_batch *b)
{
    const uint64_t size = (uint64_t)b->n * 3 * b->width * b->height * sizeof *b->source;
    const uint64_t parts[] = {gfla_hash_bytes(b->source, size), gfla_hash_bytes(b->target, size),
                              gfla_hash_bytes(b->source_points, b->n * sizeof *b->source_points),
                              gfla_hash_bytes(b->target_points, b->n * sizeof *b->target_points)};
    return gfla_hash_bytes(parts, sizeof parts);
}

static void hash_batches(const struct gfla_person_batches_params *params, uint64_t first, int n, uint64_t *hashes)
{
    gfla_person_data *data = open_data("market", &train);
    gfla_person_batches *batches;
    const struct gfla_person_batch *batch;
    assert_ok(gfla_person_batches_open(&batches, data, params));
    gfla_person_batches_seek(batches, first);
    for (int i = 0; i < n; i++) {
        assert_ok(gfla_person_batches_next(batches, &batch));
        assert_int_equal(batch->step, first + (uint64_t)i);
        assert_int_equal(strncmp(batch->pair[0].from, batch->pair[0].to, 10), 0); /* one person */
        hashes[i] = hash_of(batch);
    }
    gfla_person_batches_destroy(&batches);
    gfla_person_data_destroy(&data);
}

static void a_batch_depends_on_seed_and_number_alone(void **state)
{
    struct gfla_person_batches_params params = {
        .batch = 3, .width = 32, .height = 64, .seed = 5, .augment = &gfla_augment_market};
    uint64_t all[8], later[3], other[8];
    hash_batches(&params, 0, 8, all);
    params.n_threads = 4;
    params.queue = 3;
    hash_batches(&params, 5, 3, later);
    for (int i = 0; i < 3; i++)
        assert_true(all[5 + i] == later[i]);
    for (int i = 1; i < 8; i++)
        assert_true(all[i] != all[0]);
    params.seed = 6;
    hash_batches(&params, 0, 8, other);
    params.seed = 5;
    params.augment = NULL;
    hash_batches(&params, 0, 3, later);
    assert_true(other[0] != all[0] && later[0] != all[0] && later[0] != other[0]);
}

static void write_text(const char *name, const char *text)
{
    assert_ok(gfla_file_write(scratch(name), text, strlen(text)));
}

#define POINTS ": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,-1]\n"
#define NOBODY                                                                                                         \
    ": [-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1]: "                                                      \
    "[-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1]\n"

static void write_picture(const char *name)
{
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_create(&image, 32, 32, 3, 8));
    assert_ok(gfla_bitmap_write(scratch(name), &image, NULL));
    gfla_bitmap_free(&image);
}

/* a and b are whole; c has no line, d none of its joints, e is empty, f is missing. */
static void pairs_that_cannot_be_used_are_left_out(void **state)
{
    gfla_person_data *data;
    assert_ok(gfla_folder_create(scratch("own/train")));
    write_text("own/fashion-annotation-train.csv",
               "name:keypoints_y:keypoints_x\n"
               "a.png" POINTS "b.png" POINTS "d.png" NOBODY "e.png" POINTS "f.png" POINTS);
    for (int i = 0; i < 4; i++)
        write_picture((const char *[]){"own/train/a.png", "own/train/b.png", "own/train/c.png", "own/train/d.png"}[i]);
    write_text("own/train/e.png", "");
    write_text("own/fashion-pairs-train.csv",
               "from,to\na.png,c.png\na.png,b.png\nd.png,b.png\ne.png,a.png\nb.png,f.png\nb.png,a.png\n");
    data = open_data("own", &train);
    assert_int_equal(gfla_person_data_count(data), 2);
    assert_int_equal(gfla_person_data_skipped(data), 4);
    assert_string_equal(gfla_person_data_pair(data, 0).to, "b.png");
    assert_string_equal(gfla_person_data_pair(data, 1).to, "a.png");
    gfla_person_data_destroy(&data);
    write_text("own/fashion-pairs-train.csv", "from,to\na.png,c.png\n");
    assert_fails(gfla_person_data_open(&data, scratch("own"), &train), GFLA_ERROR_INPUT,
                 "none of 1 pairs can be used: ");
}

static void keep_word(void *word, gfla_log_level level, const char *message)
{
    if (level == GFLA_LOG_WARNING)
        snprintf(word, 256, "%s", message);
}

/* Another pair is drawn for one that breaks later, the same whoever draws; without any the step fails. */
static void what_breaks_later_is_drawn_again(void **state)
{
    enum { STEPS = 8 };
    gfla_person_data *data;
    gfla_person_batches *batches;
    const struct gfla_person_batch *batch;
    uint64_t hashes[2];
    char word[256] = "";
    assert_ok(people_set_write(&(struct people_set){"market", 64, 128, PEOPLE, POSES, 2}, scratch("later")));
    data = open_data("later", &train);
    write_text("later/train/person001_1.jpg", "");
    surround(keep_word, word, GFLA_LOG_WARNING);
    for (int i = 0; i < 2; i++) {
        const struct gfla_person_batches_params p = {.batch = 4, .width = 32, .height = 32, .n_threads = 1 + i};
        hashes[i] = 0;
        assert_ok(gfla_person_batches_open(&batches, data, &p));
        for (int k = 0; k < STEPS; k++) {
            assert_ok(gfla_person_batches_next(batches, &batch));
            for (int n = 0; n < batch->n; n++) {
                assert_string_not_equal(batch->pair[n].from, "person001_1.jpg");
                assert_string_not_equal(batch->pair[n].to, "person001_1.jpg");
            }
            const uint64_t words[] = {hashes[i], gfla_hash_bytes(batch->source, 4 * 3 * 32 * 32 * sizeof(float))};
            hashes[i] = gfla_hash_bytes(words, sizeof words);
        }
        gfla_person_batches_destroy(&batches);
    }
    surround(NULL, NULL, GFLA_LOG_ERROR);
    assert_true(hashes[0] == hashes[1]);
    assert_non_null(strstr(word, "person001_1.jpg: the file is empty; pairs with it are left out from here on"));
    gfla_person_data_destroy(&data);
    write_text("own/fashion-pairs-train.csv", "from,to\na.png,b.png\n");
    data = open_data("own", &train);
    write_text("own/train/a.png", "");
    assert_ok(gfla_person_batches_open(&batches, data,
                                       &(struct gfla_person_batches_params){.batch = 1, .width = 32, .height = 32}));
    assert_fails(gfla_person_batches_next(batches, &batch), GFLA_ERROR_INPUT, "own/train/a.png");
    gfla_person_batches_destroy(&batches);
    gfla_person_data_destroy(&data);
}

static void people_who_are_tested_with_too_are_said(void **state)
{
    char word[256] = "";
    gfla_person_data *data;
    surround(keep_word, word, GFLA_LOG_WARNING);
    data = open_data("market", &train);
    gfla_person_data_destroy(&data);
    assert_string_equal(word, "");
    write_text("market/market-pairs-test.csv", "from,to\nperson000_0.jpg,person000_1.jpg\n");
    data = open_data("market", &train);
    gfla_person_data_destroy(&data);
    surround(NULL, NULL, GFLA_LOG_ERROR);
    assert_non_null(strstr(word, "market-pairs-test.csv: 2 of its people are learned from too, person000_0.jpg"));
}

static void what_is_not_there_is_named(void **state)
{
    gfla_person_data *data;
    gfla_person_batches *batches;
    assert_fails(gfla_person_data_open(&data, scratch("nothing"), &train), GFLA_ERROR_INPUT, "nothing");
    data = open_data("market", &train);
    assert_int_equal(gfla_person_batches_open(
                         &batches, data, &(struct gfla_person_batches_params){.batch = 0, .width = 32, .height = 32}),
                     GFLA_ERROR_USAGE);
    assert_int_equal(
        gfla_person_batches_open(&batches, data, &(struct gfla_person_batches_params){.batch = 1, .width = 32}),
        GFLA_ERROR_USAGE);
    gfla_person_data_destroy(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read_in_their_order),
        cmocka_unit_test(points_follow_the_stretched_image),
        cmocka_unit_test(a_batch_depends_on_seed_and_number_alone),
        cmocka_unit_test(pairs_that_cannot_be_used_are_left_out),
        cmocka_unit_test(what_breaks_later_is_drawn_again),
        cmocka_unit_test(people_who_are_tested_with_too_are_said),
        cmocka_unit_test(what_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, write_sets, scratch_remove);
}
