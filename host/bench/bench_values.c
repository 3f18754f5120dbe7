#include "bench/bench_values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "bench/submission_file.h"
#include "io/json.h"

#define MOST_BYTES ((uint64_t)64 << 20)

static gfla_status add(struct gfla_bench_values *values, const struct gfla_bench_named_value *value)
{
    gfla_status status;
    TRY(gfla_grow(&values->items, &values->capacity, values->count + 1, sizeof *values->items, "results"));
    values->items[values->count++] = *value;
fail:
    return status;
}

/* ---- gfla bench --submit ---- */

static gfla_status take_submission(struct gfla_bench_values *values, const struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    values->is_submission = true;
    snprintf(values->device, sizeof values->device, "%s", s->device.name);
    snprintf(values->driver, sizeof values->driver, "%s", s->device.driver);
    snprintf(values->platform, sizeof values->platform, "%s", s->device.platform);
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++) {
        const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
        const struct gfla_submission_result *r = &s->results[part];
        struct gfla_bench_named_value value = {
            .unit = info->unit, .more_is_better = info->more_is_better, .is_scored = info->is_scored};
        if (r->n_rounds == 0)
            continue;
        snprintf(value.name, sizeof value.name, "%s", info->name);
        value.value = gfla_bench_value_of_rounds(r->rounds, r->n_rounds);
        TRY(add(values, &value));
    }
fail:
    return status;
}

/* ---- gfla bench --json ---- */

#define MOST_MS 1e12

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : "";
}

/* It is printed, and strangers wrote it. */
static gfla_status read_text(const cJSON *object, const char *key, char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    const char *value = text_of(object, key);
    REQUIRE(gfla_utf8_is_plain(value, strlen(value)), GFLA_ERROR_INPUT, "\"%s\" has control characters", key);
    snprintf(text, size, "%s", value);
fail:
    return status;
}

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static gfla_status take_results(struct gfla_bench_values *values, const cJSON *json)
{
    gfla_status status = GFLA_OK;
    const cJSON *item;
    TRY(read_text(json, "device", values->device, sizeof values->device));
    TRY(read_text(json, "driver", values->driver, sizeof values->driver));
    TRY(read_text(json, "platform", values->platform, sizeof values->platform));
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(json, "results"))
    {
        struct gfla_bench_named_value value = {.unit = "ms"};
        const double median = number_of(item, "median_ms"), p90 = number_of(item, "p90_ms");
        const double runs = number_of(item, "runs");
        if (!(median > 0 && median < MOST_MS))
            continue;
        TRY(read_text(item, "name", value.name, sizeof value.name));
        value.value = gfla_bench_value_of_runs(median, p90, runs > 0 && runs < 1e6 ? (int)runs : 0);
        TRY(add(values, &value));
    }
fail:
    return status;
}

gfla_status gfla_bench_values_read(struct gfla_bench_values *values, const char *path)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    cJSON *json = NULL;
    struct gfla_submission s;
    *values = (struct gfla_bench_values){0};
    TRY(gfla_file_read_text(path, MOST_BYTES, &data, &size));
    TRY(gfla_json_read(&json, data, size, NULL, path));
    REQUIRE(cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(json, "results")), GFLA_ERROR_INPUT,
            "%s: no result of `gfla bench`. hint: gfla bench --json FILE or --submit=FILE writes one", path);
    if (strcmp(text_of(json, "schema"), GFLA_SUBMISSION_SCHEMA) == 0) {
        TRY(gfla_submission_parse(&s, data, size, path));
        status = take_submission(values, &s);
    } else {
        status = take_results(values, json);
        if (status != GFLA_OK)
            gfla_fail_context(status, "%s", path);
    }
fail:
    cJSON_Delete(json);
    free(data);
    return status;
}

gfla_status gfla_bench_values_take(struct gfla_bench_values *values, const struct gfla_bench_report *report)
{
    gfla_status status = GFLA_OK;
    *values = (struct gfla_bench_values){0};
    snprintf(values->device, sizeof values->device, "%s", report->device);
    snprintf(values->driver, sizeof values->driver, "%s", report->driver);
    snprintf(values->platform, sizeof values->platform, "%s", report->platform);
    for (size_t i = 0; i < report->count; i++) {
        const struct gfla_bench_times *t = &report->rows[i].times;
        struct gfla_bench_named_value value = {
            .unit = "ms", .value = gfla_bench_value_of_runs(1e3 * t->median, 1e3 * t->p90, t->runs)};
        if (!(t->median > 0))
            continue;
        snprintf(value.name, sizeof value.name, "%s", report->rows[i].name);
        TRY(add(values, &value));
    }
fail:
    return status;
}

void gfla_bench_values_free(struct gfla_bench_values *values)
{
    free(values->items);
    *values = (struct gfla_bench_values){0};
}

static const struct gfla_bench_named_value *find(const struct gfla_bench_values *values,
                                                 const struct gfla_bench_named_value *like)
{
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->items[i].name, like->name) == 0 && strcmp(values->items[i].unit, like->unit) == 0)
            return &values->items[i];
    return NULL;
}

double gfla_bench_values_compare(const struct gfla_bench_values *first, const struct gfla_bench_values *second,
                                 void (*pair)(void *user_data, const struct gfla_bench_pair *pair), void *user_data,
                                 int *count)
{
    const bool are_scored = first->is_submission && second->is_submission;
    double sum = 0;
    *count = 0;
    for (size_t i = 0; i < first->count; i++) {
        struct gfla_bench_pair both = {.first = &first->items[i], .second = find(second, &first->items[i])};
        if (!both.second)
            continue;
        both.difference = gfla_bench_compare_values(both.first->value, both.second->value, both.first->more_is_better);
        pair(user_data, &both);
        if (are_scored && !both.first->is_scored)
            continue;
        sum += log(both.difference.ratio);
        (*count)++;
    }
    return *count ? exp(sum / *count) : 1;
}
