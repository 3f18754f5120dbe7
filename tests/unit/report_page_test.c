/* Text of the user's in report.html: whatever it says, it stays text. */
#include <gfla/device.h>

#include "tests/unit/scratch.h"
#include "train/report.h"
#include "train/task.h"

#define HOSTILE "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--"

static const struct gfla_settings_table no_settings = {NULL, 0, sizeof(struct gfla_train_settings)};
static const struct gfla_train_task task = {.name = "test " HOSTILE, .settings = &no_settings};
static struct gfla_train_settings settings;

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)) != NULL; text++)
        n++;
    return n;
}

/* The page of a run in such a folder whose texts say `said`. */
static char *write_page(const char *folder, const char *said)
{
    struct gfla_training training = {.task = &task, .common = &settings, .settings = &settings, .off = said};
    char path[700], line[300];
    void *page;
    size_t size;
    training.params.name = training.params.licence = said;
    assert_ok(gfla_device_open(&training.device, NULL, "null"));
    assert_ok(gfla_train_run_name(&training.run, folder));
    assert_ok(gfla_train_run_open(&training.run, false, true, 0));
    snprintf(path, sizeof path, "%s/attribution.txt", folder);
    assert_ok(gfla_file_write(path, said, strlen(said)));
    snprintf(line, sizeof line, "{\"step\":1,\"loss\":1,\"%s\":2}\n", said);
    assert_ok(gfla_file_write(training.run.log_path, line, strlen(line)));
    assert_ok(gfla_report_write(&training));
    gfla_train_run_close(&training.run);
    gfla_device_destroy(&training.device);
    snprintf(path, sizeof path, "%s/report.html", folder);
    assert_ok(gfla_file_read(path, 1u << 30, &page, &size));
    return page;
}

static void text_stays_text(void **state)
{
    static const char *const marks[] = {"<script", "</script", "<img", "<!--", "<"};
    char *plain = write_page(scratch("plain"), "plain"), *hostile = write_page(scratch("<b>&\"'"), HOSTILE);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        assert_int_equal(count(hostile, marks[i]), count(plain, marks[i]));
    assert_true(count(hostile, "&lt;/script&gt;&lt;script&gt;alert(1)") >=
                5); /* task, name, licence, off, attribution */
    assert_int_equal(count(hostile, "\\u003c/script>\\u003cscript>alert(1)"), 1); /* the log */
    assert_int_equal(count(hostile, "&lt;b&gt;&amp;&quot;&#39;"), 1);             /* the folder */
    assert_int_equal(count(hostile, "Content-Security-Policy\" content=\"default-src 'none'; "), 1);
    free(plain);
    free(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_stays_text)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
