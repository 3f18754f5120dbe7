/* bench/submission_reference.h - the machine whose score is 1, in profile 1. Written by benchmarks/devices/reference.sh
 * from its submission. */
#ifndef GFLA_BENCH_SUBMISSION_REFERENCE_H
#define GFLA_BENCH_SUBMISSION_REFERENCE_H

#define REFERENCE_MACHINE "AMD EPYC, 2 processors, PoCL 3.1"
#define REFERENCE_FMA 510.9270593
#define REFERENCE_COPY 45.74199873
#define REFERENCE_LAUNCH 1.830770491
#define REFERENCE_WAIT 25.97450013
#define REFERENCE_PERSON 40.540556
#define REFERENCE_VIEW 23.99497683
#define REFERENCE_FACE 53.75206
#define REFERENCE_RENDER 11.35237861
#define REFERENCE_TRAIN 237.103617
#define REFERENCE_COLD 8.02522864
#define REFERENCE_WARM 0.258856892

#endif
