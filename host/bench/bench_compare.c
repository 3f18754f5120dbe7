#include "bench/bench_compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/file.h"
#include "base/memory.h"

#define MOST_BYTES ((uint64_t)64 << 20)

struct gfla_bench_earlier {
    const char *path;
    cJSON *json;
};

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : "";
}

gfla_status gfla_bench_earlier_open(gfla_bench_earlier **earlier, const char *path)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    *earlier = NULL;
    if (!path)
        return GFLA_OK;
    TRY(gfla_calloc(earlier, 1, sizeof **earlier, path));
    (*earlier)->path = path;
    TRY(gfla_file_read_text(path, MOST_BYTES, &data, &size));
    (*earlier)->json = cJSON_ParseWithLength(data, size);
    REQUIRE(cJSON_IsArray(cJSON_GetObjectItemCaseSensitive((*earlier)->json, "results")), GFLA_ERROR_INPUT,
            "%s: no result of `gfla bench`. hint: gfla bench --json FILE writes one", path);
fail:
    free(data);
    if (status != GFLA_OK)
        gfla_bench_earlier_close(earlier);
    return status;
}

void gfla_bench_earlier_close(gfla_bench_earlier **earlier)
{
    if (!*earlier)
        return;
    cJSON_Delete((*earlier)->json);
    free(*earlier);
    *earlier = NULL;
}

const char *gfla_bench_earlier_device(const gfla_bench_earlier *earlier)
{
    return text_of(earlier->json, "device");
}

double gfla_bench_earlier_compare(const gfla_bench_earlier *earlier, const struct gfla_bench_report *report,
                                  void (*ratio)(void *user_data, const struct gfla_bench_ratio *ratio), void *user_data,
                                  int *count)
{
    const cJSON *old;
    double sum = 0;
    int n = 0;
    cJSON_ArrayForEach(old, cJSON_GetObjectItemCaseSensitive(earlier->json, "results"))
    {
        const struct gfla_bench_row *row = gfla_bench_report_find(report, text_of(old, "kind"), text_of(old, "name"));
        const cJSON *median = cJSON_GetObjectItemCaseSensitive(old, "median_ms");
        if (!row || !cJSON_IsNumber(median) || !(median->valuedouble > 0) || !(row->times.median > 0))
            continue;
        const struct gfla_bench_ratio r = {row->name, 1e-3 * median->valuedouble, row->times.median,
                                           1e-3 * median->valuedouble / row->times.median};
        ratio(user_data, &r);
        sum += log(r.ratio);
        n++;
    }
    *count = n;
    return n ? exp(sum / n) : 1;
}
