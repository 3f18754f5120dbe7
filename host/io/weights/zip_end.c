#include "io/weights/zip_end.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define END_BYTES 22
#define END64_BYTES 56
#define LOCATOR_BYTES 20
#define MAX_COMMENT 65535
#define MAX_DIRECTORY_BYTES ((uint64_t)16 << 20)
#define MAX_MEMBERS 100000

uint64_t gfla_zip_number(const unsigned char *bytes, int n)
{
    uint64_t number = 0;

    for (int i = n - 1; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

/* The last record of the archive, whose comment ends with the file. */
static gfla_status find_end(const struct gfla_reader *reader, uint64_t *offset, unsigned char record[END_BYTES])
{
    const size_t most = END_BYTES + MAX_COMMENT, size = reader->size < most ? (size_t)reader->size : most;
    unsigned char *tail = NULL;
    gfla_status status;
    size_t at = size;

    TRY(gfla_calloc(&tail, size, 1, "the end of an archive"));
    TRY(gfla_reader_get(reader, reader->size - size, tail, size));
    for (size_t rest = END_BYTES; at == size && rest <= size; rest++) {
        const unsigned char *p = tail + size - rest;

        if (memcmp(p, "PK\5\6", 4) == 0 && gfla_zip_number(p + 20, 2) == rest - END_BYTES)
            at = size - rest;
    }
    REQUIRE(at < size, GFLA_ERROR_INPUT, "the archive has no end. hint: cut short?");
    memcpy(record, tail + at, END_BYTES);
    *offset = reader->size - size + at;
fail:
    free(tail);
    return status;
}

/* The 64-bit record in front of the last one, if there is one; *offset becomes its place. */
static gfla_status read_end64(const struct gfla_reader *reader, struct gfla_zip_end *end, uint64_t *offset)
{
    unsigned char locator[LOCATOR_BYTES], record[END64_BYTES];
    gfla_status status = GFLA_OK;
    uint64_t at;

    if (*offset < LOCATOR_BYTES)
        return GFLA_OK;
    TRY(gfla_reader_get(reader, *offset - LOCATOR_BYTES, locator, sizeof locator));
    if (memcmp(locator, "PK\6\7", 4) != 0)
        return GFLA_OK;
    at = gfla_zip_number(locator + 8, 8);
    TRY(gfla_reader_get(reader, at, record, sizeof record));
    REQUIRE(memcmp(record, "PK\6\6", 4) == 0 && gfla_zip_number(record + 4, 8) == END64_BYTES - 12 &&
                at + END64_BYTES == *offset - LOCATOR_BYTES && gfla_zip_number(record + 16, 8) == 0 &&
                gfla_zip_number(record + 24, 8) == gfla_zip_number(record + 32, 8),
            GFLA_ERROR_INPUT, "the archive's 64-bit end is damaged");
    const struct gfla_zip_end wide = {gfla_zip_number(record + 48, 8), gfla_zip_number(record + 40, 8),
                                      gfla_zip_number(record + 32, 8)};
    REQUIRE((end->n_members == UINT16_MAX || end->n_members == wide.n_members) &&
                (end->directory_bytes == UINT32_MAX || end->directory_bytes == wide.directory_bytes) &&
                (end->directory == UINT32_MAX || end->directory == wide.directory),
            GFLA_ERROR_INPUT, "the archive's two ends contradict each other");
    *end = wide;
    *offset = at;
fail:
    return status;
}

gfla_status gfla_zip_end_read(struct gfla_zip_end *end, const struct gfla_reader *reader)
{
    unsigned char record[END_BYTES];
    gfla_status status;
    uint64_t offset = 0;

    TRY(find_end(reader, &offset, record));
    REQUIRE(gfla_zip_number(record + 4, 4) == 0 && gfla_zip_number(record + 8, 2) == gfla_zip_number(record + 10, 2),
            GFLA_ERROR_INPUT, "the archive is one of several parts");
    *end = (struct gfla_zip_end){gfla_zip_number(record + 16, 4), gfla_zip_number(record + 12, 4),
                                 gfla_zip_number(record + 10, 2)};
    TRY(read_end64(reader, end, &offset));
    REQUIRE(end->directory <= offset && end->directory_bytes == offset - end->directory, GFLA_ERROR_INPUT,
            "the archive's directory of %llu bytes at %llu does not lie in front of its end at %llu",
            (unsigned long long)end->directory_bytes, (unsigned long long)end->directory, (unsigned long long)offset);
    REQUIRE(end->directory_bytes <= MAX_DIRECTORY_BYTES && end->n_members <= MAX_MEMBERS, GFLA_ERROR_INPUT,
            "the archive has %llu members and a directory of %llu bytes; the limits are %d and %llu",
            (unsigned long long)end->n_members, (unsigned long long)end->directory_bytes, MAX_MEMBERS,
            (unsigned long long)MAX_DIRECTORY_BYTES);
fail:
    return status;
}
