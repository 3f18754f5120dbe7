/* Any bytes as the landmarks of a face, in whatever text they come. */
#include "tests/fuzz/check_points.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_keypoints_select params = {.face = true};
    struct gfla_keypoints points;

    if (gfla_keypoints_read_file(fuzz_file(data, size), &params, &points) == GFLA_OK) {
        check_points(&points);
        fuzz_accepted(0, 1);
    }
    return 0;
}
