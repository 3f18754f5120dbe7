/* Any bytes as a furniture catalogue (.properties). */
#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_properties properties;
    if (gfla_properties_read(&properties, (const char *)data, size) == GFLA_OK) {
        fuzz_accepted(0, 1);
        gfla_properties_free(&properties);
    }
    return 0;
}
