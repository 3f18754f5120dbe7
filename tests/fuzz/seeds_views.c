/* Seeds of what tells of cameras: lists, .npz, and the files of sets of views, whose first byte names the format
 * (view_set_fuzz.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/image/bitmap.h"
#include "io/weights/npz.h"
#include "tests/fuzz/seeds.h"
#include "viewsynth/data/view_pack.h"

static void write_archive(void)
{
    static const double world[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1},
                        lens[16] = {3.7, 0, 0, 0, 0, 3.7, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const struct gfla_npz_array arrays[] = {{"world_mat_0", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, world},
                                            {"camera_mat_0", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, lens},
                                            {"world_mat_1", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, world},
                                            {"camera_mat_1", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, lens}};
    char path[256], file[300];
    void *data;
    size_t size;
    make_seed_folder(path, sizeof path);
    snprintf(file, sizeof file, "%s/a.npz", path);
    must(gfla_npz_write(file, arrays, 4));
    must(gfla_file_read(file, 1 << 20, &data, &size));
    write_seeds("npz", "cameras", data, size);
    unsigned char *numbered = malloc(size + 1);
    if (!numbered)
        abort();
    numbered[0] = '0'; /* nmr */
    memcpy(numbered + 1, data, size);
    write_seeds("view_set", "nmr", numbered, size + 1);
    free(numbered);
    free(data);
    remove(file);
    remove(path);
}

/* One model of two views of 8 x 8, with depths and last surfaces, as `gfla render --layout plain` has them. */
static void write_plain(const char *folder)
{
    static const char *const kinds[] = {"", "_back", "_depth", "_back_depth"};
    static const char json[] =
        "{\"id\":\"a\",\"layout\":\"plain\",\"size\":8,\"fov\":30,\"distance\":4,\"unit\":1,\"views\":["
        "{\"file\":\"0.png\",\"depth\":\"0_depth.png\",\"back\":\"0_back.png\",\"back_depth\":\"0_back_depth.png\","
        "\"world_to_camera\":[[1,0,0,0],[0,1,0,0],[0,0,1,4]]},"
        "{\"file\":\"1.png\",\"depth\":\"1_depth.png\",\"back\":\"1_back.png\",\"back_depth\":\"1_back_depth.png\","
        "\"world_to_camera\":[[1,0,0,0],[0,1,0,0],[0,0,1,4]]}]}";
    char path[400];
    for (int i = 0; i < 8; i++) {
        struct gfla_bitmap image = {0};
        must(gfla_bitmap_create(&image, 8, 8, i % 4 < 2 ? 4 : 1, i % 4 < 2 ? 8 : 16));
        for (int k = 60; k < 150; k++)
            ((unsigned char *)image.pixels)[i % 4 < 2 ? k : k / 2] = (unsigned char)(200 + k * (1 + i / 4));
        snprintf(path, sizeof path, "%s/%d%s.png", folder, i / 4, kinds[i % 4]);
        must(gfla_bitmap_write(path, &image, NULL));
        gfla_bitmap_free(&image);
    }
    snprintf(path, sizeof path, "%s/cameras.json", folder);
    must(gfla_file_write(path, json, strlen(json)));
}

static void write_pack(void)
{
    char folder[256], path[300];
    struct gfla_pack_result result;
    gfla_views *views;
    void *data;
    size_t size;
    make_seed_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/m", folder);
    must(gfla_folder_create(path));
    write_plain(path);
    must(gfla_views_open(&views, folder, &(struct gfla_views_params){.keep_all = true}));
    snprintf(path, sizeof path, "%s/a.gflapack", folder);
    must(gfla_views_pack(views, path, 1, &result));
    must(gfla_file_read(path, 1 << 20, &data, &size));
    write_seeds("pack", "plain", data, size);
    gfla_views_destroy(&views);
    free(data);
}

void write_view_seeds(void)
{
    write_pack();
    write_text_seeds("cameras", "list", "# azimuth elevation\n20 10\n22.5, -5, 3.5\n340.125 0.5 4 20 # last\n");
    /* the formats' numbers modulo 5: '-' json, '.' srn, '/' a pose, '0' nmr, '1' nerf */
    write_text_seeds(
        "view_set", "json",
        "-{\"id\":\"a\",\"layout\":\"plain\",\"size\":8,\"fov\":30,\"distance\":4,\"unit\":1,\"views\":[{"
        "\"file\":\"0000.png\","
        "\"world_to_camera\":[[1,0,0,0],[0,1,0,0],[0,0,1,4]]},{\"file\":\"0000.png\",\"world_to_camera\":[[1,0,"
        "0,0],[0,1,0,0],"
        "[0,0,1,4]]}]}");
    write_text_seeds("view_set", "srn", ".8.2 4 4 0.\n0. 0. 0.\n1.\n8 8\n");
    write_text_seeds("view_set", "pose", "/1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1\n");
    write_text_seeds(
        "view_set", "nerf",
        "1{\"camera_angle_x\":0.69,\"frames\":["
        "{\"file_path\":\"./train/r_0\",\"transform_matrix\":[[1,0,0,0],[0,1,0,0],[0,0,1,4],[0,0,0,1]]},"
        "{\"file_path\":\"./train/r_1\",\"transform_matrix\":[[1,0,0,0],[0,1,0,0],[0,0,1,4],[0,0,0,1]]}]}");
    write_archive();
}
