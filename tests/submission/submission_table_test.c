/* Tables and charts of folders of submissions. */
#include "base/memory.h"
#include "bench/submission_table.h"
#include "tests/submission/submissions.h"

static struct gfla_batch batch;

static void fill_folder(void)
{
    struct gfla_submission s = make_submission("Card <&\"'> |", "NVIDIA Corporation", 12);
    write_submission("card.json", &s);
    s = make_submission("EPYC", "AuthenticAMD", 1);
    write_submission("epyc.json", &s);
    s = make_submission("Radeon", "Advanced Micro Devices, Inc.", 15);
    write_submission("radeon.json", &s);
    s = make_submission("Xeon", "Intel(R) Corporation", 0.8);
    s.results[GFLA_SUBMISSION_FACE].error = 1;
    write_submission("xeon.json", &s);
    s = make_submission("Oclgrind Simulator", "University of Bristol", 0.001);
    snprintf(s.device.platform, sizeof s.device.platform, "Oclgrind");
    write_submission("a-first.json", &s);
    assert_ok(gfla_file_write(scratch("broken.json"), "{\"schema\":", 10));
    assert_ok(gfla_file_write(scratch("results.json"), "{\"results\":[]}", 14));
    assert_ok(gfla_file_write(scratch("notes.txt"), "mine", 4));
}

static struct gfla_submission_table read_table(void)
{
    struct gfla_submission_table table;
    batch = (struct gfla_batch){0};
    assert_ok(gfla_submission_table_read(&table, scratch("."), &batch));
    return table;
}

static void vendors_come_by_their_best(void **state)
{
    static const char *const order[] = {"Radeon", "EPYC", "Card <&\"'> |", "Xeon", "Oclgrind Simulator"};
    struct gfla_submission_table table = read_table();
    assert_int_equal(table.count, 5);
    for (size_t i = 0; i < table.count; i++)
        assert_string_equal(table.entries[i].submission.device.name, order[i]);
    assert_near(table.entries[0].score, 15, 1e-6);
    assert_non_null(strstr(table.entries[3].why, "face-256: the error"));
    assert_int_equal(batch.n_failed, 2); /* and notes.txt is none */
    assert_int_equal(gfla_batch_status(&batch), GFLA_ERROR_PARTIAL);
    gfla_submission_table_free(&table);
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)) != NULL; text++)
        n++;
    return n;
}

static void markdown_has_a_row_for_each(void **state)
{
    struct gfla_submission_table table = read_table();
    struct gfla_text page = {0};
    gfla_submission_table_markdown(&table, &page);
    assert_int_equal(count(page.data, "\n| "), 6); /* and the head */
    assert_non_null(strstr(page.data, "| AMD | Radeon | 15.00 |"));
    assert_non_null(strstr(page.data, "| Card &lt;&amp;\"'&gt; \\| | 12.00 |"));
    assert_non_null(strstr(page.data, "| Intel | Xeon | void |"));
    assert_non_null(strstr(page.data, "Void: Xeon, A Platform (face-256: the error 1.0e+00 is above 1e-03)"));
    gfla_text_free(&page);
    gfla_submission_table_free(&table);
}

static void chart_is_one_file_of_plain_text(void **state)
{
    struct gfla_submission_table table = read_table();
    struct gfla_text svg = {0};
    gfla_submission_table_chart(&table, &svg);
    assert_int_equal(count(svg.data, "<rect class=\"b\""), 3); /* 15 to 0.8 is within a linear axis */
    assert_int_equal(count(svg.data, "http"), 1);              /* the name space */
    assert_non_null(strstr(svg.data, "Card &#60;&#38;&#34;&#39;&#62; |"));
    assert_non_null(strstr(svg.data, "prefers-color-scheme:dark"));
    assert_non_null(strstr(svg.data, ">15.00<"));
    assert_non_null(strstr(svg.data, "void: face-256"));
    assert_non_null(strstr(svg.data, ">out of contest"));
    assert_null(strstr(svg.data, "logarithmic"));
    gfla_text_free(&svg);
    table.entries[0].score = 300;
    gfla_submission_table_chart(&table, &svg);
    assert_non_null(strstr(svg.data, "logarithmic"));
    assert_int_equal(count(svg.data, "<circle"), 3);
    gfla_text_free(&svg);
    gfla_submission_table_free(&table);
}

static void folders_without_any_are_refused(void **state)
{
    struct gfla_submission_table table;
    assert_ok(gfla_folder_create(scratch("empty")));
    assert_fails(gfla_submission_table_read(&table, scratch("empty"), &batch), GFLA_ERROR_INPUT, "no .json");
    gfla_submission_table_free(&table);
    assert_ok(gfla_folder_create(scratch("bad")));
    assert_ok(gfla_file_write(scratch("bad/a.json"), "[]", 2));
    batch = (struct gfla_batch){0};
    assert_int_equal(gfla_submission_table_read(&table, scratch("bad"), &batch), GFLA_ERROR_INPUT);
    gfla_submission_table_free(&table);
}

/* Wherever host memory runs out, that is said, and nothing is leaked (with AddressSanitizer). */
static void memory_that_runs_out_is_said(void **state)
{
    struct gfla_submission_table table;
    gfla_status status = GFLA_ERROR_MEMORY;
    long n = 0;
    for (; status != GFLA_OK && n < 2000; n++) {
        batch = (struct gfla_batch){0};
        gfla_memory_fail_at(n + 1);
        status = gfla_submission_table_read(&table, scratch("."), &batch);
        gfla_memory_fail_at(0);
        if (status != GFLA_OK)
            assert_int_equal(status, GFLA_ERROR_MEMORY);
        gfla_submission_table_free(&table);
    }
    assert_in_range(n, 3, 1999);
}

static int set_up(void **state)
{
    if (scratch_create(state) != 0)
        return 1;
    fill_folder();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vendors_come_by_their_best), cmocka_unit_test(markdown_has_a_row_for_each),
        cmocka_unit_test(chart_is_one_file_of_plain_text), cmocka_unit_test(folders_without_any_are_refused),
        cmocka_unit_test(memory_that_runs_out_is_said)};
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
