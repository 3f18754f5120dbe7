/* bench/submission_facts.h - what a submission says of the build, the device and the machine. */
#ifndef GFLA_BENCH_SUBMISSION_FACTS_H
#define GFLA_BENCH_SUBMISSION_FACTS_H

#include "bench/submission.h"

/* Fills in all but loads and results. root: see submission_machine.h. Fails as gfla_device_open does;
 * GFLA_ERROR_USAGE: the null device. */
gfla_status gfla_submission_take_facts(struct gfla_submission *s, const char *selector, const char *root);

#endif
