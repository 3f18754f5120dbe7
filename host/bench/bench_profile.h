/* bench/bench_profile.h - where the time of a device went, kernel by kernel. */
#ifndef GFLA_BENCH_BENCH_PROFILE_H
#define GFLA_BENCH_BENCH_PROFILE_H

#include <gfla/device.h>

/* Begins to take the times of the device, from zero. Not on a queue of a caller's. */
gfla_status gfla_bench_profile_start(gfla_device *device);

/* All launches of one kernel for one label since the profile was started. */
struct gfla_bench_kernel {
    const char *kernel, *label; /* label: the layer or op that it was launched for */
    size_t count;               /* launches */
    double seconds, flops;      /* of all of them; flops 0: not counted */
};

/* Says them to `tell`, the one that took longest first, `most` at the most. Waits for the device. */
gfla_status gfla_bench_profile(gfla_device *device, size_t most,
                               void (*tell)(void *user_data, const struct gfla_bench_kernel *kernel), void *user_data);

#endif
