#include "io/weights/safetensors_header.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "io/weights/safetensors_scan.h"

#define METADATA_KEY "__metadata__"

/* ---- entries ---- */

static gfla_status parse_shape(const cJSON *json, struct gfla_shape *shape)
{
    gfla_status status = GFLA_OK;
    const cJSON *dimension;

    REQUIRE(cJSON_IsArray(json), GFLA_ERROR_INPUT, "shape is no list");
    cJSON_ArrayForEach(dimension, json)
    {
        REQUIRE(cJSON_IsNumber(dimension), GFLA_ERROR_INPUT, "shape has an entry that is no number");
        REQUIRE(shape->rank < GFLA_MAX_RANK, GFLA_ERROR_INPUT, "more than %d dimensions", GFLA_MAX_RANK);
        shape->dim[shape->rank++] = (int64_t)dimension->valuedouble;
    }
fail:
    return status;
}

/* data_offsets, made relative to the file. */
static gfla_status parse_range(const cJSON *json, uint64_t buffer, struct gfla_safetensors_tensor *tensor)
{
    const cJSON *begin = cJSON_GetArrayItem(json, 0), *end = cJSON_GetArrayItem(json, 1);
    gfla_status status = GFLA_OK;

    REQUIRE(cJSON_IsArray(json) && cJSON_GetArraySize(json) == 2 && cJSON_IsNumber(begin) && cJSON_IsNumber(end),
            GFLA_ERROR_INPUT, "data_offsets is no pair of numbers");
    REQUIRE(begin->valuedouble <= end->valuedouble, GFLA_ERROR_INPUT, "data_offsets end before they begin");
    tensor->offset = buffer + (uint64_t)begin->valuedouble;
    tensor->size = (uint64_t)end->valuedouble - (uint64_t)begin->valuedouble;
fail:
    return status;
}

/* Three entries, each found: so none is repeated. */
static gfla_status parse_tensor(const cJSON *json, uint64_t buffer, struct gfla_safetensors_tensor *tensor)
{
    const cJSON *dtype = cJSON_GetObjectItemCaseSensitive(json, "dtype");
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(json, "shape");
    const cJSON *range = cJSON_GetObjectItemCaseSensitive(json, "data_offsets");
    gfla_status status = GFLA_OK;
    uint64_t bytes;
    char text[128];

    tensor->name = json->string;
    REQUIRE(cJSON_IsObject(json) && cJSON_GetArraySize(json) == 3 && dtype && shape && range, GFLA_ERROR_INPUT,
            "the entry does not consist of dtype, shape and data_offsets");
    REQUIRE(cJSON_IsString(dtype), GFLA_ERROR_INPUT, "dtype is no text");
    tensor->dtype = gfla_dtype_from_name(dtype->valuestring);
    REQUIRE(tensor->dtype != GFLA_DTYPE_COUNT, GFLA_ERROR_INPUT, "the dtype '%.32s' is not known", dtype->valuestring);
    TRY(parse_shape(shape, &tensor->shape));
    TRY(parse_range(range, buffer, tensor));
    gfla_shape_text(tensor->shape, text, sizeof text);
    REQUIRE(gfla_dtype_measure(tensor->dtype, tensor->shape, NULL, &bytes), GFLA_ERROR_INPUT,
            "the shape %s of %s is too large or fills no whole bytes", text, gfla_dtype_infos[tensor->dtype].name);
    REQUIRE(bytes == tensor->size, GFLA_ERROR_INPUT, "the shape %s of %s needs %llu bytes, data_offsets give %llu",
            text, gfla_dtype_infos[tensor->dtype].name, (unsigned long long)bytes, (unsigned long long)tensor->size);
fail:
    return status;
}

static gfla_status parse_metadata(struct gfla_safetensors_header *header, const cJSON *json)
{
    gfla_status status = GFLA_OK;
    const cJSON *pair;

    REQUIRE(cJSON_IsObject(json) && !header->metadata, GFLA_ERROR_INPUT, METADATA_KEY " is repeated or no object");
    TRY(gfla_calloc(&header->metadata, (size_t)cJSON_GetArraySize(json), sizeof *header->metadata, "metadata"));
    cJSON_ArrayForEach(pair, json)
    {
        REQUIRE(cJSON_IsString(pair), GFLA_ERROR_INPUT, METADATA_KEY ": the value of '%.64s' is no text", pair->string);
        header->metadata[header->n_metadata++] = (struct gfla_safetensors_pair){pair->string, pair->valuestring};
    }
fail:
    return status;
}

static gfla_status parse_entries(struct gfla_safetensors_header *header, uint64_t buffer)
{
    gfla_status status = GFLA_OK;
    const cJSON *entry;

    REQUIRE(cJSON_IsObject(header->json), GFLA_ERROR_INPUT, "the header is no JSON object");
    TRY(gfla_calloc(&header->tensors, (size_t)cJSON_GetArraySize(header->json), sizeof *header->tensors,
                    "a list of tensors"));
    cJSON_ArrayForEach(entry, header->json)
    {
        if (strcmp(entry->string, METADATA_KEY) == 0) {
            TRY(parse_metadata(header, entry));
            continue;
        }
        status = parse_tensor(entry, buffer, &header->tensors[header->n_tensors++]);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "tensor '%.128s'", entry->string);
    }
fail:
    return status;
}

/* ---- rules between the entries ---- */

static int by_place(const void *a, const void *b)
{
    const struct gfla_safetensors_tensor *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->size < y->size ? -1 : x->size > y->size;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct gfla_safetensors_tensor *)a)->name, ((const struct gfla_safetensors_tensor *)b)->name);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct gfla_safetensors_pair *)a)->key, ((const struct gfla_safetensors_pair *)b)->key);
}

/* The tensors fill the rest of the file, without holes or overlap. */
static gfla_status check_layout(struct gfla_safetensors_header *header, uint64_t buffer, uint64_t file_size)
{
    gfla_status status = GFLA_OK;
    uint64_t end = buffer;

    qsort(header->tensors, header->n_tensors, sizeof *header->tensors, by_place);
    for (size_t i = 0; i < header->n_tensors; i++) {
        const struct gfla_safetensors_tensor *t = &header->tensors[i];

        REQUIRE(t->offset == end, GFLA_ERROR_INPUT,
                "tensor '%.128s' begins at byte %llu, but the one before ends at %llu", t->name,
                (unsigned long long)(t->offset - buffer), (unsigned long long)(end - buffer));
        end += t->size;
    }
    REQUIRE(end == file_size, GFLA_ERROR_INPUT,
            "the tensors end at byte %llu, the file at %llu. hint: it may be incomplete", (unsigned long long)end,
            (unsigned long long)file_size);
fail:
    return status;
}

static gfla_status check_names(struct gfla_safetensors_header *header)
{
    gfla_status status = GFLA_OK;

    qsort(header->tensors, header->n_tensors, sizeof *header->tensors, by_name);
    for (size_t i = 1; i < header->n_tensors; i++)
        REQUIRE(by_name(&header->tensors[i - 1], &header->tensors[i]) != 0, GFLA_ERROR_INPUT,
                "tensor '%.128s' is there twice", header->tensors[i].name);
    if (header->n_metadata > 0)
        qsort(header->metadata, header->n_metadata, sizeof *header->metadata, by_key);
    for (size_t i = 1; i < header->n_metadata; i++)
        REQUIRE(by_key(&header->metadata[i - 1], &header->metadata[i]) != 0, GFLA_ERROR_INPUT,
                METADATA_KEY ": '%.64s' is there twice", header->metadata[i].key);
fail:
    return status;
}

/* ---- the whole ---- */

static bool only_blanks(const char *text)
{
    return text[strspn(text, " ")] == 0;
}

gfla_status gfla_safetensors_header_parse(struct gfla_safetensors_header *header, const char *text, size_t size,
                                          uint64_t buffer, uint64_t file_size)
{
    gfla_status status = GFLA_OK;
    const char *end;

    *header = (struct gfla_safetensors_header){0};
    REQUIRE(text[0] == '{', GFLA_ERROR_INPUT, "the header does not begin with '{'. hint: not a safetensors file?");
    TRY(gfla_safetensors_scan(text, size));
    TRY(gfla_json_read(&header->json, text, size, &end, "the header"));
    REQUIRE(header->json && only_blanks(end), GFLA_ERROR_INPUT, "the header is not valid JSON");
    TRY(parse_entries(header, buffer));
    TRY(check_layout(header, buffer, file_size));
    TRY(check_names(header));
fail:
    if (status != GFLA_OK)
        gfla_safetensors_header_free(header);
    return status;
}

void gfla_safetensors_header_free(struct gfla_safetensors_header *header)
{
    cJSON_Delete(header->json);
    free(header->tensors);
    free(header->metadata);
    *header = (struct gfla_safetensors_header){0};
}

const struct gfla_safetensors_tensor *gfla_safetensors_header_find(const struct gfla_safetensors_header *header,
                                                                   const char *name)
{
    const struct gfla_safetensors_tensor wanted = {.name = name};

    return bsearch(&wanted, header->tensors, header->n_tensors, sizeof wanted, by_name);
}
