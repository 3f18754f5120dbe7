#include "io/weights/npz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/file.h"
#include "base/memory.h"

#define MAX_MEMBER (64u << 20)
#define MAX_FILE ((uint64_t)1 << 30)
#define MAX_MEMBERS 100000

/* ---- writing ---- */

/* Takes over the bytes of a member. */
static bool add_member(zip_t *zip, const char *name, void *data, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, data, size, 1);
    if (!source) {
        free(data);
        return false;
    }
    const zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 0x21, 0) == 0; /* the first day of 1980 */
}

static gfla_status add_arrays(zip_t *zip, const char *path, const struct gfla_npz_array *arrays, size_t n)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < n; i++) {
        void *data;
        size_t size;
        char name[80];
        TRY(gfla_npy_encode(arrays[i].dtype, arrays[i].shape, arrays[i].values, &data, &size));
        snprintf(name, sizeof name, "%.63s.npy", arrays[i].name);
        REQUIRE(add_member(zip, name, data, size), GFLA_ERROR_MEMORY, "%s: %s cannot be added: %s", path, name,
                zip_strerror(zip));
    }
fail:
    return status;
}

/* What libzip left in memory. */
static gfla_status write_archive(zip_source_t *archive, const char *path)
{
    gfla_status status = GFLA_OK;
    zip_stat_t about;
    void *bytes = NULL;
    REQUIRE(zip_source_stat(archive, &about) == 0 && (about.valid & ZIP_STAT_SIZE) && zip_source_open(archive) == 0,
            GFLA_ERROR_MEMORY, "%s: the archive cannot be made", path);
    status = gfla_calloc(&bytes, about.size, 1, "an archive");
    if (status == GFLA_OK && zip_source_read(archive, bytes, about.size) != (zip_int64_t)about.size)
        status = gfla_fail(GFLA_ERROR_MEMORY, "%s: the archive cannot be made", path);
    zip_source_close(archive);
    TRY(status);
    TRY(gfla_file_write(path, bytes, about.size));
fail:
    free(bytes);
    return status;
}

gfla_status gfla_npz_write(const char *path, const struct gfla_npz_array *arrays, size_t n)
{
    gfla_status status = GFLA_OK;
    zip_error_t error;
    zip_t *zip = NULL;
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, &error);
    REQUIRE(archive, GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
    zip_source_keep(archive); /* the archive drops one reference when it is closed */
    zip = zip_open_from_source(archive, ZIP_TRUNCATE, &error);
    if (!zip)
        zip_source_free(archive);
    REQUIRE(zip, GFLA_ERROR_MEMORY, "%s: host memory ran out", path);
    TRY(add_arrays(zip, path, arrays, n));
    REQUIRE(zip_close(zip) == 0, GFLA_ERROR_MEMORY, "%s: the archive cannot be made: %s", path, zip_strerror(zip));
    zip = NULL;
    TRY(write_archive(archive, path));
fail:
    if (zip)
        zip_discard(zip);
    if (archive)
        zip_source_free(archive);
    return status;
}

/* ---- reading ---- */

struct gfla_npz {
    zip_t *zip;
    char *path;
    void *bytes;
};

/* Takes over the bytes, whatever happens. */
static gfla_status open_bytes(gfla_npz **out, void *bytes, size_t size, const char *name)
{
    gfla_status status;
    gfla_npz *npz = NULL;
    zip_error_t error;
    zip_source_t *source = NULL;
    zip_error_init(&error);
    TRY(gfla_calloc(&npz, 1, sizeof *npz, "an archive of arrays"));
    npz->bytes = bytes;
    bytes = NULL;
    TRY(gfla_calloc(&npz->path, strlen(name) + 1, 1, "a path"));
    strcpy(npz->path, name);
    gfla_memory_watch();
    source = zip_source_buffer_create(npz->bytes, size, 0, &error);
    REQUIRE(source, GFLA_ERROR_MEMORY, "%s: host memory ran out", name);
    npz->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!npz->zip) {
        status = gfla_library_fail(GFLA_ERROR_INPUT, name, "not a .npz file: %s", zip_error_strerror(&error));
        zip_source_free(source);
        goto fail;
    }
    REQUIRE(zip_get_num_entries(npz->zip, 0) <= MAX_MEMBERS, GFLA_ERROR_INPUT, "%s: more than %d arrays", name,
            MAX_MEMBERS);
    *out = npz;
    zip_error_fini(&error);
    return GFLA_OK;
fail:
    zip_error_fini(&error);
    free(bytes);
    gfla_npz_close(&npz);
    return status;
}

gfla_status gfla_npz_open(gfla_npz **out, const char *path)
{
    gfla_status status;
    void *bytes;
    size_t size;
    *out = NULL;
    TRY(gfla_file_read(path, MAX_FILE, &bytes, &size));
    status = open_bytes(out, bytes, size, path);
fail:
    return status;
}

gfla_status gfla_npz_open_memory(gfla_npz **out, const void *data, size_t size, const char *name)
{
    gfla_status status;
    char *bytes = NULL;
    *out = NULL;
    TRY(gfla_calloc(&bytes, size + 1, 1, "an archive of arrays"));
    memcpy(bytes, data, size);
    status = open_bytes(out, bytes, size, name);
fail:
    return status;
}

void gfla_npz_close(gfla_npz **npz)
{
    if (!npz || !*npz)
        return;
    if ((*npz)->zip)
        zip_discard((*npz)->zip);
    free((*npz)->path);
    free((*npz)->bytes);
    free(*npz);
    *npz = NULL;
}

static zip_int64_t find(const gfla_npz *npz, const char *name)
{
    char member[80];
    snprintf(member, sizeof member, "%.63s.npy", name);
    return zip_name_locate(npz->zip, member, 0);
}

bool gfla_npz_has(const gfla_npz *npz, const char *name)
{
    return find(npz, name) >= 0;
}

gfla_status gfla_npz_read_double(gfla_npz *npz, const char *name, struct gfla_shape *shape, double **values)
{
    gfla_status status = GFLA_OK;
    zip_file_t *file = NULL;
    zip_stat_t about;
    void *data = NULL;
    char what[1200];
    const zip_int64_t index = find(npz, name);
    *values = NULL;
    REQUIRE(index >= 0 && zip_stat_index(npz->zip, (zip_uint64_t)index, 0, &about) == 0 &&
                (about.valid & ZIP_STAT_SIZE),
            GFLA_ERROR_INPUT, "%s: no array %s in it", npz->path, name);
    REQUIRE(about.size <= MAX_MEMBER, GFLA_ERROR_INPUT, "%s: %s has %llu bytes, the limit is %u", npz->path, name,
            (unsigned long long)about.size, MAX_MEMBER);
    TRY(gfla_calloc(&data, about.size + 1, 1, "an array"));
    gfla_memory_watch();
    file = zip_fopen_index(npz->zip, (zip_uint64_t)index, 0);
    if (!file || zip_fread(file, data, about.size) != (zip_int64_t)about.size || zip_fread(file, what, 1) != 0)
        TRY(gfla_library_fail(GFLA_ERROR_INPUT, npz->path, "%s is damaged or cut short", name));
    snprintf(what, sizeof what, "%.1000s: %.80s", npz->path, name);
    TRY(gfla_npy_read_memory_double(data, about.size, what, shape, values));
fail:
    if (file)
        zip_fclose(file);
    free(data);
    return status;
}
