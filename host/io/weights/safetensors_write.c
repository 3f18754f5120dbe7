#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/half.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/weights/safetensors.h"

#define HEADER_ALIGNMENT 8
#define CHUNK_ELEMENTS 16384

/* One tensor of the file, in the order of the file. */
struct place {
    const struct gfla_safetensors_entry *entry;
    size_t index; /* of the caller's entries */
    uint64_t begin, end;
};

struct gfla_safetensors_writer {
    struct gfla_file_out out;
    struct slot {
        uint64_t begin, count, written; /* written: numbers, of count */
        bool half;
        char *name;
    } * slots; /* by the caller's index */
    size_t n_slots;
    uint64_t start;    /* of the numbers, in the file */
    uint64_t position; /* where the stream is, from start */
};

/* ---- layout and header ---- */

static enum gfla_dtype dtype_of(const struct gfla_safetensors_entry *entry)
{
    return entry->half ? GFLA_DTYPE_F16 : GFLA_DTYPE_F32;
}

/* Larger elements first, then by name. */
static int by_order(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->entry->half != y->entry->half)
        return x->entry->half ? 1 : -1;
    return strcmp(x->entry->name, y->entry->name);
}

static gfla_status lay_out(const struct gfla_safetensors_entry *entries, size_t n, struct place *places)
{
    gfla_status status = GFLA_OK;
    uint64_t end = 0;

    for (size_t i = 0; i < n; i++)
        places[i] = (struct place){.entry = &entries[i], .index = i};
    if (n > 0)
        qsort(places, n, sizeof *places, by_order);
    for (size_t i = 0; i < n; i++) {
        const struct gfla_safetensors_entry *entry = places[i].entry;
        uint64_t bytes;

        REQUIRE(strcmp(entry->name, "__metadata__") != 0, GFLA_ERROR_USAGE, "no tensor can be called __metadata__");
        REQUIRE(gfla_dtype_measure(dtype_of(entry), entry->shape, NULL, &bytes) && bytes <= UINT64_MAX - end,
                GFLA_ERROR_USAGE, "tensor '%s': its shape is too large", entry->name);
        places[i].begin = end;
        places[i].end = end += bytes;
    }
fail:
    return status;
}

static void add_entry(struct gfla_text *text, const struct place *place)
{
    const struct gfla_shape shape = place->entry->shape;

    gfla_text_add_json(text, place->entry->name);
    gfla_text_add(text, ":{\"dtype\":\"%s\",\"shape\":[", gfla_dtype_infos[dtype_of(place->entry)].name);
    for (int i = 0; i < shape.rank; i++)
        gfla_text_add(text, "%s%lld", i ? "," : "", (long long)shape.dim[i]);
    gfla_text_add(text, "],\"data_offsets\":[%llu,%llu]}", (unsigned long long)place->begin,
                  (unsigned long long)place->end);
}

static void add_metadata(struct gfla_text *text, const struct gfla_safetensors_pair *pairs, size_t n)
{
    gfla_text_add(text, "\"__metadata__\":{");
    for (size_t i = 0; i < n; i++) {
        if (i)
            gfla_text_add(text, ",");
        gfla_text_add_json(text, pairs[i].key);
        gfla_text_add(text, ":");
        gfla_text_add_json(text, pairs[i].value);
    }
    gfla_text_add(text, "}");
}

static gfla_status write_header(gfla_safetensors_writer *writer, const struct place *places, size_t n_places,
                                const struct gfla_safetensors_pair *metadata, size_t n_metadata)
{
    struct gfla_text text = {0};
    gfla_status status = GFLA_OK;
    unsigned char length[8];

    gfla_text_add(&text, "{");
    if (n_metadata > 0)
        add_metadata(&text, metadata, n_metadata);
    for (size_t i = 0; i < n_places; i++) {
        if (i || n_metadata > 0)
            gfla_text_add(&text, ",");
        add_entry(&text, &places[i]);
    }
    gfla_text_add(&text, "}");
    gfla_text_add(&text, "%*s", (int)((HEADER_ALIGNMENT - text.size % HEADER_ALIGNMENT) % HEADER_ALIGNMENT), "");
    REQUIRE(!text.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for the header", writer->out.path);
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)text.size >> 8 * i);
    fwrite(length, 1, sizeof length, writer->out.stream);
    fwrite(text.data, 1, text.size, writer->out.stream);
    writer->start = sizeof length + text.size;
fail:
    gfla_text_free(&text);
    return status;
}

static gfla_status create_slots(gfla_safetensors_writer *writer, const struct place *places, size_t n)
{
    gfla_status status = GFLA_OK;

    TRY(gfla_calloc(&writer->slots, n, sizeof *writer->slots, "a list of tensors"));
    writer->n_slots = n;
    for (size_t i = 0; i < n; i++) {
        const struct gfla_safetensors_entry *entry = places[i].entry;
        struct slot *slot = &writer->slots[places[i].index];

        REQUIRE(i == 0 || strcmp(places[i - 1].entry->name, entry->name) != 0, GFLA_ERROR_USAGE,
                "tensor '%s' is there twice", entry->name);
        *slot = (struct slot){.begin = places[i].begin, .half = entry->half};
        slot->count = (places[i].end - places[i].begin) / (entry->half ? 2 : 4);
        TRY(gfla_calloc(&slot->name, strlen(entry->name) + 1, 1, "the name of a tensor"));
        memcpy(slot->name, entry->name, strlen(entry->name));
    }
fail:
    return status;
}

gfla_status gfla_safetensors_create(gfla_safetensors_writer **out, const char *path,
                                    const struct gfla_safetensors_entry *entries, size_t n_entries,
                                    const struct gfla_safetensors_pair *metadata, size_t n_metadata)
{
    gfla_safetensors_writer *writer = NULL;
    struct place *places = NULL;
    gfla_status status = GFLA_OK;

    *out = NULL;
    TRY(gfla_calloc(&places, n_entries, sizeof *places, "a list of tensors"));
    TRY(gfla_calloc(&writer, 1, sizeof *writer, path));
    TRY(lay_out(entries, n_entries, places));
    TRY(create_slots(writer, places, n_entries));
    TRY(gfla_file_out_open(&writer->out, path));
    TRY(write_header(writer, places, n_entries, metadata, n_metadata));
    *out = writer;
    writer = NULL;
fail:
    free(places);
    gfla_safetensors_discard(&writer);
    return status;
}

/* ---- numbers ---- */

static bool fits_half(float value)
{
    /* From 65520 on, rounding gives an infinity; infinities and not-a-numbers are kept. */
    return !(value >= 65520.0f || value <= -65520.0f) || value - value != 0;
}

static gfla_status write_numbers(gfla_safetensors_writer *writer, const struct slot *slot, const float *values,
                                 uint64_t count)
{
    unsigned char chunk[CHUNK_ELEMENTS * 4];
    const size_t size = slot->half ? 2 : 4;
    gfla_status status = GFLA_OK;

    for (uint64_t done = 0; done < count;) {
        const size_t n = count - done < CHUNK_ELEMENTS ? (size_t)(count - done) : CHUNK_ELEMENTS;

        for (size_t i = 0; i < n; i++) {
            const float value = values[done + i];
            uint32_t bits;

            REQUIRE(
                !slot->half || fits_half(value), GFLA_ERROR_USAGE,
                "%s: tensor '%s': the value %g at %llu does not fit float16, which ends at 65504. hint: write float32",
                writer->out.path, slot->name, (double)value, (unsigned long long)(slot->written + done + i));
            memcpy(&bits, &value, sizeof bits);
            if (slot->half)
                bits = gfla_half_from_float(value);
            for (size_t b = 0; b < size; b++)
                chunk[i * size + b] = (unsigned char)(bits >> 8 * b);
        }
        fwrite(chunk, size, n, writer->out.stream); /* commit finds the error */
        done += n;
    }
fail:
    return status;
}

/* Going elsewhere writes what is still buffered, and finds the full disk. */
static gfla_status go_to(gfla_safetensors_writer *writer, uint64_t begin)
{
    if (fseeko(writer->out.stream, (off_t)(writer->start + begin), SEEK_SET) == 0)
        return GFLA_OK;
    if (errno == ESPIPE)
        return gfla_fail(GFLA_ERROR_OUTPUT, "%s: not a file in which one can go back and forth", writer->out.path);
    return gfla_fail(GFLA_ERROR_OUTPUT, "%s: could not be written in full: %s", writer->out.path, strerror(errno));
}

gfla_status gfla_safetensors_put_part(gfla_safetensors_writer *writer, size_t index, const float *values, uint64_t n)
{
    gfla_status status = GFLA_OK;
    struct slot *slot;
    uint64_t begin;

    REQUIRE(index < writer->n_slots, GFLA_ERROR_USAGE, "%s: tensor %zu of %zu", writer->out.path, index,
            writer->n_slots);
    slot = &writer->slots[index];
    REQUIRE(n <= slot->count - slot->written, GFLA_ERROR_USAGE, "%s: tensor '%s' was written before", writer->out.path,
            slot->name);
    begin = slot->begin + slot->written * (slot->half ? 2 : 4);
    if (writer->position != begin)
        TRY(go_to(writer, begin));
    writer->position = begin;
    TRY(write_numbers(writer, slot, values, n));
    writer->position += n * (slot->half ? 2 : 4);
    slot->written += n;
fail:
    return status;
}

gfla_status gfla_safetensors_put(gfla_safetensors_writer *writer, size_t index, const float *values)
{
    /* With an index out of range nothing is counted: the call below refuses it. */
    return gfla_safetensors_put_part(writer, index, values, index < writer->n_slots ? writer->slots[index].count : 0);
}

gfla_status gfla_safetensors_commit(gfla_safetensors_writer **writer)
{
    gfla_safetensors_writer *w = *writer;
    gfla_status status = GFLA_OK;

    for (size_t i = 0; i < w->n_slots; i++)
        REQUIRE(w->slots[i].written == w->slots[i].count, GFLA_ERROR_USAGE,
                "%s: tensor '%s' was announced and not written", w->out.path, w->slots[i].name);
    TRY(gfla_file_out_commit(&w->out));
fail:
    gfla_safetensors_discard(writer);
    return status;
}

void gfla_safetensors_discard(gfla_safetensors_writer **writer)
{
    gfla_safetensors_writer *w = *writer;

    if (!w)
        return;
    gfla_file_out_discard(&w->out);
    for (size_t i = 0; i < w->n_slots; i++)
        free(w->slots[i].name);
    free(w->slots);
    free(w);
    *writer = NULL;
}
