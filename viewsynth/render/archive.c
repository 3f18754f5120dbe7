#include "viewsynth/render/archive.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/memory.h"
#include "base/text_table.h"

#define MAX_PATH_LENGTH 1024
#define NO_MEMBER SIZE_MAX

/* A file that expands so much and becomes so large is made to fill memory. */
#define SUSPICIOUS_RATIO 500
#define SUSPICIOUS_BYTES (64u << 20)

/* A member as models name it. */
struct member {
    char *name;   /* resolved: with '/' between its parts */
    char *folded; /* the same in lower case */
    size_t next;  /* the next member with this folded name, or NO_MEMBER */
};

struct gfla_archive {
    zip_t *zip;
    char *path;
    gfla_arena *arena; /* names */
    struct member *members;
    size_t n_members;
    struct gfla_text_table first; /* the first member of each folded name */
    uint64_t n_read;              /* bytes since the last gfla_archive_begin */
};

static gfla_status index_members(gfla_archive *a);

gfla_status gfla_archive_open(gfla_archive **archive, const char *path)
{
    gfla_status status = GFLA_OK;
    *archive = NULL;
    gfla_archive *a = NULL;
    int code = 0;
    TRY(gfla_calloc(&a, 1, sizeof *a, "archive"));
    TRY(gfla_calloc(&a->path, strlen(path) + 1, 1, "path of an archive"));
    memcpy(a->path, path, strlen(path));
    gfla_memory_watch();
    a->zip = zip_open(path, ZIP_RDONLY, &code);
    if (!a->zip) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        status = gfla_fail(gfla_memory_or(GFLA_ERROR_INPUT), "archive %s: cannot be opened: %s", path,
                           zip_error_strerror(&error));
        zip_error_fini(&error);
        goto fail;
    }
    TRY(index_members(a));
    *archive = a;
    return GFLA_OK;
fail:
    gfla_archive_destroy(&a);
    return status;
}

void gfla_archive_destroy(gfla_archive **archive)
{
    if (!archive || !*archive)
        return;
    if ((*archive)->zip)
        zip_discard((*archive)->zip);
    gfla_text_table_free(&(*archive)->first);
    gfla_arena_destroy(&(*archive)->arena);
    free((*archive)->members);
    free((*archive)->path);
    free(*archive);
    *archive = NULL;
}

size_t gfla_archive_count(const gfla_archive *archive)
{
    return archive->n_members;
}

const char *gfla_archive_name(const gfla_archive *archive, size_t index)
{
    const char *name = zip_get_name(archive->zip, index, 0);
    return name ? name : "";
}

const char *gfla_archive_path(const gfla_archive *archive)
{
    return archive->path;
}

void gfla_archive_begin(gfla_archive *archive)
{
    archive->n_read = 0;
}

/* Takes the last part off out; false when there is none, or it leads upwards itself. At "/" there is nothing above. */
static bool leave_folder(char *out)
{
    char *slash = strrchr(out, '/'), *last = slash ? slash + 1 : out;
    if (strcmp(out, "/") == 0)
        return true;
    if (last[0] == 0 || strcmp(last, "..") == 0)
        return false;
    out[slash == out ? 1 : slash ? slash - out : 0] = 0;
    return true;
}

/* Appends the parts of a path to out, resolving "." and "..", with '/' between them. */
static void add_parts(const char *path, size_t length, char *out, size_t size)
{
    for (size_t i = 0, n = 0; i < length; i += n + 1) {
        n = 0;
        while (i + n < length && path[i + n] != '/' && path[i + n] != '\\')
            n++;
        bool up = n == 2 && path[i] == '.' && path[i + 1] == '.';
        size_t end = strlen(out);
        if (n == 0 || (n == 1 && path[i] == '.') || end + n + 2 > size || (up && leave_folder(out)))
            continue;
        if (end > 0 && out[end - 1] != '/')
            out[end++] = '/';
        memcpy(out + end, path + i, n);
        out[end + n] = 0;
    }
}

char *gfla_path_beside(const char *base, const char *name, char *out, size_t size)
{
    size_t folder = 0;
    for (size_t i = 0; base[i]; i++)
        if (base[i] == '/' || base[i] == '\\')
            folder = i + 1;
    out[0] = 0;
    if (base[0] == '/' && size > 1)
        memcpy(out, "/", 2);
    add_parts(base, folder, out, size);
    add_parts(name, strlen(name), out, size);
    return out;
}

static void fold(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text + 'a' - 'A');
}

static gfla_status index_members(gfla_archive *a)
{
    gfla_status status = GFLA_OK;
    const zip_int64_t n = zip_get_num_entries(a->zip, 0);
    REQUIRE(n <= GFLA_ARCHIVE_MAX_MEMBERS, GFLA_ERROR_INPUT, "archive %s: %lld members, the limit is %d", a->path,
            (long long)n, GFLA_ARCHIVE_MAX_MEMBERS);
    TRY(gfla_arena_create(&a->arena));
    TRY(gfla_calloc(&a->members, n > 0 ? (size_t)n : 1, sizeof *a->members, "members of an archive"));
    a->n_members = n > 0 ? (size_t)n : 0;
    for (size_t i = a->n_members; i-- > 0;) { /* backwards, so that the first of a name is the one found first */
        struct member *m = &a->members[i];
        char resolved[MAX_PATH_LENGTH];
        m->name = gfla_arena_strdup(a->arena, gfla_path_beside("", gfla_archive_name(a, i), resolved, sizeof resolved));
        fold(resolved);
        m->folded = gfla_arena_strdup(a->arena, resolved);
        REQUIRE(m->name && m->folded, GFLA_ERROR_MEMORY, "archive %s: host memory ran out for names", a->path);
        const size_t *other = gfla_text_table_find(&a->first, m->folded);
        m->next = other ? *other : NO_MEMBER;
        TRY(gfla_text_table_put(&a->first, m->folded, i));
    }
fail:
    return status;
}

/* The member of that name, else one that differs in case; NO_MEMBER. */
static size_t locate(const gfla_archive *archive, const char *name)
{
    char resolved[MAX_PATH_LENGTH], folded[MAX_PATH_LENGTH];
    gfla_path_beside("", name, resolved, sizeof resolved);
    memcpy(folded, resolved, sizeof folded);
    fold(folded);
    const size_t *first = gfla_text_table_find(&archive->first, folded);
    for (size_t i = first ? *first : NO_MEMBER; i != NO_MEMBER; i = archive->members[i].next)
        if (strcmp(archive->members[i].name, resolved) == 0)
            return i;
    return first ? *first : NO_MEMBER;
}

bool gfla_archive_has(gfla_archive *archive, const char *name)
{
    return locate(archive, name) != NO_MEMBER;
}

/* One byte more than there should be is asked for: only at the end is the checksum compared. */
static gfla_status read_at(gfla_archive *archive, zip_uint64_t index, const char *name, char *data, zip_uint64_t size)
{
    gfla_status status = GFLA_OK;
    zip_uint64_t done = 0;
    char more;
    gfla_memory_watch();
    zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
    const int error = file ? ZIP_ER_OK : zip_error_code_zip(zip_get_error(archive->zip));
    REQUIRE(file, gfla_memory_or(GFLA_ERROR_INPUT), "archive %s: member %s cannot be opened: %s", archive->path, name,
            error == ZIP_ER_NOPASSWD ? "it is encrypted" : zip_strerror(archive->zip));
    while (done < size) {
        zip_int64_t n = zip_fread(file, data + done, size - done);
        REQUIRE(n > 0, gfla_memory_or(GFLA_ERROR_INPUT), "archive %s: member %s is damaged at byte %llu of %llu: %s",
                archive->path, name, (unsigned long long)done, (unsigned long long)size,
                n < 0 ? zip_file_strerror(file) : "it ends there");
        done += (zip_uint64_t)n;
    }
    REQUIRE(zip_fread(file, &more, 1) == 0, gfla_memory_or(GFLA_ERROR_INPUT), "archive %s: member %s is damaged: %s",
            archive->path, name, zip_file_strerror(file));
fail:
    if (file)
        zip_fclose(file);
    return status;
}

/* Members that are too large, or that are made to be. */
static gfla_status check_size(const gfla_archive *a, const char *name, const zip_stat_t *stat)
{
    gfla_status status = GFLA_OK;
    const unsigned long long size = stat->size, packed = (stat->valid & ZIP_STAT_COMP_SIZE) ? stat->comp_size : 0;
    REQUIRE(size <= GFLA_ARCHIVE_MAX_MEMBER, GFLA_ERROR_INPUT, "archive %s: member %s has %llu bytes, the limit is %u",
            a->path, name, size, GFLA_ARCHIVE_MAX_MEMBER);
    REQUIRE(size <= SUSPICIOUS_BYTES || size / SUSPICIOUS_RATIO <= packed, GFLA_ERROR_INPUT,
            "archive %s: member %s expands from %llu to %llu bytes, as no model does", a->path, name, packed, size);
    REQUIRE(a->n_read + size <= GFLA_ARCHIVE_MAX_TOTAL, GFLA_ERROR_INPUT,
            "archive %s: a model reads more than %llu bytes of it, the last from %s", a->path,
            (unsigned long long)GFLA_ARCHIVE_MAX_TOTAL, name);
fail:
    return status;
}

gfla_status gfla_archive_read(gfla_archive *archive, const char *name, void **data, size_t *size)
{
    gfla_status status = GFLA_OK;
    *data = NULL;
    *size = 0;
    zip_stat_t stat;
    const size_t index = locate(archive, name);
    REQUIRE(index != NO_MEMBER, GFLA_ERROR_INPUT, "archive %s: no member %s", archive->path, name);
    REQUIRE(zip_stat_index(archive->zip, index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE), GFLA_ERROR_INPUT,
            "archive %s: member %s has no size", archive->path, name);
    TRY(check_size(archive, name, &stat));
    TRY(gfla_calloc(data, (size_t)stat.size + 1, 1, name));
    TRY(read_at(archive, index, name, *data, stat.size));
    archive->n_read += stat.size;
    *size = (size_t)stat.size;
    return GFLA_OK;
fail:
    free(*data);
    *data = NULL;
    return status;
}
