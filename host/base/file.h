/* base/file.h - whole files in, whole files out: an output is written under a temporary name, flushed, and renamed.
 * The path "-" stands for standard input where a file is read as a whole, and for standard output where one is written;
 * a file of that name is "./-". */
#ifndef GFLA_BASE_FILE_H
#define GFLA_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/* The whole of a file in *data (one zero byte follows it, not counted); at most `limit` bytes. Free with free().
 * GFLA_ERROR_INPUT: devices, and pipes that nobody writes to within two seconds; <(COMMAND) of a shell is read. */
gfla_status gfla_file_read(const char *path, uint64_t limit, void **data, size_t *size);
/* The same of a text, without a byte order mark. GFLA_ERROR_INPUT names an encoding that is not UTF-8. */
gfla_status gfla_file_read_text(const char *path, uint64_t limit, void **text, size_t *size);
/* The path for messages: "standard input" in place of "-". */
const char *gfla_file_label(const char *path);
/* The same as gfla_file_read for a path that a file names: GFLA_ERROR_INPUT, and no wait, when it is a pipe, a device
 * or a folder. */
gfla_status gfla_file_read_regular(const char *path, uint64_t limit, void **data, size_t *size);
/* Such a file opened for reading; closed with fclose(). */
gfla_status gfla_file_open_regular(const char *path, FILE **stream);
gfla_status gfla_file_write(const char *path, const void *data, size_t size);

/* For outputs that are written piece by piece: open, write to .stream, then commit (rename) or discard (delete). The
 * temporary name is PATH.tmp-N with the first N that no other process writes to: what a killed run left behind is
 * written over, and never in the way. A PATH that is a link is replaced, not followed; who names a link to write through it
 * resolves it (the program does so with -o). After a commit or discard the struct is empty. Errors of fwrite are found by
 * commit through ferror. */
struct gfla_file_out {
    FILE *stream;
    char *path, *temporary;
};
gfla_status gfla_file_out_open(struct gfla_file_out *out, const char *path);
gfla_status gfla_file_out_commit(struct gfla_file_out *out);
void gfla_file_out_discard(struct gfla_file_out *out);

bool gfla_file_exists(const char *path);
gfla_status gfla_folder_create(const char *path); /* with its parents; an existing folder is fine */
/* Names in a folder, sorted by bytes, without "." and ".."; *names is one allocation, freed with free(). */
gfla_status gfla_folder_list(const char *path, char ***names, size_t *count);
/* The same of the files that people mean, in natural order: regular ones, or links to such, with one of the extensions
 * (".png", ended by NULL; capitals or not), that are not hidden. */
gfla_status gfla_folder_files(const char *path, const char *const *extensions, char ***names, size_t *count);

#endif
