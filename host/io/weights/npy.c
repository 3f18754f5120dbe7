#include "io/weights/npy.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#define MAX_FILE_BYTES (1ull << 36)
#define MAX_HEADER_BYTES 65536
#define ALIGNMENT 64

static const char magic[6] = {'\x93', 'N', 'U', 'M', 'P', 'Y'};

/* What the header says, and where the numbers lie. */
struct npy {
    enum gfla_dtype dtype;
    struct gfla_shape shape;
    uint64_t count;
    const unsigned char *data;
};

/* ---- the header: a Python dictionary of three entries ---- */

struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n'))
        c->at++;
}

/* Takes text if it comes next, after blanks. */
static bool take(struct cursor *c, const char *text)
{
    const size_t length = strlen(text);

    skip_blanks(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, text, length) != 0)
        return false;
    c->at += length;
    return true;
}

static bool take_string(struct cursor *c, char *out, size_t size)
{
    size_t length = 0;
    char quote;

    skip_blanks(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return false;
    for (quote = *c->at++; c->at < c->end && *c->at != quote; c->at++) {
        if (*c->at == '\\' || length + 1 >= size)
            return false;
        out[length++] = *c->at;
    }
    out[length] = 0;
    return take(c, (char[]){quote, 0});
}

static bool take_count(struct cursor *c, int64_t *value)
{
    const char *start;

    skip_blanks(c);
    start = c->at;
    for (*value = 0; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++)
        if (__builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, *c->at - '0', value))
            return false;
    return c->at > start;
}

/* "()", "(3,)", "(3, 4)", "(3, 4, )" */
static gfla_status parse_shape(struct cursor *c, struct gfla_shape *shape)
{
    gfla_status status = GFLA_OK;
    bool more;

    REQUIRE(take(c, "("), GFLA_ERROR_INPUT, "npy: the shape is no tuple");
    for (more = !take(c, ")"); more; more = !take(c, ")")) {
        REQUIRE(shape->rank < GFLA_MAX_RANK, GFLA_ERROR_INPUT, "npy: more than %d dimensions", GFLA_MAX_RANK);
        REQUIRE(take_count(c, &shape->dim[shape->rank]), GFLA_ERROR_INPUT,
                "npy: dimension %d is no number from 0 to 2^63 - 1", shape->rank);
        shape->rank++;
        if (take(c, ","))
            continue;
        REQUIRE(shape->rank > 1 && take(c, ")"), GFLA_ERROR_INPUT, "npy: the shape is no tuple of numbers");
        break;
    }
fail:
    return status;
}

static gfla_status parse_dtype(struct cursor *c, enum gfla_dtype *dtype)
{
    gfla_status status = GFLA_OK;
    char descr[32];

    REQUIRE(take_string(c, descr, sizeof descr), GFLA_ERROR_INPUT,
            "npy: the element type is structured. hint: save plain numbers, e.g. array.astype('<f4')");
    *dtype = gfla_dtype_from_npy(descr);
    REQUIRE(*dtype != GFLA_DTYPE_COUNT && gfla_dtype_infos[*dtype].converts, GFLA_ERROR_INPUT,
            "npy: elements of type '%s' are not read. hint: save little-endian numbers, e.g. array.astype('<f4')",
            descr);
fail:
    return status;
}

static gfla_status parse_order(struct cursor *c)
{
    if (take(c, "False"))
        return GFLA_OK;
    if (take(c, "True"))
        return gfla_fail(GFLA_ERROR_INPUT,
                         "npy: the array is in Fortran order. hint: save numpy.ascontiguousarray(array)");
    return gfla_fail(GFLA_ERROR_INPUT, "npy: fortran_order is neither True nor False");
}

static gfla_status parse_header(struct cursor *c, struct npy *npy)
{
    enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
    gfla_status status = GFLA_OK;
    int seen = 0;
    char key[32];

    REQUIRE(take(c, "{"), GFLA_ERROR_INPUT, "npy: the header is no dictionary");
    while (!take(c, "}")) {
        int which;

        REQUIRE(take_string(c, key, sizeof key) && take(c, ":"), GFLA_ERROR_INPUT, "npy: the header is damaged");
        which = strcmp(key, "descr") == 0           ? DESCR
                : strcmp(key, "fortran_order") == 0 ? ORDER
                : strcmp(key, "shape") == 0         ? SHAPE
                                                    : 0;
        REQUIRE(which && !(seen & which), GFLA_ERROR_INPUT, "npy: the header has an unexpected or repeated entry '%s'",
                key);
        seen |= which;
        TRY(which == DESCR   ? parse_dtype(c, &npy->dtype)
            : which == ORDER ? parse_order(c)
                             : parse_shape(c, &npy->shape));
        if (take(c, ","))
            continue;
        REQUIRE(take(c, "}"), GFLA_ERROR_INPUT, "npy: the header is damaged");
        break;
    }
    REQUIRE(seen == (DESCR | ORDER | SHAPE), GFLA_ERROR_INPUT, "npy: the header lacks descr, fortran_order or shape");
    skip_blanks(c);
    REQUIRE(c->at == c->end, GFLA_ERROR_INPUT, "npy: something follows the header's dictionary");
fail:
    return status;
}

/* ---- reading ---- */

static gfla_status parse(const unsigned char *data, size_t size, struct npy *npy)
{
    gfla_status status = GFLA_OK;
    uint64_t header, start, bytes;
    struct cursor cursor;
    char text[128];

    *npy = (struct npy){0};
    REQUIRE(size >= 12 && memcmp(data, magic, sizeof magic) == 0, GFLA_ERROR_INPUT, "not a .npy file");
    REQUIRE(data[6] >= 1 && data[6] <= 3, GFLA_ERROR_INPUT, "npy: version %d, 1 to 3 are known", data[6]);
    start = data[6] == 1 ? 10 : 12;
    header = (uint64_t)data[8] | (uint64_t)data[9] << 8;
    if (data[6] > 1)
        header |= (uint64_t)data[10] << 16 | (uint64_t)data[11] << 24;
    REQUIRE(header <= MAX_HEADER_BYTES && header <= size - start, GFLA_ERROR_INPUT,
            "npy: a header of %llu bytes; the limits are %d and the size of the file", (unsigned long long)header,
            MAX_HEADER_BYTES);
    cursor = (struct cursor){(const char *)data + start, (const char *)data + start + header};
    TRY(parse_header(&cursor, npy));
    REQUIRE(gfla_dtype_measure(npy->dtype, npy->shape, &npy->count, &bytes) && npy->count <= SIZE_MAX / sizeof(double),
            GFLA_ERROR_INPUT, "npy: the shape %s is too large", gfla_shape_text(npy->shape, text, sizeof text));
    REQUIRE(bytes == size - start - header, GFLA_ERROR_INPUT, "npy: %llu bytes of numbers, the shape %s needs %llu",
            (unsigned long long)(size - start - header), gfla_shape_text(npy->shape, text, sizeof text),
            (unsigned long long)bytes);
    npy->data = data + start + header;
fail:
    return status;
}

gfla_status gfla_npy_read_memory(const void *data, size_t size, const char *name, struct gfla_shape *shape,
                                 float **values)
{
    gfla_status status = GFLA_OK;
    struct npy npy;

    *shape = (struct gfla_shape){0};
    *values = NULL;
    TRY(parse(data, size, &npy));
    TRY(gfla_calloc(values, (size_t)npy.count, sizeof **values, "the numbers of an array"));
    TRY(gfla_dtype_to_float(npy.dtype, npy.data, (size_t)npy.count, *values));
    *shape = npy.shape;
    return GFLA_OK;
fail:
    free(*values);
    *values = NULL;
    return gfla_fail_context(status, "%s", name);
}

gfla_status gfla_npy_read(const char *path, struct gfla_shape *shape, float **values)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t size;

    *shape = (struct gfla_shape){0};
    *values = NULL;
    TRY(gfla_file_read(path, MAX_FILE_BYTES, &data, &size));
    TRY(gfla_npy_read_memory(data, size, path, shape, values));
fail:
    free(data);
    return status;
}

gfla_status gfla_npy_read_memory_double(const void *data, size_t size, const char *name, struct gfla_shape *shape,
                                        double **values)
{
    gfla_status status = GFLA_OK;
    struct npy npy;

    *shape = (struct gfla_shape){0};
    *values = NULL;
    TRY(parse(data, size, &npy));
    TRY(gfla_calloc(values, (size_t)npy.count, sizeof **values, "the numbers of an array"));
    gfla_dtype_to_double(npy.dtype, npy.data, (size_t)npy.count, *values);
    *shape = npy.shape;
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "%s", name);
}

gfla_status gfla_npy_read_double(const char *path, struct gfla_shape *shape, double **values)
{
    gfla_status status = GFLA_OK;
    void *data = NULL;
    size_t size;

    *shape = (struct gfla_shape){0};
    *values = NULL;
    TRY(gfla_file_read(path, MAX_FILE_BYTES, &data, &size));
    TRY(gfla_npy_read_memory_double(data, size, path, shape, values));
fail:
    free(data);
    return status;
}

/* ---- writing ---- */

/* Blanks so that the numbers start at a multiple of 64 bytes, and the line end that the format asks for. */
static void add_header(struct gfla_text *text, enum gfla_dtype dtype, struct gfla_shape shape)
{
    const size_t before = sizeof magic + 4;

    gfla_text_add(text, "{'descr': '%s', 'fortran_order': False, 'shape': (", gfla_dtype_infos[dtype].npy);
    for (int i = 0; i < shape.rank; i++)
        gfla_text_add(text, "%s%lld", i ? ", " : "", (long long)shape.dim[i]);
    gfla_text_add(text, "%s), }", shape.rank == 1 ? "," : "");
    gfla_text_add(text, "%*s\n", (int)((2 * ALIGNMENT - 1 - (before + text->size) % ALIGNMENT) % ALIGNMENT), "");
}

/* Everything before the numbers. */
static gfla_status make_header(struct gfla_text *header, enum gfla_dtype dtype, struct gfla_shape shape,
                               unsigned char start[10], uint64_t *bytes)
{
    gfla_status status = GFLA_OK;

    REQUIRE(gfla_dtype_infos[dtype].npy, GFLA_ERROR_USAGE, ".npy has no elements of type %s",
            gfla_dtype_infos[dtype].name);
    REQUIRE(gfla_dtype_measure(dtype, shape, NULL, bytes) && *bytes <= SIZE_MAX / 2, GFLA_ERROR_USAGE,
            "the shape is too large");
    add_header(header, dtype, shape);
    REQUIRE(!header->failed, GFLA_ERROR_MEMORY, "header of an array: host memory ran out");
    memcpy(start, magic, sizeof magic);
    start[6] = 1;
    start[7] = 0;
    start[8] = (unsigned char)(header->size & 255);
    start[9] = (unsigned char)(header->size >> 8);
fail:
    return status;
}

gfla_status gfla_npy_encode(enum gfla_dtype dtype, struct gfla_shape shape, const void *values, void **data,
                            size_t *size)
{
    struct gfla_text header = {0};
    gfla_status status;
    unsigned char start[10], *out = NULL;
    uint64_t bytes;

    *data = NULL;
    *size = 0;
    TRY(make_header(&header, dtype, shape, start, &bytes));
    TRY(gfla_calloc(&out, sizeof start + header.size + (size_t)bytes, 1, "an array"));
    memcpy(out, start, sizeof start);
    memcpy(out + sizeof start, header.data, header.size);
    memcpy(out + sizeof start + header.size, values, (size_t)bytes);
    *data = out;
    *size = sizeof start + header.size + (size_t)bytes;
fail:
    gfla_text_free(&header);
    return status;
}

gfla_status gfla_npy_write_as(const char *path, enum gfla_dtype dtype, struct gfla_shape shape, const void *values)
{
    struct gfla_file_out out = {0};
    struct gfla_text header = {0};
    gfla_status status;
    unsigned char start[10];
    uint64_t bytes;

    status = make_header(&header, dtype, shape, start, &bytes);
    if (status != GFLA_OK)
        gfla_fail_context(status, "%s", path);
    TRY(status);
    TRY(gfla_file_out_open(&out, path));
    fwrite(start, 1, sizeof start, out.stream);
    fwrite(header.data, 1, header.size, out.stream);
    fwrite(values, 1, (size_t)bytes, out.stream);
    TRY(gfla_file_out_commit(&out)); /* finds what fwrite could not write */
fail:
    gfla_text_free(&header);
    return status;
}

gfla_status gfla_npy_write(const char *path, struct gfla_shape shape, const float *values)
{
    return gfla_npy_write_as(path, GFLA_DTYPE_F32, shape, values);
}
