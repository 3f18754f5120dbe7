/* cli/bench/submit.h - `gfla bench --submit`, `--table FOLDER` and `--compare FILE FILE`: results of other runs and
 * machines. */
#ifndef GFLA_CLI_BENCH_SUBMIT_H
#define GFLA_CLI_BENCH_SUBMIT_H

#include "bench/bench_report.h"
#include "cli/cli.h"

struct bench_submit {
    bool is_submit;             /* --submit */
    const char *file;           /* of --submit; NULL: named after the device */
    const char *folder;         /* --table */
    const char *first, *second; /* files of --compare; second: NULL, where it is to be compared with what is measured */
    const char *json;           /* --json, "-" for standard output; NULL: not asked for */
    const char *other;          /* another option or word that was there, as it was said; NULL: none */
    char option[32];            /* its text, of an option */
};

/* Whether one of these was asked for, and nothing else is to be measured. */
bool bench_submit_is_asked(const struct bench_submit *o);
/* Does it. setup: what measuring needs, but for rows. GFLA_ERROR_USAGE names what does not belong to it. */
gfla_status bench_submit_run(struct cli *cli, const struct bench_submit *o, const struct gfla_bench_setup *setup);

#endif
