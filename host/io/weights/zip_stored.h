/* io/weights/zip_stored.h - the directory of a zip archive of stored (not compressed) members, read from its end, with
 * zip64. libzip, which reads archives of models, neither says where in the file a member lies nor finds members that
 * overlap; here each member is a checked range of the file, so that numbers can be read from any place. Private to
 * host/io. */
#ifndef GFLA_IO_WEIGHTS_ZIP_STORED_H
#define GFLA_IO_WEIGHTS_ZIP_STORED_H

#include "io/weights/reader.h"

struct gfla_zip_member {
    const char *name;
    uint64_t begin;        /* byte of its own header in the file */
    uint64_t offset, size; /* of its content */
    uint32_t crc;
};

struct gfla_zip {
    struct gfla_zip_member *members; /* by name */
    size_t n_members;
    const char *first; /* name of the first in the directory; NULL without members */
    char *names;
};

/* GFLA_ERROR_INPUT: a member that is compressed, encrypted, reaches outside the archive, overlaps another, has the name
 * of another, or is described differently in front of its content and in the directory. Content is not read. */
gfla_status gfla_zip_open(struct gfla_zip *zip, const struct gfla_reader *reader);
void gfla_zip_close(struct gfla_zip *zip);
/* NULL when there is none. */
const struct gfla_zip_member *gfla_zip_find(const struct gfla_zip *zip, const char *name);
/* Compares the content with its checksum. */
gfla_status gfla_zip_check(const struct gfla_zip_member *member, const struct gfla_reader *reader);

#endif
