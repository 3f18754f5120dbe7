/* render/body/body_shell.h - layers over the skin of the head: hair, beards, hats. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_SHELL_H
#define VIEWSYNTH_RENDER_BODY_BODY_SHELL_H

#include "viewsynth/render/body/body_cut.h"

/* Where a layer is, and how far from the skin. at: on the unshaped head, decimetres. */
struct body_shell {
    const struct body_hair *hair;
    float (*field)(const struct body_shell *shell, const float at[3]);                  /* decimetres; above 0: there */
    float (*thickness)(const struct body_shell *shell, const float at[3], float field); /* metres */
    bool round; /* away from the head's middle, not along the normals */
    enum gfla_figure_part part;
    const struct body_make *make;
};

gfla_status body_shell_add(struct body_make *make, const struct body_shell *shell, int material);

/* The angle from the face's middle, radians. */
float body_front_angle(const float at[3]);

/* Adds a beanie or a cap; tells make->description. */
gfla_status body_hat_add(struct body_make *make, const struct body_hair *hair);

#endif
