#include "io/json.h"

#include "base/memory.h"

gfla_status gfla_json_read(cJSON **json, const char *text, size_t size, const char **end, const char *what)
{
    const char *stop = text;
    gfla_memory_watch();
    *json = cJSON_ParseWithLengthOpts(text, size, &stop, 0);
    if (end)
        *end = stop;
    return *json || !gfla_memory_ran_out() ? GFLA_OK : gfla_fail(GFLA_ERROR_MEMORY, "%s: host memory ran out", what);
}
