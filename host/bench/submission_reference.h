/* bench/submission_reference.h - the machine whose score is 1, in profile 1. Written by benchmarks/devices/reference.sh
 * from its submission. */
#ifndef GFLA_BENCH_SUBMISSION_REFERENCE_H
#define GFLA_BENCH_SUBMISSION_REFERENCE_H

#define REFERENCE_MACHINE "AMD EPYC, 2 processors, PoCL 3.1"
#define REFERENCE_FMA 310
#define REFERENCE_COPY 22
#define REFERENCE_LAUNCH 1.3
#define REFERENCE_WAIT 15
#define REFERENCE_PERSON 150
#define REFERENCE_VIEW 90
#define REFERENCE_FACE 220
#define REFERENCE_RENDER 10
#define REFERENCE_TRAIN 900
#define REFERENCE_COLD 30
#define REFERENCE_WARM 0.3

#endif
