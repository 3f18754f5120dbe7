/* tasks/view/view_photo.h - the photograph that becomes the source of a view: its object, and from where it was taken. */
#ifndef GFLA_TASKS_VIEW_VIEW_PHOTO_H
#define GFLA_TASKS_VIEW_VIEW_PHOTO_H

#include "tasks/view/photo_cut.h"
#include "tasks/view/view_session.h"

/* Finds the object (photo_cut.h), and then the angles: those that were given, or, NULL, what the angle network sees,
 * or, where it is not installed or the object has no outline, GFLA_VIEW_ASSUMED_ANGLES. *info gets all that is known
 * but for the frame; cut is freed by the caller. */
gfla_status gfla_view_photo_read(gfla_view *view, const struct gfla_bitmap *image,
                                 const struct gfla_view_angles *angles, const struct gfla_view_source_params *params,
                                 struct gfla_photo_cut *cut, struct gfla_view_source_info *info);

/* After gfla_photo_frame: keeps what is known of the source, in pixels of the user's image. */
struct gfla_photo_report;
void gfla_view_photo_placed(gfla_view *view, const struct gfla_view_source_info *info, const struct gfla_photo_cut *cut,
                            const struct gfla_photo_report *report);

/* The image in which gfla_photo_frame finds the object: cut->rgba, or the image itself. */
const struct gfla_bitmap *gfla_view_photo_object(const struct gfla_photo_cut *cut, const struct gfla_bitmap *image);

#endif
