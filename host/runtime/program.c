#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "runtime/commands.h"
#include "runtime/internal.h"

/* Exactness matters more than the last percent: no relaxed mathematics; kernels that want fused multiply-adds say
 * fma(). */
#define COMMON_OPTIONS "-cl-std=CL1.2 -cl-denorms-are-zero"

struct gfla_program {
    char *name; /* source path, newline, options */
    cl_program program;
    double seconds; /* that it took to be built or loaded */
};

/* Everything a binary depends on. */
static gfla_status make_key(const gfla_device *device, const char *text, const char *options, char **key)
{
    struct gfla_text t = {0};
    const struct gfla_device_info *info = &device->info;
    gfla_text_add(&t,
                  "gfla " GFLA_VERSION "\ndevice %s\nvendor %s\ndriver %s\nversion %s\nplatform %s, %s\noptions %s\n%s",
                  device->whole_name, info->vendor, info->driver, info->version, info->platform,
                  device->platform_version, options, text);
    *key = t.data;
    if (!t.failed)
        return GFLA_OK;
    gfla_text_free(&t);
    *key = NULL;
    return GFLA_ERROR_MEMORY;
}

static bool load(gfla_device *device, const char *key, const char *options, cl_program *program)
{
    void *binary;
    size_t size;
    cl_int error, binary_status = CL_SUCCESS;
    if (!gfla_program_cache_read(key, &binary, &size))
        return false;
    const unsigned char *bytes = binary;
    *program = clCreateProgramWithBinary(device->context, 1, &device->id, &size, &bytes, &binary_status, &error);
    free(binary);
    if (*program && error == CL_SUCCESS && binary_status == CL_SUCCESS)
        error = clBuildProgram(*program, 1, &device->id, options, NULL, NULL);
    error = error ? error : binary_status;
    if (error == CL_SUCCESS) {
        device->programs.counts.from_disk++;
        return true;
    }
    gfla_log(GFLA_LOG_INFO, "the driver refused a cached program (%s); building it anew", gfla_cl_error_name(error));
    if (*program)
        clReleaseProgram(*program);
    *program = NULL;
    return false;
}

static void save(cl_program program, const char *key)
{
    size_t size = 0;
    unsigned char *binary = NULL;
    if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof size, &size, NULL) != CL_SUCCESS || size == 0)
        return;
    if (gfla_calloc(&binary, size, 1, "program binary") != GFLA_OK)
        return;
    if (clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof binary, &binary, NULL) == CL_SUCCESS)
        gfla_program_cache_write(key, binary, size);
    free(binary);
}

/* Asking PoCL for a binary makes it compile every kernel again, used or not, for work-groups of any size: 20 s for the
 * programs of the person generator, whose first run takes 16 s without. Its own cache spares a later process the
 * compiling, but not the preprocessor: 8 ms for a program where a binary takes 3 ms. So there binaries are kept where
 * somebody waits for that: `gfla tune`, GFLA_CACHE_ALL. Those that are there are always used. */
static bool is_worth_saving(const gfla_device *device)
{
    const bool all = device->programs.keep_all || gfla_context_settings()->cache == GFLA_CACHE_ALL;
    return all || !gfla_device_is_pocl(device);
}

static gfla_status load_or_build(gfla_device *device, const char *path, const char *options, cl_program *program)
{
    gfla_status status;
    char *text = NULL, *key = NULL;
    TRY(gfla_source_load(path, &text));
    TRY(make_key(device, text, options, &key));
    if (!load(device, key, options, program)) {
        TRY(gfla_program_build(device, path, text, options, program));
        if (is_worth_saving(device))
            save(*program, key);
    }
fail:
    free(text);
    free(key);
    return status;
}

static gfla_status make_name(const char *source, const char *options, char **name)
{
    struct gfla_text t = {0};
    gfla_text_add(&t, "%s\n" COMMON_OPTIONS "%s%s", source, options && *options ? " " : "", options ? options : "");
    *name = t.data;
    if (!t.failed)
        return GFLA_OK;
    gfla_text_free(&t);
    *name = NULL;
    return GFLA_ERROR_MEMORY;
}

bool gfla_program_is_kept(const gfla_device *device, const char *source, const char *options)
{
    bool is_kept = false;
    char *name = NULL, *text = NULL, *key = NULL, *path = NULL;
    if (make_name(source, options, &name) == GFLA_OK && gfla_source_load(source, &text) == GFLA_OK &&
        make_key(device, text, strchr(name, '\n') + 1, &key) == GFLA_OK && gfla_program_cache_path(key, &path))
        is_kept = gfla_file_exists(path);
    free(name);
    free(text);
    free(key);
    free(path);
    return is_kept;
}

static gfla_status get(gfla_device *device, const char *source, const char *options, cl_program *program)
{
    gfla_status status;
    struct gfla_program_table *table = &device->programs;
    char *name = NULL;
    TRY(make_name(source, options, &name));
    for (size_t i = 0; i < table->count && !*program; i++)
        if (strcmp(table->entries[i].name, name) == 0)
            *program = table->entries[i].program;
    if (*program) {
        free(name);
        return GFLA_OK;
    }
    TRY(gfla_grow(&table->entries, &table->capacity, table->count + 1, sizeof *table->entries, "program table"));
    const double start = gfla_clock();
    TRY(load_or_build(device, source, strchr(name, '\n') + 1, program));
    table->entries[table->count++] = (struct gfla_program){name, *program, gfla_clock() - start};
    return GFLA_OK;
fail:
    free(name);
    return status;
}

gfla_status gfla_program_get(gfla_device *device, const char *source, const char *options, cl_program *program)
{
    *program = NULL;
    pthread_mutex_lock(&device->programs.lock);
    const gfla_status status = get(device, source, options, program);
    pthread_mutex_unlock(&device->programs.lock);
    return status;
}

double gfla_program_seconds(gfla_device *device, const char *source, const char *options)
{
    struct gfla_program_table *table = &device->programs;
    char *name;
    double seconds = 0;
    if (make_name(source, options, &name) != GFLA_OK)
        return 0;
    pthread_mutex_lock(&table->lock);
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->entries[i].name, name) == 0)
            seconds = table->entries[i].seconds;
    pthread_mutex_unlock(&table->lock);
    free(name);
    return seconds;
}

void gfla_program_table_init(struct gfla_program_table *table)
{
    pthread_mutex_init(&table->lock, NULL);
}

void gfla_program_table_free(struct gfla_program_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        clReleaseProgram(table->entries[i].program);
        free(table->entries[i].name);
    }
    free(table->entries);
    pthread_mutex_destroy(&table->lock);
    *table = (struct gfla_program_table){0};
}

struct gfla_program_counts gfla_device_program_counts(const gfla_device *device)
{
    return device->programs.counts;
}

void gfla_device_keep_programs(gfla_device *device)
{
    device->programs.keep_all = true;
}
