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
/* The bytes with a zero behind them, as readers of whole files get them; freed with free(). */
char *fuzz_text(const uint8_t *data, size_t size);
/* Ends the process: a promise of the code under test does not hold. */
void fuzz_require(int holds, const char *promise);

#endif
