/* Any bytes as an archive, whose members are read. */
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/archive.h"

#define MAX_MEMBERS 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gfla_archive *archive;
    if (gfla_archive_open(&archive, fuzz_file(data, size)) != GFLA_OK)
        return 0;
    for (size_t i = 0; i < gfla_archive_count(archive) && i < MAX_MEMBERS; i++) {
        void *bytes;
        size_t n;
        if (gfla_archive_read(archive, gfla_archive_name(archive, i), &bytes, &n) == GFLA_OK) {
            fuzz_accepted(0, 1);
            free(bytes);
        }
    }
    gfla_archive_destroy(&archive);
    return 0;
}
