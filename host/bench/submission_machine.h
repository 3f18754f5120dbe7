/* bench/submission_machine.h - what a submission says of the machine around the device, and whether others used it.
 *
 * All of it is read from /proc and /sys, where they are; what cannot be read is 0 or empty. Nothing that names a person,
 * a machine or a place is read: no host name, no serial number, no release of a kernel, which may have a name of the
 * owner's. */
#ifndef GFLA_BENCH_SUBMISSION_MACHINE_H
#define GFLA_BENCH_SUBMISSION_MACHINE_H

#include <stdbool.h>

#include <gfla/device.h>

struct gfla_machine {
    char cpu[128];    /* model name of /proc/cpuinfo */
    char system[64];  /* "Linux x86_64" */
    int n_processors; /* online */
    double memory;    /* bytes */
    /* of the fastest processor, MHz: what it may reach (cpufreq), and what it ran at (cpufreq, else /proc/cpuinfo) */
    double cpu_mhz_most, cpu_mhz;
    char governor[32]; /* of cpufreq, of the first processor */
    /* Of a GPU, where the machine has one of its vendor: the kernel's driver, and MHz as above. */
    char gpu_driver[32];
    double gpu_mhz_most, gpu_mhz, gpu_memory_mhz_most;
};

/* root: "" but in tests, a folder with proc and sys in it. */
void gfla_machine_read(struct gfla_machine *machine, const char *root, const struct gfla_device_info *device);

/* Processor time until now, in seconds of all processors: all there was, what stood idle, what this process and its
 * children that ended took; and the load average of the last minute. */
struct gfla_machine_mark {
    double all, idle, own, load_average;
    bool is_known;
};
struct gfla_machine_mark gfla_machine_mark_now(const char *root);

/* Which part of the processors' time others took between two marks: 0 to 1; 0 where it is not known. */
double gfla_machine_others(const struct gfla_machine_mark *before, const struct gfla_machine_mark *after);

#endif
