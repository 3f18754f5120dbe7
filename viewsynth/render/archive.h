/* render/archive.h - a zip archive opened for reading (.zip, .sh3f, .jar): names, and members as bytes.
 * An archive belongs to one thread. */
#ifndef VIEWSYNTH_RENDER_ARCHIVE_H
#define VIEWSYNTH_RENDER_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define GFLA_ARCHIVE_MAX_MEMBER (512u << 20)
#define GFLA_ARCHIVE_MAX_MEMBERS 1000000
#define GFLA_ARCHIVE_MAX_TOTAL ((uint64_t)4 << 30) /* bytes that one model may read */

typedef struct gfla_archive gfla_archive;

gfla_status gfla_archive_open(gfla_archive **archive, const char *path);
void gfla_archive_destroy(gfla_archive **archive);

size_t gfla_archive_count(const gfla_archive *archive);
/* Valid as long as the archive; folders end in '/'. */
const char *gfla_archive_name(const gfla_archive *archive, size_t index);

const char *gfla_archive_path(const gfla_archive *archive);

/* Another model begins: what is read counts anew against GFLA_ARCHIVE_MAX_TOTAL. */
void gfla_archive_begin(gfla_archive *archive);

/* Finds a member as models name their files: backslashes, "./", "../" and a leading '/' are resolved, and when no
 * member has the exact name, one that differs in case is taken. */
bool gfla_archive_has(gfla_archive *archive, const char *name);
/* The bytes of a member, followed by one zero byte that is not counted; *data is freed with free(). GFLA_ERROR_INPUT
 * when there is none of that name, it is damaged or encrypted, larger than GFLA_ARCHIVE_MAX_MEMBER, or made to
 * expand beyond all measure. */
gfla_status gfla_archive_read(gfla_archive *archive, const char *name, void **data, size_t *size);

/* Writes to out the path of `name` as seen from the folder of `base` (both with any separators), resolved as above.
 * Returns out, cut to size - 1 characters. */
char *gfla_path_beside(const char *base, const char *name, char *out, size_t size);

#endif
