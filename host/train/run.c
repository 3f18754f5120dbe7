#include "train/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_temporary.h"
#include "base/text.h"

/* The part of the log whose lines are of steps up to `step`. */
static size_t kept_length(const char *text, unsigned long long step)
{
    const char *line = text;
    while (*line) {
        const char *end = strchr(line, '\n'), *number = strstr(line, "\"step\":");
        if (!end || !number || number > end || strtoull(number + 7, NULL, 10) > step)
            break;
        line = end + 1;
    }
    return (size_t)(line - text);
}

static gfla_status cut_log(const char *path, unsigned long long step)
{
    gfla_status status;
    void *text = NULL;
    size_t size;
    if (!gfla_file_exists(path))
        return GFLA_OK;
    TRY(gfla_file_read(path, (uint64_t)1 << 30, &text, &size));
    status = gfla_file_write(path, text, kept_length(text, step));
fail:
    free(text);
    return status;
}

gfla_status gfla_train_run_name(struct gfla_train_run *run, const char *folder)
{
    gfla_status status = GFLA_OK;
    *run = (struct gfla_train_run){0};
    REQUIRE(strlen(folder) < sizeof run->folder, GFLA_ERROR_USAGE,
            "the name of the folder is longer than %zu characters", sizeof run->folder - 1);
    snprintf(run->folder, sizeof run->folder, "%s", folder);
    snprintf(run->checkpoint, sizeof run->checkpoint, "%s/checkpoint.safetensors", folder);
    snprintf(run->weights, sizeof run->weights, "%s/weights.safetensors", folder);
    snprintf(run->best, sizeof run->best, "%s/best.safetensors", folder);
    snprintf(run->log_path, sizeof run->log_path, "%s/log.jsonl", folder);
fail:
    return status;
}

gfla_status gfla_train_run_lock(struct gfla_train_run *run)
{
    return gfla_file_exists(run->folder) ? gfla_folder_lock_take(&run->lock, run->folder, "training") : GFLA_OK;
}

static gfla_status remove_old(const char *path)
{
    if (remove(path) == 0 || errno == ENOENT)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: cannot be removed: %s", path, strerror(errno));
}

/* Of a run that this one replaces. The checkpoint goes before anything else of it changes: killed here, the old run is
 * whole, or it cannot be resumed as if it were the new one. */
static gfla_status remove_run(const struct gfla_train_run *run)
{
    gfla_status status;
    TRY(remove_old(run->weights)); /* what says with -n that a run is done */
    TRY(remove_old(run->checkpoint));
    TRY(remove_old(run->best));
fail:
    return status;
}

/* Not through a link or into a pipe, of a run that came from elsewhere. */
static gfla_status open_log(struct gfla_train_run *run, bool resume)
{
    struct stat about;
    const int file = open(
        run->log_path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (resume ? O_APPEND : O_TRUNC), 0666);
    const char *wrong = file < 0                                              ? strerror(errno)
                        : fstat(file, &about) != 0 || !S_ISREG(about.st_mode) ? "is not a regular file"
                                                                              : NULL;
    if (!wrong)
        run->log = fdopen(file, resume ? "a" : "w");
    if (run->log)
        return GFLA_OK;
    if (file >= 0)
        close(file);
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: %s", run->log_path, wrong ? wrong : "host memory ran out");
}

/* What a killed run left half-written, where nobody else writes: the run is locked. */
static gfla_status clean(const char *folder)
{
    gfla_status status;
    char **names = NULL, path[1200];
    size_t n = 0;
    TRY(gfla_folder_list(folder, &names, &n));
    for (size_t i = 0; i < n; i++)
        if (gfla_file_is_temporary(names[i]) && snprintf(path, sizeof path, "%s/%s", folder, names[i]) > 0)
            gfla_file_remove_stale(path);
fail:
    free(names);
    return status;
}

gfla_status gfla_train_run_open(struct gfla_train_run *run, bool resume, bool overwrite, unsigned long long step)
{
    gfla_status status;
    char samples[600];
    struct stat about;
    snprintf(samples, sizeof samples, "%s/samples", run->folder);
    REQUIRE(lstat(samples, &about) != 0 || !S_ISLNK(about.st_mode), GFLA_ERROR_OUTPUT,
            "%s: is a link; a run writes into its own folder alone", samples);
    TRY(gfla_folder_create(samples));
    TRY(gfla_train_run_lock(run));
    REQUIRE(resume || overwrite || !gfla_file_exists(run->checkpoint), GFLA_ERROR_OUTPUT,
            "%s was written meanwhile, by another training", run->checkpoint);
    TRY(resume ? cut_log(run->log_path, step) : remove_run(run));
    TRY(clean(run->folder));
    TRY(clean(samples));
    return open_log(run, resume);
fail:
    return status;
}

void gfla_train_run_close(struct gfla_train_run *run)
{
    if (run->log)
        fclose(run->log);
    run->log = NULL;
    gfla_folder_lock_give(&run->lock);
}

void gfla_train_run_add(struct gfla_train_run *run, const float *terms, int n_terms)
{
    for (int i = 0; i < n_terms; i++)
        run->sums[i] += terms[i];
    run->n_summed++;
}

#define LEAST_SUMS 16 /* that checkpoints have ever had */

void gfla_train_run_format_means(const struct gfla_train_run *run, char text[GFLA_TRAIN_MEANS_SIZE])
{
    int length = snprintf(text, GFLA_TRAIN_MEANS_SIZE, "%d", run->n_summed);
    for (int i = 0; i < GFLA_TRAIN_MAX_TERMS; i++)
        length += snprintf(text + length, (size_t)(GFLA_TRAIN_MEANS_SIZE - length), " %a", run->sums[i]);
}

gfla_status gfla_train_run_parse_means(struct gfla_train_run *run, const char *text)
{
    gfla_status status;
    char *end;
    long n = strtol(text, &end, 10);
    REQUIRE(end > text && n >= 0 && n <= INT_MAX, GFLA_ERROR_INPUT, "\"%.20s\" begins with no number of steps", text);
    run->n_summed = (int)n;
    for (int i = 0; i < GFLA_TRAIN_MAX_TERMS; i++) {
        const char *start = end;
        run->sums[i] = strtod(start, &end);
        REQUIRE(end > start || (!*start && i >= LEAST_SUMS), GFLA_ERROR_INPUT, "%d sums of losses instead of %d", i,
                GFLA_TRAIN_MAX_TERMS);
    }
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_train_run_log_text(struct gfla_train_run *run, const char *json, gfla_train_line_callback callback,
                                    void *user_data)
{
    if (!run->log) /* not opened: another rank's */
        return GFLA_OK;
    if (fprintf(run->log, "%s\n", json) < 0 || fflush(run->log) != 0)
        return gfla_fail(GFLA_ERROR_OUTPUT, "%s: %s", run->log_path, strerror(errno));
    if (callback)
        callback(user_data, json);
    return GFLA_OK;
}

gfla_status gfla_train_run_log(struct gfla_train_run *run, const struct gfla_train_line *line)
{
    struct gfla_text text = {0};
    double total = 0;
    for (int i = line->n_adversary_terms; i < line->n_terms; i++)
        total += run->sums[i] / run->n_summed;
    gfla_text_add(&text, "{\"step\":%llu,\"samples\":%llu,\"loss\":%.6g", line->step, line->samples, total);
    for (int i = 0; i < line->n_terms; i++)
        gfla_text_add(&text, ",\"%s\":%.6g", line->names[i], run->sums[i] / run->n_summed);
    if (line->size)
        gfla_text_add(&text, strchr(line->size, 'x') ? ",\"size\":\"%s\"" : ",\"size\":%s", line->size);
    if (line->off)
        gfla_text_add(&text, ",\"off\":%s", line->off);
    gfla_text_add(&text, ",\"learning_rate\":%.4g,\"samples_per_second\":%.4g,\"gflops\":%.4g}", line->learning_rate,
                  line->samples_per_second, line->gflops);
    const gfla_status status = text.failed
                                   ? gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out for a line", run->log_path)
                                   : gfla_train_run_log_text(run, text.data, line->callback, line->user_data);
    gfla_text_free(&text);
    memset(run->sums, 0, sizeof run->sums);
    run->n_summed = 0;
    return status;
}
