/* Lists of training sets, landmarks, catalogues, and a small HDF5 file of views. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

#include "base/file.h"
#include "base/text.h"
#include "io/hdf5/hdf5.h"
#include "tests/fuzz/seeds.h"

static void write_lists(void)
{
    struct gfla_text text = {0};
    gfla_text_add(&text, "name:keypoints_y:keypoints_x\n");
    for (int line = 0; line < 2; line++) {
        gfla_text_add(&text, "a/%d.jpg: ", line);
        for (int list = 0; list < 2; list++) {
            gfla_text_add(&text, list ? ": [" : "[");
            for (int i = 0; i < 18; i++)
                gfla_text_add(&text, "%s%d", i ? ", " : "", i == 5 ? -1 : 7 * i + list);
            gfla_text_add(&text, "]");
        }
        gfla_text_add(&text, "\r\n");
    }
    write_seeds("person_lists", "annotation", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
    write_text_seeds("person_lists", "pairs", "from,to\na.jpg,b.jpg\n\"c, d.jpg\",a.jpg\n");
    write_text_seeds("view_lists", "lines", "chair_0_0\nchair_34_20\nsofa-v2_2_10\r\n\nplant_35_0\n");
}

static void write_motion(void)
{
    write_text_seeds("bvh", "loose",
                     "Hierarchy\r\nroot Bip01 Pelvis {\nOFFSET 0 0 0\nchannels 3 zrotation XROTATION Yrotation\n"
                     "joint Bip01 L  Thigh\n{ OFFSET 0 1 0\nCHANNELS 0\nEnd Site nub\n{ OFFSET 0 1 0 }\n}\n}\n"
                     "motion\nframes :2\nFRAME TIME:0.04\n0 0 0\n1 2 3\n");
}

static void write_names(void)
{
    write_text_seeds("output_names", "paths",
                     "walk/1.json\nrun/1.json\nwalk/1_keypoints.json\nA.png\na.PNG\n../a_pose.png\n./a.json\na-2\n/\n");
}

static void add_landmarks(struct gfla_text *text, const char *between)
{
    for (int i = 0; i < 68; i++)
        gfla_text_add(text, "%d.5%s%d\n", 10 + i, between, 100 - i);
}

static void write_landmarks(void)
{
    struct gfla_text text = {0};
    add_landmarks(&text, ",");
    write_seeds("landmarks", "commas", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
    gfla_text_add(&text, "version: 1\nn_points: 68\n{\n");
    add_landmarks(&text, " ");
    gfla_text_add(&text, "}\n");
    write_seeds("landmarks", "pts", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
    gfla_text_add(&text, "frame, face_id, timestamp, confidence, success");
    for (int i = 0; i < 136; i++)
        gfla_text_add(&text, ", %c_%d", i < 68 ? 'x' : 'y', i % 68);
    gfla_text_add(&text, "\n1, 0, 0.0, 0.98, 1");
    for (int i = 0; i < 136; i++)
        gfla_text_add(&text, ", %d.5", i);
    gfla_text_add(&text, "\n");
    write_seeds("landmarks", "openface", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
    gfla_text_add(&text, "{\"landmarks\": [");
    for (int i = 0; i < 68; i++)
        gfla_text_add(&text, "%s[%d, %d]", i ? ", " : "", i, 2 * i);
    gfla_text_add(&text, "]}");
    write_seeds("landmarks", "json", (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
}

static void write_views(void)
{
    struct gfla_bitmap image;
    gfla_hdf5 *file;
    char path[300];
    void *data;
    size_t size;
    make_seed_folder(path, sizeof path);
    snprintf(path + strlen(path), 20, "/a.hdf5");
    must(gfla_bitmap_create(&image, 4, 4, 3, 8));
    must(gfla_hdf5_create(&file, path));
    must(gfla_hdf5_write_view(file, "a_0_0", &image, (int64_t[]){0, 0}));
    must(gfla_hdf5_write_view(file, "b_34_20", &image, (int64_t[]){34, 20}));
    must(gfla_hdf5_commit(&file));
    gfla_bitmap_free(&image);
    must(gfla_file_read(path, 1 << 20, &data, &size));
    write_seeds("hdf5", "views", data, size);
    free(data);
    remove_seed(path);
}

/* The newest format: links in heaps, data in chunks that are packed and summed. */
static void write_new_views(void)
{
    static const unsigned char pixels[4 * 4 * 3] = {1, 2, 3};
    static const int pose[2] = {0, 0};
    const hsize_t shape[3] = {4, 4, 3}, chunk[3] = {2, 4, 3}, two = 2;
    char path[300];
    void *data;
    size_t size;
    make_seed_folder(path, sizeof path);
    snprintf(path + strlen(path), 20, "/a.hdf5");
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS), root = H5Pcreate(H5P_FILE_CREATE),
                set = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
    H5Pset_link_phase_change(root, 0, 0);
    H5Pset_chunk(set, 3, chunk);
    H5Pset_shuffle(set);
    H5Pset_deflate(set, 6);
    H5Pset_fletcher32(set);
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, root, access);
    const hid_t group = H5Gcreate2(file, "a_0_0", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t image_space = H5Screate_simple(3, shape, NULL), pose_space = H5Screate_simple(1, &two, NULL);
    const hid_t image = H5Dcreate2(group, "image", H5T_STD_U8LE, image_space, H5P_DEFAULT, set, H5P_DEFAULT);
    const hid_t numbers = H5Dcreate2(group, "pose", H5T_STD_I32BE, pose_space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(image, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, pixels);
    H5Dwrite(numbers, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, pose);
    H5Dclose(numbers);
    H5Dclose(image);
    H5Sclose(pose_space);
    H5Sclose(image_space);
    H5Gclose(group);
    H5Fclose(file);
    H5Pclose(set);
    H5Pclose(root);
    H5Pclose(access);
    must(gfla_file_read(path, 1 << 20, &data, &size));
    write_seeds("hdf5", "new", data, size);
    free(data);
    remove_seed(path);
}

void write_list_seeds(void)
{
    write_lists();
    write_landmarks();
    write_motion();
    write_names();
    write_views();
    write_new_views();
    write_text_seeds(
        "grid", "cameras",
        "{\"id\":\"a\",\"source\":\"a/b.obj\",\"catalogue_id\":\"b\",\"name\":\"c\",\"creator\":\"d\","
        "\"licence\":\"CC0\",\"layout\":\"views\",\"part\":\"train\",\"size\":8,\"fov\":30,\"distance\":4}");
    write_text_seeds("library_list", "whole", "# models\n a.obj \r\n\na.obj\n");
    write_text_seeds("library_list", "lines", "# models\nchair.obj\n  a\\b.glb \r\n\n..\nsofa.zip\n");
    write_text_seeds(
        "catalogue", "furniture",
        "# furniture\nid#1=chair\nname#1=A chair\\: \\u00e9t\\u00e9\nmodel#1=chair/chair.obj\nwidth#1=50.5\n"
        "depth#1 = 40\ncategory#1:Seats\nmodelRotation#1=1 0 0 0 1 0 0 0 1\nlong=a\\\n   b\n");
}
