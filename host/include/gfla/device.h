/* gfla/device.h - the OpenCL devices of this machine, and the choice of one.
 *
 *     gfla_device *device;
 *     if (gfla_device_open(&device, NULL, "gpu") != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *     printf("%s\n", gfla_device_get_info(device)->name);
 *     gfla_device_destroy(&device);
 *
 * Thread safety: listing is safe from any thread; a gfla_device belongs to one thread at a time. */
#ifndef GFLA_DEVICE_H
#define GFLA_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gfla/context.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum gfla_device_kind {
    GFLA_DEVICE_GPU,
    GFLA_DEVICE_CPU,
    GFLA_DEVICE_OTHER, /* accelerators and what calls itself custom */
    GFLA_DEVICE_NULL,  /* plans networks and computes nothing */
    GFLA_DEVICE_COUNT
} gfla_device_kind;

/* What a device says of itself; sizes in bytes. */
struct gfla_device_info {
    char name[128];
    char vendor[128];
    char driver[128];   /* CL_DRIVER_VERSION */
    char version[128];  /* CL_DEVICE_VERSION, "OpenCL 1.2 ..." */
    char platform[128]; /* name of its platform */
    gfla_device_kind kind;
    int index;            /* position in gfla_device_list; -1 for the null device */
    bool is_default;      /* used when no device is named */
    bool is_software_gpu; /* llvmpipe and the like: never chosen by default */
    bool has_half;        /* cl_khr_fp16 */
    uint64_t global_memory;
    uint64_t max_allocation;
    uint64_t local_memory;
    uint32_t n_compute_units;
    uint32_t max_work_group;
    uint32_t base_alignment; /* of sub-buffers, bytes */
};

/* An open device with its one in-order queue. Owned by the caller; destroy it last. */
typedef struct gfla_device gfla_device;

/* Lists every device of every platform: real GPUs first, then CPUs, then the rest; *list is freed with
 * gfla_device_list_free. With no platform or no device: GFLA_ERROR_NO_DEVICE, and the message says what to install, or
 * which driver cannot be loaded; beside others that can, the log says so. */
GFLA_API gfla_status gfla_device_list(struct gfla_device_info **list, size_t *count);
GFLA_API void gfla_device_list_free(struct gfla_device_info **list);

/* Opens the device that selector names: an index of the list, "cpu", "gpu", "null", or a part of a name (any case).
 * NULL or "": the default (best real GPU, else CPU). context may be NULL. GFLA_ERROR_NO_DEVICE: there is none of that
 * name; GFLA_ERROR_DEVICE: its driver refused. Blocks while the driver starts, up to seconds. */
GFLA_API gfla_status gfla_device_open(gfla_device **device, gfla_context *context, const char *selector);
GFLA_API void gfla_device_destroy(gfla_device **device);

/* Valid as long as the device. */
GFLA_API const struct gfla_device_info *gfla_device_get_info(const gfla_device *device);

#ifdef __cplusplus
}
#endif
#endif
