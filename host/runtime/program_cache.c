#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"
#include "runtime/internal.h"

#define MAX_ENTRY ((uint64_t)256 << 20)

/* An entry: this header, the key, the binary. Made and read on one machine, so byte order is the machine's. */
struct header {
    char magic[8]; /* ends in the version of this format */
    uint64_t key_size, binary_size;
    uint64_t checksum; /* of all that follows */
};
static const char magic[8] = {'g', 'f', 'l', 'a', 'b', 'i', 'n', '1'};

bool gfla_program_cache_path(const char *key, char **path)
{
    *path = NULL;
    return gfla_context_settings()->cache != GFLA_CACHE_OFF && gfla_cache_path("programs", key, path);
}

/* Equal hashes are no proof: the whole key is compared. */
static bool is_sound(const char *data, size_t size, const char *key)
{
    struct header header;
    if (size < sizeof header)
        return false;
    memcpy(&header, data, sizeof header);
    const char *body = data + sizeof header;
    size_t body_size = size - sizeof header, key_size = strlen(key);
    return memcmp(header.magic, magic, sizeof magic) == 0 && header.key_size == key_size && key_size < body_size &&
           header.binary_size == body_size - key_size && memcmp(body, key, key_size) == 0 &&
           header.checksum == gfla_hash_bytes(body, body_size);
}

bool gfla_program_cache_read(const char *key, void **binary, size_t *size)
{
    char *path;
    void *data = NULL;
    size_t file_size = 0;
    *binary = NULL;
    if (!gfla_program_cache_path(key, &path))
        return false;
    if (gfla_file_exists(path) && gfla_file_read(path, MAX_ENTRY, &data, &file_size) == GFLA_OK) {
        if (is_sound(data, file_size, key)) {
            size_t skip = sizeof(struct header) + strlen(key);
            *size = file_size - skip;
            memmove(data, (char *)data + skip, *size);
            *binary = data;
        } else {
            gfla_log(GFLA_LOG_INFO, "%s: stale or damaged; building the program anew", path);
            free(data);
        }
    }
    free(path);
    return *binary != NULL;
}

static gfla_status write_entry(const char *path, const char *key, const void *binary, size_t size)
{
    gfla_status status;
    struct header header = {.key_size = strlen(key), .binary_size = size};
    char *data = NULL;
    size_t total = sizeof header + header.key_size + size;
    TRY(gfla_cache_create_folder(path));
    TRY(gfla_calloc(&data, total, 1, path));
    char *body = data + sizeof header;
    memcpy(body, key, header.key_size);
    memcpy(body + header.key_size, binary, size);
    memcpy(header.magic, magic, sizeof magic);
    header.checksum = gfla_hash_bytes(body, total - sizeof header);
    memcpy(data, &header, sizeof header);
    TRY(gfla_file_write(path, data, total));
fail:
    free(data);
    return status;
}

void gfla_program_cache_write(const char *key, const void *binary, size_t size)
{
    char *path;
    if (!gfla_program_cache_path(key, &path))
        return;
    if (write_entry(path, key, binary, size) != GFLA_OK)
        gfla_log(GFLA_LOG_WARNING, "program not cached: %s", gfla_error_message());
    free(path);
}
