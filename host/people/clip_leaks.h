/* people/clip_leaks.h - videos that are learned from and tested with: scores of a test say less then. */
#ifndef GFLA_PEOPLE_CLIP_LEAKS_H
#define GFLA_PEOPLE_CLIP_LEAKS_H

#include "people/clip_data.h"

/* Warns in the log of videos of a training that have a folder of their name in `folder`, where those of the test lie, too.
 * No such folder is no matter. */
gfla_status gfla_clip_leaks_warn(const gfla_clip_data *training, const char *folder);

#endif
