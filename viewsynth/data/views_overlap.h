/* data/views_overlap.h - sets that a training learns from together, and that have something in common. */
#ifndef VIEWSYNTH_DATA_VIEWS_OVERLAP_H
#define VIEWSYNTH_DATA_VIEWS_OVERLAP_H

#include "viewsynth/data/views.h"

/* Warns in the log of a set that is named twice (the same file or folder, by whatever path), and of models that one set
 * holds out and another does not, by their ids. views, paths: [n]. */
gfla_status gfla_views_warn_of_overlap(gfla_views *const *views, const char *const *paths, int n);

#endif
