/* tasks/render/render_views.h - which views `gfla render` writes, and how: cameras, layouts and images. */
#ifndef GFLA_TASKS_RENDER_RENDER_VIEWS_H
#define GFLA_TASKS_RENDER_RENDER_VIEWS_H

#include "viewsynth/data/layout_hdf5.h"

#define GFLA_RENDER_MAX_SETS 4

struct gfla_render_views {
    const struct gfla_layout *layout;
    const char *cameras;       /* --views; NULL: the layout's own */
    double distance, fov;      /* 0: the layout's */
    int size;                  /* 0: the layout's */
    unsigned wanted, unwanted; /* 1 << enum gfla_layout_image: beside or without the layout's own */
    bool white, depth_npy;
    bool one_purpose; /* only models that are held for `purpose` */
    enum gfla_purpose purpose;

    struct gfla_camera_line *lines; /* of a list of cameras */
    struct gfla_camera_set sets[GFLA_RENDER_MAX_SETS];
    int n_sets, n_views;
};

/* Reads --views, fills in what the layout says. free lines afterwards. */
gfla_status gfla_render_views_resolve(struct gfla_render_views *views);
void gfla_render_views_free(struct gfla_render_views *views);
unsigned gfla_render_views_images(const struct gfla_render_views *views);

/* Cameras of the model of this id, n_views of them; unit: gfla_layout_unit_of. */
gfla_status gfla_render_views_place(const struct gfla_render_views *views, double unit, uint64_t seed, const char *id,
                                    struct gfla_camera *cameras);
/* Whether every model has the same cameras. */
bool gfla_render_views_are_fixed(const struct gfla_render_views *views);

#endif
