/* tasks/view/view_frame.h - how large the object of a photograph shall be in the frame, as the view network's own shape
 * net sees it (photo_scale.h). */
#ifndef GFLA_TASKS_VIEW_VIEW_FRAME_H
#define GFLA_TASKS_VIEW_VIEW_FRAME_H

#include "tasks/view/photo.h"
#include "tasks/view/view_session.h"

/* Sets scale, right and down of photo, and what info says of them: as params say; else, of a network of form solid, by
 * the shape of the object, seen from info->angles; else by its outline. `object` as gfla_photo_frame takes it. */
gfla_status gfla_view_frame_choose(gfla_view *view, const struct gfla_bitmap *object,
                                   const struct gfla_view_source_params *params, struct gfla_photo_params *photo,
                                   struct gfla_view_source_info *info);

#endif
