#include "runtime/compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "runtime/internal.h"
#include "runtime/launch.h"

#define SHOWN_AFTER 1.0 /* seconds */

void gfla_kernels_known_free(struct gfla_kernels_known *known)
{
    free(known->hashes);
    *known = (struct gfla_kernels_known){0};
}

bool gfla_device_compiles_late(const gfla_device *device)
{
    return strcmp(device->info.platform, "Portable Computing Language") == 0;
}

static uint64_t hash_kernel(const struct gfla_launch *launch)
{
    const uint64_t parts[] = {
        gfla_hash_text(launch->source),
        gfla_hash_text(launch->kernel),
        launch->options ? gfla_hash_text(launch->options) : 0,
        launch->local[0],
        launch->local[1],
        launch->local[2],
    };
    return gfla_hash_bytes(parts, sizeof parts);
}

bool gfla_compile_is_new(gfla_device *device, const struct gfla_launch *launch)
{
    struct gfla_kernels_known *known = &device->kernels;
    const uint64_t hash = hash_kernel(launch);
    for (size_t i = 0; i < known->count; i++)
        if (known->hashes[i] == hash)
            return false;
    if (gfla_grow(&known->hashes, &known->capacity, known->count + 1, sizeof hash, "kernels of a device") != GFLA_OK)
        return false;
    known->hashes[known->count++] = hash;
    return true;
}

void gfla_compile_add(gfla_device *device, struct gfla_compile_count *count, double seconds, size_t n)
{
    device->kernels.seconds += seconds;
    count->n_ready += n;
    if (n > 0 || !gfla_device_compiles_late(device))
        count->seconds += seconds;
    gfla_progress_leave_out(seconds);
    const bool is_last = !count->is_growing && count->n_ready >= count->n_new;
    if (!count->is_shown && count->seconds > SHOWN_AFTER && !is_last) {
        gfla_progress_begin(&count->progress, "kernels", count->is_growing ? 0 : count->n_new);
        count->is_shown = true;
    }
    if (count->is_shown && n > 0)
        gfla_progress_set(&count->progress, count->n_ready);
    if (is_last)
        gfla_compile_end(count);
}

void gfla_compile_end(struct gfla_compile_count *count)
{
    if (count->is_shown)
        gfla_progress_end(&count->progress);
    count->is_shown = count->is_growing = false;
}
