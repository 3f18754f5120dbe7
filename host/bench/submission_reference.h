/* bench/submission_reference.h - the machine whose score is 1, in profile 1. Provisional: the best rounds seen while the
 * machine did other work. benchmarks/devices/reference.sh writes this file from a submission of a quiet machine. */
#ifndef GFLA_BENCH_SUBMISSION_REFERENCE_H
#define GFLA_BENCH_SUBMISSION_REFERENCE_H

#define REFERENCE_MACHINE "AMD EPYC, 2 processors, PoCL 3.1"
#define REFERENCE_FMA 259.1
#define REFERENCE_COPY 15.54
#define REFERENCE_LAUNCH 1.999
#define REFERENCE_WAIT 49.11
#define REFERENCE_PERSON 146.1
#define REFERENCE_VIEW 130.6
#define REFERENCE_FACE 336.9
#define REFERENCE_RENDER 89.87
#define REFERENCE_TRAIN 930.3
#define REFERENCE_COLD 53.1
#define REFERENCE_WARM 1.027

#endif
