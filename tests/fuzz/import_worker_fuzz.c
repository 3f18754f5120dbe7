/* Any bytes as what an importer is asked. Paths are made ones that no file has: files are what other targets read. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/import_wire.h"
#include "viewsynth/render/import_worker.h"

/* The path and the member of each whole request get a first letter that leads nowhere. */
static void lead_astray(uint8_t *data, size_t size)
{
    struct gfla_import_request request;
    for (size_t at = 0; size - at > sizeof request;) {
        memcpy(&request, data + at, sizeof request);
        at += sizeof request;
        data[at] = '#';
        const uint64_t texts = (uint64_t)request.path_size + request.member_size;
        if (texts >= size - at)
            return;
        at += (size_t)texts;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int nowhere = -1;
    char *copy = fuzz_text(data, size);
    lead_astray((uint8_t *)copy, size);
    if (nowhere < 0)
        nowhere = open("/dev/null", O_WRONLY);
    const int requests = open(fuzz_file((const uint8_t *)copy, size), O_RDONLY);
    fuzz_require(requests >= 0 && nowhere >= 0, "files can be opened");
    if (gfla_import_serve(requests, nowhere) == GFLA_OK && size > sizeof(struct gfla_import_request))
        fuzz_accepted(0, 1);
    close(requests);
    free(copy);
    return 0;
}
