/* Text in PNG files: a walk over the chunks, each of which is length, type, content and checksum. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "io/image/bitmap.h"

#define MAX_TEXT_BYTES ((size_t)1 << 20)

static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

struct chunk {
    const unsigned char *type, *content; /* type: four letters */
    size_t size;                         /* of the content */
};

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The chunk at *at, which moves behind it. */
static gfla_status next_chunk(const unsigned char **at, const unsigned char *end, struct chunk *chunk)
{
    gfla_status status = GFLA_OK;
    const size_t left = (size_t)(end - *at);
    REQUIRE(left >= 12 && big_endian(*at) <= left - 12, GFLA_ERROR_INPUT, "PNG: the file is cut short");
    *chunk = (struct chunk){*at + 4, *at + 8, big_endian(*at)};
    *at += chunk->size + 12;
fail:
    return status;
}

static gfla_status copy_text(const struct chunk *chunk, size_t skip, char **text)
{
    gfla_status status = GFLA_OK;
    const size_t size = chunk->size - skip;
    const unsigned char *checksum = chunk->content + chunk->size;
    REQUIRE(size <= MAX_TEXT_BYTES, GFLA_ERROR_INPUT, "PNG: a text of %zu bytes, the limit is %zu", size,
            MAX_TEXT_BYTES);
    REQUIRE(crc32(0, chunk->type, (uInt)(chunk->size + 4)) == big_endian(checksum), GFLA_ERROR_INPUT,
            "PNG: the checksum of a text does not hold");
    TRY(gfla_calloc(text, size + 1, 1, "the text of a PNG"));
    memcpy(*text, chunk->content + skip, size);
fail:
    return status;
}

bool gfla_bitmap_is_png(const void *data, size_t size)
{
    return size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

gfla_status gfla_bitmap_note_read(const void *data, size_t size, const char *key, char **text)
{
    gfla_status status = GFLA_OK;
    const unsigned char *at = data, *end = at + size;
    const size_t key_size = strlen(key) + 1; /* a zero byte ends the key, not the text */
    struct chunk chunk = {0};
    *text = NULL;
    REQUIRE(gfla_bitmap_is_png(data, size), GFLA_ERROR_INPUT, "not a PNG");
    at += sizeof signature;
    do {
        TRY(next_chunk(&at, end, &chunk));
        if (memcmp(chunk.type, "tEXt", 4) == 0 && chunk.size >= key_size && memcmp(chunk.content, key, key_size) == 0)
            return copy_text(&chunk, key_size, text);
    } while (memcmp(chunk.type, "IEND", 4) != 0);
fail:
    return status;
}
