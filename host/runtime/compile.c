#include "runtime/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/memory.h"
#include "base/random.h"
#include "runtime/compile_pool.h"
#include "runtime/internal.h"
#include "runtime/launch.h"

#define SHOWN_AFTER 1.0 /* seconds */

void gfla_kernels_known_free(struct gfla_kernels_known *known)
{
    free(known->hashes);
    free(known->rows);
    *known = (struct gfla_kernels_known){0};
}

static bool is_small_grid(const struct gfla_launch *launch)
{
    for (int i = 0; i < 3; i++)
        if (launch->global[i] > GFLA_COMPILE_SMALL_GRID)
            return false;
    return true;
}

uint64_t gfla_compile_hash(const struct gfla_launch *launch)
{
    const uint64_t parts[] = {
        gfla_hash_text(launch->source),
        gfla_hash_text(launch->kernel),
        launch->options ? gfla_hash_text(launch->options) : 0,
        launch->local[0],
        launch->local[1],
        launch->local[2],
        is_small_grid(launch),
    };
    return gfla_hash_bytes(parts, sizeof parts);
}

static struct gfla_compile_row *find_row(const struct gfla_kernels_known *known, uint64_t hash)
{
    for (size_t i = 0; i < known->count; i++)
        if (known->hashes[i] == hash)
            return &known->rows[i];
    return NULL;
}

static void fill_row(struct gfla_compile_row *row, const struct gfla_launch *launch)
{
    *row = (struct gfla_compile_row){.build = 0};
    snprintf(row->source, sizeof row->source, "%s", launch->source);
    snprintf(row->options, sizeof row->options, "%s", launch->options ? launch->options : "");
    snprintf(row->kernel, sizeof row->kernel, "%s", launch->kernel);
    memcpy(row->local, launch->local, sizeof row->local);
}

bool gfla_compile_is_new(gfla_device *device, const struct gfla_launch *launch)
{
    struct gfla_kernels_known *known = &device->kernels;
    const uint64_t hash = gfla_compile_hash(launch);
    const size_t n = known->count + 1;
    if (find_row(known, hash) ||
        gfla_grow(&known->hashes, &known->capacity, n, sizeof hash, "kernels of a device") != GFLA_OK ||
        gfla_grow(&known->rows, &known->rows_capacity, n, sizeof *known->rows, "kernels of a device") != GFLA_OK)
        return false;
    known->hashes[known->count] = hash;
    fill_row(&known->rows[known->count++], launch);
    return true;
}

void gfla_compile_note(gfla_device *device, uint64_t hash, double seconds)
{
    struct gfla_compile_row *row = find_row(&device->kernels, hash);
    if (row)
        row->compile += seconds;
}

/* What is told: of helpers, all that they have to do, for this list and others; else the kernels of this list. */
static void tell(gfla_device *device, struct gfla_compile_count *count)
{
    size_t n, n_ready;
    gfla_compile_pool_count(device, &n, &n_ready);
    if (n == 0) {
        n = count->is_growing ? 0 : count->n_new;
        n_ready = count->n_ready;
    }
    if (!count->is_shown)
        gfla_progress_begin(&count->progress, "kernels", n);
    if (!count->is_shown || n_ready != count->shown_ready)
        gfla_progress_set(&count->progress, n_ready);
    count->is_shown = true;
    count->shown_ready = n_ready;
}

static void show(gfla_device *device, struct gfla_compile_count *count)
{
    const bool is_last = !count->is_growing && count->n_ready >= count->n_new;
    if (count->is_shown || (count->seconds > SHOWN_AFTER && !is_last))
        tell(device, count);
    if (is_last)
        gfla_compile_end(count);
}

void gfla_compile_add(gfla_device *device, struct gfla_compile_count *count, double seconds, size_t n)
{
    device->kernels.seconds += seconds;
    count->n_ready += n;
    if (n > 0 || !gfla_device_compiles_late(device))
        count->seconds += seconds;
    gfla_progress_leave_out(seconds);
    show(device, count);
}

gfla_status gfla_compile_wait(gfla_device *device, struct gfla_compile_count *count, uint64_t hash)
{
    gfla_status status = GFLA_OK;
    double before = gfla_clock();
    for (bool is_free = false; !is_free && status == GFLA_OK;) {
        is_free = gfla_compile_pool_wait(device, hash, GFLA_COMPILE_LOOK_SECONDS);
        const double now = gfla_clock();
        device->kernels.seconds += now - before;
        count->seconds += now - before;
        gfla_progress_leave_out(now - before);
        before = now;
        show(device, count);
        status = gfla_check_cancelled();
    }
    return status;
}

void gfla_compile_end(struct gfla_compile_count *count)
{
    if (count->is_shown)
        gfla_progress_end(&count->progress);
    count->is_shown = count->is_growing = false;
}
