/* torch.save before PyTorch 1.6: pickles of a magic number, a protocol version, facts about the machine, the object,
 * and the keys of its storages; then for each key a count of 8 bytes and the numbers. */
#include <string.h>

#include "io/weights/pickle.h"
#include "io/weights/torch_format.h"

#define FORMAT_VERSION 1001

static const unsigned char magic[] = {0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'};
#define MAGIC_BYTES (2 + sizeof magic) /* after the opcode PROTO and its version */

bool gfla_torch_is_legacy(const unsigned char *bytes, size_t n)
{
    return n >= MAGIC_BYTES && bytes[0] == 0x80 && gfla_torch_has_magic(bytes + 2, n - 2);
}

bool gfla_torch_has_magic(const unsigned char *bytes, size_t n)
{
    return n >= sizeof magic && memcmp(bytes, magic, sizeof magic) == 0;
}

static gfla_status check_machine(const struct gfla_pickle_value *version, const struct gfla_pickle_value *machine)
{
    const struct gfla_pickle_value *little = gfla_pickle_find(machine, "little_endian");
    gfla_status status = GFLA_OK;

    REQUIRE(version->kind == GFLA_PICKLE_INT && version->integer == FORMAT_VERSION, GFLA_ERROR_INPUT,
            "the format's version is not %d", FORMAT_VERSION);
    REQUIRE(little && little->kind == GFLA_PICKLE_BOOL, GFLA_ERROR_INPUT, "the file does not tell its byte order");
    REQUIRE(little->integer, GFLA_ERROR_INPUT,
            "written on a big-endian machine. hint: load and save it again with PyTorch on another one");
fail:
    return status;
}

/* The count and the numbers of one storage at *offset, which goes behind them. */
static gfla_status place(struct gfla_torch *torch, const struct gfla_reader *reader,
                         const struct gfla_pickle_value *key, uint64_t *offset)
{
    struct gfla_torch_storage *storage;
    unsigned char bytes[8];
    gfla_status status = GFLA_OK;
    uint64_t count = 0;

    REQUIRE(key->kind == GFLA_PICKLE_TEXT, GFLA_ERROR_INPUT, "the key of a storage is %s",
            gfla_pickle_kind_name(key->kind));
    storage = gfla_torch_find(torch, key->text);
    REQUIRE(storage && !storage->placed, GFLA_ERROR_INPUT, "storage '%.64s' is %s", key->text,
            storage ? "listed twice" : "in the file, but no tensor's");
    TRY(gfla_reader_get(reader, *offset, bytes, sizeof bytes));
    for (int i = 7; i >= 0; i--)
        count = count << 8 | bytes[i];
    REQUIRE(count == storage->count, GFLA_ERROR_INPUT, "storage '%.64s' has %llu numbers, its tensors expect %llu",
            key->text, (unsigned long long)count, (unsigned long long)storage->count);
    *offset += sizeof bytes;
    REQUIRE(storage->bytes <= reader->size - *offset, GFLA_ERROR_INPUT,
            "storage '%.64s' needs %llu bytes from byte %llu on, the file has %llu. hint: cut short?", key->text,
            (unsigned long long)storage->bytes, (unsigned long long)*offset, (unsigned long long)reader->size);
    storage->offset = *offset;
    storage->placed = true;
    *offset += storage->bytes;
fail:
    return status;
}

static gfla_status place_all(struct gfla_torch *torch, const struct gfla_reader *reader,
                             const struct gfla_pickle_value *keys, uint64_t offset)
{
    gfla_status status = GFLA_OK;

    REQUIRE(keys->kind == GFLA_PICKLE_LIST, GFLA_ERROR_INPUT, "the storages' keys are %s",
            gfla_pickle_kind_name(keys->kind));
    TRY(gfla_torch_join(torch));
    for (size_t i = 0; i < keys->items->count; i++)
        TRY(place(torch, reader, &keys->items->values[i], &offset));
    for (size_t i = 0; i < torch->n_joined; i++)
        REQUIRE(torch->joined[i]->placed, GFLA_ERROR_INPUT, "storage '%.64s' is not in the file",
                torch->joined[i]->key);
    REQUIRE(offset == reader->size, GFLA_ERROR_INPUT, "%llu bytes follow the last storage. hint: more than one file?",
            (unsigned long long)(reader->size - offset));
fail:
    return status;
}

gfla_status gfla_torch_read_legacy(struct gfla_torch *torch, const struct gfla_reader *reader,
                                   struct gfla_pickle_value *root)
{
    const uint64_t end = reader->size < GFLA_TORCH_MAX_PICKLE ? reader->size : GFLA_TORCH_MAX_PICKLE;
    struct gfla_pickle_value version, machine, keys;
    uint64_t offset = MAGIC_BYTES;
    gfla_status status;

    torch->has_views = true;
    TRY(gfla_pickle_read(reader, &offset, end, torch, &version));
    TRY(gfla_pickle_read(reader, &offset, end, torch, &machine));
    TRY(check_machine(&version, &machine));
    TRY(gfla_pickle_read(reader, &offset, end, torch, root));
    TRY(gfla_pickle_read(reader, &offset, end, torch, &keys));
    status = place_all(torch, reader, &keys, offset);
fail:
    return status;
}
