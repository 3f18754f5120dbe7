/* tasks/view/view_session.h - the handle of gfla/view.h, as the files of this folder see it. */
#ifndef GFLA_TASKS_VIEW_VIEW_SESSION_H
#define GFLA_TASKS_VIEW_VIEW_SESSION_H

#include <gfla/view.h>

#include "io/image/bitmap.h"
#include "tasks/view/photo_net.h"
#include "tasks/view/view_enlarge.h"
#include "tasks/view/view_model.h"

/* Where an image was taken from when nobody says and no network sees it. */
#define GFLA_VIEW_ASSUMED_ANGLES ((struct gfla_view_angles){60, 10})

struct gfla_view {
    gfla_device *device;
    struct gfla_view_model model;
    char *name;
    float *source; /* the framed image as the network sees it, planes [3, net size, net size] in [0, 1] */
    float *shown;  /* the same at the size of the views */
    struct gfla_view_enlarger enlarger; /* where views are not as the network makes them */
    int size;                           /* of the views */
    double zoom;
    struct gfla_view_angles angles;
    struct gfla_view_source_info source_info; /* of the source, when there is one */
    struct gfla_photo_networks networks;      /* that read photographs */
    bool has_source;
};

/* Whether views are made by the enlarger. */
bool gfla_view_is_enlarged(const gfla_view *view);
/* gfla_view_set_source of an image of the library. */
gfla_status gfla_view_set_bitmap(gfla_view *view, const struct gfla_bitmap *image,
                                 const struct gfla_view_angles *angles, const struct gfla_view_source_params *params,
                                 struct gfla_view_found *found);
/* GFLA_ERROR_USAGE where a camera is not where the networks know one. */
gfla_status gfla_view_check_angles(const struct gfla_view_angles *angles, int n, const char *what);

#endif
