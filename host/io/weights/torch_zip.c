/* torch.save since PyTorch 1.6: an archive of NAME/data.pkl and NAME/data/KEY, one member for each storage. */
#include <stdio.h>
#include <string.h>

#include "io/weights/pickle.h"
#include "io/weights/torch_format.h"
#include "io/weights/zip_stored.h"

#define MAX_PATH_BYTES 1200

bool gfla_torch_is_zip(const unsigned char *bytes, size_t n)
{
    return n >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

/* "NAME/file" in the folder that all members lie in, which is that of the first. */
static const struct gfla_zip_member *find(const struct gfla_zip *zip, const char *file)
{
    char path[MAX_PATH_BYTES];
    const size_t folder = zip->first ? strcspn(zip->first, "/") : 0;
    const int n = snprintf(path, sizeof path, "%.*s/%s", (int)folder, zip->first ? zip->first : "", file);

    return n > 0 && (size_t)n < sizeof path ? gfla_zip_find(zip, path) : NULL;
}

/* Nothing is written where a name points; but who names a folder so means no good. */
static gfla_status check_folder(const struct gfla_zip *zip)
{
    const size_t n = zip->first ? strcspn(zip->first, "/") : 0;
    if (!zip->first || strspn(zip->first, ".") < n)
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "member '%.64s' lies in no folder of the archive's own", zip->first);
}

/* Written by newer versions; absent means little. */
static gfla_status check_byte_order(const struct gfla_zip *zip, const struct gfla_reader *reader)
{
    const struct gfla_zip_member *order = find(zip, "byteorder");
    gfla_status status = GFLA_OK;
    char text[7] = "";

    if (!order)
        return GFLA_OK;
    if (order->size < sizeof text)
        TRY(gfla_reader_get(reader, order->offset, text, (size_t)order->size));
    REQUIRE(strcmp(text, "little") == 0, GFLA_ERROR_INPUT,
            "written on a big-endian machine. hint: load and save it again with PyTorch on another one");
fail:
    return status;
}

static gfla_status read_pickle(struct gfla_torch *torch, const struct gfla_reader *reader, const struct gfla_zip *zip,
                               struct gfla_pickle_value *root)
{
    const struct gfla_zip_member *pickle = find(zip, "data.pkl");
    gfla_status status = GFLA_OK;
    uint64_t offset;

    REQUIRE(pickle, GFLA_ERROR_INPUT, "the archive has no data.pkl. hint: not a file of torch.save?");
    REQUIRE(!find(zip, "constants.pkl"), GFLA_ERROR_INPUT,
            "the archive is a program (TorchScript). hint: torch.save(net.state_dict(), FILE)");
    REQUIRE(pickle->size <= GFLA_TORCH_MAX_PICKLE, GFLA_ERROR_INPUT, "data.pkl has %llu bytes, the limit is %llu",
            (unsigned long long)pickle->size, (unsigned long long)GFLA_TORCH_MAX_PICKLE);
    TRY(gfla_zip_check(pickle, reader));
    offset = pickle->offset;
    TRY(gfla_pickle_read(reader, &offset, pickle->offset + pickle->size, torch, root));
    REQUIRE(offset == pickle->offset + pickle->size, GFLA_ERROR_INPUT, "%llu bytes follow the pickle in data.pkl",
            (unsigned long long)(pickle->offset + pickle->size - offset));
fail:
    return status;
}

static gfla_status place_all(struct gfla_torch *torch, const struct gfla_zip *zip)
{
    gfla_status status;
    char path[MAX_PATH_BYTES];

    TRY(gfla_torch_join(torch));
    for (size_t i = 0; i < torch->n_joined; i++) {
        struct gfla_torch_storage *storage = torch->joined[i];
        const struct gfla_zip_member *member;

        snprintf(path, sizeof path, "data/%s", storage->key);
        member = find(zip, path);
        REQUIRE(member, GFLA_ERROR_INPUT, "storage '%.64s' is not in the archive", storage->key);
        REQUIRE(member->size == storage->bytes, GFLA_ERROR_INPUT,
                "storage '%.64s' has %llu bytes, its tensors expect %llu", storage->key,
                (unsigned long long)member->size, (unsigned long long)storage->bytes);
        storage->offset = member->offset;
        storage->placed = true;
        storage->crc = member->crc;
        storage->has_crc = true;
    }
fail:
    return status;
}

gfla_status gfla_torch_read_zip(struct gfla_torch *torch, const struct gfla_reader *reader,
                                struct gfla_pickle_value *root)
{
    struct gfla_zip zip;
    gfla_status status;

    TRY(gfla_zip_open(&zip, reader));
    TRY(check_folder(&zip));
    TRY(check_byte_order(&zip, reader));
    TRY(read_pickle(torch, reader, &zip, root));
    TRY(place_all(torch, &zip));
fail:
    gfla_zip_close(&zip);
    return status;
}
