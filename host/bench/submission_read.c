/* submission_read.c - submissions from files, which strangers sent: every text and number is checked. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bench/submission_digest.h"
#include "bench/submission_fields.h"
#include "bench/submission_file.h"
#include "io/json.h"

#define MOST_BYTES ((uint64_t)1 << 20)
#define MOST_NUMBER 1e18

static const cJSON *member(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* null and nothing stand for "". */
static gfla_status read_text(const cJSON *item, const char *key, char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    const char *value = cJSON_GetStringValue(item);
    text[0] = '\0';
    if (!item || cJSON_IsNull(item))
        return GFLA_OK;
    REQUIRE(value, GFLA_ERROR_INPUT, "\"%s\" is no text", key);
    REQUIRE(strlen(value) < size, GFLA_ERROR_INPUT, "\"%s\" has %zu bytes, %zu at most", key, strlen(value), size - 1);
    REQUIRE(gfla_utf8_is_plain(value, strlen(value)), GFLA_ERROR_INPUT, "\"%s\" has control characters", key);
    memcpy(text, value, strlen(value) + 1);
fail:
    return status;
}

/* null and nothing stand for 0. */
static gfla_status read_number(const cJSON *item, const char *key, double most, double *number)
{
    gfla_status status = GFLA_OK;
    *number = 0;
    if (!item || cJSON_IsNull(item))
        return GFLA_OK;
    REQUIRE(cJSON_IsNumber(item), GFLA_ERROR_INPUT, "\"%s\" is no number", key);
    REQUIRE(item->valuedouble >= 0 && item->valuedouble <= most, GFLA_ERROR_INPUT, "\"%s\": %g is not in 0 .. %g", key,
            item->valuedouble, most);
    *number = item->valuedouble;
fail:
    return status;
}

static gfla_status read_kind(const cJSON *item, const char *key, gfla_device_kind *kind)
{
    const char *value = cJSON_GetStringValue(item);
    for (int i = 0; value && i < GFLA_DEVICE_COUNT; i++)
        if (strcmp(value, gfla_submission_kinds[i]) == 0) {
            *kind = (gfla_device_kind)i;
            return GFLA_OK;
        }
    return gfla_fail(GFLA_ERROR_INPUT, "\"%s\" is none of gpu, cpu, other", key);
}

static gfla_status read_field(const cJSON *item, const struct gfla_submission_field *f, struct gfla_submission *s)
{
    gfla_status status;
    void *at = (char *)s + f->offset;
    double number;
    if (f->type == SUBMISSION_TEXT)
        return read_text(item, f->key, at, f->size);
    if (f->type == SUBMISSION_KIND)
        return read_kind(item, f->key, at);
    if (f->type == SUBMISSION_FLAG) {
        *(bool *)at = cJSON_IsTrue(item);
        return GFLA_OK;
    }
    TRY(read_number(item, f->key,
                    f->type == SUBMISSION_INT   ? INT32_MAX
                    : f->type == SUBMISSION_U32 ? UINT32_MAX
                                                : MOST_NUMBER,
                    &number));
    if (f->type == SUBMISSION_DOUBLE)
        *(double *)at = number;
    else if (f->type == SUBMISSION_INT)
        *(int *)at = (int)number;
    else if (f->type == SUBMISSION_U32)
        *(uint32_t *)at = (uint32_t)number;
    else
        *(uint64_t *)at = (uint64_t)number;
fail:
    return status;
}

static gfla_status read_fields(const cJSON *json, struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_submission_n_fields; i++) {
        const struct gfla_submission_field *f = &gfla_submission_fields[i];
        const cJSON *group = member(json, f->group);
        REQUIRE(cJSON_IsObject(group), GFLA_ERROR_INPUT, "\"%s\" is not there", f->group);
        TRY(read_field(member(group, f->key), f, s));
    }
    REQUIRE(s->device.name[0] && s->device.platform[0], GFLA_ERROR_INPUT, "the device has no name or platform");
fail:
    return status;
}

static gfla_status read_result(const cJSON *item, struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    const char *name = cJSON_GetStringValue(member(item, "name"));
    const cJSON *rounds = member(item, "rounds"), *error = member(item, "error"), *round;
    struct gfla_submission_result *r;
    int part = 0;
    while (name && part < GFLA_SUBMISSION_PART_COUNT && strcmp(gfla_submission_parts[part].name, name) != 0)
        part++;
    REQUIRE(name && part < GFLA_SUBMISSION_PART_COUNT, GFLA_ERROR_INPUT, "a result is none of profile %d", s->profile);
    r = &s->results[part];
    REQUIRE(r->n_rounds == 0, GFLA_ERROR_INPUT, "%s is there twice", name);
    REQUIRE(cJSON_IsArray(rounds) && cJSON_GetArraySize(rounds) <= GFLA_SUBMISSION_MOST_ROUNDS, GFLA_ERROR_INPUT,
            "%s: \"rounds\" is no list of at most %d numbers", name, GFLA_SUBMISSION_MOST_ROUNDS);
    cJSON_ArrayForEach(round, rounds)
    {
        TRY(read_number(round, "rounds", MOST_NUMBER, &r->rounds[r->n_rounds]));
        REQUIRE(r->rounds[r->n_rounds++] > 0, GFLA_ERROR_INPUT, "%s: a round is not above 0", name);
    }
    r->has_error = cJSON_IsNumber(error);
    TRY(read_number(error, "error", HUGE_VAL, &r->error));
fail:
    return status;
}

static gfla_status read_results(const cJSON *json, struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    const cJSON *results = member(json, "results"), *item;
    REQUIRE(cJSON_IsArray(results), GFLA_ERROR_INPUT, "\"results\" is not there");
    cJSON_ArrayForEach(item, results)
    {
        TRY(read_result(item, s));
    }
fail:
    return status;
}

/* What it is, before anything is believed of it. */
static gfla_status check_head(const cJSON *json, struct gfla_submission *s)
{
    gfla_status status = GFLA_OK;
    const char *schema = cJSON_GetStringValue(member(json, "schema"));
    const char *said = cJSON_GetStringValue(member(json, "digest"));
    double version, profile;
    char digest[GFLA_SUBMISSION_DIGEST];
    REQUIRE(schema && strcmp(schema, GFLA_SUBMISSION_SCHEMA) == 0, GFLA_ERROR_INPUT,
            "no submission. hint: gfla bench --submit=FILE writes one");
    TRY(read_number(member(json, "schema_version"), "schema_version", 1e6, &version));
    TRY(read_number(member(json, "profile"), "profile", 1e6, &profile));
    REQUIRE(version == GFLA_SUBMISSION_VERSION && profile == GFLA_SUBMISSION_PROFILE, GFLA_ERROR_INPUT,
            "version %g of the file's form and profile %g; this program knows %d and %d. hint: a newer gfla, or "
            "measure again",
            version, profile, GFLA_SUBMISSION_VERSION, GFLA_SUBMISSION_PROFILE);
    TRY(gfla_submission_digest(json, digest));
    REQUIRE(said && strcmp(said, digest) == 0, GFLA_ERROR_INPUT,
            "it was changed after it was written: its digest is that of other content. hint: take the file as `gfla "
            "bench --submit` wrote it");
    s->profile = (int)profile;
fail:
    return status;
}

gfla_status gfla_submission_parse(struct gfla_submission *s, const char *text, size_t size, const char *path)
{
    gfla_status status = GFLA_OK;
    const char *end;
    cJSON *json = NULL;
    *s = (struct gfla_submission){0};
    TRY(gfla_json_read(&json, text, size, &end, "its JSON"));
    REQUIRE(cJSON_IsObject(json) && end[strspn(end, " \t\r\n")] == 0, GFLA_ERROR_INPUT,
            "no JSON object. hint: gfla bench --submit=FILE writes one");
    TRY(check_head(json, s));
    TRY(read_text(member(json, "date"), "date", s->date, sizeof s->date));
    TRY(read_fields(json, s));
    TRY(read_results(json, s));
fail:
    cJSON_Delete(json);
    return status == GFLA_OK ? status : gfla_fail_context(status, "%s", path);
}

gfla_status gfla_submission_read(struct gfla_submission *s, const char *path)
{
    gfla_status status;
    void *text = NULL;
    size_t size;
    TRY(gfla_file_read_text(path, MOST_BYTES, &text, &size));
    status = gfla_submission_parse(s, text, size, path);
fail:
    free(text);
    return status;
}
