/* tasks/render/render_job.h - what drawing a set needs beside the models or people: where it goes, on what devices,
 * which part of it, and the count of what was done. */
#ifndef GFLA_TASKS_RENDER_RENDER_JOB_H
#define GFLA_TASKS_RENDER_RENDER_JOB_H

#include <stdint.h>

#include "base/batch.h"
#include "base/output.h"

struct gfla_render_job {
    const char *output;          /* a folder, or a file where the layout is of one */
    enum gfla_existing existing; /* of items that are there already */
    const char *device;          /* as gfla_device_open_all takes it */
    uint64_t seed;
    struct gfla_batch *batch;
};

/* Whether an item's failure is one that the next would meet too, which ends a set. */
bool gfla_render_ends(gfla_status status);

/* Threads that draw labels and write files. */
int gfla_render_n_threads(void);

#endif
