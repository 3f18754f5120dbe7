#include "io/weights/zip_stored.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "io/weights/zip_end.h"

#define MEMBER_BYTES 46 /* of an entry of the directory, and of the header in front of the content */
#define LOCAL_BYTES 30
#define FLAG_SIZES_FOLLOW 0x0008 /* the header in front of the content was written before its size was known */
#define FLAG_UTF8 0x0800
#define MAX_NAME_BYTES 1024

/* ---- one member ---- */

/* What the directory and the member's own header both say. */
struct description {
    unsigned flags, method;
    uint32_t crc;
    uint64_t packed, size, begin; /* begin: in the directory alone */
    size_t name_bytes, extra_bytes, comment_bytes;
};

/* The 64-bit numbers that stand in the extra field for those that are all ones, in this order. */
static gfla_status widen(const unsigned char *extra, size_t extra_bytes, uint64_t *const numbers[], int n)
{
    gfla_status status = GFLA_OK;

    for (size_t at = 0; extra_bytes - at >= 4;) {
        const unsigned id = (unsigned)gfla_zip_number(extra + at, 2);
        size_t bytes = (size_t)gfla_zip_number(extra + at + 2, 2), field = at + 4;

        REQUIRE(bytes <= extra_bytes - field, GFLA_ERROR_INPUT, "an extra field reaches outside its header");
        at = field + bytes;
        for (int i = 0; id == 1 && i < n; i++) {
            if (*numbers[i] != UINT32_MAX)
                continue;
            REQUIRE(bytes >= 8, GFLA_ERROR_INPUT, "the 64-bit sizes are incomplete");
            *numbers[i] = gfla_zip_number(extra + field, 8);
            field += 8;
            bytes -= 8;
        }
    }
fail:
    return status;
}

/* The fields from the flags on lie alike in both headers. */
static struct description describe(const unsigned char *flags)
{
    return (struct description){.flags = (unsigned)gfla_zip_number(flags, 2),
                                .method = (unsigned)gfla_zip_number(flags + 2, 2),
                                .crc = (uint32_t)gfla_zip_number(flags + 8, 4),
                                .packed = gfla_zip_number(flags + 12, 4),
                                .size = gfla_zip_number(flags + 16, 4),
                                .name_bytes = (size_t)gfla_zip_number(flags + 20, 2),
                                .extra_bytes = (size_t)gfla_zip_number(flags + 22, 2)};
}

/* The entry of the directory at `entry`, of at most `left` bytes; its name is copied to `name`. */
static gfla_status read_entry(const unsigned char *entry, size_t left, struct description *d, char *name)
{
    gfla_status status = GFLA_OK;

    REQUIRE(left >= MEMBER_BYTES && memcmp(entry, "PK\1\2", 4) == 0, GFLA_ERROR_INPUT, "the directory is damaged");
    *d = describe(entry + 8);
    d->comment_bytes = (size_t)gfla_zip_number(entry + 32, 2);
    d->begin = gfla_zip_number(entry + 42, 4);
    REQUIRE(d->name_bytes + d->extra_bytes + d->comment_bytes <= left - MEMBER_BYTES, GFLA_ERROR_INPUT,
            "the directory is damaged");
    memcpy(name, entry + MEMBER_BYTES, d->name_bytes);
    name[d->name_bytes] = 0;
    REQUIRE(d->name_bytes > 0 && d->name_bytes <= MAX_NAME_BYTES && gfla_utf8_is_plain(name, d->name_bytes),
            GFLA_ERROR_INPUT, "a member has a name that is empty, no plain text or longer than %d bytes",
            MAX_NAME_BYTES);
    TRY(widen(entry + MEMBER_BYTES + d->name_bytes, d->extra_bytes,
              (uint64_t *const[]){&d->size, &d->packed, &d->begin}, 3));
    REQUIRE(!(d->flags & 1), GFLA_ERROR_INPUT, "member '%.64s' is encrypted", name);
    REQUIRE(d->method == 0, GFLA_ERROR_INPUT,
            "member '%.64s' is compressed, which those of torch.save never are. hint: a program (TorchScript)? Then "
            "save its "
            "state_dict(); else unpack the archive and `zip -0` it",
            name);
    REQUIRE(!(d->flags & ~(unsigned)(FLAG_SIZES_FOLLOW | FLAG_UTF8)), GFLA_ERROR_INPUT,
            "member '%.64s' has the flags 0x%04x, which no stored member has", name, d->flags);
    REQUIRE(d->packed == d->size, GFLA_ERROR_INPUT, "member '%.64s' is stored, but has two sizes", name);
fail:
    return status;
}

/* A number of the member's own header: as in the directory, or left open because it followed later. */
static bool agrees(uint64_t own, uint64_t listed, unsigned flags)
{
    return own == listed || (own == 0 && (flags & FLAG_SIZES_FOLLOW));
}

/* Reads the member's own header; *offset becomes the byte of its content. *left: bytes that headers may yet have. They
 * do not overlap, so they end before more are read than there are. */
static gfla_status check_own_header(const struct gfla_reader *reader, const struct description *listed,
                                    const char *name, uint64_t *left, uint64_t *offset)
{
    unsigned char header[LOCAL_BYTES], *rest = NULL;
    struct description own;
    gfla_status status;

    TRY(gfla_reader_get(reader, listed->begin, header, sizeof header));
    REQUIRE(memcmp(header, "PK\3\4", 4) == 0, GFLA_ERROR_INPUT, "member '%.64s' has no header of its own", name);
    own = describe(header + 6);
    REQUIRE(sizeof header + own.name_bytes + own.extra_bytes <= *left, GFLA_ERROR_INPUT,
            "member '%.64s' overlaps others: the members' headers have more bytes than the archive", name);
    *left -= sizeof header + own.name_bytes + own.extra_bytes;
    TRY(gfla_calloc(&rest, own.name_bytes + own.extra_bytes, 1, "a member's header"));
    TRY(gfla_reader_get(reader, listed->begin + sizeof header, rest, own.name_bytes + own.extra_bytes));
    TRY(widen(rest + own.name_bytes, own.extra_bytes, (uint64_t *const[]){&own.size, &own.packed}, 2));
    REQUIRE(own.name_bytes == listed->name_bytes && memcmp(rest, name, own.name_bytes) == 0 &&
                own.flags == listed->flags && own.method == listed->method && agrees(own.crc, listed->crc, own.flags) &&
                agrees(own.size, listed->size, own.flags) && agrees(own.packed, listed->size, own.flags),
            GFLA_ERROR_INPUT, "member '%.64s': its own header contradicts the directory", name);
    *offset = listed->begin + sizeof header + own.name_bytes + own.extra_bytes;
fail:
    free(rest);
    return status;
}

/* ---- all members ---- */

static int by_place(const void *a, const void *b)
{
    const struct gfla_zip_member *x = a, *y = b;

    return (x->begin > y->begin) - (x->begin < y->begin);
}

static int by_name(const void *a, const void *b)
{
    const struct gfla_zip_member *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static gfla_status check_members(struct gfla_zip *zip, uint64_t directory)
{
    gfla_status status = GFLA_OK;

    qsort(zip->members, zip->n_members, sizeof *zip->members, by_place);
    for (size_t i = 0; i < zip->n_members; i++) {
        const struct gfla_zip_member *m = &zip->members[i];
        const uint64_t limit = i + 1 < zip->n_members ? m[1].begin : directory;

        REQUIRE(m->offset <= directory && m->size <= directory - m->offset, GFLA_ERROR_INPUT,
                "member '%.64s' of %llu bytes reaches into the directory or beyond. hint: cut short?", m->name,
                (unsigned long long)m->size);
        REQUIRE(m->offset + m->size <= limit, GFLA_ERROR_INPUT, "member '%.64s' overlaps '%.64s'", m->name, m[1].name);
    }
    qsort(zip->members, zip->n_members, sizeof *zip->members, by_name);
    for (size_t i = 1; i < zip->n_members; i++)
        REQUIRE(strcmp(zip->members[i - 1].name, zip->members[i].name) != 0, GFLA_ERROR_INPUT,
                "two members are called '%.64s'", zip->members[i].name);
fail:
    return status;
}

static gfla_status read_members(struct gfla_zip *zip, const struct gfla_reader *reader, const struct gfla_zip_end *end,
                                const unsigned char *directory)
{
    const size_t size = (size_t)end->directory_bytes;
    gfla_status status = GFLA_OK;
    uint64_t left = end->directory;
    char *name = zip->names;
    size_t at = 0;

    for (size_t i = 0; i < (size_t)end->n_members; i++) {
        struct gfla_zip_member *m = &zip->members[i];
        struct description d;

        TRY(read_entry(directory + at, size - at, &d, name));
        *m = (struct gfla_zip_member){.name = name, .begin = d.begin, .size = d.size, .crc = d.crc};
        TRY(check_own_header(reader, &d, name, &left, &m->offset));
        at += MEMBER_BYTES + d.name_bytes + d.extra_bytes + d.comment_bytes;
        name += d.name_bytes + 1;
    }
    REQUIRE(at == size, GFLA_ERROR_INPUT, "the directory has %zu bytes more than members", size - at);
    zip->n_members = (size_t)end->n_members;
    zip->first = zip->n_members ? zip->names : NULL;
fail:
    return status;
}

gfla_status gfla_zip_open(struct gfla_zip *zip, const struct gfla_reader *reader)
{
    unsigned char *directory = NULL;
    struct gfla_zip_end end;
    gfla_status status;

    *zip = (struct gfla_zip){0};
    TRY(gfla_zip_end_read(&end, reader));
    TRY(gfla_calloc(&directory, (size_t)end.directory_bytes, 1, "an archive's directory"));
    TRY(gfla_reader_get(reader, end.directory, directory, (size_t)end.directory_bytes));
    TRY(gfla_calloc(&zip->members, (size_t)end.n_members, sizeof *zip->members, "an archive's members"));
    /* An entry's header has room for the zero behind its name. */
    TRY(gfla_calloc(&zip->names, (size_t)end.directory_bytes + 1, 1, "an archive's names"));
    TRY(read_members(zip, reader, &end, directory));
    TRY(check_members(zip, end.directory));
fail:
    free(directory);
    if (status != GFLA_OK)
        gfla_zip_close(zip);
    return status;
}

void gfla_zip_close(struct gfla_zip *zip)
{
    free(zip->members);
    free(zip->names);
    *zip = (struct gfla_zip){0};
}

const struct gfla_zip_member *gfla_zip_find(const struct gfla_zip *zip, const char *name)
{
    const struct gfla_zip_member key = {.name = name};

    return zip->n_members ? bsearch(&key, zip->members, zip->n_members, sizeof key, by_name) : NULL;
}

gfla_status gfla_zip_check(const struct gfla_zip_member *member, const struct gfla_reader *reader)
{
    gfla_status status;
    uint32_t crc;

    TRY(gfla_reader_crc(reader, member->offset, member->size, &crc));
    REQUIRE(crc == member->crc, GFLA_ERROR_INPUT, "member '%.64s' has the checksum %08x, not %08x: it is damaged",
            member->name, crc, member->crc);
fail:
    return status;
}
