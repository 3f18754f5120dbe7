/* Any bytes as an image, and as one with a note. */
#include <stdlib.h>

#include "io/image/bitmap.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_bitmap_read_params params = {.channels = size % 5 ? (int)(size % 5) : 3, .keep_16 = size & 1};
    struct gfla_bitmap image;
    char *text;

    if (gfla_bitmap_note_read(data, size, "gfla-keypoints", &text) == GFLA_OK && text) {
        fuzz_accepted(0, 2);
        free(text);
    }
    if (gfla_bitmap_read_memory(data, size, "fuzz", &params, &image) == GFLA_OK) {
        fuzz_accepted(1, 2);
        gfla_bitmap_free(&image);
    }
    return 0;
}
