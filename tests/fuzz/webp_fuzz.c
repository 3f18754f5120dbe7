/* Any bytes behind the head of a WebP, as an image and frame by frame; the head says how many there are. */
#include <stdlib.h>
#include <string.h>

#include "io/image/bitmap.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/read_video.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_bitmap_read_params params = {.channels = (int)(size % 5)};
    struct gfla_bitmap image;
    if (size < 12)
        return 0;
    char *file = fuzz_text(data, size);
    memcpy(file, "RIFF", 4);
    for (int i = 0; i < 4; i++)
        file[4 + i] = (char)((size - 8) >> 8 * i);
    memcpy(file + 8, "WEBP", 4);
    if (gfla_bitmap_read_memory(file, size, "fuzz", &params, &image) == GFLA_OK) {
        fuzz_accepted(0, 2);
        gfla_bitmap_free(&image);
    }
    if (read_video(fuzz_file((const uint8_t *)file, size), (int)(size % 5)) > 0)
        fuzz_accepted(1, 2);
    free(file);
    return 0;
}
