#include "bench/submission_digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/memory.h"
#include "io/sha256.h"

static gfla_status add_value(const cJSON *value, const char *without, struct gfla_text *text);

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* The members of an object but `without`, sorted. */
static gfla_status list_members(const cJSON *object, const char *without, const cJSON ***list, size_t *count)
{
    gfla_status status;
    const cJSON *member;
    *list = NULL;
    *count = 0;
    TRY(gfla_calloc(list, (size_t)cJSON_GetArraySize(object) + 1, sizeof **list, "the members of an object"));
    cJSON_ArrayForEach(member, object)
    {
        if (!without || strcmp(member->string, without) != 0)
            (*list)[(*count)++] = member;
    }
    qsort(*list, *count, sizeof **list, compare_names);
    for (size_t i = 1; i < *count; i++)
        REQUIRE(compare_names(&(*list)[i - 1], &(*list)[i]) != 0, GFLA_ERROR_INPUT, "\"%s\" is there twice",
                (*list)[i]->string);
fail:
    return status;
}

static gfla_status add_object(const cJSON *object, const char *without, struct gfla_text *text)
{
    gfla_status status;
    const cJSON **members;
    size_t count;
    TRY(list_members(object, without, &members, &count));
    gfla_text_add(text, "{");
    for (size_t i = 0; i < count; i++) {
        gfla_text_add(text, "%s", i ? "," : "");
        gfla_text_add_json(text, members[i]->string);
        gfla_text_add(text, ":");
        TRY(add_value(members[i], NULL, text));
    }
    gfla_text_add(text, "}");
fail:
    free(members);
    return status;
}

static gfla_status add_array(const cJSON *array, struct gfla_text *text)
{
    gfla_status status = GFLA_OK;
    const cJSON *item;
    gfla_text_add(text, "[");
    cJSON_ArrayForEach(item, array)
    {
        gfla_text_add(text, "%s", item->prev && item->prev->next ? "," : "");
        TRY(add_value(item, NULL, text));
    }
    gfla_text_add(text, "]");
fail:
    return status;
}

static gfla_status add_value(const cJSON *value, const char *without, struct gfla_text *text)
{
    if (cJSON_IsObject(value))
        return add_object(value, without, text);
    if (cJSON_IsArray(value))
        return add_array(value, text);
    if (cJSON_IsString(value))
        gfla_text_add_json(text, value->valuestring);
    else if (cJSON_IsNumber(value))
        gfla_text_add(text, "%.17g", value->valuedouble);
    else
        gfla_text_add(text, "%s", cJSON_IsTrue(value) ? "true" : cJSON_IsFalse(value) ? "false" : "null");
    return GFLA_OK;
}

gfla_status gfla_submission_canonical(const cJSON *value, struct gfla_text *text)
{
    return add_value(value, NULL, text);
}

gfla_status gfla_submission_digest(const cJSON *object, char digest[GFLA_SUBMISSION_DIGEST])
{
    gfla_status status;
    struct gfla_text text = {0};
    char hex[GFLA_SHA256_HEX];
    TRY(add_value(object, "digest", &text));
    REQUIRE(!text.failed && text.data, GFLA_ERROR_MEMORY, "a digest: host memory ran out");
    gfla_sha256_hex(text.data, text.size, hex);
    snprintf(digest, GFLA_SUBMISSION_DIGEST, "sha256:%s", hex);
fail:
    gfla_text_free(&text);
    return status;
}
