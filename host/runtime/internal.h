/* runtime/internal.h - what the files of host/runtime share. Nobody else includes it: CL/cl.h stops here. */
#ifndef GFLA_RUNTIME_INTERNAL_H
#define GFLA_RUNTIME_INTERNAL_H

#include <CL/cl.h>
#include <pthread.h>

#include <gfla/device.h>

#include "base/error.h"
#include "base/text_table.h"
#include "runtime/counts.h"

/* What the public and the layer's own headers declare: this one includes none of them. */
typedef struct gfla_buffer gfla_buffer;
struct gfla_arg;
struct gfla_launch;

/* The status and message of a failed OpenCL call: memory codes become GFLA_ERROR_MEMORY, the rest GFLA_ERROR_DEVICE. */
gfla_status gfla_cl_fail(cl_int error, const char *call);
const char *gfla_cl_error_name(cl_int error);

/* Expects `gfla_status status` and a label `fail`. */
#define CL(call) CL_RESULT(call, #call)

/* The same for calls that make something and hand out their error. */
#define CL_RESULT(error, name)                                                                                         \
    do {                                                                                                               \
        cl_int cl_error_ = (error);                                                                                    \
        if (cl_error_ != CL_SUCCESS) {                                                                                 \
            status = gfla_cl_fail(cl_error_, name);                                                                    \
            goto fail;                                                                                                 \
        }                                                                                                              \
    } while (0)

/* device_query.c, device_list.c: a device and where it was found. */
struct gfla_device_entry {
    struct gfla_device_info info;
    cl_device_id id;
    cl_platform_id platform;
    char platform_version[128];
    bool is_discrete; /* has memory of its own */
};
/* Asks the driver for everything but the index and is_default. */
gfla_status gfla_device_describe(cl_platform_id platform, cl_device_id id, struct gfla_device_entry *entry);
/* Is part somewhere in text, whatever the case of letters? */
bool gfla_text_contains(const char *text, const char *part);
/* Puts entries into the order of gfla_device_list and sets index and is_default. */
void gfla_device_sort(struct gfla_device_entry *entries, size_t count);
/* All devices in the order of gfla_device_list; free with free(). */
gfla_status gfla_device_scan(struct gfla_device_entry **entries, size_t *count);

/* device_select.c: what a selector names: a device, or one of n_parts equal parts of it. */
struct gfla_device_choice {
    const struct gfla_device_entry *entry; /* NULL: the null device */
    int part, n_parts;                     /* part from 0; n_parts 0: the whole device */
};
/* All that `selectors` names (gfla_device_open_all), in its order; free with free(). NULL or "": the default. */
gfla_status gfla_device_select(const struct gfla_device_entry *entries, size_t count, const char *selectors,
                               struct gfla_device_choice **choices, size_t *n_choices);

/* device_part.c: the OpenCL device of a choice. That of a part stays until the process ends. */
gfla_status gfla_device_divide(const struct gfla_device_choice *choice, cl_device_id *id);

/* icd.c: which drivers of the OpenCL loader's list cannot be loaded, and why, as a sentence; NULL: none, or host memory
 * ran out. Free with free(). Changes the message of the thread. */
char *gfla_icd_faults(void);

/* device.c: a new queue, with or without times on its events; waits for the old one. */
gfla_status gfla_device_set_queue(gfla_device *device, bool profiling);

/* device.c: whether the driver is PoCL. */
bool gfla_device_is_pocl(const gfla_device *device);
/* device.c: whether the driver compiles a kernel at its first launch. */
bool gfla_device_compiles_late(const gfla_device *device);

/* device.c: a device in its first state, for the context, with nothing opened. */
gfla_status gfla_device_create(gfla_device **device, gfla_context *context);

/* device.c: opens what was chosen of a list. */
gfla_status gfla_device_open_choice(gfla_device **device, gfla_context *context,
                                    const struct gfla_device_choice *choice);
/* device_all.c: gfla_device_open_all, where no more than `most` devices are of use; 0: any number is. */
gfla_status gfla_device_open_some(gfla_device ***devices, size_t *count, gfla_context *context, const char *selectors,
                                  size_t most);

/* program.c: the programs of a device, built once per process. Any thread may ask for one; one is built at a time. */
struct gfla_program_table {
    pthread_mutex_t lock;
    struct gfla_program *entries;
    size_t count, capacity;
    struct gfla_program_counts counts;
    bool keep_all;           /* gfla_device_keep_programs */
    bool lacks_declarations; /* what shared/builtins.h declares does not suffice the driver */
};
/* program_build.c: a program of its own from `text`, the expanded source of the file `path`. */
gfla_status gfla_program_build(gfla_device *device, const char *path, const char *text, const char *options,
                               cl_program *program);
/* The built program of a source file below cl/ with options (NULL: none); owned by the device. */
gfla_status gfla_program_get(gfla_device *device, const char *source, const char *options, cl_program *program);
/* How long it took to be built or loaded, by the clock; 0: it was not. */
double gfla_program_seconds(gfla_device *device, const char *source, const char *options);
/* Whether its binary lies in the disk cache. */
bool gfla_program_is_kept(const gfla_device *device, const char *source, const char *options);
void gfla_program_table_init(struct gfla_program_table *table);
void gfla_program_table_free(struct gfla_program_table *table);

/* profile.c: events waiting for their times, and the rows they are added to. */
struct gfla_profile {
    bool on;
    struct gfla_profile_row *rows;
    uint64_t *hashes; /* of (kernel, label), one per row */
    size_t n_rows, rows_capacity, hashes_capacity;
    struct gfla_profile_event *events;
    size_t n_events, events_capacity;
};
/* The row of (kernel, label), made when it is new. */
gfla_status gfla_profile_find(struct gfla_profile *profile, const char *kernel, const char *label, size_t *row);
/* Takes over the event (also on failure). */
gfla_status gfla_profile_add_event(struct gfla_profile *profile, size_t row, double flops, cl_event event);
void gfla_profile_add_time(struct gfla_profile *profile, size_t row, double flops, double seconds);
/* Reads the times of events whose commands have finished. */
gfla_status gfla_profile_collect(struct gfla_profile *profile);
void gfla_profile_free(struct gfla_profile *profile);

/* buffer.c: bytes of the buffers that live, by kind and in all, and the most there were at once. */
struct gfla_device_memory {
    size_t used[GFLA_MEMORY_KIND_COUNT], total, peak;
};

/* tuning.c: what is known of a device; read from its file when it is first asked for. */
struct gfla_tuning {
    bool is_read;
    char *path;   /* NULL: nothing is kept */
    char *header; /* what the file begins with */
    struct gfla_tuning_entry *entries;
    size_t count, capacity;
    struct gfla_text_table by_key; /* their numbers */
};
void gfla_tuning_free(struct gfla_tuning *tuning);
/* Two lines that name everything which measurements, checks and compiled kernels of a device depend on, and `kind`. Free
 * with free(). */
gfla_status gfla_tuning_header(const gfla_device *device, const char *kind, char **header);

/* compiled.c: the kernels that lie compiled in PoCL's cache, as far as is known. */
struct gfla_compiled {
    char *path; /* NULL: not read, or nothing is kept */
    uint64_t *hashes;
    size_t count, capacity;
};
struct gfla_compile_pool; /* compile_pool.h */

/* A device is opened, used and destroyed by one thread, but for its program table and its helpers that compile. */
struct gfla_device {
    gfla_context *library; /* the context that it was opened with; NULL: defaults */
    struct gfla_device_info info;
    char whole_name[128]; /* info.name, without which part of a device it is: what is kept of one part serves all */
    char label[176];
    char platform_version[128];
    cl_device_id id; /* this and the next two: NULL on the null device and on twins */
    cl_context context;
    cl_command_queue queue;
    gfla_device *twin_of; /* gfla_device_create_twin; else NULL */
    bool is_wrapped;      /* the queue is a caller's: gfla_device_wrap */
    bool is_sound;        /* gfla_device_probe found nothing */
    bool used_blas;       /* CLBlast has its parameters, and may hold programs of our context */
    struct gfla_device_memory memory;
    struct gfla_program_table programs;
    struct gfla_kernels_known kernels;
    struct gfla_compiled compiled;
    struct gfla_compile_pool *_Atomic compilers; /* NULL: none were needed; threads that bind wait for it */
    struct gfla_profile profile;
    struct gfla_tuning tuning;
    struct gfla_tuning checks; /* checks.h: in the same form */
};
/* Computes nothing: the null device, and twins. */
static inline bool gfla_device_is_null(const gfla_device *device)
{
    return device->info.kind == GFLA_DEVICE_NULL || device->twin_of;
}

/* buffer.c: a buffer that owns its memory, or a view of one that does. */
struct gfla_buffer {
    gfla_device *device;
    cl_mem memory; /* NULL on the null device */
    size_t size;
    enum gfla_memory_kind kind;
    bool is_wrapped;   /* gfla_buffer_wrap */
    gfla_buffer *root; /* views: the buffer that holds the memory; else NULL */
    size_t offset;     /* in root */
    char what[];       /* for messages */
};

/* source.c: the text of a kernel file with its #includes pasted in and #line directives, so that build logs name the
 * files. From the embedded table, or from the kernels folder of the context. Free with free(). */
gfla_status gfla_source_load(const char *path, char **text);
/* Whether the context has a kernels folder, which replaces the embedded sources. */
bool gfla_source_is_replaced(void);

/* cache_folder.c: KIND/HASH of the key below the cache folder of the context. False: there is no such place, or no
 * host memory; else free with free(). */
bool gfla_cache_path(const char *kind, const char *key, char **path);
/* The folder of such a path, with its parents. */
gfla_status gfla_cache_create_folder(const char *path);

/* program_cache.c: program binaries on disk. A key is text that names everything a binary depends on. */
bool gfla_program_cache_path(const char *key, char **path); /* false: caching is off; free with free() */
/* False is a miss, whatever its reason. */
bool gfla_program_cache_read(const char *key, void **binary, size_t *size);
void gfla_program_cache_write(const char *key, const void *binary, size_t size); /* best effort; failures are logged */

/* launch.c: a kernel with its arguments set and its work sizes checked; local sizes of 1 where the driver chooses. */
struct gfla_bound {
    cl_kernel kernel;
    cl_uint n_dims;
    size_t global[3], local[3];
    bool has_local;
};
/* Builds the program if need be and checks sizes against the limits of device and kernel; the caller releases the
 * kernel. */
gfla_status gfla_bind(gfla_device *device, const struct gfla_launch *launch, struct gfla_bound *bound);
gfla_status gfla_bind_arg(gfla_device *device, cl_kernel kernel, cl_uint index, const struct gfla_arg *arg);
/* event may be NULL. */
gfla_status gfla_enqueue(gfla_device *device, const struct gfla_bound *bound, cl_event *event);

/* binder.c: a thread that binds copies of launches, in their order. */
struct gfla_binder;
gfla_status gfla_binder_create(struct gfla_binder **binder, gfla_device *device);
void gfla_binder_destroy(struct gfla_binder **binder); /* waits for the launch that is being bound */
/* before the start */
gfla_status gfla_binder_add(struct gfla_binder *binder, const struct gfla_launch *launch, size_t *number);
void gfla_binder_start(struct gfla_binder *binder);
/* Waits until launch `number` is bound, and hands it over; once. Its failure, or that of one before it, is returned. */
gfla_status gfla_binder_take(struct gfla_binder *binder, size_t number, struct gfla_bound *bound);

/* blas.c: drops what CLBlast keeps for all contexts. */
void gfla_blas_clear(void);

#endif
