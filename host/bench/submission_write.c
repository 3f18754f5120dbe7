/* submission_write.c - a submission as JSON with its digest. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "bench/bench_ratio.h"
#include "bench/submission_digest.h"
#include "bench/submission_fields.h"
#include "bench/submission_file.h"

#define NO_NUMBER 1e300

static void add_number(struct gfla_text *json, double value)
{
    if (value != 0)
        gfla_text_add(json, "%.10g", value);
    else
        gfla_text_add(json, "null");
}

static void add_text(struct gfla_text *json, const char *text)
{
    if (text[0])
        gfla_text_add_json(json, text);
    else
        gfla_text_add(json, "null");
}

static void add_field(struct gfla_text *json, const struct gfla_submission *s, const struct gfla_submission_field *f)
{
    const void *at = (const char *)s + f->offset;
    switch (f->type) {
    case SUBMISSION_TEXT:
        add_text(json, at);
        return;
    case SUBMISSION_DOUBLE:
        add_number(json, *(const double *)at);
        return;
    case SUBMISSION_INT:
        add_number(json, *(const int *)at);
        return;
    case SUBMISSION_U32:
        add_number(json, *(const uint32_t *)at);
        return;
    case SUBMISSION_U64:
        gfla_text_add(json, "%.17g", (double)*(const uint64_t *)at);
        return;
    case SUBMISSION_FLAG:
        gfla_text_add(json, "%s", *(const bool *)at ? "true" : "false");
        return;
    case SUBMISSION_KIND:
        add_text(json, gfla_submission_kinds[*(const gfla_device_kind *)at]);
        return;
    }
}

static void add_fields(struct gfla_text *json, const struct gfla_submission *s)
{
    const char *group = "";
    for (size_t i = 0; i < gfla_submission_n_fields; i++) {
        const struct gfla_submission_field *f = &gfla_submission_fields[i];
        if (strcmp(group, f->group) != 0)
            gfla_text_add(json, "%s \"%s\": {", i ? "},\n" : "", f->group);
        else
            gfla_text_add(json, ", ");
        group = f->group;
        gfla_text_add(json, "\"%s\": ", f->key);
        add_field(json, s, f);
    }
    gfla_text_add(json, "},\n");
}

static void add_result(struct gfla_text *json, const struct gfla_submission *s, enum gfla_submission_part part)
{
    const struct gfla_submission_part_info *info = &gfla_submission_parts[part];
    const struct gfla_submission_result *r = &s->results[part];
    gfla_text_add(json, "  {\"name\": \"%s\", \"unit\": \"%s\", \"median\": ", info->name, info->unit);
    add_number(json, gfla_submission_median(s, part));
    gfla_text_add(json, ", \"mad\": %.6g, \"rounds\": [", gfla_bench_deviation(r->rounds, r->n_rounds));
    for (int i = 0; i < r->n_rounds; i++)
        gfla_text_add(json, "%s%.10g", i ? ", " : "", r->rounds[i]);
    gfla_text_add(json, "], \"ratio\": ");
    add_number(json, gfla_submission_ratio(s, part));
    gfla_text_add(json, ", \"scored\": %s, \"error\": ", info->is_scored ? "true" : "false");
    if (r->has_error) /* JSON has no infinity, and what is no number is no better */
        gfla_text_add(json, "%.6g", isfinite(r->error) ? r->error : NO_NUMBER);
    else
        gfla_text_add(json, "null");
    gfla_text_add(json, ", \"tolerance\": ");
    add_number(json, info->tolerance);
    gfla_text_add(json, "}");
}

/* All but the digest, and without the brace at the end. */
static void add_content(struct gfla_text *json, const struct gfla_submission *s)
{
    double score;
    struct gfla_text why = {0};
    gfla_text_add(json, "{\"schema\": \"" GFLA_SUBMISSION_SCHEMA "\", \"schema_version\": %d, \"profile\": %d, ",
                  GFLA_SUBMISSION_VERSION, s->profile);
    gfla_text_add(json, "\"date\": ");
    add_text(json, s->date);
    gfla_text_add(json, ",\n");
    add_fields(json, s);
    gfla_text_add(json, " \"results\": [\n");
    for (int part = 0; part < GFLA_SUBMISSION_PART_COUNT; part++) {
        gfla_text_add(json, "%s", part ? ",\n" : "");
        add_result(json, s, part);
    }
    gfla_submission_score(s, &score, &why);
    gfla_text_add(json, "],\n \"reference\": ");
    add_text(json, gfla_submission_reference);
    gfla_text_add(json, ", \"score\": ");
    add_number(json, score);
    gfla_text_add(json, ", \"void\": ");
    add_text(json, why.data ? why.data : "");
    json->failed |= why.failed;
    gfla_text_free(&why);
}

gfla_status gfla_submission_json(const struct gfla_submission *s, struct gfla_text *json)
{
    gfla_status status = GFLA_OK;
    struct gfla_text whole = {0};
    cJSON *parsed = NULL;
    char digest[GFLA_SUBMISSION_DIGEST];
    add_content(json, s);
    gfla_text_add(&whole, "%s}", json->data ? json->data : "");
    parsed = cJSON_ParseWithLength(whole.data, whole.size);
    REQUIRE(!json->failed && !whole.failed && parsed, GFLA_ERROR_MEMORY, "a submission: host memory ran out");
    TRY(gfla_submission_digest(parsed, digest));
    gfla_text_add(json, ",\n \"digest\": \"%s\"}\n", digest);
    REQUIRE(!json->failed, GFLA_ERROR_MEMORY, "a submission: host memory ran out");
fail:
    cJSON_Delete(parsed);
    gfla_text_free(&whole);
    return status;
}
