/* tasks/view/view_output.h - the files that views become, and those of true views. */
#ifndef GFLA_TASKS_VIEW_VIEW_OUTPUT_H
#define GFLA_TASKS_VIEW_VIEW_OUTPUT_H

#include "io/image/bitmap.h"
#include "tasks/view/view_results.h"

struct gfla_view_output_options {
    double fps; /* of animations; 0: 9, and 17 for more than 30 views */
};

/* Writes the views where the extension of path says, with what results->show asks for:
 * an image: one view alone, or a sheet where there is more to see; an animation, whose frames have what is shown at
 * their right; a folder: AZ_EL.png, and AZ_EL.flow.png and so on beside it. */
gfla_status gfla_view_results_write(const struct gfla_view_results *results, const char *path,
                                    const struct gfla_view_output_options *options);
/* What the file of an image shows: one view, or the sheet of source, views, truth beneath where it is known, and what
 * is shown. */
gfla_status gfla_view_results_draw(const struct gfla_view_results *results, struct gfla_bitmap *image);
gfla_status gfla_view_results_sheet(const struct gfla_view_results *results, struct gfla_bitmap *sheet);

/* What the extension of path says. A folder has none, or exists. */
bool gfla_view_output_is_animation(const char *path);
bool gfla_view_output_is_folder(const char *path);

/* Reads the true views FOLDER/AZ_EL.png of all angles and scores the results. */
gfla_status gfla_view_results_compare(struct gfla_view_results *results, const char *folder);

#endif
