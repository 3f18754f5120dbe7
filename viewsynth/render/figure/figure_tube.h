/* render/figure/figure_tube.h - tubes around the bones of a figure that is made in code. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_FIGURE_FIGURE_TUBE_H
#define VIEWSYNTH_RENDER_FIGURE_FIGURE_TUBE_H

#include "viewsynth/render/figure/figure.h"

#define FIGURE_TUBE_SIDES 10
#define FIGURE_TUBE_RINGS 12

/* A cross-section of a tube: between two bones, `second` of it going with the other. */
struct ring {
    float at[3], rx, rz; /* radii across, and along z */
    int bone, other;
    float second;
};

/* A tube along rings; what lies before ring `change` is of the first material and part. */
struct tube {
    int n;
    struct ring rings[FIGURE_TUBE_RINGS];
    int change, materials[2];
    enum gfla_figure_part parts[2];
};

/* Where tubes go: arrays of the figure have room for them. */
struct making {
    struct gfla_figure *figure;
    float scale, girth; /* of all, and of radii */
};

void figure_add_tube(struct making *m, const struct tube *tube);
/* A tube of the left side, and its mirror image on the right. */
void figure_add_both(struct making *m, const struct tube *left);

#endif
