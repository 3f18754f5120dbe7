/* gfla/context.h - what a caller hears of the library's work, how it stops it, and what holds for all of it.
 *
 *     static void print_log(void *user_data, gfla_log_level level, const char *message)
 *     {
 *         fprintf(stderr, "%s\n", message);
 *     }
 *
 *     struct gfla_context_params params;
 *     gfla_context *context;
 *     gfla_context_params_init(&params);
 *     params.log = print_log;
 *     params.cache_folder = "/var/cache/me/gfla";
 *     if (gfla_context_create(&context, &params) != GFLA_OK)
 *         return fprintf(stderr, "%s\n", gfla_error_message());
 *
 * Nothing in the library is global: two contexts know nothing of each other. Wherever a function takes a context, NULL
 * stands for one of defaults, which is silent and cannot be cancelled. The library reads no environment variable but
 * those that the OpenCL loader and its drivers read.
 * Thread safety: a context may be used by any number of threads at once; it must outlive what was opened with it. */
#ifndef GFLA_CONTEXT_H
#define GFLA_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gfla/log.h>
#include <gfla/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gfla_context gfla_context;

/* How far one call is. */
struct gfla_progress {
    const char *what;  /* "views": what is counted, a plural in s; static storage */
    uint64_t done;     /* of them, skipped ones too */
    uint64_t total;    /* 0: not known */
    uint64_t skipped;  /* of `done`: were there already, and took no time */
    double seconds;    /* since it began, but for those in which kernels were compiled */
    bool has_ended;    /* the last report of this count */
    const char *notes; /* what else is known, "loss 0.0312", valid during the call; NULL: nothing */
    double rate;       /* things a second of late, so that what begins slowly does not count; 0: not known yet */
};

/* Hears of progress, from the thread that made the call, after each thing that is done: often. Must return soon.
 * Between the reports of one count there may be those of another, "kernels", where compiling them takes more than a
 * second. */
typedef void (*gfla_progress_callback)(void *user_data, const struct gfla_progress *progress);
/* Asked now and then, from any thread that works for the context: true stops the call, which then returns
 * GFLA_ERROR_INTERRUPTED. */
typedef bool (*gfla_abort_callback)(void *user_data);

/* What is kept of compiled programs in cache_folder. */
typedef enum gfla_cache_mode {
    GFLA_CACHE_AUTO, /* those that are worth it: PoCL, which has a cache of its own, is left to that */
    GFLA_CACHE_OFF,  /* none */
    GFLA_CACHE_ALL,  /* all */
    GFLA_CACHE_COUNT
} gfla_cache_mode;

/* How kernels are chosen where there are several; what is measured is kept in cache_folder. */
typedef enum gfla_tuning_mode {
    GFLA_TUNING_AUTO,  /* by what was measured; what is unknown is measured at first use, but not on CPUs */
    GFLA_TUNING_OFF,   /* by rules; nothing is read, measured or written */
    GFLA_TUNING_READ,  /* by what was measured before; nothing is measured */
    GFLA_TUNING_FORCE, /* as AUTO, on CPUs too */
    GFLA_TUNING_COUNT
} gfla_tuning_mode;

/* Whether a few small layers of a network are compared with plain C on the device before it runs there. Takes some
 * tenths of a second beside the compiling of their kernels; where they differ, opening the network fails with
 * GFLA_ERROR_CHECK. */
typedef enum gfla_check_mode {
    GFLA_CHECK_AUTO, /* once for each device, driver and choice of kernels; what passed is kept in cache_folder */
    GFLA_CHECK_OFF,
    GFLA_CHECK_ALWAYS, /* each time a network is opened */
    GFLA_CHECK_COUNT
} gfla_check_mode;

/* Zero is the default of each. Strings are copied. */
struct gfla_context_params {
    size_t struct_size; /* set by gfla_context_params_init */
    gfla_log_callback log;
    gfla_log_level log_level; /* the least that reaches `log`; 0 stands for GFLA_LOG_WARNING */
    gfla_progress_callback progress;
    gfla_abort_callback abort;
    void *user_data;          /* of the three */
    int n_threads;            /* threads that read, write and prepare beside the device; 0: one per processor */
    const char *cache_folder; /* where programs and measurements are kept from run to run; NULL: nowhere */
    gfla_cache_mode cache;
    gfla_tuning_mode tuning;
    const char *model_folders; /* of bundled models, separated by ':'; NULL: as installed; "": there are none */
    /* A program that reads models, motion capture and sets in HDF5 of strangers in a process of its own, where a broken
     * file can crash or fill nothing else: started as `PROGRAM import-worker ...` or `PROGRAM hdf5-worker ...`, which the
     * program gfla of this version understands. NULL: they are read in this process. */
    const char *import_program;
    const char *kernels_folder; /* replaces the kernels of the library, all of them, for work on these; NULL: its own */
    gfla_check_mode check;
    /* A program that compiles kernels beside this one, as many of it as n_threads says, where caches have few of them:
     * started as `PROGRAM compile-worker ...`, which the program gfla understands, and ended with the device. Most
     * drivers compile in one thread of a process only. NULL: kernels are compiled in this process alone. */
    const char *compile_program;
};
GFLA_API void gfla_context_params_init(struct gfla_context_params *params);

/* params may be NULL. GFLA_ERROR_USAGE: a value of params that this library does not know. Does not block. */
GFLA_API gfla_status gfla_context_create(gfla_context **context, const struct gfla_context_params *params);
/* Everything that was opened with it must be gone. NULL is fine. */
GFLA_API void gfla_context_destroy(gfla_context **context);

/* Stops all calls that work for this context, soon: they return GFLA_ERROR_INTERRUPTED, and so do new ones until
 * gfla_context_resume. From any thread, and from a signal handler. Does not wait. */
GFLA_API void gfla_context_cancel(gfla_context *context);
GFLA_API void gfla_context_resume(gfla_context *context);

#ifdef __cplusplus
}
#endif
#endif
