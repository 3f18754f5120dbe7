/* Any bytes as a pack of views: opened, and what can be read is read. The sums of header and tables are made right, so
 * that the fuzzer sees behind them. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/data/views.h"

enum { SIDE = 64 };

static void put_sum(uint8_t *at, const uint8_t *data, size_t size)
{
    const uint32_t sum = (uint32_t)crc32(0, data, (uInt)size);
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(sum >> 8 * i);
}

static void repair(uint8_t *data, size_t size)
{
    uint64_t tables = 0;
    if (size < 64)
        return;
    for (int i = 0; i < 8; i++)
        tables |= (uint64_t)data[32 + i] << 8 * i;
    if (tables <= size)
        put_sum(data + 48, data + tables, size - (size_t)tables);
    put_sum(data + 60, data, 60);
}

static void read_all(const gfla_views *views)
{
    static uint8_t rgba[2][4 * SIDE * SIDE];
    static uint16_t depth[2][SIDE * SIDE];
    const struct gfla_view_pixels pixels = {rgba[0], gfla_views_have_depth(views) ? depth[0] : NULL,
                                            gfla_views_have_back(views) ? rgba[1] : NULL,
                                            gfla_views_have_back(views) ? depth[1] : NULL};
    for (int m = 0; m < gfla_views_count(views); m++)
        for (int i = 0; i < gfla_views_model(views, m)->n_views && i < 8; i++)
            gfla_views_read_number(views, m, i, gfla_views_size(views), &pixels);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gfla_views *views;
    char *copy = fuzz_text(data, size);
    repair((uint8_t *)copy, size);
    if (gfla_views_open(&views, fuzz_file((const uint8_t *)copy, size), NULL) == GFLA_OK) {
        if (gfla_views_size(views) <= SIDE)
            read_all(views);
        fuzz_accepted(0, 1);
        gfla_views_destroy(&views);
    }
    free(copy);
    return 0;
}
