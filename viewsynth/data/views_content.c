#include "viewsynth/data/views_content.h"

#include <stdio.h>

#include "base/file.h"
#include "base/random.h"
#include "viewsynth/data/views_set.h"

#define N_BLOCKS 64
#define BLOCK_BYTES 4096

/* The tables hold a sum of each view, and the header one of the tables. */
static uint64_t content_of_pack(const struct gfla_pack *pack)
{
    return gfla_hash_bytes(pack->map.data, GFLA_PACK_HEADER);
}

/* Blocks at equal distances from the first to the last byte. */
static gfla_status content_of_file(const char *path, uint64_t *digest)
{
    gfla_status status;
    FILE *file;
    unsigned char block[BLOCK_BYTES];
    uint64_t words[2] = {0};
    TRY(gfla_file_open_regular(path, &file));
    REQUIRE(fseeko(file, 0, SEEK_END) == 0, GFLA_ERROR_INPUT, "%s: cannot be read", path);
    const uint64_t size = (uint64_t)ftello(file), last = size > BLOCK_BYTES ? size - BLOCK_BYTES : 0;
    *digest = gfla_hash_bytes(&size, sizeof size);
    for (uint64_t i = 0; i < N_BLOCKS; i++) {
        REQUIRE(fseeko(file, (off_t)(last / (N_BLOCKS - 1) * i), SEEK_SET) == 0, GFLA_ERROR_INPUT, "%s: cannot be read",
                path);
        words[0] = *digest;
        words[1] = gfla_hash_bytes(block, fread(block, 1, sizeof block, file));
        *digest = gfla_hash_bytes(words, sizeof words);
    }
    REQUIRE(!ferror(file), GFLA_ERROR_INPUT, "%s: cannot be read", path);
fail:
    if (file)
        fclose(file);
    return status;
}

gfla_status gfla_views_content(const gfla_views *views, const char *path, uint64_t *digest)
{
    gfla_status status = GFLA_OK;
    *digest = 0;
    if (gfla_views_pack_of(views))
        *digest = content_of_pack(gfla_views_pack_of(views));
    else if (gfla_views_file(views))
        status = content_of_file(path, digest);
    else
        return GFLA_OK;
    *digest += *digest == 0;
    return status;
}
