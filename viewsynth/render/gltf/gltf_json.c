/* The container, and typed access to the JSON in it. */
#include "viewsynth/render/gltf/gltf.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "io/json.h"

#define MAGIC 0x46546c67u            /* "glTF" */
#define CHUNK_JSON 0x4e4f534au       /* "JSON" */
#define CHUNK_BIN 0x004e4942u        /* "BIN" */
#define MAX_VALUES 8000000           /* the tree takes about 100 bytes for each */
#define MAX_WHOLE 9007199254740992.0 /* 2^53: larger ones are not exact in a double */

static const struct {
    const char *key, *noun;
} lists[GLTF_LIST_COUNT] = {{"accessors", "accessors"}, {"bufferViews", "buffer views"}, {"buffers", "buffers"},
                            {"images", "images"},       {"materials", "materials"},      {"meshes", "meshes"},
                            {"nodes", "nodes"},         {"samplers", "samplers"},        {"scenes", "scenes"},
                            {"skins", "skins"},         {"textures", "textures"}};

/* ---- the container ---- */

static uint32_t word_at(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The JSON of a .glb, and g->chunk; of other files it is the whole. */
static gfla_status find_json(struct gltf *g, const uint8_t *data, size_t size, const char **text, size_t *length)
{
    gfla_status status = GFLA_OK;
    *text = (const char *)data;
    *length = size;
    if (size < 4 || word_at(data) != MAGIC)
        return GFLA_OK;
    REQUIRE(size >= 20, GFLA_ERROR_INPUT, "the file is cut short: it has %zu bytes, a .glb at least 20", size);
    REQUIRE(word_at(data + 4) == 2, GFLA_ERROR_INPUT, "a .glb of version %u; 2 is read", word_at(data + 4));
    size_t end = word_at(data + 8);
    REQUIRE(end <= size && end >= 20, GFLA_ERROR_INPUT,
            "the file is cut short: it has %zu bytes of the %zu that it says", size, end);
    *text = NULL;
    for (size_t at = 12; at + 8 <= end;) {
        size_t n = word_at(data + at);
        uint32_t type = word_at(data + at + 4);
        REQUIRE(n <= end - at - 8, GFLA_ERROR_INPUT, "the chunk at byte %zu has %zu bytes, the file %zu", at, n, end);
        REQUIRE(*text || type == CHUNK_JSON, GFLA_ERROR_INPUT, "the first chunk is not JSON");
        if (!*text) {
            *text = (const char *)data + at + 8;
            *length = n;
        } else if (type == CHUNK_BIN && !g->chunk) {
            g->chunk = data + at + 8;
            g->chunk_size = n;
        }
        at += 8 + n;
    }
    REQUIRE(*text, GFLA_ERROR_INPUT, "no JSON in it");
fail:
    return status;
}

/* At least the number of values in JSON, without parsing it. */
static size_t count_values(const char *text, size_t size)
{
    size_t n = 1;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            in_string = !in_string;
        else if (in_string)
            i += text[i] == '\\';
        else
            n += text[i] == ',' || text[i] == '[' || text[i] == '{';
    }
    return n;
}

static gfla_status parse(struct gltf *g, const char *text, size_t size)
{
    gfla_status status = GFLA_OK;
    const char *end = NULL;
    REQUIRE(count_values(text, size) <= MAX_VALUES, GFLA_ERROR_INPUT, "the JSON holds more than %d values", MAX_VALUES);
    TRY(gfla_json_read(&g->json, text, size, &end, "its JSON"));
    REQUIRE(g->json, GFLA_ERROR_INPUT, "not valid JSON: something is wrong at byte %zu of it",
            end && end > text && end < text + size ? (size_t)(end - text) : (size_t)0);
    while (end < text + size && (strchr(" \t\r\n", *end) != NULL)) /* zero bytes pad some files */
        end++;
    REQUIRE(end == text + size, GFLA_ERROR_INPUT, "not valid JSON: something follows its end at byte %zu",
            (size_t)(end - text));
    REQUIRE(cJSON_IsObject(g->json), GFLA_ERROR_INPUT, "the JSON is no object");
fail:
    return status;
}

static gfla_status make_list(struct gltf *g, enum gltf_list_name name)
{
    gfla_status status = GFLA_OK;
    const cJSON *array = NULL, *item;
    struct gltf_list *list = &g->lists[name];
    size_t n = 0;
    TRY(gfla_gltf_array(g->json, lists[name].key, &array, &n));
    TRY(gfla_gltf_alloc(g, &list->items, n, sizeof *list->items));
    cJSON_ArrayForEach(item, array)
    {
        REQUIRE(cJSON_IsObject(item), GFLA_ERROR_INPUT, "%s: item %zu is no object", lists[name].key, list->n);
        list->items[list->n++] = item;
    }
fail:
    return status;
}

gfla_status gfla_gltf_open(struct gltf *g, const void *data, size_t size)
{
    gfla_status status = GFLA_OK;
    const char *text;
    size_t length;
    TRY(gfla_arena_create(&g->arena));
    TRY(find_json(g, data, size, &text, &length));
    TRY(parse(g, text, length));
fail:
    return status;
}

gfla_status gfla_gltf_make_lists(struct gltf *g)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < GLTF_LIST_COUNT && status == GFLA_OK; i++)
        status = make_list(g, (enum gltf_list_name)i);
    return status;
}

/* ---- members ---- */

static const cJSON *member(const cJSON *parent, const char *key)
{
    return parent ? cJSON_GetObjectItemCaseSensitive(parent, key) : NULL;
}

gfla_status gfla_gltf_object(const cJSON *parent, const char *key, const cJSON **object)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!cJSON_IsObject(value))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is no object", key);
    *object = value;
    return GFLA_OK;
}

gfla_status gfla_gltf_extension(const cJSON *parent, const char *name, const cJSON **object)
{
    const cJSON *extensions = NULL;
    gfla_status status = gfla_gltf_object(parent, "extensions", &extensions);
    return status == GFLA_OK ? gfla_gltf_object(extensions, name, object) : status;
}

gfla_status gfla_gltf_array(const cJSON *parent, const char *key, const cJSON **array, size_t *n)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!cJSON_IsArray(value))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is no list", key);
    *array = value;
    *n = (size_t)cJSON_GetArraySize(value);
    return GFLA_OK;
}

gfla_status gfla_gltf_text(const cJSON *parent, const char *key, const char **text)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!cJSON_IsString(value))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is no text", key);
    *text = value->valuestring;
    return GFLA_OK;
}

gfla_status gfla_gltf_flag(const cJSON *parent, const char *key, bool *flag)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!cJSON_IsBool(value))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is neither true nor false", key);
    *flag = cJSON_IsTrue(value);
    return GFLA_OK;
}

static bool is_whole(const cJSON *value)
{
    double v = cJSON_IsNumber(value) ? value->valuedouble : -1;
    return v >= 0 && v <= MAX_WHOLE && v == floor(v);
}

gfla_status gfla_gltf_whole(const cJSON *parent, const char *key, size_t *whole)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!is_whole(value))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is no whole number of 0 or more", key);
    *whole = (size_t)value->valuedouble;
    return GFLA_OK;
}

gfla_status gfla_gltf_number(const cJSON *parent, const char *key, double *number)
{
    const cJSON *value = member(parent, key);
    if (!value)
        return GFLA_OK;
    if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble))
        return gfla_fail(GFLA_ERROR_INPUT, "%s is no finite number", key);
    *number = value->valuedouble;
    return GFLA_OK;
}

gfla_status gfla_gltf_numbers(const cJSON *parent, const char *key, size_t n, double *values)
{
    gfla_status status = GFLA_OK;
    const cJSON *array = NULL, *item;
    size_t found = n;
    TRY(gfla_gltf_array(parent, key, &array, &found));
    REQUIRE(found == n, GFLA_ERROR_INPUT, "%s has %zu numbers, not %zu", key, found, n);
    cJSON_ArrayForEach(item, array)
    {
        REQUIRE(cJSON_IsNumber(item) && isfinite(item->valuedouble), GFLA_ERROR_INPUT,
                "%s holds what is no finite number", key);
        *values++ = item->valuedouble;
    }
fail:
    return status;
}

gfla_status gfla_gltf_element(const struct gltf *g, const cJSON *element, enum gltf_list_name list, size_t *index)
{
    const size_t n = g->lists[list].n;
    if (!is_whole(element))
        return gfla_fail(GFLA_ERROR_INPUT, "an index into the %s is no whole number of 0 or more", lists[list].noun);
    if (element->valuedouble >= (double)n)
        return gfla_fail(GFLA_ERROR_INPUT, "%.0f is none of the %zu %s", element->valuedouble, n, lists[list].noun);
    *index = (size_t)element->valuedouble;
    return GFLA_OK;
}

gfla_status gfla_gltf_reference(const struct gltf *g, const cJSON *parent, const char *key, enum gltf_list_name list,
                                size_t *index)
{
    const cJSON *value = member(parent, key);
    gfla_status status = value ? gfla_gltf_element(g, value, list, index) : GFLA_OK;
    return status == GFLA_OK ? status : gfla_fail_context(status, "%s", key);
}

const char *gfla_gltf_plain(const char *text)
{
    size_t n = strlen(text);
    return n <= 200 && gfla_utf8_is_plain(text, n) ? text : "(a name that cannot be shown)";
}

gfla_status gfla_gltf_alloc(struct gltf *g, void *out, size_t count, size_t size)
{
    void *data = count > SIZE_MAX / 2 / size ? NULL : gfla_arena_alloc(g->arena, count * size);
    memcpy(out, &data, sizeof data);
    return data ? GFLA_OK : gfla_fail(GFLA_ERROR_MEMORY, "%zu parts of a model: host memory ran out", count);
}
