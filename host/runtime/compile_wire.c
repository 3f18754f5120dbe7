#include "runtime/compile_wire.h"

#include <string.h>

#include "base/context.h"

/* No text, NULL, is not the same as an empty one. */
static void write_text(struct gfla_byte_writer *bytes, const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 0;
    gfla_byte_writer_add_u32(bytes, (uint32_t)size);
    if (text)
        gfla_byte_writer_add(bytes, text, size);
}

static const char *read_text(struct gfla_byte_reader *reader)
{
    const uint32_t size = gfla_byte_reader_take_u32(reader);
    const char *text = size > 0 ? (const char *)gfla_byte_reader_take(reader, size) : NULL;
    if (text && text[size - 1] != 0)
        reader->failed = true;
    return text;
}

/* ---- the greeting ---- */

void gfla_compile_write_greeting(struct gfla_byte_writer *bytes, const gfla_device *device)
{
    const struct gfla_context_params *settings = gfla_context_settings();
    write_text(bytes, GFLA_VERSION);
    write_text(bytes, settings->cache_folder);
    write_text(bytes, settings->kernels_folder);
    gfla_byte_writer_add_u32(bytes, (uint32_t)settings->cache);
    gfla_byte_writer_add_u32(bytes, device->programs.keep_all);
    gfla_byte_writer_add_u32(bytes, (uint32_t)device->info.index);
    write_text(bytes, device->whole_name); /* parts compile as the whole does */
    write_text(bytes, device->info.driver);
    write_text(bytes, device->platform_version);
}

gfla_status gfla_compile_read_greeting(const void *bytes, size_t size, struct gfla_compile_greeting *greeting)
{
    gfla_status status = GFLA_OK;
    struct gfla_byte_reader reader = {.at = bytes, .end = (const uint8_t *)bytes + size};
    const char *version = read_text(&reader);
    gfla_context_params_init(&greeting->settings);
    REQUIRE(version && strcmp(version, GFLA_VERSION) == 0, GFLA_ERROR_INPUT, "a greeting of another version");
    greeting->settings.cache_folder = read_text(&reader);
    greeting->settings.kernels_folder = read_text(&reader);
    greeting->settings.cache = gfla_byte_reader_take_u32(&reader);
    greeting->keep_all = gfla_byte_reader_take_u32(&reader) != 0;
    greeting->index = (int)gfla_byte_reader_take_u32(&reader);
    greeting->name = read_text(&reader);
    greeting->driver = read_text(&reader);
    greeting->platform_version = read_text(&reader);
    REQUIRE(!reader.failed && greeting->name && greeting->driver && greeting->platform_version, GFLA_ERROR_INPUT,
            "a greeting that is cut short");
fail:
    return status;
}

/* ---- a job ---- */

static uint64_t size_of_arg(const struct gfla_arg *arg)
{
    if (arg->kind == GFLA_ARG_KIND_BUFFER)
        return arg->buffer ? arg->buffer->size : 0;
    return arg->size;
}

static void write_arg(struct gfla_byte_writer *bytes, const struct gfla_arg *arg)
{
    const uint64_t size = size_of_arg(arg);
    gfla_byte_writer_add_u8(bytes, (uint8_t)arg->kind);
    gfla_byte_writer_add_u32(bytes, (uint32_t)arg->i32);
    gfla_byte_writer_add_f64(bytes, (double)arg->f32);
    gfla_byte_writer_add_u64(bytes, size);
    if (arg->kind == GFLA_ARG_KIND_STRUCT)
        gfla_byte_writer_add(bytes, arg->data, arg->size);
}

void gfla_compile_write_job(struct gfla_byte_writer *bytes, const struct gfla_launch *launch)
{
    write_text(bytes, launch->source);
    write_text(bytes, launch->kernel);
    write_text(bytes, launch->options);
    for (int i = 0; i < 3; i++) {
        gfla_byte_writer_add_u64(bytes, launch->global[i]);
        gfla_byte_writer_add_u64(bytes, launch->local[i]);
    }
    gfla_byte_writer_add_u32(bytes, (uint32_t)launch->n_args);
    for (int i = 0; i < launch->n_args; i++)
        write_arg(bytes, &launch->args[i]);
}

static void read_arg(struct gfla_byte_reader *reader, struct gfla_arg *arg)
{
    arg->kind = gfla_byte_reader_take_u8(reader);
    arg->i32 = (int32_t)gfla_byte_reader_take_u32(reader);
    arg->f32 = (float)gfla_byte_reader_take_f64(reader);
    arg->size = (size_t)gfla_byte_reader_take_u64(reader);
    if (arg->kind == GFLA_ARG_KIND_STRUCT)
        arg->data = gfla_byte_reader_take(reader, arg->size);
    if (arg->kind > GFLA_ARG_KIND_LOCAL)
        reader->failed = true;
}

gfla_status gfla_compile_read_job(const void *bytes, size_t size, struct gfla_compile_job *job)
{
    gfla_status status = GFLA_OK;
    struct gfla_byte_reader reader = {.at = bytes, .end = (const uint8_t *)bytes + size};
    struct gfla_launch *launch = &job->launch;
    *job = (struct gfla_compile_job){.launch = {.args = NULL}};
    launch->source = read_text(&reader);
    launch->kernel = read_text(&reader);
    launch->options = read_text(&reader);
    for (int i = 0; i < 3; i++) {
        launch->global[i] = (size_t)gfla_byte_reader_take_u64(&reader);
        launch->local[i] = (size_t)gfla_byte_reader_take_u64(&reader);
    }
    const uint32_t n = gfla_byte_reader_take_u32(&reader);
    for (uint32_t i = 0; i < n && n <= GFLA_COMPILE_MOST_ARGS; i++)
        read_arg(&reader, &job->args[i]);
    REQUIRE(!reader.failed && n <= GFLA_COMPILE_MOST_ARGS && launch->source && launch->kernel, GFLA_ERROR_INPUT,
            "not a kernel to be compiled");
    launch->args = job->args;
    launch->n_args = (int)n;
fail:
    return status;
}
