/* Any bytes as a list of cameras; what is accepted is placed. */
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/camera_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_camera_set set;
    struct gfla_camera_line *lines;
    static struct gfla_camera cameras[GFLA_CAMERAS_MAX];
    char *text = fuzz_text(data, size);

    if (gfla_camera_list_parse(text, size, "fuzz", &set, &lines) == GFLA_OK &&
        gfla_camera_set_place(&set, &(struct gfla_camera_place){4, 30, 1}, 1, "fuzz", cameras) == GFLA_OK)
        fuzz_accepted(0, 1);
    free(lines);
    free(text);
    return 0;
}
