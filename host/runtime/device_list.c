#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "runtime/internal.h"

/* Platforms without devices (Clover registers one on every machine) add nothing and are no failure. */
static gfla_status add_platform(cl_platform_id platform, struct gfla_device_entry **entries, size_t *count,
                                size_t *capacity)
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
        struct gfla_device_entry *entry = &(*entries)[*count];
        *entry = (struct gfla_device_entry){.info.index = (int)*count};
        TRY(gfla_device_describe(platform, ids[i], entry));
        ++*count;
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

void gfla_device_sort(struct gfla_device_entry *entries, size_t count)
{
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++) {
        entries[i].info.index = (int)i;
        entries[i].info.is_default = i == 0 && rank(&entries[i].info) <= 1; /* the first is the best there is */
    }
}

#define INSTALL_HINT "hint: apt-get install pocl-opencl-icd for the CPU, or the OpenCL driver of the GPU's vendor"

#define LOAD_HINT "hint: install the library that it needs, or remove the driver's package"

/* PoCL's platform is there without a device where it cannot make its folder of compiled programs. */
#define CACHE_HINT "hint: PoCL needs a folder to write to: set POCL_CACHE_DIR or XDG_CACHE_HOME"

static bool has_pocl(const cl_platform_id *platforms, cl_uint n)
{
    char name[64] = "";
    for (cl_uint i = 0; i < n; i++)
        if (clGetPlatformInfo(platforms[i], CL_PLATFORM_NAME, sizeof name, name, NULL) == CL_SUCCESS &&
            strcmp(name, "Portable Computing Language") == 0)
            return true;
    return false;
}

/* A driver that is there and cannot be loaded need not be installed. */
static gfla_status fail_without_platform(void)
{
    char *faults = gfla_icd_faults();
    if (faults)
        gfla_fail(GFLA_ERROR_NO_DEVICE, "no OpenCL platform on this machine: %s. " LOAD_HINT, faults);
    else
        gfla_fail(GFLA_ERROR_NO_DEVICE, "no OpenCL platform on this machine; " INSTALL_HINT);
    free(faults);
    return GFLA_ERROR_NO_DEVICE;
}

/* A driver is left out by the loader in silence where another one works. */
static void warn_of_faults(void)
{
    char *faults = gfla_icd_faults();
    if (faults)
        gfla_log(GFLA_LOG_WARNING, "an OpenCL driver is left out: %s. " LOAD_HINT, faults);
    free(faults);
}

static gfla_status scan(struct gfla_device_entry **entries, size_t *count)
{
    gfla_status status;
    cl_uint n_platforms = 0;
    cl_platform_id *platforms = NULL;
    size_t capacity = 0;
    *entries = NULL;
    *count = 0;
    if (clGetPlatformIDs(0, NULL, &n_platforms) != CL_SUCCESS)
        n_platforms = 0;
    if (n_platforms == 0)
        return fail_without_platform();
    TRY(gfla_calloc(&platforms, n_platforms, sizeof(cl_platform_id), "platform list"));
    CL(clGetPlatformIDs(n_platforms, platforms, NULL));
    for (cl_uint i = 0; i < n_platforms; i++)
        TRY(add_platform(platforms[i], entries, count, &capacity));
    REQUIRE(*count > 0, GFLA_ERROR_NO_DEVICE, "none of the %u OpenCL platforms has a device; %s", n_platforms,
            has_pocl(platforms, n_platforms) ? CACHE_HINT : INSTALL_HINT);
    gfla_device_sort(*entries, *count);
    free(platforms);
    return GFLA_OK;
fail:
    free(platforms);
    free(*entries);
    *entries = NULL;
    *count = 0;
    return status;
}

gfla_status gfla_device_scan(struct gfla_device_entry **entries, size_t *count)
{
    /* PoCL 3 sets up its devices when it is first asked for them, and two threads that ask at once find none. */
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    const gfla_status status = scan(entries, count);
    pthread_mutex_unlock(&lock);
    return status;
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
    warn_of_faults();
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
