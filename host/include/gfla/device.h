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
 * NULL or "": the default (best real GPU, else CPU). SELECTOR:K/N is part K, from 1, of N equal parts of a device, each
 * with compute units of its own: "cpu:1/2". context may be NULL. GFLA_ERROR_NO_DEVICE: there is none of that name;
 * GFLA_ERROR_USAGE: more than one is named, or the device cannot be divided so; GFLA_ERROR_DEVICE: its driver refused.
 * Blocks while the driver starts, up to seconds. What it keeps of parts stays until the process ends. */
GFLA_API gfla_status gfla_device_open(gfla_device **device, gfla_context *context, const char *selector);
GFLA_API void gfla_device_destroy(gfla_device **device);

/* Opens every device that selectors names, in that order: selectors as above with commas between them ("0,1", "gpu,cpu");
 * "gpus" stands for all real GPUs, SELECTOR:N for N equal parts of a device ("cpu:2"). *devices has *count of them, at
 * least one. Each is a device like any other, with a queue of its own. To use several at once, give each a thread and a
 * session (or view, pose, scene ...) of its own, from one model, and share the images among them: which device makes an
 * image makes no difference to its bytes where the devices are of one kind and driver, or parts of one device. For that,
 * kernels are chosen by the number of compute units of the first (of a part: of the whole), which is what
 * n_compute_units says of each of them. A device named twice is opened twice. Errors as those of gfla_device_open; after
 * one, none is open. */
GFLA_API gfla_status gfla_device_open_all(gfla_device ***devices, size_t *count, gfla_context *context,
                                          const char *selectors);
/* NULL is fine. */
GFLA_API void gfla_device_destroy_all(gfla_device ***devices, size_t *count);

/* Valid as long as the device. */
GFLA_API const struct gfla_device_info *gfla_device_get_info(const gfla_device *device);

#ifdef __cplusplus
}
#endif
#endif
