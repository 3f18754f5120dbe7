#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "runtime/commands.h"
#include "runtime/internal.h"

struct gfla_profile_event {
    cl_event event;
    size_t row;
    double flops;
};

static gfla_status copy_text(const char *text, const char **copy)
{
    char *bytes;
    size_t size = strlen(text) + 1;
    gfla_status status = gfla_calloc(&bytes, size, 1, "profile");
    *copy = bytes;
    if (status == GFLA_OK)
        memcpy(bytes, text, size);
    return status;
}

gfla_status gfla_profile_find(struct gfla_profile *profile, const char *kernel, const char *label, size_t *row)
{
    gfla_status status;
    struct gfla_profile_row added = {0};
    uint64_t hash = gfla_hash_text(kernel) * 31 + gfla_hash_text(label);
    for (size_t i = 0; i < profile->n_rows; i++) {
        const struct gfla_profile_row *r = &profile->rows[i];
        *row = i;
        if (profile->hashes[i] == hash && strcmp(r->kernel, kernel) == 0 && strcmp(r->label, label) == 0)
            return GFLA_OK;
    }
    TRY(gfla_grow(&profile->rows, &profile->rows_capacity, profile->n_rows + 1, sizeof *profile->rows, "profile"));
    TRY(gfla_grow(&profile->hashes, &profile->hashes_capacity, profile->n_rows + 1, sizeof hash, "profile"));
    TRY(copy_text(kernel, &added.kernel));
    TRY(copy_text(label, &added.label));
    *row = profile->n_rows;
    profile->rows[*row] = added;
    profile->hashes[*row] = hash;
    profile->n_rows++;
    return GFLA_OK;
fail:
    free((void *)added.kernel);
    return status;
}

gfla_status gfla_profile_add_event(struct gfla_profile *profile, size_t row, double flops, cl_event event)
{
    gfla_status status = gfla_grow(&profile->events, &profile->events_capacity, profile->n_events + 1,
                                   sizeof *profile->events, "profile");
    if (status == GFLA_OK)
        profile->events[profile->n_events++] = (struct gfla_profile_event){event, row, flops};
    else
        clReleaseEvent(event);
    return status;
}

void gfla_profile_add_time(struct gfla_profile *profile, size_t row, double flops, double seconds)
{
    profile->rows[row].count++;
    profile->rows[row].seconds += seconds;
    profile->rows[row].flops += flops;
}

static void drop_events(struct gfla_profile *profile)
{
    for (size_t i = 0; i < profile->n_events; i++)
        clReleaseEvent(profile->events[i].event);
    profile->n_events = 0;
}

gfla_status gfla_profile_collect(struct gfla_profile *profile)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < profile->n_events; i++) {
        const struct gfla_profile_event *e = &profile->events[i];
        cl_ulong start = 0, end = 0;
        CL(clGetEventProfilingInfo(e->event, CL_PROFILING_COMMAND_START, sizeof start, &start, NULL));
        CL(clGetEventProfilingInfo(e->event, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL));
        gfla_profile_add_time(profile, e->row, e->flops, (double)(end - start) * 1e-9);
    }
fail:
    drop_events(profile);
    return status;
}

void gfla_profile_free(struct gfla_profile *profile)
{
    drop_events(profile);
    for (size_t i = 0; i < profile->n_rows; i++) {
        free((void *)profile->rows[i].kernel);
        free((void *)profile->rows[i].label);
    }
    free(profile->rows);
    free(profile->hashes);
    free(profile->events);
    *profile = (struct gfla_profile){0};
}

/* Times need a queue that takes them, which may be slower: there is one only while profiling. */
gfla_status gfla_device_profile(gfla_device *device, bool on)
{
    gfla_status status;
    TRY(gfla_device_finish(device));
    if (on)
        gfla_profile_free(&device->profile);
    if (!gfla_device_is_null(device))
        TRY(gfla_device_set_queue(device, on));
    device->profile.on = on;
fail:
    return status;
}

static int compare_rows(const void *left, const void *right)
{
    const struct gfla_profile_row *a = left, *b = right;
    if (a->seconds != b->seconds)
        return a->seconds < b->seconds ? 1 : -1;
    int order = strcmp(a->kernel, b->kernel);
    return order ? order : strcmp(a->label, b->label);
}

gfla_status gfla_device_profile_rows(gfla_device *device, const struct gfla_profile_row **rows, size_t *count)
{
    struct gfla_profile *profile = &device->profile;
    *rows = NULL;
    *count = 0;
    gfla_status status = gfla_device_finish(device);
    if (status != GFLA_OK)
        return status;
    if (profile->n_rows)
        qsort(profile->rows, profile->n_rows, sizeof *profile->rows, compare_rows);
    for (size_t i = 0; i < profile->n_rows; i++)
        profile->hashes[i] = gfla_hash_text(profile->rows[i].kernel) * 31 + gfla_hash_text(profile->rows[i].label);
    *rows = profile->rows;
    *count = profile->n_rows;
    return GFLA_OK;
}
