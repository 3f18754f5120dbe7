#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "runtime/internal.h"

static bool contains(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (; *text; text++)
        if (strncasecmp(text, part, length) == 0)
            return true;
    return length == 0;
}

/* Some drivers pad what they say with spaces. */
static void trim(char *text)
{
    size_t skip = strspn(text, " \t\n"), size = strlen(text + skip);
    memmove(text, text + skip, size + 1);
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        text[--size] = 0;
}

static void query_text(cl_device_id id, cl_device_info what, char *text, size_t size)
{
    if (clGetDeviceInfo(id, what, size - 1, text, NULL) != CL_SUCCESS)
        snprintf(text, size, "unknown");
    trim(text);
}

static void query_platform_text(cl_platform_id id, cl_platform_info what, char *text, size_t size)
{
    if (clGetPlatformInfo(id, what, size - 1, text, NULL) != CL_SUCCESS)
        snprintf(text, size, "unknown");
    trim(text);
}

/* The extension list has no bound, so it is asked for its size first. */
static bool has_extension(cl_device_id id, const char *name)
{
    size_t size = 0;
    char *extensions;
    if (clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, 0, NULL, &size) != CL_SUCCESS || size == 0)
        return false;
    if (gfla_calloc(&extensions, size + 1, 1, "extension list") != GFLA_OK)
        return false;
    bool found = clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, size, extensions, NULL) == CL_SUCCESS && contains(extensions, name);
    free(extensions);
    return found;
}

static bool is_software(const struct gfla_device_info *info)
{
    static const char *const names[] = {"llvmpipe", "softpipe", "swrast", "swiftshader", "lavapipe"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (contains(info->name, names[i]))
            return true;
    return false;
}

static gfla_device_kind kind_of(cl_device_type type)
{
    return type & CL_DEVICE_TYPE_GPU ? GFLA_DEVICE_GPU : type & CL_DEVICE_TYPE_CPU ? GFLA_DEVICE_CPU : GFLA_DEVICE_OTHER;
}

static void describe(cl_platform_id platform, cl_device_id id, struct gfla_device_entry *entry)
{
    struct gfla_device_info *info = &entry->info;
    cl_device_type type = 0;
    cl_ulong global = 0, allocation = 0, local = 0;
    cl_uint units = 0, alignment_bits = 0;
    cl_bool unified = CL_TRUE;
    size_t group = 0;
    clGetDeviceInfo(id, CL_DEVICE_TYPE, sizeof type, &type, NULL);
    clGetDeviceInfo(id, CL_DEVICE_GLOBAL_MEM_SIZE, sizeof global, &global, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, sizeof allocation, &allocation, NULL);
    clGetDeviceInfo(id, CL_DEVICE_LOCAL_MEM_SIZE, sizeof local, &local, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MEM_BASE_ADDR_ALIGN, sizeof alignment_bits, &alignment_bits, NULL);
    clGetDeviceInfo(id, CL_DEVICE_HOST_UNIFIED_MEMORY, sizeof unified, &unified, NULL);
    clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof group, &group, NULL);
    query_text(id, CL_DEVICE_NAME, info->name, sizeof info->name);
    query_text(id, CL_DEVICE_VENDOR, info->vendor, sizeof info->vendor);
    query_text(id, CL_DRIVER_VERSION, info->driver, sizeof info->driver);
    query_text(id, CL_DEVICE_VERSION, info->version, sizeof info->version);
    query_platform_text(platform, CL_PLATFORM_NAME, info->platform, sizeof info->platform);
    query_platform_text(platform, CL_PLATFORM_VERSION, entry->platform_version, sizeof entry->platform_version);
    info->kind = kind_of(type);
    info->is_software_gpu = is_software(info);
    info->has_half = has_extension(id, "cl_khr_fp16");
    info->global_memory = global;
    info->max_allocation = allocation;
    info->local_memory = local;
    info->n_compute_units = units;
    info->max_work_group = (uint32_t)group;
    info->base_alignment = alignment_bits / 8 > 0 ? alignment_bits / 8 : 1;
    entry->is_discrete = !unified;
    entry->id = id;
    entry->platform = platform;
}

/* Platforms without devices (Clover registers one on every machine) add nothing and are no failure. */
static gfla_status add_platform(cl_platform_id platform, struct gfla_device_entry **entries, size_t *count, size_t *capacity)
{
    gfla_status status;
    cl_uint n = 0;
    cl_device_id *ids = NULL;
    if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, NULL, &n) != CL_SUCCESS || n == 0)
        return GFLA_OK;
    TRY(gfla_calloc(&ids, n, sizeof *ids, "device list"));
    CL(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n, ids, NULL));
    TRY(gfla_grow(entries, capacity, *count + n, sizeof **entries, "device list"));
    for (cl_uint i = 0; i < n; i++) {
        struct gfla_device_entry *entry = &(*entries)[(*count)++];
        *entry = (struct gfla_device_entry){.info.index = (int)*count};
        describe(platform, ids[i], entry);
    }
fail:
    free(ids);
    return status;
}

static int rank(const struct gfla_device_info *info)
{
    if (info->is_software_gpu)
        return 2;
    return info->kind == GFLA_DEVICE_GPU ? 0 : info->kind == GFLA_DEVICE_CPU ? 1 : 3;
}

/* Among GPUs those with memory of their own come first, then the larger memory; else the order of the drivers. */
static int compare_entries(const void *left, const void *right)
{
    const struct gfla_device_entry *a = left, *b = right;
    if (rank(&a->info) != rank(&b->info))
        return rank(&a->info) - rank(&b->info);
    if (a->is_discrete != b->is_discrete)
        return b->is_discrete - a->is_discrete;
    if (a->info.global_memory != b->info.global_memory)
        return a->info.global_memory < b->info.global_memory ? 1 : -1;
    return a->info.index - b->info.index;
}

#define INSTALL_HINT                                                                                                         \
    "hint: apt-get install pocl-opencl-icd for the CPU, or the OpenCL driver of the GPU's vendor"

gfla_status gfla_device_scan(struct gfla_device_entry **entries, size_t *count)
{
    gfla_status status;
    cl_uint n_platforms = 0;
    cl_platform_id *platforms = NULL;
    size_t capacity = 0;
    *entries = NULL;
    *count = 0;
    if (clGetPlatformIDs(0, NULL, &n_platforms) != CL_SUCCESS)
        n_platforms = 0;
    REQUIRE(n_platforms > 0, GFLA_ERROR_NO_DEVICE, "no OpenCL platform on this machine; " INSTALL_HINT);
    TRY(gfla_calloc(&platforms, n_platforms, sizeof(cl_platform_id), "platform list"));
    CL(clGetPlatformIDs(n_platforms, platforms, NULL));
    for (cl_uint i = 0; i < n_platforms; i++)
        TRY(add_platform(platforms[i], entries, count, &capacity));
    REQUIRE(*count > 0, GFLA_ERROR_NO_DEVICE, "none of the %u OpenCL platforms has a device; " INSTALL_HINT, n_platforms);
    qsort(*entries, *count, sizeof **entries, compare_entries);
    for (size_t i = 0; i < *count; i++)
        (*entries)[i].info.index = (int)i;
    (*entries)[0].info.is_default = rank(&(*entries)[0].info) <= 1; /* sorted: no better one comes later */
    free(platforms);
    return GFLA_OK;
fail:
    free(platforms);
    free(*entries);
    *entries = NULL;
    *count = 0;
    return status;
}

/* "0: NAME (PLATFORM), 1: ..." for messages. */
static gfla_status fail_with_names(const struct gfla_device_entry *entries, size_t count, const char *problem)
{
    struct gfla_text names = {0};
    for (size_t i = 0; i < count; i++)
        gfla_text_add(&names, "%s%zu: %s (%s)", i ? ", " : "", i, entries[i].info.name, entries[i].info.platform);
    gfla_fail(GFLA_ERROR_NO_DEVICE, "%s; there is %s; hint: name one by number, part of its name, cpu, gpu or null", problem,
              names.data ? names.data : "(out of memory)");
    gfla_text_free(&names);
    return GFLA_ERROR_NO_DEVICE;
}

static bool is_index(const char *selector)
{
    return *selector && strspn(selector, "0123456789") == strlen(selector);
}

/* Entries are sorted, so that the first match is the best. A device's own name counts before that of its platform. */
static const struct gfla_device_entry *find(const struct gfla_device_entry *entries, size_t count, const char *selector)
{
    if (is_index(selector)) {
        unsigned long index = strtoul(selector, NULL, 10);
        return index < count ? &entries[index] : NULL;
    }
    bool gpu = strcasecmp(selector, "gpu") == 0, cpu = strcasecmp(selector, "cpu") == 0;
    for (size_t i = 0; i < count; i++) {
        gfla_device_kind kind = entries[i].info.kind;
        if (gpu || cpu ? kind == (gpu ? GFLA_DEVICE_GPU : GFLA_DEVICE_CPU) : contains(entries[i].info.name, selector))
            return &entries[i];
    }
    for (size_t i = 0; i < count && !gpu && !cpu; i++)
        if (contains(entries[i].info.platform, selector))
            return &entries[i];
    return NULL;
}

gfla_status gfla_device_select(const struct gfla_device_entry *entries, size_t count, const char *selector,
                               const struct gfla_device_entry **chosen)
{
    char problem[256];
    if (selector && *selector) {
        *chosen = find(entries, count, selector);
        snprintf(problem, sizeof problem, "no device '%.200s'", selector);
    } else {
        *chosen = entries[0].info.is_default ? &entries[0] : NULL;
        snprintf(problem, sizeof problem, "no device to use by default: software GPUs and others must be named");
    }
    return *chosen ? GFLA_OK : fail_with_names(entries, count, problem);
}

gfla_status gfla_device_list(struct gfla_device_info **list, size_t *count)
{
    gfla_status status;
    struct gfla_device_entry *entries = NULL;
    *list = NULL;
    *count = 0;
    TRY(gfla_device_scan(&entries, count));
    TRY(gfla_calloc(list, *count, sizeof **list, "device list"));
    for (size_t i = 0; i < *count; i++)
        (*list)[i] = entries[i].info;
    free(entries);
    return GFLA_OK;
fail:
    free(entries);
    *count = 0;
    return status;
}

void gfla_device_list_free(struct gfla_device_info **list)
{
    if (!list)
        return;
    free(*list);
    *list = NULL;
}
