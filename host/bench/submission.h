/* bench/submission.h - `gfla bench --submit`: a fixed profile of measurements, made to be compared between machines.
 *
 * A profile has a number, and nothing of it can be chosen: what is measured, how often, the tolerances of errors and the
 * machine that a score of 1 stands for. What one of these changes is another profile. docs/benchmark.md describes it
 * and the file. Plain data, which may be copied; one thread. */
#ifndef GFLA_BENCH_SUBMISSION_H
#define GFLA_BENCH_SUBMISSION_H

#include "base/text.h"
#include "bench/bench_time.h"
#include "bench/submission_machine.h"

#define GFLA_SUBMISSION_SCHEMA "gfla-bench-submission"
#define GFLA_SUBMISSION_VERSION 1 /* of the file's form */
#define GFLA_SUBMISSION_PROFILE 1
#define GFLA_SUBMISSION_MOST_ROUNDS 16
#define GFLA_SUBMISSION_KERNELS 17 /* 16 digits and a zero */

/* What is measured. */
enum gfla_submission_part {
    GFLA_SUBMISSION_FMA,
    GFLA_SUBMISSION_COPY,
    GFLA_SUBMISSION_LAUNCH,
    GFLA_SUBMISSION_WAIT,
    GFLA_SUBMISSION_PERSON,
    GFLA_SUBMISSION_VIEW,
    GFLA_SUBMISSION_FACE,
    GFLA_SUBMISSION_RENDER,
    GFLA_SUBMISSION_TRAIN,
    GFLA_SUBMISSION_COLD,
    GFLA_SUBMISSION_WARM,
    GFLA_SUBMISSION_PART_COUNT
};

struct gfla_submission_part_info {
    const char *name;  /* in files; for what `gfla bench` measures, its name there: "person-256" */
    const char *title; /* for people: "person, 256 x 256" */
    const char *unit;  /* "ms", "GFLOP/s" */
    bool more_is_better;
    bool is_scored;   /* its ratio counts in the score */
    double reference; /* what the reference machine has, in the unit */
    double tolerance; /* of its error; 0: none is measured */
};
extern const struct gfla_submission_part_info gfla_submission_parts[GFLA_SUBMISSION_PART_COUNT];

/* The machine of the references: "AMD EPYC, 2 processors, PoCL 3.1". */
extern const char *const gfla_submission_reference;

/* How much is measured. Profile 1 is gfla_submission_profile; tests measure less. */
struct gfla_submission_plan {
    unsigned parts; /* 1 << enum gfla_submission_part; those that are measured together are asked for together */
    int rounds, start_rounds;
    struct gfla_bench_effort effort; /* in a round */
};
extern const struct gfla_submission_plan gfla_submission_profile;

struct gfla_submission_result {
    int n_rounds; /* 0: could not be measured */
    double rounds[GFLA_SUBMISSION_MOST_ROUNDS];
    bool has_error;
    double error; /* |result - expected| / max(1, max |expected|) */
};

struct gfla_submission {
    int profile;
    char date[16];                         /* "2026-01-31" */
    char gfla[32], compiler[64];           /* the program's version, and what built it */
    char kernels[GFLA_SUBMISSION_KERNELS]; /* which kernels it has: the beginning of the digest of their sources */
    bool is_optimised;
    struct gfla_device_info device;
    int clock_mhz; /* CL_DEVICE_MAX_CLOCK_FREQUENCY */
    struct gfla_machine machine;
    double load_before, load_after; /* load averages of the last minute */
    double others;                  /* which part of the processors' time other processes took: 0 to 1 */
    struct gfla_submission_result results[GFLA_SUBMISSION_PART_COUNT];
};

/* Others may take so much of the processors' time, or the times are not this machine's. */
#define GFLA_SUBMISSION_MOST_OTHERS 0.1

/* The median of a part's rounds, and how many times as fast as the reference machine that is; 0: not measured. */
double gfla_submission_median(const struct gfla_submission *s, enum gfla_submission_part part);
double gfla_submission_ratio(const struct gfla_submission *s, enum gfla_submission_part part);

/* The largest error of any part; infinity where one is no number. */
double gfla_submission_largest_error(const struct gfla_submission *s);

/* The geometric mean of the ratios of the parts that are scored. False: void, and `why` says what for, separated by
 * "; ": what was not measured, what leaves its tolerance, a machine that was busy, an emulator. *score is 0 then.
 * why: appended to; NULL: not wanted. */
bool gfla_submission_score(const struct gfla_submission *s, double *score, struct gfla_text *why);

/* Whether the device imitates one, for tests (Oclgrind): out of contest. */
bool gfla_submission_is_emulator(const struct gfla_submission *s);

/* The maker of what computes, for people: "AMD", "Intel", "NVIDIA", ...; else what the device says. */
const char *gfla_submission_vendor(const struct gfla_submission *s);

#endif
