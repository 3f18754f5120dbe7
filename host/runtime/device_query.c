#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "runtime/internal.h"

bool gfla_text_contains(const char *text, const char *part)
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
static gfla_status has_extension(cl_device_id id, const char *name, bool *found)
{
    size_t size = 0;
    char *extensions;
    *found = false;
    if (clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, 0, NULL, &size) != CL_SUCCESS || size == 0)
        return GFLA_OK;
    gfla_status status = gfla_calloc(&extensions, size + 1, 1, "extension list");
    if (status != GFLA_OK)
        return status;
    *found = clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, size, extensions, NULL) == CL_SUCCESS &&
             gfla_text_contains(extensions, name);
    free(extensions);
    return GFLA_OK;
}

static bool is_software(const struct gfla_device_info *info)
{
    static const char *const names[] = {"llvmpipe", "softpipe", "swrast", "swiftshader", "lavapipe"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (gfla_text_contains(info->name, names[i]))
            return true;
    return false;
}

static gfla_device_kind kind_of(cl_device_type type)
{
    return type & CL_DEVICE_TYPE_GPU   ? GFLA_DEVICE_GPU
           : type & CL_DEVICE_TYPE_CPU ? GFLA_DEVICE_CPU
                                       : GFLA_DEVICE_OTHER;
}

static cl_ulong query_bytes(cl_device_id id, cl_device_info what)
{
    cl_ulong bytes = 0;
    clGetDeviceInfo(id, what, sizeof bytes, &bytes, NULL);
    return bytes;
}

/* cl_uint, and cl_bool, which has its size. */
static cl_uint query_uint(cl_device_id id, cl_device_info what)
{
    cl_uint value = 0;
    clGetDeviceInfo(id, what, sizeof value, &value, NULL);
    return value;
}

static void describe_limits(cl_device_id id, struct gfla_device_info *info)
{
    size_t group = 0;
    clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof group, &group, NULL);
    info->global_memory = query_bytes(id, CL_DEVICE_GLOBAL_MEM_SIZE);
    info->max_allocation = query_bytes(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE);
    info->local_memory = query_bytes(id, CL_DEVICE_LOCAL_MEM_SIZE);
    info->n_compute_units = query_uint(id, CL_DEVICE_MAX_COMPUTE_UNITS);
    info->max_work_group = (uint32_t)group;
    cl_uint alignment_bits = query_uint(id, CL_DEVICE_MEM_BASE_ADDR_ALIGN);
    info->base_alignment = alignment_bits >= 8 ? alignment_bits / 8 : 1;
}

gfla_status gfla_device_describe(cl_platform_id platform, cl_device_id id, struct gfla_device_entry *entry)
{
    struct gfla_device_info *info = &entry->info;
    cl_device_type type = 0;
    clGetDeviceInfo(id, CL_DEVICE_TYPE, sizeof type, &type, NULL);
    query_text(id, CL_DEVICE_NAME, info->name, sizeof info->name);
    query_text(id, CL_DEVICE_VENDOR, info->vendor, sizeof info->vendor);
    query_text(id, CL_DRIVER_VERSION, info->driver, sizeof info->driver);
    query_text(id, CL_DEVICE_VERSION, info->version, sizeof info->version);
    query_platform_text(platform, CL_PLATFORM_NAME, info->platform, sizeof info->platform);
    query_platform_text(platform, CL_PLATFORM_VERSION, entry->platform_version, sizeof entry->platform_version);
    describe_limits(id, info);
    info->kind = kind_of(type);
    info->is_software_gpu = is_software(info);
    if (info->is_software_gpu) /* rusticl calls it a CPU, but its compiler is that of a GPU */
        info->kind = GFLA_DEVICE_GPU;
    entry->is_discrete = !query_uint(id, CL_DEVICE_HOST_UNIFIED_MEMORY);
    entry->id = id;
    entry->platform = platform;
    return has_extension(id, "cl_khr_fp16", &info->has_half);
}
