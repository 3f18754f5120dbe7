/* Any bytes as the camera files of a set of views: the first byte says of which format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "viewsynth/data/views.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *folder, *file;
} formats[] = {{"json/m", "cameras.json"},
               {"srn/m", "intrinsics.txt"},
               {"pose/m", "pose/000000.txt"},
               {"nmr/m", "cameras.npz"},
               {"nerf/m", "transforms_train.json"}};
enum { N = sizeof formats / sizeof *formats };

static char root[64];

static void must(gfla_status status)
{
    if (status != GFLA_OK)
        abort();
}

static void write_text(const char *folder, const char *file, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", root, folder, file);
    must(gfla_file_write(path, text, strlen(text)));
}

static void make_folders(void)
{
    static const char *const inside[] = {"rgb", "pose", "image", "train"};
    char path[256];
    snprintf(root, sizeof root, "/dev/shm/view-set-fuzz-%d", (int)getpid());
    for (int i = 0; i < N; i++)
        for (size_t k = 0; k < sizeof inside / sizeof *inside; k++) {
            snprintf(path, sizeof path, "%s/%s/%s", root, formats[i].folder, inside[k]);
            must(gfla_folder_create(path));
        }
    write_text("srn/m", "pose/000000.txt", "1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1");
    write_text("srn/m", "rgb/000000.png", "");
    write_text("pose/m", "intrinsics.txt", "131.25 64 64 0. 0 0 0 1 128 128");
    write_text("pose/m", "rgb/000000.png", "");
    write_text("nmr/m", "image/0000.png", "");
    write_text("nerf/m", "train/r_0.png", "");
    write_text("json/m", "0000.png", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[256];
    gfla_views *views;
    if (!root[0])
        make_folders();
    if (size < 1)
        return 0;
    const int i = data[0] % N;
    snprintf(path, sizeof path, "%s/%s/%s", root, formats[i].folder, formats[i].file);
    must(gfla_file_write(path, data + 1, size - 1));
    *strchr(strcpy(path + strlen(root) + 1, formats[i].folder), '/') = 0;
    if (gfla_views_open(&views, path, NULL) == GFLA_OK)
        gfla_views_destroy(&views);
    return 0;
}
