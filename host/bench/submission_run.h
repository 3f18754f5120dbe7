/* bench/submission_run.h - the measuring of a submission. */
#ifndef GFLA_BENCH_SUBMISSION_RUN_H
#define GFLA_BENCH_SUBMISSION_RUN_H

#include "bench/bench_report.h"
#include "bench/submission.h"

/* GFLA_ERROR_FAILED: between the marks other processes took more than a quarter of the processors' time, and the message
 * says how much: minutes of measuring would be for nothing. */
gfla_status gfla_submission_check_marks(const struct gfla_machine_mark *before, const struct gfla_machine_mark *after);
/* The same of the next two seconds, for which it blocks. */
gfla_status gfla_submission_check_quiet(void);

/* Opens the device of setup->device, says what it and the machine are, and measures the plan in rounds, each part in
 * each round, so that a change of the machine's speed meets all. Of setup: device, batch, program, words, temporary. A
 * part that fails is said, counts as a failed item of the batch, and is not measured; an interruption ends all.
 *
 * The kernels are those that the library chooses for a device that is new to it: what was tuned before is neither read
 * nor changed, and what is measured on the way (on other devices than CPUs) is forgotten. GFLA_ERROR_USAGE: the null
 * device. Blocks for minutes; progress counts "measurements". */
gfla_status gfla_submission_measure(struct gfla_submission *s, const struct gfla_submission_plan *plan,
                                    const struct gfla_bench_setup *setup);

#endif
