/* replay.h - all targets in one program, without libFuzzer: `fuzz_replay PATH...` runs each on the inputs of its own
 * that lie in folders PATH/NAME, or are packed in member NAME of a zip archive PATH. Behind `--change N` also N changed
 * ones of each, always the same ones. `--scaling` is scaling.h. */
#ifndef GFLA_TESTS_FUZZ_REPLAY_H
#define GFLA_TESTS_FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
    const char *name;
    int (*run)(const uint8_t *data, size_t size);
};
/* One row for each NAME_fuzz.c, made by CMakeLists.txt; the last has no name. */
extern const struct fuzz_target fuzz_targets[];

#endif
