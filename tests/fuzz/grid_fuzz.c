/* Any bytes as the cameras.json of a model of the grid, whose images are there: as a set of views, and by what `gfla
 * render` looks at to go on. */
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/data/views.h"
#include "viewsynth/render/drawn_from.h"
#include "viewsynth/render/layout/layout.h"

#define SIDE 8 /* as the seeds say */

static char root[128], cameras[200];

/* All images are alike. */
static void make_set(void)
{
    static const char *const endings[] = {"", "_depth"};
    char name[GFLA_POSE_NAME_SIZE], path[300];
    snprintf(root, sizeof root, "%s", fuzz_folder("grid"));
    snprintf(path, sizeof path, "%s/m", root);
    fuzz_folder("grid/m");
    snprintf(cameras, sizeof cameras, "%s/m/cameras.json", root);
    for (int i = 0; i < 2 * GFLA_N_VIEWS; i++) {
        snprintf(path, sizeof path, "%s/m/%s%s.png", root, gfla_pose_name(gfla_pose_of_number(i / 2), name),
                 endings[i % 2]);
        fuzz_put_image(path, SIDE, i % 2);
    }
    fuzz_link(cameras);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gfla_model_entry entry = {.source = "a/b.obj"};
    char other[64];
    bool same;
    gfla_views *views;
    if (!root[0])
        make_set();
    fuzz_file(data, size);
    if (gfla_views_open(&views, root, NULL) == GFLA_OK) {
        fuzz_require(gfla_views_count(views) == 1 && gfla_views_model(views, 0)->n_views == GFLA_N_VIEWS,
                     "a grid has all its views");
        fuzz_accepted(0, 1);
        gfla_views_destroy(&views);
    }
    fuzz_require(gfla_drawn_from(cameras, &entry, &same, other, sizeof other) == GFLA_OK, "any file can be compared");
    fuzz_require(gfla_layout_read_purpose(cameras) <= GFLA_PURPOSES, "purposes are known ones");
    return 0;
}
