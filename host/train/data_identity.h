/* train/data_identity.h - what a checkpoint remembers of the data it was trained on, so that a run is not resumed with
 * other data unawares. Folders may be moved and renamed; the names of what is in them, and the weights, must be the
 * same. So must be the content of sets that are one file; a file may stand for a folder, and the reverse. */
#ifndef GFLA_TRAIN_DATA_IDENTITY_H
#define GFLA_TRAIN_DATA_IDENTITY_H

#include "train/task.h"

/* One more item: its name, and how much there is of it (views, frames). */
void gfla_train_data_add(struct gfla_train_data *data, const char *name, uint64_t n);

/* Adds "data.0", "data.1" ... : "120 models 0123456789abcdef x1 views", where x1 is the weight and the rest the name of
 * the set; and "content.0" ... : "0123456789abcdef", of sets that are one file. */
void gfla_train_data_describe(const gfla_training *training, struct gfla_train_metadata *metadata);

/* GFLA_ERROR_USAGE, and what is different, where the checkpoint was trained on other data. Checkpoints of old versions
 * do not know, and agree. */
gfla_status gfla_train_data_agree(const gfla_training *training, const char *checkpoint);

#endif
