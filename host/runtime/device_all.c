/* device_all.c - several devices at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/context.h"
#include "base/memory.h"
#include "runtime/answers.h"
#include "runtime/buffer.h"
#include "runtime/commands.h"
#include "runtime/internal.h"

/* Kernels are chosen by the number of compute units, and sum in another order by another choice: devices of one driver,
 * which compute alike, choose as the first. */
static void choose_alike(gfla_device **devices, size_t count)
{
    const struct gfla_device_info *first = &devices[0]->info;
    for (size_t i = 1; i < count; i++) {
        struct gfla_device_info *info = &devices[i]->info;
        if (info->kind == first->kind && strcmp(info->vendor, first->vendor) == 0 &&
            strcmp(info->driver, first->driver) == 0 && strcmp(info->platform, first->platform) == 0)
            info->n_compute_units = first->n_compute_units;
    }
}

/* The null device needs no platform, and no list. */
static gfla_status choose(const char *selectors, struct gfla_device_entry **entries,
                          struct gfla_device_choice **choices, size_t *n_choices)
{
    gfla_status status;
    size_t count = 0;
    if (selectors && strcasecmp(selectors, "null") == 0)
        return gfla_device_select(NULL, 0, selectors, choices, n_choices);
    TRY(gfla_device_scan(entries, &count));
    TRY(gfla_device_select(*entries, count, selectors, choices, n_choices));
fail:
    return status;
}

static gfla_status open_choice(gfla_device **device, const struct gfla_device_choice *choice)
{
    const gfla_status status = gfla_device_open_choice(device, gfla_context_current(), choice);
    if (status == GFLA_OK)
        snprintf((*device)->label, sizeof(*device)->label, "device %d (%s)", (*device)->info.index,
                 (*device)->info.name);
    return status;
}

const char *gfla_device_label(const gfla_device *device)
{
    return device->label[0] ? device->label : device->info.name;
}

gfla_status gfla_device_open_some(gfla_device ***devices, size_t *count, gfla_context *context, const char *selectors,
                                  size_t most)
{
    gfla_status status;
    gfla_context *const before = gfla_context_enter(context ? context : gfla_context_current());
    struct gfla_device_entry *entries = NULL;
    struct gfla_device_choice *choices = NULL;
    size_t n_choices = 0;
    *devices = NULL;
    *count = 0;
    TRY(choose(selectors, &entries, &choices, &n_choices));
    REQUIRE(most == 0 || n_choices <= most, GFLA_ERROR_USAGE,
            "'%s' names %zu devices, and this works on one. hint: -d N; one part of a device is -d N:1/2", selectors,
            n_choices);
    TRY(gfla_calloc(devices, n_choices, sizeof **devices, "devices"));
    for (; *count < n_choices; ++*count)
        TRY(open_choice(&(*devices)[*count], &choices[*count]));
    choose_alike(*devices, *count);
fail:
    free(choices);
    free(entries);
    if (status != GFLA_OK)
        gfla_device_destroy_all(devices, count);
    gfla_context_enter(before);
    return status;
}

gfla_status gfla_device_open_all(gfla_device ***devices, size_t *count, gfla_context *context, const char *selectors)
{
    return gfla_device_open_some(devices, count, context, selectors, 0);
}

void gfla_device_destroy_all(gfla_device ***devices, size_t *count)
{
    if (!devices || !*devices)
        return;
    for (size_t i = 0; i < *count; i++)
        gfla_device_destroy(&(*devices)[i]);
    free(*devices);
    *devices = NULL;
    *count = 0;
}

bool gfla_device_answers(gfla_device *device)
{
    static const unsigned char sent[16] = "are you there?";
    unsigned char came[sizeof sent] = {0};
    gfla_buffer *buffer = NULL;
    if (!gfla_device_computes(device))
        return true;
    const bool answers =
        gfla_buffer_create(&buffer, device, sizeof sent, GFLA_MEMORY_INPUTS, "a question") == GFLA_OK &&
        gfla_buffer_write(buffer, 0, sent, sizeof sent) == GFLA_OK &&
        gfla_buffer_read(buffer, 0, came, sizeof came) == GFLA_OK && memcmp(sent, came, sizeof sent) == 0;
    gfla_buffer_destroy(&buffer);
    return answers;
}
