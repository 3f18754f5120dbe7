/* Any bytes as a file of key points, as a sequence of poses and as the lists of a data set. The readers take paths: the
 * bytes lie in a file without a name. */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "io/keypoints/annotations.h"
#include "io/keypoints/keypoints_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *bytes_as_file(const uint8_t *data, size_t size)
{
    static int fd = -1;
    static char path[64];

    if (fd < 0) {
        char name[] = "/tmp/gfla-fuzz-XXXXXX";
        fd = mkstemp(name);
        unlink(name);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    return path;
}

/* What is accepted fulfils what is promised, in every set. */
static void check(const struct gfla_keypoints *points)
{
    if (points->n != 0 && points->n != gfla_joint_set_size(points->set))
        abort();
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint *joint = &points->joint[i];
        if (!(fabs(joint->x) <= 1e6) || !(fabs(joint->y) <= 1e6) ||
            !(joint->confidence >= 0 && joint->confidence <= 1e6))
            abort();
    }
    for (enum gfla_joint_set set = 0; set < GFLA_JOINTS_SETS; set++) {
        struct gfla_keypoints other;
        if (gfla_keypoints_convert(&other, set, points) == GFLA_OK && other.n != 0 &&
            other.n != gfla_joint_set_size(set))
            abort();
    }
}

static void read_list(const char *path, const struct gfla_keypoints_select *params)
{
    gfla_keypoints_list *list;
    struct gfla_keypoints points;

    if (gfla_keypoints_list_open(&list, path, params) != GFLA_OK)
        return;
    for (size_t i = 0; i < gfla_keypoints_list_about(list)->n; i++) {
        if (gfla_keypoints_list_name(list, i)[0] == '/')
            break; /* a list of paths: of what they name, nothing is read here */
        if (gfla_keypoints_list_read(list, i, &points) == GFLA_OK)
            check(&points);
    }
    gfla_keypoints_list_destroy(&list);
}

static void read_lists_of_sets(const char *path)
{
    gfla_annotations *annotations;
    struct gfla_pair_list pairs;
    struct gfla_keypoints points;

    if (gfla_annotations_open(&annotations, path) == GFLA_OK) {
        for (size_t i = 0; i < gfla_annotations_count(annotations); i++) {
            if (gfla_annotations_find(annotations, gfla_annotations_name(annotations, i), &points) != GFLA_OK)
                abort(); /* all were checked when they were opened */
            check(&points);
        }
        gfla_annotations_destroy(&annotations);
    }
    if (gfla_pair_list_read(path, &pairs) == GFLA_OK)
        gfla_pair_list_free(&pairs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_keypoints_select params = {
        .person = (int)(size % 4) - 1, .name = size & 4 ? "a.jpg" : NULL, .face = size & 8, .coco_17 = size & 16};
    const char *path = bytes_as_file(data, size);
    struct gfla_keypoints points;

    if (gfla_keypoints_read_file(path, &params, &points) == GFLA_OK)
        check(&points);
    read_list(path, &params);
    read_lists_of_sets(path);
    return 0;
}
