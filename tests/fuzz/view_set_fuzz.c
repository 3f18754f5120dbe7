/* Any bytes as the camera files of a set of views: the first byte says of which format. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "tests/fuzz/fuzz.h"
#include "viewsynth/data/views.h"

static const struct {
    const char *folder, *file;
} formats[] = {{"json/m", "cameras.json"},
               {"srn/m", "intrinsics.txt"},
               {"pose/m", "pose/000000.txt"},
               {"nmr/m", "cameras.npz"},
               {"nerf/m", "transforms_train.json"}};
#define SIDE 8 /* as the seeds say */
enum { N = sizeof formats / sizeof *formats };

static char root[128];

static void put(const char *folder, const char *file, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", root, folder, file);
    fuzz_put(path, text);
}

static void make_folders(void)
{
    static const char *const inside[] = {"rgb", "pose", "image", "train"};
    static const char *const images[] = {"srn/m/rgb/000000.png",  "srn/m/rgb/000001.png", "pose/m/rgb/000000.png",
                                         "pose/m/rgb/000001.png", "nmr/m/image/0000.png", "nmr/m/image/0001.png",
                                         "nerf/m/train/r_0.png",  "nerf/m/train/r_1.png", "json/m/0000.png"};
    char path[256];
    snprintf(root, sizeof root, "%s", fuzz_folder("views"));
    for (int i = 0; i < N; i++) {
        for (size_t k = 0; k < sizeof inside / sizeof *inside; k++) {
            snprintf(path, sizeof path, "%s/%s/%s", root, formats[i].folder, inside[k]);
            fuzz_require(gfla_folder_create(path) == GFLA_OK, "a folder can be made");
        }
        snprintf(path, sizeof path, "%s/%s/%s", root, formats[i].folder, formats[i].file);
        fuzz_link(path);
    }
    put("srn/m", "pose/000000.txt", "1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1");
    put("srn/m", "pose/000001.txt", "1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1");
    put("pose/m", "pose/000001.txt", "1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1");
    put("pose/m", "intrinsics.txt", "8.2 4 4 0. 0 0 0 1 8 8");
    for (size_t i = 0; i < sizeof images / sizeof *images; i++) {
        snprintf(path, sizeof path, "%s/%s", root, images[i]);
        fuzz_put_image(path, SIDE, 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[256];
    gfla_views *views;
    if (!root[0])
        make_folders();
    if (size < 1)
        return 0;
    fuzz_file(data + 1, size - 1);
    snprintf(path, sizeof path, "%s/%s", root, formats[data[0] % N].folder);
    *strrchr(path, '/') = 0; /* the folder of models */
    if (gfla_views_open(&views, path, NULL) == GFLA_OK) {
        fuzz_accepted(data[0] % N, N);
        gfla_views_destroy(&views);
    }
    return 0;
}
