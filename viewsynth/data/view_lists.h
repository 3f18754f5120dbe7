/* data/view_lists.h - the lists beside a view set in HDF5, which say what is for training and what for testing:
 *
 *   data_NAME.hdf5       the views (io/hdf5/hdf5.h); or another ending, in capitals or not, and without data_
 *   id_NAME_train.txt    names of views, one in a line: 18 azimuths and 3 elevations of every model
 *   id_NAME_test.txt
 *   name_NAME_test.txt   ids of the models of id_NAME_test.txt, one in a line
 */
#ifndef VIEWSYNTH_DATA_VIEW_LISTS_H
#define VIEWSYNTH_DATA_VIEW_LISTS_H

#include "base/string_list.h"
#include "viewsynth/data/pose.h"

enum gfla_view_list { GFLA_LIST_TRAIN, GFLA_LIST_TEST, GFLA_LIST_TEST_MODELS, GFLA_LIST_COUNT };

/* The path of a list of the set at `path`, whatever that ends in. */
gfla_status gfla_view_list_path(const char *path, enum gfla_view_list list, char *out, size_t size);
/* GFLA_ERROR_USAGE: a set that is written is to be called data_NAME.hdf5 or .h5, and is not. */
gfla_status gfla_view_list_check_name(const char *path);
/* Whether the folder of the set has lists of view sets, those of this set or others. */
bool gfla_view_lists_are_beside(const char *path);

/* "MODEL_AZ_EL": the group of one view, azimuth in steps of 10 degrees. text of `size` bytes. Returns text. */
const char *gfla_view_group(const char *model, struct gfla_pose pose, char *text, size_t size);
/* The same of one of the ways to write it, by zeros in front of azimuth and elevation, 0 .. GFLA_VIEW_GROUP_STYLES - 1;
 * 0 has none. */
#define GFLA_VIEW_GROUP_STYLES 9
const char *gfla_view_group_styled(const char *model, struct gfla_pose pose, int style, char *text, size_t size);
/* The reverse, of each style: false where the name is of another form. *model_length: of the id at its start, which may
 * have underscores. A view from an azimuth between those of poses is fine and has pose->azimuth -1. */
bool gfla_view_group_parse(const char *name, size_t *model_length, struct gfla_pose *pose);

/* Writes the three lists of the set at `path` for n models. */
gfla_status gfla_view_lists_write(const char *path, const char *const *models, const bool *held_out, size_t n);
/* Adds the lines of one list to names. *found: whether there is such a list. */
gfla_status gfla_view_list_read(const char *path, enum gfla_view_list list, struct gfla_string_list *names,
                                bool *found);

#endif
