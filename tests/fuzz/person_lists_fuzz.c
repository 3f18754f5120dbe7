/* Any bytes as the lists of a set of people: key points of all images, and pairs of images. */
#include "io/keypoints/annotations.h"
#include "tests/fuzz/check_points.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);
    gfla_annotations *annotations;
    struct gfla_pair_list pairs;
    struct gfla_keypoints points;

    if (gfla_annotations_open(&annotations, path) == GFLA_OK) {
        for (size_t i = 0; i < gfla_annotations_count(annotations); i++) {
            fuzz_require(gfla_annotations_find(annotations, gfla_annotations_name(annotations, i), &points) == GFLA_OK,
                         "all were checked when they were opened");
            check_points(&points);
        }
        fuzz_accepted(0, 2);
        gfla_annotations_destroy(&annotations);
    }
    if (gfla_pair_list_read(path, &pairs) == GFLA_OK) {
        fuzz_accepted(1, 2);
        gfla_pair_list_free(&pairs);
    }
    return 0;
}
