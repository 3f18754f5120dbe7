/* render/body/body_outfit.h - what a person wears. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_OUTFIT_H
#define VIEWSYNTH_RENDER_BODY_BODY_OUTFIT_H

#include "viewsynth/render/body/body_worn.h"

/* The thickness of the soles; drawn before the body is placed on them. */
float body_sole_draw(struct gfla_random *random);

/* Chooses clothes and makes their materials; tells make->description. */
gfla_status body_outfit_draw(struct body_make *make, struct body_outfit *outfit);
void body_outfit_free(struct body_outfit *outfit);
/* Adds them to make->builder. */
gfla_status body_outfit_add(struct body_make *make, const struct body_outfit *outfit);
/* How far under clothes a place of the skin is, metres; below 0: bare. */
float body_outfit_cover(const struct body_make *make, const struct body_outfit *outfit, const float at[3],
                        const float weights[GFLA_FIGURE_BONE_ROLES]);

/* The soles of both shoes, from the ground to where the uppers begin. */
gfla_status body_soles_add(struct body_make *make, const struct body_outfit *outfit);

#endif
