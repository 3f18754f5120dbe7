#include "io/keypoints/json_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "io/keypoints/keypoints_format.h"

#define MAX_DEPTH 64
#define MAX_PARSED ((size_t)1 << 20)

static gfla_status not_json(const char *file, const char *at, const char *end, const char *what)
{
    char shown[48];
    return gfla_fail(GFLA_ERROR_INPUT, "is not JSON at byte %zu: %s at '%s'", (size_t)(at - file), what,
                     gfla_excerpt(at, (size_t)(end - at), shown));
}

/* Behind the text that begins at `at`; NULL: it does not end. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : NULL;
}

/* Behind a list or object; NULL: it does not end, brackets do not match or are too deep. */
static const char *skip_nested(const char *at, const char *end)
{
    char closes[MAX_DEPTH];
    int depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            if (!at)
                return NULL;
            continue;
        }
        if (*at == '{' || *at == '[') {
            if (depth == MAX_DEPTH)
                return NULL;
            closes[depth++] = *at == '{' ? '}' : ']';
        } else if (*at == '}' || *at == ']') {
            if (closes[--depth] != *at)
                return NULL;
            if (depth == 0)
                return at + 1;
        }
        at++;
    }
    return NULL;
}

/* Behind a value of any kind; NULL: there is none. Numbers and words are left to whoever parses them. */
static const char *skip_value(const char *at, const char *end)
{
    if (at < end && *at == '"')
        return skip_string(at, end);
    if (at < end && (*at == '{' || *at == '['))
        return skip_nested(at, end);
    const char *start = at;
    while (at < end && *at && !strchr(",]}: \t\r\n\"[{", *at))
        at++;
    return at > start ? at : NULL;
}

gfla_status gfla_json_parts_open(struct gfla_json_parts *parts, const char *file, const char *value, size_t size)
{
    const char *end = value + size, *at = gfla_skip_blanks(value, end);
    if (at == end || (*at != '{' && *at != '['))
        return not_json(file, at, end, "a list or object was expected");
    *parts = (struct gfla_json_parts){.file = file, .at = at + 1, .end = end, .close = *at == '{' ? '}' : ']'};
    return GFLA_OK;
}

static gfla_status take_key(struct gfla_json_parts *parts, struct gfla_json_part *part)
{
    const char *at = parts->at, *behind = at < parts->end && *at == '"' ? skip_string(at, parts->end) : NULL;
    if (!behind)
        return not_json(parts->file, at, parts->end, "a name in quotes was expected");
    part->key = at;
    part->key_size = (size_t)(behind - at);
    at = gfla_skip_blanks(behind, parts->end);
    if (at == parts->end || *at != ':')
        return not_json(parts->file, at, parts->end, "a colon was expected");
    parts->at = gfla_skip_blanks(at + 1, parts->end);
    return GFLA_OK;
}

static gfla_status finish(struct gfla_json_parts *parts, const char *at)
{
    const char *rest = gfla_skip_blanks(at + 1, parts->end);
    return rest == parts->end ? GFLA_OK : not_json(parts->file, rest, parts->end, "something follows the end");
}

gfla_status gfla_json_parts_next(struct gfla_json_parts *parts, struct gfla_json_part *part, bool *more)
{
    gfla_status status = GFLA_OK;
    const char *at = gfla_skip_blanks(parts->at, parts->end);
    *part = (struct gfla_json_part){0};
    *more = false;
    if (at < parts->end && *at == parts->close)
        return finish(parts, at);
    if (parts->begun) {
        if (at == parts->end || *at != ',')
            return not_json(parts->file, at, parts->end,
                            parts->close == ']' ? "',' or ']' was expected" : "',' or '}' was expected");
        at = gfla_skip_blanks(at + 1, parts->end);
    }
    parts->begun = true;
    parts->at = at;
    if (parts->close == '}')
        TRY(take_key(parts, part));
    part->value = parts->at;
    at = skip_value(parts->at, parts->end);
    if (!at)
        return not_json(parts->file, parts->at, parts->end,
                        "a value is missing, does not end, or is nested more than 64 deep");
    part->value_size = (size_t)(at - part->value);
    parts->at = at;
    *more = true;
fail:
    return status;
}

bool gfla_json_key_is(const struct gfla_json_part *part, const char *name)
{
    size_t length = strlen(name);
    return part->key && part->key_size == length + 2 && memcmp(part->key + 1, name, length) == 0;
}

/* Where NaN stands in place of a value, as Python writes it; NULL: nowhere. */
static const char *find_nan(const char *at, const char *end)
{
    while (at && at < end) {
        if (*at == '"')
            at = skip_string(at, end);
        else if (end - at >= 3 && memcmp(at, "NaN", 3) == 0)
            return at;
        else
            at++;
    }
    return NULL;
}

/* NaN becomes null, in place: blanks around values do not count, but there may be none. *text is freed with free(). */
static gfla_status without_nan(const char *value, size_t size, char **text)
{
    static const char null[] = {'n', 'u', 'l', 'l'};
    const char *end = value + size, *at = value, *nan;
    char *out;
    const gfla_status status = gfla_calloc(text, size + size / 3 + 2, 1, "JSON");
    if (status != GFLA_OK)
        return status;
    out = *text;
    while ((nan = find_nan(at, end))) {
        memcpy(out, at, (size_t)(nan - at));
        out += nan - at;
        memcpy(out, null, sizeof null);
        out += sizeof null;
        at = nan + 3;
    }
    memcpy(out, at, (size_t)(end - at));
    return GFLA_OK;
}

static gfla_status parse_with_nan(const char *value, size_t size, struct cJSON **json)
{
    char *text;
    gfla_status status = without_nan(value, size, &text);
    if (status != GFLA_OK)
        return status;
    status = gfla_json_read(json, text, strlen(text), NULL, "JSON");
    free(text);
    return status;
}

gfla_status gfla_json_parse(const char *file, const char *value, size_t size, struct cJSON **json)
{
    const char *stop = NULL;
    gfla_status status;
    *json = NULL;
    if (size > MAX_PARSED)
        return gfla_fail(GFLA_ERROR_INPUT, "the JSON value at byte %zu has %zu bytes, at most %zu are read",
                         (size_t)(value - file), size, MAX_PARSED);
    status = gfla_json_read(json, value, size, &stop, "JSON");
    if (status == GFLA_OK && !*json && find_nan(value, value + size)) {
        status = parse_with_nan(value, size, json);
        if (*json)
            return status;
    }
    if (status != GFLA_OK)
        return status;
    if (!*json)
        return not_json(file, stop && stop < value + size ? stop : value, value + size,
                        "no number, text, list or object");
    if (gfla_skip_blanks(stop, value + size) == value + size)
        return GFLA_OK;
    cJSON_Delete(*json);
    *json = NULL;
    return not_json(file, stop, value + size, "something follows the end");
}
