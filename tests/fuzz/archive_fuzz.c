/* Any bytes as an archive, whose members are read, and as a furniture catalogue. */
#define _GNU_SOURCE /* memfd_create */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "viewsynth/render/archive.h"
#include "viewsynth/render/properties.h"

#define MAX_MEMBERS 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_members(const char *path)
{
    gfla_archive *archive;
    if (gfla_archive_open(&archive, path) != GFLA_OK)
        return;
    for (size_t i = 0; i < gfla_archive_count(archive) && i < MAX_MEMBERS; i++) {
        void *bytes;
        size_t n;
        if (gfla_archive_read(archive, gfla_archive_name(archive, i), &bytes, &n) == GFLA_OK)
            free(bytes);
    }
    gfla_archive_destroy(&archive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_properties properties;
    char path[64];
    const int file = memfd_create("fuzz", MFD_CLOEXEC);

    if (file >= 0 && write(file, data, size) == (ssize_t)size) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        read_members(path);
    }
    close(file);
    if (gfla_properties_read(&properties, (const char *)data, size) == GFLA_OK)
        gfla_properties_free(&properties);
    return 0;
}
