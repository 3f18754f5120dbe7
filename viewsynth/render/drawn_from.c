#include "viewsynth/render/drawn_from.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/json.h"

#define MAX_BYTES (64u << 20)

/* Whether short is all of path, or what follows one of its slashes. */
static bool is_end_of(const char *path, const char *end)
{
    const size_t n = strlen(path), m = strlen(end);
    return m <= n && strcmp(path + n - m, end) == 0 && (m == n || path[n - m - 1] == '/');
}

gfla_status gfla_drawn_from(const char *cameras, const struct gfla_model_entry *entry, bool *same, char *other,
                            size_t size)
{
    void *text;
    size_t n;
    *same = true;
    snprintf(other, size, "%s", "");
    gfla_status status = gfla_file_read_regular(cameras, MAX_BYTES, &text, &n);
    if (status != GFLA_OK)
        return status == GFLA_ERROR_MEMORY ? status : GFLA_OK;
    cJSON *json;
    status = gfla_json_read(&json, text, n, NULL, cameras);
    const cJSON *source = cJSON_GetObjectItemCaseSensitive(json, "source");
    if (cJSON_IsString(source)) {
        *same = is_end_of(source->valuestring, entry->source) || is_end_of(entry->source, source->valuestring);
        if (!*same)
            snprintf(other, size, "%s", source->valuestring);
    }
    cJSON_Delete(json);
    free(text);
    return status;
}
