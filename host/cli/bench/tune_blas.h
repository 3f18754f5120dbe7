/* cli/bench/tune_blas.h - `gfla tune --blas`: parameters of CLBlast's matrix product. */
#ifndef GFLA_CLI_BENCH_TUNE_BLAS_H
#define GFLA_CLI_BENCH_TUNE_BLAS_H

#include "cli/cli.h"

/* Tries them all, CLBlast's own first, prints the table or the JSON, and stores the fastest that computes rightly. An
 * interruption between two stores the fastest so far. */
gfla_status tune_blas(const struct cli *cli, gfla_device *device);

#endif
