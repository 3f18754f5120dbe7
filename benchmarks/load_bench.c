/* load_bench - how long full weights take from a warm disk to the device, and how much memory of the process that
 * takes.
 * usage: load_bench MODEL FILE...   MODEL as `gfla describe` calls it. Prints a row per file: the least of some loads;
 *                                   by how much the
 * resident memory grew at most meanwhile; and what it was in all, of which on a CPU the network on the device and the
 * driver are most. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "models/gfla/architectures.h"
#include "train/weights.h"

#define N_LOADS 5

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double file_mb(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        return 0;
    const double mb = 1e-6 * (double)ftell(file);
    fclose(file);
    return mb;
}

/* "VmRSS:" now, "VmHWM:" at the most since forget_peak. */
static double resident_mb(const char *which)
{
    char line[256];
    double kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, which, strlen(which)) == 0)
            sscanf(line + strlen(which), "%lf", &kib);
    if (file)
        fclose(file);
    return 1.024e-3 * kib;
}

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

static gfla_status measure(const struct gfla_architecture *model, const char *path)
{
    gfla_status status;
    gfla_device *device = NULL;
    gfla_graph *graph = NULL;
    gfla_plan *plan = NULL;
    struct gfla_model_net net;
    double least = 1e9;
    size_t n_read = 0;
    TRY(gfla_graph_create(&graph));
    TRY(gfla_architecture_build(model, graph, &model->config, &net));
    TRY(gfla_device_open(&device, NULL, NULL));
    TRY(gfla_plan_create(&plan, graph, device, NULL));
    forget_peak();
    const double before = resident_mb("VmRSS:");
    for (int i = 0; i < N_LOADS; i++) {
        const double start = now();
        TRY(gfla_weights_load_part(plan, graph, path, model->prefix, &n_read));
        const double seconds = now() - start;
        least = seconds < least ? seconds : least;
    }
    const double peak = resident_mb("VmHWM:");
    printf("%8.1f %8zu %8.1f %10.1f %12.1f %10.1f  %s\n", file_mb(path), n_read, 1e3 * least, peak - before, peak,
           1e-6 * (double)gfla_device_memory_peak(device), path);
fail:
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
    gfla_device_destroy(&device);
    return status;
}

int main(int argc, char **argv)
{
    gfla_status status;
    const struct gfla_architecture *model = argc > 2 ? gfla_architecture_find(argv[1]) : NULL;
    REQUIRE(model, GFLA_ERROR_USAGE, "usage: load_bench MODEL FILE...");
    printf("%8s %8s %8s %10s %12s %10s\n", "file MB", "tensors", "load ms", "growth MB", "resident MB", "device MB");
    for (int i = 2; i < argc; i++)
        TRY(measure(model, argv[i]));
fail:
    if (status != GFLA_OK)
        fprintf(stderr, "load_bench: %s\n", gfla_error_message());
    return (int)status;
}
