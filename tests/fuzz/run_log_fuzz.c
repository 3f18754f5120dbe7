/* Any bytes as the log of a run: it is cut where the run goes on, and becomes a page, out of whose script no line of it
 * leads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gfla/device.h>

#include "base/file.h"
#include "tests/fuzz/fuzz.h"
#include "train/report.h"
#include "train/task.h"

static const struct gfla_settings_table no_settings = {NULL, 0, sizeof(struct gfla_train_settings)};
static const struct gfla_train_task task = {.name = "fuzz", .settings = &no_settings};

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        n++;
    }
    return n;
}

/* Scripts of the page. */
static size_t write_page(const struct gfla_training *training)
{
    char path[700];
    void *page;
    size_t size;
    snprintf(path, sizeof path, "%s/report.html", training->run.folder);
    fuzz_require(gfla_report_write(training) == GFLA_OK && gfla_file_read(path, 1u << 30, &page, &size) == GFLA_OK,
                 "a page is written");
    const size_t n = count(page, "</script") + count(page, "<script") + count(page, "<!--");
    free(page);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gfla_training training;
    static struct gfla_train_settings settings;
    static size_t scripts;
    char *log = fuzz_text(data, size);
    if (!training.task) {
        training = (struct gfla_training){.task = &task, .common = &settings, .settings = &settings};
        fuzz_require(gfla_device_open(&training.device, NULL, "null") == GFLA_OK, "the null device is there");
        fuzz_require(gfla_train_run_name(&training.run, fuzz_folder("run")) == GFLA_OK, "the run has a name");
        fuzz_put(training.run.log_path, "");
        fuzz_require(gfla_train_run_open(&training.run, true, false, 0) == GFLA_OK, "the run can be opened");
        gfla_train_run_close(&training.run);
        scripts = write_page(&training);
    }
    fuzz_put(training.run.log_path, log);
    fuzz_require(gfla_train_run_open(&training.run, true, false, size) == GFLA_OK, "any log can be cut");
    gfla_train_run_close(&training.run);
    struct stat about;
    if (stat(training.run.log_path, &about) == 0 && about.st_size > 0)
        fuzz_accepted(0, 1); /* some of it was kept */
    fuzz_require(write_page(&training) == scripts, "a log stays within its script");
    free(log);
    return 0;
}
