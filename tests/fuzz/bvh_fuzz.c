/* Any bytes as a BVH that is tidied for Assimp: the same again, once it is tidy. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/bvh_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_text once = {0}, twice = {0};
    if (gfla_bvh_tidy((const char *)data, size, &once) == GFLA_OK && once.size) {
        fuzz_require(gfla_bvh_tidy(once.data, once.size, &twice) == GFLA_OK, "a tidy file is tidied");
        fuzz_require(twice.size == once.size && memcmp(twice.data, once.data, once.size) == 0, "and stays as it is");
        fuzz_accepted(0, 1);
    }
    gfla_text_free(&once);
    gfla_text_free(&twice);
    return 0;
}
