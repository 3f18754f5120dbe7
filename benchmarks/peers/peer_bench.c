/* peer_bench - gfla as peers.py asks for it: runs on request, so that they alternate with those of the peers.
 * usage: peer_bench [DEVICE]. Reads a line, writes a line:
 *   open WORDS (subject.h)   "ready GFLOP LAUNCHES BYTES": of one run, its launches, and what is held of the device at
 *                            the most
 *   run N M                  the seconds of one run, N times, each from M runs that are queued together
 *   close                    "closed"
 * or "error MESSAGE". Ends with its input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "subject.h"

#define MAX_RUNS 1000

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static gfla_status run(struct subject *subject, const char *words)
{
    gfla_status status;
    double seconds[MAX_RUNS];
    int count, together;
    REQUIRE(subject->plan, GFLA_ERROR_USAGE, "nothing is open");
    REQUIRE(sscanf(words, "%d %d", &count, &together) == 2 && count > 0 && count <= MAX_RUNS && together > 0,
            GFLA_ERROR_USAGE, "run %s: not N M, with N up to %d", words, MAX_RUNS);
    for (int i = 0; i < count; i++) {
        const double start = now();
        TRY(subject_run(subject, together));
        seconds[i] = (now() - start) / together;
    }
    for (int i = 0; i < count; i++)
        printf("%.9f%c", seconds[i], i + 1 < count ? ' ' : '\n');
    return GFLA_OK;
fail:
    return status;
}

static gfla_status answer(const char *line, struct subject *subject, const char *device)
{
    gfla_status status = GFLA_OK;
    if (strncmp(line, "open ", 5) == 0) {
        subject_close(subject);
        TRY(subject_open(subject, device, line + 5));
        printf("ready %.6g %zu %zu\n", subject_gflop(subject), gfla_plan_n_launches(subject->plan),
               gfla_device_memory_peak(subject->device));
    } else if (strncmp(line, "run ", 4) == 0) {
        TRY(run(subject, line + 4));
    } else {
        subject_close(subject);
        printf("closed\n");
    }
fail:
    return status;
}

int main(int argc, char **argv)
{
    struct subject subject = {NULL};
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (answer(line, &subject, argc > 1 ? argv[1] : NULL) != GFLA_OK)
            printf("error %s\n", gfla_error_message());
        fflush(stdout);
    }
    subject_close(&subject);
    return 0;
}
