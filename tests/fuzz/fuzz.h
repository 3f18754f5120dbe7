/* fuzz.h - what the targets share. A target is one file NAME_fuzz.c: with clang a program of libFuzzer, and for every
 * compiler a row of fuzz_replay (replay.h). Nothing here touches a disk. */
#ifndef GFLA_TESTS_FUZZ_FUZZ_H
#define GFLA_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What a target defines. Bytes that a reader refuses are as good as others: 0 always. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file in memory, for readers that take a path. There is one such file: each call replaces what it
 * holds. */
const char *fuzz_file(const uint8_t *data, size_t size);
/* A folder in memory for the readers that want names beside one another; its own for each `name`. Made once, and
 * removed when the process ends. */
const char *fuzz_folder(const char *name);
/* PATH, a file below such a folder, is from now on what fuzz_file was last given, and will be given. */
void fuzz_link(const char *path);
/* PATH is a file that holds `text`. */
void fuzz_put(const char *path, const char *text);
/* PATH is an opaque square PNG, or one of depths that are equal. */
void fuzz_put_image(const char *path, int side, int is_depth);
/* The bytes with a zero behind them, as readers of whole files get them; freed with free(). */
char *fuzz_text(const uint8_t *data, size_t size);
/* The same, as a file that has a path of its own below fuzz_folder: for libraries that look for the real path of what
 * they open, which a file in memory has not. */
const char *fuzz_named_file(const uint8_t *data, size_t size);
/* The reader took the bytes: as the format of that number, from 0, of so many that the target has (32 at most). The
 * replay fails where a format was never taken: of such a reader fuzzing would see how it refuses, and no more. */
void fuzz_accepted(int format, int formats);
/* What was accepted since the last call, a bit for each format; *formats as fuzz_accepted last said, 0: it was not
 * called. */
uint32_t fuzz_take_accepted(int *formats);
/* Ends the process: a promise of the code under test does not hold. */
void fuzz_require(int holds, const char *promise);

#endif
