#include "runtime/compile_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/helper_serve.h"
#include "base/memory.h"
#include "runtime/commands.h"
#include "runtime/compile_job.h"

struct guest {
    gfla_context *context;
    gfla_device *device;
};

/* The same number in the list is the same device, unless a driver came or went. */
static gfla_status open_guest(struct guest *guest, const struct gfla_compile_greeting *greeting)
{
    gfla_status status;
    char selector[16];
    snprintf(selector, sizeof selector, "%d", greeting->index);
    TRY(gfla_context_create(&guest->context, &greeting->settings));
    gfla_context_enter(guest->context);
    TRY(gfla_device_open(&guest->device, guest->context, selector));
    const gfla_device *device = guest->device;
    REQUIRE(strcmp(device->info.name, greeting->name) == 0 && strcmp(device->info.driver, greeting->driver) == 0 &&
                strcmp(device->platform_version, greeting->platform_version) == 0,
            GFLA_ERROR_DEVICE, "device %s is another one here", selector);
    guest->device->programs.keep_all = greeting->keep_all;
fail:
    return status;
}

/* ---- messages ---- */

/* *data is freed with free(); NULL: no more come. */
static gfla_status receive_message(int from, void **data, size_t *size)
{
    gfla_status status;
    uint8_t bytes[4];
    bool at_end = false;
    struct gfla_byte_reader reader = {bytes, bytes + sizeof bytes, false};
    *data = NULL;
    TRY(gfla_helper_serve_read(from, bytes, sizeof bytes, &at_end));
    if (at_end)
        return GFLA_OK;
    *size = gfla_byte_reader_take_u32(&reader);
    REQUIRE(*size > 0 && *size <= GFLA_COMPILE_MOST_MESSAGE, GFLA_ERROR_FAILED, "a message of %zu bytes", *size);
    TRY(gfla_calloc(data, *size, 1, "a message"));
    TRY(gfla_helper_serve_read(from, *data, *size, &at_end));
    REQUIRE(!at_end, GFLA_ERROR_FAILED, "a message is cut short");
    return GFLA_OK;
fail:
    free(*data);
    *data = NULL;
    return status;
}

static gfla_status reply(int to, struct gfla_byte_writer *bytes)
{
    const gfla_status status = bytes->failed ? gfla_fail(GFLA_ERROR_MEMORY, "host memory ran out for a reply")
                                             : gfla_helper_serve_write(to, bytes->data, bytes->size);
    free(bytes->data);
    return status;
}

static gfla_status greet(struct guest *guest, int requests, int replies)
{
    gfla_status status;
    void *data;
    size_t size = 0;
    struct gfla_byte_writer bytes = {0};
    struct gfla_compile_greeting greeting;
    TRY(receive_message(requests, &data, &size));
    gfla_status known = gfla_compile_read_greeting(data, size, &greeting);
    if (known == GFLA_OK)
        known = open_guest(guest, &greeting);
    gfla_byte_writer_add_u32(&bytes, (uint32_t)known);
    TRY(reply(replies, &bytes));
    status = known;
fail:
    free(data);
    return status;
}

static gfla_status compile(gfla_device *device, int replies, const void *data, size_t size)
{
    struct gfla_byte_writer bytes = {0};
    struct gfla_compile_times times;
    const gfla_status status = gfla_compile_job_run(device, data, size, &times);
    gfla_byte_writer_add_u32(&bytes, (uint32_t)status);
    gfla_byte_writer_add_f64(&bytes, times.build);
    gfla_byte_writer_add_f64(&bytes, times.kernel);
    return reply(replies, &bytes);
}

gfla_status gfla_compile_serve(int requests, int replies)
{
    gfla_status status;
    struct guest guest = {NULL};
    void *data = NULL;
    size_t size = 0;
    TRY(greet(&guest, requests, replies));
    for (;;) {
        TRY(receive_message(requests, &data, &size));
        if (!data)
            break;
        TRY(compile(guest.device, replies, data, size));
        free(data);
        data = NULL;
    }
fail:
    free(data);
    gfla_device_destroy(&guest.device);
    gfla_context_destroy(&guest.context);
    return status;
}
