/* Any bytes behind the first of a GIF, as an image. */
#include <stdlib.h>
#include <string.h>

#include "io/image/bitmap.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_bitmap_read_params params = {.channels = (int)(size % 5)};
    struct gfla_bitmap image;
    if (size < 6)
        return 0;
    char *file = fuzz_text(data, size);
    memcpy(file, "GIF8", 4);
    if (gfla_bitmap_read_memory(file, size, "fuzz", &params, &image) == GFLA_OK) {
        fuzz_accepted(0, 1);
        gfla_bitmap_free(&image);
    }
    free(file);
    return 0;
}
