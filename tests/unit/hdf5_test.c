/* View sets in HDF5: there and back, and files that are damaged, of another kind, or hostile. Those are made here with
 * libhdf5. */
#define _GNU_SOURCE /* memmem */
#include "scratch.h"

#include <hdf5.h>
#include <pthread.h>

#include "io/hdf5/hdf5.h"

static struct gfla_bitmap picture(int width, int height, int seed)
{
    struct gfla_bitmap image;
    assert_ok(gfla_bitmap_create(&image, width, height, 3, 8));
    for (int i = 0; i < 3 * width * height; i++)
        ((uint8_t *)image.pixels)[i] = (uint8_t)(31 * i + seed);
    return image;
}

static void write_view(gfla_hdf5 *file, const char *name, int width, int height, int64_t azimuth, int64_t elevation)
{
    struct gfla_bitmap image = picture(width, height, (int)azimuth);
    assert_ok(gfla_hdf5_write_view(file, name, &image, (int64_t[]){azimuth, elevation}));
    gfla_bitmap_free(&image);
}

static void views_come_back(void **state)
{
    gfla_hdf5 *file;
    char **names;
    size_t count;
    struct gfla_bitmap image, expected = picture(5, 3, 34);
    int64_t pose[2];
    assert_ok(gfla_hdf5_create(&file, scratch("set.hdf5")));
    write_view(file, "b_34_20", 5, 3, 34, 20);
    write_view(file, "a_0_0", 4, 4, 0, 0);
    assert_false(gfla_file_exists(scratch("set.hdf5")));
    assert_ok(gfla_hdf5_commit(&file));
    assert_null(file);
    assert_ok(gfla_hdf5_open(&file, scratch("set.hdf5")));
    assert_ok(gfla_hdf5_names(file, &names, &count));
    assert_int_equal(count, 2);
    assert_string_equal(names[0], "a_0_0");
    assert_string_equal(names[1], "b_34_20");
    free(names);
    assert_ok(gfla_hdf5_read_view(file, "b_34_20", &image, pose));
    assert_int_equal(image.width, 5);
    assert_int_equal(image.height, 3);
    assert_memory_equal(image.pixels, expected.pixels, gfla_bitmap_size(&expected));
    assert_true(pose[0] == 34 && pose[1] == 20);
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&expected);
    gfla_hdf5_destroy(&file);
}

/* What the published reader relies on, seen with libhdf5 itself. */
static void the_layout_is_the_published_one(void **state)
{
    gfla_hdf5 *file;
    hsize_t shape[3];
    assert_ok(gfla_hdf5_create(&file, scratch("layout.hdf5")));
    write_view(file, "a_2_10", 6, 4, 2, 10);
    assert_ok(gfla_hdf5_commit(&file));
    hid_t h5 = H5Fopen(scratch("layout.hdf5"), H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t image = H5Dopen2(h5, "/a_2_10/image", H5P_DEFAULT), pose = H5Dopen2(h5, "/a_2_10/pose", H5P_DEFAULT);
    hid_t image_type = H5Dget_type(image), pose_type = H5Dget_type(pose), space = H5Dget_space(image);
    assert_true(H5Tequal(image_type, H5T_STD_U8LE) > 0);
    assert_true(H5Tequal(pose_type, H5T_STD_I64LE) > 0);
    assert_int_equal(H5Sget_simple_extent_dims(space, shape, NULL), 3);
    assert_true(shape[0] == 4 && shape[1] == 6 && shape[2] == 3);
    H5Sclose(space);
    H5Tclose(image_type);
    H5Tclose(pose_type);
    H5Dclose(image);
    H5Dclose(pose);
    H5Fclose(h5);
}

static void unfinished_files_leave_nothing(void **state)
{
    gfla_hdf5 *file;
    const size_t before = scratch_count();
    assert_ok(gfla_hdf5_create(&file, scratch("unfinished.hdf5")));
    write_view(file, "a_0_0", 4, 4, 0, 0);
    gfla_hdf5_destroy(&file);
    assert_int_equal(scratch_count(), before);
}

static void wrong_writes_are_refused(void **state)
{
    gfla_hdf5 *file;
    struct gfla_bitmap grey;
    assert_ok(gfla_hdf5_create(&file, scratch("refused.hdf5")));
    assert_ok(gfla_bitmap_create(&grey, 4, 4, 1, 8));
    assert_fails(gfla_hdf5_write_view(file, "a_0_0", &grey, (int64_t[]){0, 0}), GFLA_ERROR_USAGE, "1 channels");
    write_view(file, "a_0_0", 4, 4, 0, 0);
    struct gfla_bitmap again = picture(4, 4, 0);
    assert_fails(gfla_hdf5_write_view(file, "a_0_0", &again, (int64_t[]){0, 0}), GFLA_ERROR_OUTPUT, "a_0_0");
    gfla_bitmap_free(&again);
    gfla_bitmap_free(&grey);
    gfla_hdf5_destroy(&file);
    assert_fails(gfla_hdf5_create(&file, scratch("no/such/folder.hdf5")), GFLA_ERROR_OUTPUT, "folder.hdf5");
}

/* ---- files of others ---- */

static hid_t new_file(const char *name)
{
    return H5Fcreate(scratch(name), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

static void add_data(hid_t where, const char *name, hid_t type, int rank, const hsize_t *shape, hid_t list)
{
    hid_t space = H5Screate_simple(rank, shape, NULL);
    hid_t data = H5Dcreate2(where, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    assert_true(data >= 0);
    H5Dclose(data);
    H5Sclose(space);
}

static hid_t add_group(hid_t file, const char *name)
{
    return H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
}

static void add_image(hid_t file, const char *name, hid_t type, int rank, hsize_t h, hsize_t w, hsize_t c)
{
    const hsize_t shape[] = {h, w, c}, two = 2;
    hid_t group = add_group(file, name);
    add_data(group, "image", type, rank, shape, H5P_DEFAULT);
    add_data(group, "pose", H5T_STD_I32BE, 1, &two, H5P_DEFAULT);
    H5Gclose(group);
}

static void expect(gfla_hdf5 *file, const char *name, const char *message)
{
    struct gfla_bitmap image;
    int64_t pose[2];
    assert_fails(gfla_hdf5_read_view(file, name, &image, pose), GFLA_ERROR_INPUT, message);
    assert_fails(gfla_hdf5_read_view(file, name, &image, pose), GFLA_ERROR_INPUT, name);
    assert_null(image.pixels);
}

static void other_types_and_shapes_are_refused(void **state)
{
    const hsize_t three = 3;
    gfla_hdf5 *file;
    hid_t h5 = new_file("types.hdf5");
    add_image(h5, "signed", H5T_STD_I8LE, 3, 4, 4, 3);
    add_image(h5, "floats", H5T_IEEE_F32LE, 3, 4, 4, 3);
    add_image(h5, "wide", H5T_STD_U16LE, 3, 4, 4, 3);
    add_image(h5, "flat", H5T_STD_U8LE, 2, 4, 4, 0);
    add_image(h5, "alpha", H5T_STD_U8LE, 3, 4, 4, 4);
    add_image(h5, "huge", H5T_STD_U8LE, 3, 1000000, 1000000, 3);
    hid_t group = add_group(h5, "long pose");
    add_data(group, "pose", H5T_STD_I64LE, 1, &three, H5P_DEFAULT);
    H5Gclose(group);
    add_data(h5, "no group", H5T_STD_U8LE, 1, &three, H5P_DEFAULT);
    H5Fclose(h5);
    assert_ok(gfla_hdf5_open(&file, scratch("types.hdf5")));
    expect(file, "signed", "is not uint8");
    expect(file, "floats", "holds no integers");
    expect(file, "wide", "is not uint8");
    expect(file, "flat", "is not uint8");
    expect(file, "alpha", "is not uint8");
    expect(file, "huge", "outside 1..4096");
    expect(file, "long pose", "image is missing");
    assert_fails(gfla_hdf5_read_view(file, "long pose", NULL, (int64_t[2]){0}), GFLA_ERROR_INPUT, "not two integers");
    expect(file, "no group", "is no group");
    expect(file, "absent", "is missing");
    expect(file, "types.hdf5/image", "is missing");
    gfla_hdf5_destroy(&file);
}

/* Links to other files, data in other files: whoever made the file must not choose what is read. */
static void nothing_outside_the_file_is_read(void **state)
{
    const hsize_t shape[] = {4, 4, 3};
    gfla_hdf5 *file;
    char **names;
    size_t count;
    hid_t other = new_file("other.hdf5"), h5 = new_file("links.hdf5"), list = H5Pcreate(H5P_DATASET_CREATE);
    add_image(other, "view", H5T_STD_U8LE, 3, 4, 4, 3);
    H5Fclose(other);
    H5Lcreate_external(scratch("other.hdf5"), "/view", h5, "outside", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/outside", h5, "soft", H5P_DEFAULT, H5P_DEFAULT);
    hid_t group = add_group(h5, "raw");
    H5Pset_external(list, "/etc/passwd", 0, 48);
    add_data(group, "image", H5T_STD_U8LE, 3, shape, list);
    H5Gclose(group);
    H5Pclose(list);
    H5Fclose(h5);
    assert_ok(gfla_hdf5_open(&file, scratch("links.hdf5")));
    assert_ok(gfla_hdf5_names(file, &names, &count));
    assert_int_equal(count, 1);
    assert_string_equal(names[0], "raw");
    free(names);
    expect(file, "outside", "is missing");
    expect(file, "soft", "is missing");
    expect(file, "raw", "lies in other files");
    gfla_hdf5_destroy(&file);
}

/* Compressed chunks are fine, and so are poses of another integer type. */
static void chunks_are_read(void **state)
{
    const hsize_t shape[] = {4, 6, 3}, chunk[] = {4, 3, 3};
    gfla_hdf5 *file;
    struct gfla_bitmap image;
    hid_t h5 = new_file("chunks.hdf5"), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, 3, chunk);
    H5Pset_deflate(list, 6);
    hid_t group = add_group(h5, "view");
    add_data(group, "image", H5T_STD_U8LE, 3, shape, list);
    H5Gclose(group);
    H5Pclose(list);
    add_image(h5, "pose", H5T_STD_U8LE, 3, 4, 4, 3);
    H5Fclose(h5);
    assert_ok(gfla_hdf5_open(&file, scratch("chunks.hdf5")));
    assert_ok(gfla_hdf5_read_view(file, "view", &image, NULL));
    assert_int_equal(image.width, 6);
    gfla_bitmap_free(&image);
    assert_ok(gfla_hdf5_read_view(file, "pose", NULL, (int64_t[2]){0}));
    gfla_hdf5_destroy(&file);
}

static void other_files_are_refused(void **state)
{
    gfla_hdf5 *file;
    void *bytes;
    size_t size;
    assert_fails(gfla_hdf5_open(&file, scratch("absent.hdf5")), GFLA_ERROR_INPUT, "absent.hdf5: No such file");
    assert_ok(gfla_file_write(scratch("text.hdf5"), "no hdf5", 7));
    assert_fails(gfla_hdf5_open(&file, scratch("text.hdf5")), GFLA_ERROR_INPUT, "text.hdf5: not an HDF5 file");
    assert_ok(gfla_hdf5_create(&file, scratch("whole.hdf5")));
    write_view(file, "a_0_0", 64, 64, 0, 0);
    assert_ok(gfla_hdf5_commit(&file));
    assert_ok(gfla_file_read(scratch("whole.hdf5"), 1 << 20, &bytes, &size));
    for (size_t part = 0; part < 8; part++) {
        assert_ok(gfla_file_write(scratch("cut.hdf5"), bytes, size * part / 8));
        assert_fails(gfla_hdf5_open(&file, scratch("cut.hdf5")), GFLA_ERROR_INPUT, "cut.hdf5: not an HDF5 file");
    }
    free(bytes);
}

/* Damage anywhere gives an image or an error, never anything else. */
static void damage_is_survived(void **state)
{
    gfla_hdf5 *file;
    void *bytes;
    size_t size;
    assert_ok(gfla_hdf5_create(&file, scratch("good.hdf5")));
    write_view(file, "a_0_0", 8, 8, 0, 0);
    assert_ok(gfla_hdf5_commit(&file));
    assert_ok(gfla_file_read(scratch("good.hdf5"), 1 << 20, &bytes, &size));
    for (size_t i = 0; i < size; i += 31) {
        struct gfla_bitmap image;
        int64_t pose[2];
        unsigned char *at = (unsigned char *)bytes + i, kept = *at;
        *at ^= 0xff;
        assert_ok(gfla_file_write(scratch("damaged.hdf5"), bytes, size));
        *at = kept;
        if (gfla_hdf5_open(&file, scratch("damaged.hdf5")) != GFLA_OK)
            continue;
        if (gfla_hdf5_read_view(file, "a_0_0", &image, pose) == GFLA_OK)
            gfla_bitmap_free(&image);
        gfla_hdf5_destroy(&file);
    }
    free(bytes);
}

#ifndef __SANITIZE_ADDRESS__ /* which ends the process there */
/* libhdf5 asks for what the head of a heap says; a damaged file is no lack of memory. */
static void heaps_are_no_larger_than_memory(void **state)
{
    static const unsigned char bytes[8] = {0x58, 0, 0x54, 0x52, 0x45, 0x45};
    gfla_hdf5 *file;
    void *data;
    size_t size, n;
    char **names;
    assert_ok(gfla_hdf5_create(&file, scratch("a.hdf5")));
    write_view(file, "chair_0_0", 4, 4, 0, 0);
    assert_ok(gfla_hdf5_commit(&file));
    assert_ok(gfla_file_read(scratch("a.hdf5"), 1 << 20, &data, &size));
    unsigned char *heap = memmem(data, size, "HEAP", 4);
    assert_non_null(heap);
    memcpy(heap + 8, bytes, sizeof bytes);
    assert_ok(gfla_file_write(scratch("a.hdf5"), data, size));
    free(data);
    gfla_status status = gfla_hdf5_open(&file, scratch("a.hdf5"));
    if (status == GFLA_OK)
        status = gfla_hdf5_names(file, &names, &n);
    assert_int_equal(status, GFLA_ERROR_INPUT);
    assert_null(strstr(gfla_error_message(), "memory ran out"));
    gfla_hdf5_destroy(&file);
}
#endif

/* ---- threads ---- */

static void *read_often(void *context)
{
    gfla_hdf5 *file = context;
    for (int i = 0; i < 50; i++) {
        struct gfla_bitmap image;
        int64_t pose[2];
        char name[16];
        snprintf(name, sizeof name, "a_%d_0", i % 4);
        if (gfla_hdf5_read_view(file, name, &image, pose) != GFLA_OK)
            return file;
        const bool right = pose[0] == i % 4 && ((uint8_t *)image.pixels)[0] == i % 4;
        gfla_bitmap_free(&image);
        if (!right)
            return file;
    }
    return NULL;
}

static void threads_may_read(void **state)
{
    gfla_hdf5 *file;
    pthread_t threads[4];
    assert_ok(gfla_hdf5_create(&file, scratch("threads.hdf5")));
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "a_%d_0", i);
        write_view(file, name, 16, 16, i, 0);
    }
    assert_ok(gfla_hdf5_commit(&file));
    assert_ok(gfla_hdf5_open(&file, scratch("threads.hdf5")));
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, file), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    gfla_hdf5_destroy(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_come_back),
        cmocka_unit_test(the_layout_is_the_published_one),
        cmocka_unit_test(unfinished_files_leave_nothing),
        cmocka_unit_test(wrong_writes_are_refused),
        cmocka_unit_test(other_types_and_shapes_are_refused),
        cmocka_unit_test(nothing_outside_the_file_is_read),
        cmocka_unit_test(chunks_are_read),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(damage_is_survived),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(heaps_are_no_larger_than_memory),
#endif
        cmocka_unit_test(threads_may_read),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
