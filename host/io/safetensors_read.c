#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/safetensors.h"
#include "io/safetensors_scan.h"

#define MAX_HEADER_BYTES 100000000
#define METADATA_KEY "__metadata__"
#define CHUNK_BYTES ((size_t)64 * 1024) /* divisible by the size of every element */

struct gfla_safetensors {
    char *path;
    const unsigned char *memory; /* NULL: the file is read through fd */
    int fd;
    uint64_t size;
    cJSON *header; /* owns the texts below */
    struct gfla_safetensors_tensor *tensors;
    size_t n_tensors;
    struct gfla_safetensors_pair *metadata;
    size_t n_metadata;
};

/* ---- bytes of the file ---- */

static gfla_status read_at(const gfla_safetensors *file, uint64_t offset, void *out, size_t size)
{
    gfla_status status = GFLA_OK;
    char *bytes = out;

    if (file->memory) {
        memcpy(out, file->memory + offset, size);
        return GFLA_OK;
    }
    while (size > 0) {
        const ssize_t got = pread(file->fd, bytes, size, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        REQUIRE(got >= 0, GFLA_ERROR_INPUT, "%s", strerror(errno));
        REQUIRE(got > 0, GFLA_ERROR_INPUT, "the file became shorter while it was read");
        bytes += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
fail:
    return status;
}

static gfla_status open_path(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;
    struct stat about;

    file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
    REQUIRE(file->fd >= 0 && fstat(file->fd, &about) == 0, GFLA_ERROR_INPUT, "%s", strerror(errno));
    REQUIRE(S_ISREG(about.st_mode), GFLA_ERROR_INPUT,
            "not a regular file. hint: tensors are read in any order, not from a pipe");
    file->size = (uint64_t)about.st_size;
fail:
    return status;
}

/* ---- the header ---- */

static gfla_status parse_shape(const cJSON *json, struct gfla_shape *shape)
{
    gfla_status status = GFLA_OK;
    const cJSON *dimension;

    REQUIRE(cJSON_IsArray(json), GFLA_ERROR_INPUT, "shape is no list");
    cJSON_ArrayForEach(dimension, json)
    {
        REQUIRE(cJSON_IsNumber(dimension), GFLA_ERROR_INPUT, "shape has an entry that is no number");
        REQUIRE(shape->rank < GFLA_MAX_RANK, GFLA_ERROR_INPUT, "more than %d dimensions", GFLA_MAX_RANK);
        shape->dim[shape->rank++] = (int64_t)dimension->valuedouble;
    }
fail:
    return status;
}

/* data_offsets, made relative to the file. */
static gfla_status parse_range(const cJSON *json, uint64_t buffer, struct gfla_safetensors_tensor *tensor)
{
    const cJSON *begin = cJSON_GetArrayItem(json, 0), *end = cJSON_GetArrayItem(json, 1);
    gfla_status status = GFLA_OK;

    REQUIRE(cJSON_IsArray(json) && cJSON_GetArraySize(json) == 2 && cJSON_IsNumber(begin) && cJSON_IsNumber(end),
            GFLA_ERROR_INPUT, "data_offsets is no pair of numbers");
    REQUIRE(begin->valuedouble <= end->valuedouble, GFLA_ERROR_INPUT, "data_offsets end before they begin");
    tensor->offset = buffer + (uint64_t)begin->valuedouble;
    tensor->size = (uint64_t)end->valuedouble - (uint64_t)begin->valuedouble;
fail:
    return status;
}

/* Three entries, each found: so none is repeated. */
static gfla_status parse_tensor(const cJSON *json, uint64_t buffer, struct gfla_safetensors_tensor *tensor)
{
    const cJSON *dtype = cJSON_GetObjectItemCaseSensitive(json, "dtype");
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(json, "shape");
    const cJSON *range = cJSON_GetObjectItemCaseSensitive(json, "data_offsets");
    gfla_status status = GFLA_OK;
    uint64_t bytes;
    char text[128];

    tensor->name = json->string;
    REQUIRE(cJSON_IsObject(json) && cJSON_GetArraySize(json) == 3 && dtype && shape && range, GFLA_ERROR_INPUT,
            "the entry does not consist of dtype, shape and data_offsets");
    REQUIRE(cJSON_IsString(dtype), GFLA_ERROR_INPUT, "dtype is no text");
    tensor->dtype = gfla_dtype_from_name(dtype->valuestring);
    REQUIRE(tensor->dtype != GFLA_DTYPE_COUNT, GFLA_ERROR_INPUT, "the dtype '%.32s' is not known", dtype->valuestring);
    TRY(parse_shape(shape, &tensor->shape));
    TRY(parse_range(range, buffer, tensor));
    gfla_shape_text(tensor->shape, text, sizeof text);
    REQUIRE(gfla_dtype_measure(tensor->dtype, tensor->shape, NULL, &bytes), GFLA_ERROR_INPUT,
            "the shape %s of %s is too large or fills no whole bytes", text, gfla_dtype_infos[tensor->dtype].name);
    REQUIRE(bytes == tensor->size, GFLA_ERROR_INPUT, "the shape %s of %s needs %llu bytes, data_offsets give %llu",
            text, gfla_dtype_infos[tensor->dtype].name, (unsigned long long)bytes, (unsigned long long)tensor->size);
fail:
    return status;
}

static gfla_status parse_metadata(gfla_safetensors *file, const cJSON *json)
{
    gfla_status status = GFLA_OK;
    const cJSON *pair;

    REQUIRE(cJSON_IsObject(json) && !file->metadata, GFLA_ERROR_INPUT, METADATA_KEY " is repeated or no object");
    TRY(gfla_calloc(&file->metadata, (size_t)cJSON_GetArraySize(json), sizeof *file->metadata, "metadata"));
    cJSON_ArrayForEach(pair, json)
    {
        REQUIRE(cJSON_IsString(pair), GFLA_ERROR_INPUT, METADATA_KEY ": the value of '%.64s' is no text", pair->string);
        file->metadata[file->n_metadata++] = (struct gfla_safetensors_pair){pair->string, pair->valuestring};
    }
fail:
    return status;
}

static gfla_status parse_entries(gfla_safetensors *file, uint64_t buffer)
{
    gfla_status status = GFLA_OK;
    const cJSON *entry;

    REQUIRE(cJSON_IsObject(file->header), GFLA_ERROR_INPUT, "the header is no JSON object");
    TRY(gfla_calloc(&file->tensors, (size_t)cJSON_GetArraySize(file->header), sizeof *file->tensors,
                    "a list of tensors"));
    cJSON_ArrayForEach(entry, file->header)
    {
        if (strcmp(entry->string, METADATA_KEY) == 0) {
            TRY(parse_metadata(file, entry));
            continue;
        }
        status = parse_tensor(entry, buffer, &file->tensors[file->n_tensors++]);
        if (status != GFLA_OK)
            return gfla_fail_context(status, "tensor '%.128s'", entry->string);
    }
fail:
    return status;
}

/* ---- rules between the entries ---- */

static int by_place(const void *a, const void *b)
{
    const struct gfla_safetensors_tensor *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->size < y->size ? -1 : x->size > y->size;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct gfla_safetensors_tensor *)a)->name, ((const struct gfla_safetensors_tensor *)b)->name);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct gfla_safetensors_pair *)a)->key, ((const struct gfla_safetensors_pair *)b)->key);
}

/* The tensors fill the rest of the file, without holes or overlap. */
static gfla_status check_layout(gfla_safetensors *file, uint64_t buffer)
{
    gfla_status status = GFLA_OK;
    uint64_t end = buffer;

    qsort(file->tensors, file->n_tensors, sizeof *file->tensors, by_place);
    for (size_t i = 0; i < file->n_tensors; i++) {
        const struct gfla_safetensors_tensor *t = &file->tensors[i];

        REQUIRE(t->offset == end, GFLA_ERROR_INPUT,
                "tensor '%.128s' begins at byte %llu, but the one before ends at %llu", t->name,
                (unsigned long long)(t->offset - buffer), (unsigned long long)(end - buffer));
        end += t->size;
    }
    REQUIRE(end == file->size, GFLA_ERROR_INPUT,
            "the tensors end at byte %llu, the file at %llu. hint: it may be incomplete", (unsigned long long)end,
            (unsigned long long)file->size);
fail:
    return status;
}

static gfla_status check_names(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;

    qsort(file->tensors, file->n_tensors, sizeof *file->tensors, by_name);
    for (size_t i = 1; i < file->n_tensors; i++)
        REQUIRE(by_name(&file->tensors[i - 1], &file->tensors[i]) != 0, GFLA_ERROR_INPUT,
                "tensor '%.128s' is there twice", file->tensors[i].name);
    if (file->n_metadata > 0)
        qsort(file->metadata, file->n_metadata, sizeof *file->metadata, by_key);
    for (size_t i = 1; i < file->n_metadata; i++)
        REQUIRE(by_key(&file->metadata[i - 1], &file->metadata[i]) != 0, GFLA_ERROR_INPUT,
                METADATA_KEY ": '%.64s' is there twice", file->metadata[i].key);
fail:
    return status;
}

/* ---- opening ---- */

static bool only_blanks(const char *text)
{
    return text[strspn(text, " ")] == 0;
}

static gfla_status read_header(gfla_safetensors *file)
{
    gfla_status status = GFLA_OK;
    unsigned char length[8];
    char *text = NULL;
    const char *end;
    uint64_t size = 0;

    REQUIRE(file->size >= sizeof length, GFLA_ERROR_INPUT, "%llu bytes are too few for a safetensors file",
            (unsigned long long)file->size);
    TRY(read_at(file, 0, length, sizeof length));
    for (int i = 7; i >= 0; i--)
        size = size << 8 | length[i];
    REQUIRE(size <= MAX_HEADER_BYTES, GFLA_ERROR_INPUT,
            "the header has %llu bytes, the limit is %d. hint: not a safetensors file?", (unsigned long long)size,
            MAX_HEADER_BYTES);
    REQUIRE(size <= file->size - sizeof length, GFLA_ERROR_INPUT, "the header has %llu bytes, the file only %llu",
            (unsigned long long)size, (unsigned long long)file->size);
    TRY(gfla_calloc(&text, (size_t)size + 1, 1, "the header"));
    TRY(read_at(file, sizeof length, text, (size_t)size));
    REQUIRE(text[0] == '{', GFLA_ERROR_INPUT, "the header does not begin with '{'. hint: not a safetensors file?");
    TRY(gfla_safetensors_scan(text, (size_t)size));
    file->header = cJSON_ParseWithLengthOpts(text, (size_t)size, &end, 0);
    REQUIRE(file->header && only_blanks(end), GFLA_ERROR_INPUT, "the header is not valid JSON");
    TRY(parse_entries(file, sizeof length + size));
    TRY(check_layout(file, sizeof length + size));
    TRY(check_names(file));
fail:
    free(text);
    return status;
}

static gfla_status open_file(gfla_safetensors **out, const void *data, size_t size, const char *name)
{
    gfla_safetensors *file = NULL;
    gfla_status status = GFLA_OK;

    *out = NULL;
    TRY(gfla_calloc(&file, 1, sizeof *file, name));
    *file = (struct gfla_safetensors){.memory = data, .size = size, .fd = -1};
    TRY(gfla_calloc(&file->path, strlen(name) + 1, 1, name));
    memcpy(file->path, name, strlen(name));
    if (!data)
        TRY(open_path(file));
    TRY(read_header(file));
    *out = file;
    return GFLA_OK;
fail:
    gfla_safetensors_close(&file);
    return gfla_fail_context(status, "%s", name);
}

gfla_status gfla_safetensors_open(gfla_safetensors **file, const char *path)
{
    return open_file(file, NULL, 0, path);
}

gfla_status gfla_safetensors_open_memory(gfla_safetensors **file, const void *data, size_t size, const char *name)
{
    return open_file(file, data ? data : "", size, name);
}

void gfla_safetensors_close(gfla_safetensors **file)
{
    if (!*file)
        return;
    if ((*file)->fd >= 0)
        close((*file)->fd);
    cJSON_Delete((*file)->header);
    free((*file)->tensors);
    free((*file)->metadata);
    free((*file)->path);
    free(*file);
    *file = NULL;
}

/* ---- what is in it ---- */

const struct gfla_safetensors_tensor *gfla_safetensors_list(const gfla_safetensors *file, size_t *count)
{
    *count = file->n_tensors;
    return file->tensors;
}

const struct gfla_safetensors_tensor *gfla_safetensors_find(const gfla_safetensors *file, const char *name)
{
    const struct gfla_safetensors_tensor wanted = {.name = name};

    return bsearch(&wanted, file->tensors, file->n_tensors, sizeof wanted, by_name);
}

const struct gfla_safetensors_pair *gfla_safetensors_metadata(const gfla_safetensors *file, size_t *count)
{
    *count = file->n_metadata;
    return file->metadata;
}

const char *gfla_safetensors_get(const gfla_safetensors *file, const char *key)
{
    for (size_t i = 0; i < file->n_metadata; i++)
        if (strcmp(file->metadata[i].key, key) == 0)
            return file->metadata[i].value;
    return NULL;
}

gfla_status gfla_safetensors_fetch(const gfla_safetensors *file, const struct gfla_safetensors_tensor *tensor,
                                   float *values)
{
    const struct gfla_dtype_info *info = &gfla_dtype_infos[tensor->dtype];
    gfla_status status = GFLA_OK;
    unsigned char *chunk = NULL;

    REQUIRE(info->converts, GFLA_ERROR_INPUT,
            "numbers of type %s are not converted. hint: save the tensor as F32, F16 or BF16", info->name);
    TRY(gfla_calloc(&chunk, CHUNK_BYTES, 1, "a part of a tensor"));
    for (uint64_t done = 0; done < tensor->size;) {
        const size_t now = tensor->size - done < CHUNK_BYTES ? (size_t)(tensor->size - done) : CHUNK_BYTES;
        const size_t n = now / (size_t)(info->bits / 8);

        TRY(read_at(file, tensor->offset + done, chunk, now));
        gfla_dtype_to_float(tensor->dtype, chunk, n, values);
        values += n;
        done += now;
    }
fail:
    free(chunk);
    return status == GFLA_OK ? GFLA_OK : gfla_fail_context(status, "%s: tensor '%.128s'", file->path, tensor->name);
}
