#include "train/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "io/image/bitmap.h"
#include "train/data_identity.h"
#include "train/task.h"

/* report_page.html, which holds this where the run's own part belongs. */
extern const char gfla_report_page[];
#define MARK "<!-- report -->\n"

#define MAX_LOG ((uint64_t)1 << 30)
#define MAX_ATTRIBUTION ((uint64_t)1 << 24)
#define MAX_SHEET ((size_t)2 << 20) /* bytes of a sheet's JPEG: a larger one is named, not shown */

/* ---- text ---- */

static void add_html(struct gfla_text *text, const char *value)
{
    for (; *value; value++) {
        const char *entity = *value == '<'    ? "&lt;"
                             : *value == '>'  ? "&gt;"
                             : *value == '&'  ? "&amp;"
                             : *value == '"'  ? "&quot;"
                             : *value == '\'' ? "&#39;"
                                              : NULL;
        if (entity)
            gfla_text_add(text, "%s", entity);
        else
            gfla_text_add(text, "%c", *value);
    }
}

static void add_row(struct gfla_text *text, const char *key, const char *value)
{
    gfla_text_add(text, "<tr><th scope=\"row\">");
    add_html(text, key);
    gfla_text_add(text, "</th><td>");
    add_html(text, value);
    gfla_text_add(text, "</td></tr>\n");
}

static void add_base64(struct gfla_text *text, const unsigned char *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        const unsigned b0 = data[i], b1 = i + 1 < size ? data[i + 1] : 0, b2 = i + 2 < size ? data[i + 2] : 0;
        gfla_text_add(text, "%c%c%c%c", digits[b0 >> 2], digits[(b0 & 3) << 4 | b1 >> 4],
                      i + 1 < size ? digits[(b1 & 15) << 2 | b2 >> 6] : '=', i + 2 < size ? digits[b2 & 63] : '=');
    }
}

/* ---- the log ---- */

#define VALIDATION "\"validation\":"

/* The lines of a log, one after the other. */
struct log_line {
    const char *text, *next;
    size_t length;
    int kind;        /* 1: of a validation */
    const char *key; /* the next such word from here on, so that nothing is looked through twice; NULL: none */
};

static struct log_line first_line(const char *log)
{
    return (struct log_line){.next = log, .key = strstr(log, VALIDATION)};
}

static bool next_line(struct log_line *line)
{
    line->text = line->next;
    line->length = strcspn(line->text, "\n");
    line->next = line->text + line->length + (line->text[line->length] == '\n');
    if (line->key && line->key < line->text)
        line->key = strstr(line->text, VALIDATION);
    line->kind = line->key && line->key < line->text + line->length;
    return *line->text;
}

/* Every n-th line of both kinds, and the last ones, with nothing in it that would end the script. */
static void add_lines(struct gfla_text *text, const char *log)
{
    size_t left[2] = {0}, stride[2];
    for (struct log_line line = first_line(log); next_line(&line);)
        left[line.kind]++;
    for (int kind = 0; kind < 2; kind++)
        stride[kind] = left[kind] / GFLA_REPORT_LINES + 1;
    for (struct log_line line = first_line(log); next_line(&line);) {
        if (--left[line.kind] % stride[line.kind] != 0)
            continue;
        for (size_t i = 0; i < line.length; i++)
            gfla_text_add(text, line.text[i] == '<' ? "\\u003c" : "%c", line.text[i]);
        gfla_text_add(text, "\n");
    }
}

static gfla_status add_log(struct gfla_text *text, const gfla_training *t)
{
    gfla_status status = GFLA_OK;
    void *log = NULL;
    size_t size;
    if (gfla_file_exists(t->run.log_path))
        TRY(gfla_file_read(t->run.log_path, MAX_LOG, &log, &size));
    gfla_text_add(text, "<script type=\"application/json\" id=\"log\">\n");
    add_lines(text, log ? log : "");
    gfla_text_add(text, "</script>\n");
fail:
    free(log);
    return status;
}

/* ---- samples ---- */

static gfla_status add_sheet(struct gfla_text *text, const char *path, const char *name)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    void *jpeg = NULL;
    size_t size;
    TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &image));
    TRY(gfla_bitmap_encode("sheet.jpg", &image, &(struct gfla_bitmap_write_params){.quality = 85}, &jpeg, &size));
    gfla_text_add(text, "<details open><summary>after step %llu</summary>\n", strtoull(name, NULL, 10));
    if (size > MAX_SHEET)
        gfla_text_add(text, "<p>samples/%08llu.png is too large for this page.</p>", strtoull(name, NULL, 10));
    else {
        gfla_text_add(text, "<img width=\"%d\" height=\"%d\" alt=\"sample sheet\" src=\"data:image/jpeg;base64,",
                      image.width, image.height);
        add_base64(text, jpeg, size);
        gfla_text_add(text, "\">");
    }
    gfla_text_add(text, "</details>\n");
fail:
    gfla_bitmap_free(&image);
    free(jpeg);
    return status;
}

/* Names as gfla_train_sheet_write makes them; others in the folder are the user's. */
static bool is_sheet(const char *name)
{
    const size_t digits = strspn(name, "0123456789");
    return digits >= 8 && strcmp(name + digits, ".png") == 0;
}

static gfla_status add_sheets(struct gfla_text *text, const gfla_training *t)
{
    gfla_status status;
    char folder[600], path[900], **names = NULL;
    size_t n_names, n = 0;
    snprintf(folder, sizeof folder, "%s/samples", t->run.folder);
    TRY(gfla_folder_list(folder, &names, &n_names));
    for (size_t i = 0; i < n_names; i++)
        if (is_sheet(names[i]))
            names[n++] = names[i];
    gfla_text_add(text, "<h2>Samples</h2>\n%s", n == 0 ? "<p>None yet.</p>\n" : "");
    for (size_t i = n; i-- > 0;) {
        if (i > 0 && n - i >= GFLA_REPORT_SHEETS)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        TRY(add_sheet(text, path, names[i]));
    }
fail:
    free(names);
    return status;
}

/* ---- what was trained, on what, and where ---- */

static void add_head(struct gfla_text *text, const gfla_training *t)
{
    char value[64];
    gfla_text_add(text, "<h1>Training of ");
    add_html(text, t->task->name);
    gfla_text_add(text, ": step %" PRIu64 " of %d</h1>\n<p class=\"warning\" id=\"overfitting\" hidden></p>\n<table>\n",
                  gfla_trainer_steps(t->trainer), t->common->steps);
    add_row(text, "folder", t->run.folder);
    if (t->params.name)
        add_row(text, "name", t->params.name);
    if (t->params.licence)
        add_row(text, "licence", t->params.licence);
    add_row(text, "device", gfla_device_get_info(t->device)->name);
    snprintf(value, sizeof value, "%.1f minutes in this process", gfla_training_seconds(t) / 60);
    add_row(text, "time", value);
    if (t->off)
        add_row(text, "losses that are off", t->off);
    gfla_text_add(text,
                  "</table>\n<h2>Curves</h2>\n<p><label><input type=\"checkbox\" id=\"logarithmic\"> logarithmic losses"
                  "</label><span class=\"key\" style=\"background: var(--train)\"></span>training<span class=\"key\" "
                  "style=\"background: var(--valid)\"></span>validation</p>\n<p id=\"none\" hidden>No line of the log "
                  "yet.</p>\n<noscript><p>The curves need JavaScript, which is part of this page.</p></noscript>\n<div "
                  "id=\"curves\"></div>\n");
}

static void add_pairs(struct gfla_text *text, const char *title, const struct gfla_train_metadata *metadata)
{
    gfla_text_add(text, "<h2>%s</h2>\n<table>\n", title);
    for (int i = 0; i < metadata->n_pairs; i++)
        add_row(text, metadata->pairs[2 * i], metadata->pairs[2 * i + 1]);
    gfla_text_add(text, "</table>\n");
}

static gfla_status add_settings(struct gfla_text *text, const gfla_training *t)
{
    gfla_status status = GFLA_OK;
    struct gfla_train_metadata settings = {0}, data = {0};
    void *attribution = NULL;
    size_t size;
    char path[600];
    gfla_training_describe(t, &settings);
    add_pairs(text, "Settings", &settings);
    gfla_train_data_describe(t, &data);
    add_pairs(text, "Data", &data);
    snprintf(path, sizeof path, "%s/attribution.txt", t->run.folder);
    if (gfla_file_exists(path)) {
        TRY(gfla_file_read(path, MAX_ATTRIBUTION, &attribution, &size));
        gfla_text_add(text, "<details><summary>attribution of the data</summary><pre>");
        add_html(text, attribution);
        gfla_text_add(text, "</pre></details>\n");
    }
    gfla_text_add(text, "<p>gfla " GFLA_VERSION "</p>\n");
fail:
    free(attribution);
    return status;
}

gfla_status gfla_report_write(const gfla_training *t)
{
    gfla_status status;
    struct gfla_text text = {0};
    char path[600];
    const char *mark = strstr(gfla_report_page, MARK);
    snprintf(path, sizeof path, "%s/report.html", t->run.folder);
    gfla_text_add(&text, "%.*s", (int)(mark - gfla_report_page), gfla_report_page);
    add_head(&text, t);
    TRY(add_sheets(&text, t));
    TRY(add_settings(&text, t));
    TRY(add_log(&text, t));
    gfla_text_add(&text, "%s", mark + strlen(MARK));
    REQUIRE(!text.failed, GFLA_ERROR_MEMORY, "%s: memory ran out", path);
    status = gfla_file_write(path, text.data, text.size);
fail:
    gfla_text_free(&text);
    return status;
}
