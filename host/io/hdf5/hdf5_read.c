/* Views of a file that is not trusted: what is opened is looked at before it is read. */
#include "io/hdf5/hdf5_file.h"

#include <string.h>

#include "base/memory.h"
#include "base/string_list.h"
#include "io/hdf5/hdf5_reader.h"

/* ---- names ---- */

struct listing {
    struct gfla_string_list names;
    gfla_status status;
};

static herr_t take_name(hid_t root, const char *name, const H5L_info_t *info, void *context)
{
    struct listing *listing = context;
    if (info->type == H5L_TYPE_HARD)
        listing->status = gfla_string_list_add(&listing->names, name, "names of views");
    return listing->status == GFLA_OK ? 0 : -1;
}

static bool list_names(hid_t file, struct listing *listing, char *reason, size_t size)
{
    gfla_string_list_free(&listing->names);
    listing->status = GFLA_OK;
    gfla_hdf5_lock();
    const bool listed = H5Literate(file, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, take_name, listing) >= 0;
    if (!listed)
        gfla_hdf5_reason(reason, size);
    gfla_hdf5_unlock();
    return listed;
}

static gfla_status gather_names(gfla_hdf5 *file, struct listing *listing)
{
    char reason[160] = "";
    bool listed = false;
    struct gfla_hdf5_tries tries = {0};
    while (!listed && listing->status == GFLA_OK && gfla_hdf5_again(&tries))
        listed = list_names(file->id, listing, reason, sizeof reason);
    if (listing->status != GFLA_OK || listed)
        return listing->status;
    return gfla_hdf5_fail(file, &tries, "its groups cannot be listed (%s)", reason);
}

gfla_status gfla_hdf5_names(gfla_hdf5 *file, char ***list, size_t *count)
{
    gfla_status status;
    struct listing listing = {0};
    *list = NULL;
    *count = 0;
    TRY(file->reader ? gfla_hdf5_reader_names(file->reader, &listing.names) : gather_names(file, &listing));
    TRY(gfla_string_list_sort(&listing.names, list, file->path));
    *count = listing.names.count;
fail:
    gfla_string_list_free(&listing.names);
    return status;
}

/* ---- one data set ---- */

/* A data set that was opened, with what its header says. */
struct data {
    hid_t id;
    int rank;
    hsize_t shape[3];
    H5T_class_t class;
    H5T_sign_t sign;
    size_t bytes; /* of an element */
};

static bool is_hard_link(hid_t where, const char *name)
{
    H5L_info_t info;
    return H5Lget_info(where, name, &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

/* Within the file, and in chunks, if any, no larger than the data. */
static const char *check_storage(const struct data *data)
{
    const hid_t list = H5Dget_create_plist(data->id);
    const H5D_layout_t layout = list < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(list);
    hsize_t chunk[3];
    const char *wrong = NULL;
    if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED)
        wrong = "lies in other files";
    else if (layout != H5D_CHUNKED && H5Pget_external_count(list) != 0)
        wrong = "lies in other files";
    else if (layout == H5D_CHUNKED && H5Pget_chunk(list, data->rank, chunk) != data->rank)
        wrong = "has damaged chunks";
    else if (layout == H5D_CHUNKED)
        for (int i = 0; i < data->rank; i++)
            wrong = chunk[i] > data->shape[i] ? "has chunks larger than itself" : wrong;
    if (list >= 0)
        H5Pclose(list);
    return wrong;
}

static const char *describe(struct data *data)
{
    const hid_t space = H5Dget_space(data->id), type = H5Dget_type(data->id);
    const char *wrong = "is damaged";
    if (space >= 0 && type >= 0) {
        data->rank = H5Sget_simple_extent_ndims(space);
        data->class = H5Tget_class(type);
        data->sign = data->class == H5T_INTEGER ? H5Tget_sign(type) : H5T_SGN_ERROR;
        data->bytes = H5Tget_size(type);
        if (data->rank < 1 || data->rank > 3 || H5Sget_simple_extent_dims(space, data->shape, NULL) != data->rank)
            wrong = "has not 1 to 3 dimensions";
        else
            wrong = data->class == H5T_INTEGER ? check_storage(data) : "holds no integers";
    }
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return wrong;
}

/* Opens "image" or "pose" of a group; returns what is wrong, or NULL. */
static const char *open_data(hid_t group, const char *name, struct data *data)
{
    data->id = H5I_INVALID_HID;
    if (!is_hard_link(group, name))
        return "is missing";
    data->id = H5Dopen2(group, name, H5P_DEFAULT);
    return data->id < 0 ? "is no data set" : describe(data);
}

static void close_data(struct data *data)
{
    if (data->id >= 0)
        H5Dclose(data->id);
}

/* ---- one view ---- */

/* Opens the image and looks at its header; the caller closes data. */
static const char *open_image(hid_t group, struct data *data)
{
    const char *wrong = open_data(group, "image", data);
    if (!wrong && (data->rank != 3 || data->shape[2] != 3 || data->bytes != 1 || data->sign != H5T_SGN_NONE))
        wrong = "is not uint8 [height][width][3]";
    if (!wrong && (data->shape[0] < 1 || data->shape[1] < 1))
        wrong = "is empty";
    if (!wrong && (data->shape[0] > GFLA_HDF5_MAX_SIDE || data->shape[1] > GFLA_HDF5_MAX_SIDE))
        wrong = "has a side outside 1..4096";
    return wrong;
}

static const char *read_image(hid_t group, struct gfla_bitmap *image)
{
    struct data data = {0};
    const char *wrong = open_image(group, &data);
    if (!wrong && gfla_bitmap_create(image, (int)data.shape[1], (int)data.shape[0], 3, 8) != GFLA_OK)
        wrong = "does not fit into memory";
    if (!wrong && H5Dread(data.id, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, image->pixels) < 0)
        wrong = "cannot be read: damaged, cut short, or compressed by a filter that libhdf5 lacks";
    close_data(&data);
    return wrong;
}

/* The image without its pixels. */
static const char *measure_image(hid_t group, struct gfla_bitmap *image)
{
    struct data data = {0};
    const char *wrong = open_image(group, &data);
    if (!wrong)
        *image = (struct gfla_bitmap){.width = (int)data.shape[1], .height = (int)data.shape[0]};
    close_data(&data);
    return wrong;
}

static const char *read_pose(hid_t group, int64_t pose[2])
{
    struct data data = {0};
    const char *wrong = open_data(group, "pose", &data);
    if (!wrong && (data.rank != 1 || data.shape[0] != 2))
        wrong = "is not two integers";
    if (!wrong && H5Dread(data.id, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, pose) < 0)
        wrong = "cannot be read: damaged or cut short";
    close_data(&data);
    return wrong;
}

/* What is done with the image of a group. */
typedef const char *image_taker(hid_t group, struct gfla_bitmap *image);

/* Reads what is asked for; *what is the part that is wrong. */
static const char *read_group(hid_t file, const char *name, image_taker *take, struct gfla_bitmap *image,
                              int64_t pose[2], const char **what)
{
    *what = "the group";
    if (!name[0] || strchr(name, '/') || !is_hard_link(file, name))
        return "is missing";
    const hid_t group = H5Gopen2(file, name, H5P_DEFAULT);
    if (group < 0)
        return "is no group";
    const char *wrong = NULL;
    *what = "image";
    if (image)
        wrong = take(group, image);
    if (!wrong && pose) {
        *what = "pose";
        wrong = read_pose(group, pose);
    }
    H5Gclose(group);
    return wrong;
}

/* The name that counts. */
static int choose(hid_t file, const struct gfla_hdf5_choice *choice)
{
    for (int i = 0; i < choice->n; i++)
        if (choice->names[i][0] && !strchr(choice->names[i], '/') && is_hard_link(file, choice->names[i]))
            return i;
    return 0;
}

static gfla_status take_view(gfla_hdf5 *file, const struct gfla_hdf5_choice *choice, int *which, image_taker *take,
                             struct gfla_bitmap *image, int64_t pose[2])
{
    const char *what = "", *wrong = "";
    struct gfla_hdf5_tries tries = {0};
    *which = 0;
    if (image)
        *image = (struct gfla_bitmap){0};
    if (file->reader)
        return gfla_hdf5_reader_view(file->reader, choice, which, take == read_image, image, pose);
    while (wrong && gfla_hdf5_again(&tries)) {
        gfla_hdf5_lock();
        *which = choose(file->id, choice);
        wrong = read_group(file->id, choice->names[*which], take, image, pose, &what);
        gfla_hdf5_unlock();
        if (wrong && image)
            gfla_bitmap_free(image); /* free() leaves errno as it is */
    }
    return wrong ? gfla_hdf5_fail(file, &tries, "%s: %s %s", choice->names[*which], what, wrong) : GFLA_OK;
}

gfla_status gfla_hdf5_choose_view(gfla_hdf5 *file, const struct gfla_hdf5_choice *choice, int *which,
                                  struct gfla_bitmap *image, int64_t pose[2])
{
    return take_view(file, choice, which, read_image, image, pose);
}

gfla_status gfla_hdf5_read_view(gfla_hdf5 *file, const char *name, struct gfla_bitmap *image, int64_t pose[2])
{
    int which;
    return gfla_hdf5_choose_view(file, &(struct gfla_hdf5_choice){&name, 1}, &which, image, pose);
}

gfla_status gfla_hdf5_look_at_view(gfla_hdf5 *file, const struct gfla_hdf5_choice *choice, int *which, int *width,
                                   int *height, int64_t pose[2])
{
    struct gfla_bitmap image;
    const gfla_status status = take_view(file, choice, which, measure_image, &image, pose);
    *width = image.width;
    *height = image.height;
    return status;
}
