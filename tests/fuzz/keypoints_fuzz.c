/* Any bytes as a file of key points, and as a sequence of poses. */
#include "io/keypoints/keypoints_list.h"
#include "tests/fuzz/check_points.h"
#include "tests/fuzz/fuzz.h"

static void read_list(const char *path, const struct gfla_keypoints_select *params)
{
    gfla_keypoints_list *list;
    struct gfla_keypoints points;

    if (gfla_keypoints_list_open(&list, path, params) != GFLA_OK)
        return;
    for (size_t i = 0; i < gfla_keypoints_list_about(list)->n; i++) {
        if (gfla_keypoints_list_name(list, i)[0] == '/')
            break; /* a list of paths: of what they name, nothing is read here */
        if (gfla_keypoints_list_read(list, i, &points) == GFLA_OK) {
            check_points(&points);
            fuzz_accepted(1, 2);
        }
    }
    gfla_keypoints_list_destroy(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_keypoints_select params = {
        .person = (int)(size % 4) - 1, .name = size & 4 ? "a.jpg" : NULL, .face = size & 8, .coco_17 = size & 16};
    const char *path = fuzz_file(data, size);
    struct gfla_keypoints points;

    if (gfla_keypoints_read_file(path, &params, &points) == GFLA_OK) {
        check_points(&points);
        fuzz_accepted(0, 2);
    }
    read_list(path, &params);
    return 0;
}
