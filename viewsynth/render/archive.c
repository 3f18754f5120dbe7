#include "viewsynth/render/archive.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/memory.h"

#define MAX_PATH_LENGTH 1024

struct gfla_archive {
    zip_t *zip;
    char *path;
};

gfla_status gfla_archive_open(gfla_archive **archive, const char *path)
{
    gfla_status status = GFLA_OK;
    *archive = NULL;
    gfla_archive *a = NULL;
    int code = 0;
    TRY(gfla_calloc(&a, 1, sizeof *a, "archive"));
    TRY(gfla_calloc(&a->path, strlen(path) + 1, 1, "path of an archive"));
    memcpy(a->path, path, strlen(path));
    a->zip = zip_open(path, ZIP_RDONLY, &code);
    if (!a->zip) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        status = gfla_fail(GFLA_ERROR_INPUT, "archive %s: cannot be opened: %s", path, zip_error_strerror(&error));
        zip_error_fini(&error);
        goto fail;
    }
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
    free((*archive)->path);
    free(*archive);
    *archive = NULL;
}

size_t gfla_archive_count(const gfla_archive *archive)
{
    zip_int64_t n = zip_get_num_entries(archive->zip, 0);
    return n < 0 ? 0 : (size_t)n;
}

const char *gfla_archive_name(const gfla_archive *archive, size_t index)
{
    const char *name = zip_get_name(archive->zip, index, 0);
    return name ? name : "";
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

static zip_int64_t locate(gfla_archive *archive, const char *name)
{
    char resolved[MAX_PATH_LENGTH];
    gfla_path_beside("", name, resolved, sizeof resolved);
    zip_int64_t index = zip_name_locate(archive->zip, resolved, 0);
    return index >= 0 ? index : zip_name_locate(archive->zip, resolved, ZIP_FL_NOCASE);
}

bool gfla_archive_has(gfla_archive *archive, const char *name)
{
    return locate(archive, name) >= 0;
}

static gfla_status read_at(gfla_archive *archive, zip_uint64_t index, const char *name, char *data, zip_uint64_t size)
{
    gfla_status status = GFLA_OK;
    zip_uint64_t done = 0;
    zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
    REQUIRE(file, GFLA_ERROR_INPUT, "archive %s: member %s cannot be opened: %s", archive->path, name,
            zip_strerror(archive->zip));
    while (done < size) {
        zip_int64_t n = zip_fread(file, data + done, size - done);
        REQUIRE(n > 0, GFLA_ERROR_INPUT, "archive %s: member %s is damaged or cut short at byte %llu of %llu",
                archive->path, name, (unsigned long long)done, (unsigned long long)size);
        done += (zip_uint64_t)n;
    }
fail:
    if (file)
        zip_fclose(file);
    return status;
}

gfla_status gfla_archive_read(gfla_archive *archive, const char *name, void **data, size_t *size)
{
    gfla_status status = GFLA_OK;
    *data = NULL;
    *size = 0;
    zip_stat_t stat;
    zip_int64_t index = locate(archive, name);
    REQUIRE(index >= 0, GFLA_ERROR_INPUT, "archive %s: no member %s", archive->path, name);
    REQUIRE(zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE),
            GFLA_ERROR_INPUT, "archive %s: member %s has no size", archive->path, name);
    REQUIRE(stat.size <= GFLA_ARCHIVE_MAX_MEMBER, GFLA_ERROR_INPUT,
            "archive %s: member %s has %llu bytes, the limit is %u", archive->path, name, (unsigned long long)stat.size,
            GFLA_ARCHIVE_MAX_MEMBER);
    TRY(gfla_calloc(data, (size_t)stat.size + 1, 1, name));
    TRY(read_at(archive, (zip_uint64_t)index, name, *data, stat.size));
    *size = (size_t)stat.size;
    return GFLA_OK;
fail:
    free(*data);
    *data = NULL;
    return status;
}
