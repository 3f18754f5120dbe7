/* Scores in parts: put together they are those of the whole to the bit, and what is no whole set of parts is refused. */
#include "tests/unit/scratch.h"

#include "base/random.h"
#include "tasks/eval/eval_part.h"
#include "tests/ok.h"

#define N_ITEMS 7
#define N_GROUPS 3
#define N_PARTS 3

static const char *const methods[] = {"copy", "a method\nof two lines", "full"};

static gfla_score_board *make_board(void)
{
    gfla_score_board *board;
    ok(gfla_score_board_create(&board, methods, 3, N_ITEMS, N_GROUPS));
    return board;
}

/* The items of one part, or of all (n_parts 1), with values that no short text holds. */
static void fill(gfla_score_board *board, int part, int n_parts)
{
    for (int m = 0; m < 3; m++)
        for (size_t i = 0; i < N_ITEMS; i++) {
            struct gfla_random random = gfla_random_seed(17, (uint64_t)m * 100 + i);
            for (int k = 0; k < 20; k++) {
                const int group = (int)gfla_random_below(&random, N_GROUPS);
                const enum gfla_score score = (enum gfla_score)gfla_random_below(&random, GFLA_SCORE_FID);
                const double value = (double)gfla_random_u32(&random) / 3e7 - 1e-9;
                if (i % (size_t)n_parts == (size_t)part)
                    gfla_score_board_add(board, m, i, group, score, value);
            }
        }
}

static const char *path_of(int part)
{
    char name[64];
    return scratch(gfla_eval_part_name(part, N_PARTS, name, sizeof name));
}

static void write_part(int part, const char *test)
{
    gfla_score_board *board = make_board();
    fill(board, part, N_PARTS);
    const struct gfla_eval_part about = {
        .part = part, .n_parts = N_PARTS, .task = "person", .data = "a set", .test = test, .width = 64, .height = 128};
    ok(gfla_eval_part_write(path_of(part), &about, board));
    gfla_score_board_destroy(&board);
}

static void write_all(void)
{
    for (int i = 0; i < N_PARTS; i++)
        write_part(i, "limit 0");
}

static void assert_refused(const char *message)
{
    struct gfla_eval_merged merged;
    assert_int_equal(gfla_eval_parts_merge(&merged, scratch_folder), GFLA_ERROR_INPUT);
    if (!strstr(gfla_error_message(), message))
        fail_msg("'%s', not '%s'", gfla_error_message(), message);
    gfla_eval_merged_free(&merged);
}

static void test_same_sums(void **state)
{
    struct gfla_eval_merged merged;
    gfla_score_board *whole = make_board();
    fill(whole, 0, 1);
    write_all();
    ok(gfla_eval_parts_merge(&merged, scratch_folder));
    assert_string_equal(merged.common.task, "person");
    assert_string_equal(merged.common.data, "a set");
    assert_int_equal(merged.common.width, 64);
    assert_int_equal(merged.common.height, 128);
    assert_string_equal(gfla_score_board_method(merged.board, 1), "a method of two lines");
    for (int m = 0; m < 3; m++)
        for (size_t i = 0; i < N_ITEMS; i++)
            for (int g = 0; g < N_GROUPS; g++)
                for (int s = 0; s < GFLA_SCORES; s++) {
                    const struct gfla_score_sum a = gfla_score_board_get_sum(whole, m, i, g, (enum gfla_score)s),
                                                b = gfla_score_board_get_sum(merged.board, m, i, g, (enum gfla_score)s);
                    assert_int_equal(a.n, b.n);
                    assert_memory_equal(&a.sum, &b.sum, sizeof a.sum);
                }
    gfla_score_board_destroy(&whole);
    gfla_eval_merged_free(&merged);
}

static void test_missing(void **state)
{
    write_all();
    unlink(path_of(1));
    assert_refused("of 3 parts there is no 2.");
    unlink(path_of(0));
    assert_refused("of 3 parts there is no 1, 2.");
    unlink(path_of(2));
    assert_refused("no part of an evaluation");
}

static void test_foreign(void **state)
{
    void *data;
    size_t size;
    write_all();
    write_part(2, "limit 5");
    assert_refused("is of another evaluation than");
    write_all();
    ok(gfla_file_read(path_of(0), 1 << 20, &data, &size));
    const char *other = scratch("again.part");
    ok(gfla_file_write(other, data, size));
    free(data);
    assert_refused("part 1 of 3 is there twice");
    unlink(other);
}

/* Cut anywhere, or with a number changed, a part is no part. */
static void test_damaged(void **state)
{
    void *data;
    size_t size;
    write_all();
    const char *path = path_of(0);
    ok(gfla_file_read(path, 1 << 20, &data, &size));
    for (size_t length = 1; length < size; length += 97) {
        struct gfla_eval_merged merged;
        ok(gfla_file_write(path, data, length));
        assert_int_equal(gfla_eval_parts_merge(&merged, scratch_folder), GFLA_ERROR_INPUT);
        gfla_eval_merged_free(&merged);
    }
    char *text = data, *sum = strstr(text, "\nsum 0 0 ");
    assert_non_null(sum);
    sum[7] = '1'; /* an item of another part */
    ok(gfla_file_write(path, data, size));
    assert_refused("this is no whole part");
    free(data);
    ok(gfla_file_write(path, "gfla eval part 2\n", 17));
    assert_refused("does not begin with");
    ok(gfla_file_write(path, "gfla eval part 1\npart 1 999999999\n", 34));
    assert_refused("its number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_sums),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
