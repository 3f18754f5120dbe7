#include "io/hdf5/hdf5_file.h"

#include "base/memory.h"

/* Properties of a new object that keeps no times: the same views are to give the same bytes. */
static hid_t without_times(hid_t class)
{
    const hid_t list = H5Pcreate(class);
    if (list >= 0 && H5Pset_obj_track_times(list, false) < 0) {
        H5Pclose(list);
        return H5I_INVALID_HID;
    }
    return list;
}

/* A data set of the group, contiguous and not compressed. */
static bool write_data(hid_t group, const char *name, hid_t type, hid_t memory_type, int rank, const hsize_t *shape,
                       const void *values)
{
    const hid_t space = H5Screate_simple(rank, shape, NULL), list = without_times(H5P_DATASET_CREATE);
    const hid_t data =
        list < 0 ? H5I_INVALID_HID : H5Dcreate2(group, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    bool written = data >= 0 && H5Dwrite(data, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    if (data >= 0)
        written = H5Dclose(data) >= 0 && written;
    if (list >= 0)
        H5Pclose(list);
    if (space >= 0)
        H5Sclose(space);
    return written;
}

static bool write_group(hid_t file, const char *name, const struct gfla_bitmap *image, const int64_t pose[2])
{
    const hsize_t shape[] = {(hsize_t)image->height, (hsize_t)image->width, 3}, two = 2;
    const hid_t list = without_times(H5P_GROUP_CREATE);
    const hid_t group = list < 0 ? H5I_INVALID_HID : H5Gcreate2(file, name, H5P_DEFAULT, list, H5P_DEFAULT);
    bool written = group >= 0 && write_data(group, "image", H5T_STD_U8LE, H5T_NATIVE_UINT8, 3, shape, image->pixels) &&
                   write_data(group, "pose", H5T_STD_I64LE, H5T_NATIVE_INT64, 1, &two, pose);
    if (group >= 0)
        written = H5Gclose(group) >= 0 && written;
    if (list >= 0)
        H5Pclose(list);
    return written;
}

gfla_status gfla_hdf5_write_view(gfla_hdf5 *file, const char *name, const struct gfla_bitmap *image,
                                 const int64_t pose[2])
{
    gfla_status status = GFLA_OK;
    REQUIRE(image->channels == 3 && image->bits == 8, GFLA_ERROR_USAGE,
            "%s: %s: %d channels of %d bits, 3 of 8 expected", file->path, name, image->channels, image->bits);
    gfla_hdf5_lock();
    const bool written = write_group(file->id, name, image, pose);
    gfla_hdf5_unlock();
    if (!written)
        TRY(gfla_library_fail(GFLA_ERROR_OUTPUT, file->path, "%s could not be written; is the disk full?", name));
fail:
    return status;
}
