/* Seeds of what tells of cameras: lists, .npz, and the files of sets of views, whose first byte names the format
 * (view_set_fuzz.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/weights/npz.h"
#include "tests/fuzz/seeds.h"

static void write_text(const char *reader, const char *name, const char *text)
{
    char copy[2048];
    snprintf(copy, sizeof copy, "%s", text);
    write_seeds(reader, name, (unsigned char *)copy, strlen(copy));
}

static void write_archive(void)
{
    static const double world[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1},
                        lens[16] = {3.7, 0, 0, 0, 0, 3.7, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const struct gfla_npz_array arrays[] = {{"world_mat_0", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, world},
                                            {"camera_mat_0", GFLA_DTYPE_F64, {.rank = 2, .dim = {4, 4}}, lens}};
    char path[] = "/tmp/gfla-seed-XXXXXX";
    void *data;
    size_t size;
    if (!mkdtemp(path))
        abort();
    char file[64];
    snprintf(file, sizeof file, "%s/a.npz", path);
    must(gfla_npz_write(file, arrays, 2));
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

void write_view_seeds(void)
{
    write_text("cameras", "list", "# azimuth elevation\n20 10\n22.5, -5, 3.5\n340.125 0.5 4 20 # last\n");
    /* the formats' numbers modulo 5: '-' json, '.' srn, '/' a pose, '0' nmr, '1' nerf */
    write_text("view_set", "json",
               "-{\"id\":\"a\",\"layout\":\"plain\",\"size\":64,\"fov\":30,\"distance\":4,\"unit\":1,\"views\":[{"
               "\"file\":\"0000.png\","
               "\"world_to_camera\":[[1,0,0,0],[0,1,0,0],[0,0,1,4]]},{\"file\":\"0000.png\",\"world_to_camera\":[[1,0,"
               "0,0],[0,1,0,0],"
               "[0,0,1,4]]}]}");
    write_text("view_set", "srn", ".131.25 64 64 0.\n0. 0. 0.\n1.\n128 128\n");
    write_text("view_set", "pose", "/1 0 0 0 0 1 0 0 0 0 1 -2 0 0 0 1\n");
    write_text("view_set", "nerf",
               "1{\"camera_angle_x\":0.69,\"frames\":[{\"file_path\":\"./train/"
               "r_0\",\"transform_matrix\":[[1,0,0,0],[0,1,0,0],[0,0,1,4],"
               "[0,0,0,1]]}]}");
    write_archive();
}
