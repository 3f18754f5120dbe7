/* io/weights/zip_end.h - where a zip archive's directory lies: the records at the archive's end. For zip_stored.c
 * alone. */
#ifndef GFLA_IO_WEIGHTS_ZIP_END_H
#define GFLA_IO_WEIGHTS_ZIP_END_H

#include "io/weights/reader.h"

struct gfla_zip_end {
    uint64_t directory, directory_bytes, n_members; /* checked against the file and our limits */
};

gfla_status gfla_zip_end_read(struct gfla_zip_end *end, const struct gfla_reader *reader);
/* n bytes, least significant first. */
uint64_t gfla_zip_number(const unsigned char *bytes, int n);

#endif
