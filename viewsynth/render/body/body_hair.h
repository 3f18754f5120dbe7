/* render/body/body_hair.h - cuts of hair, beards and hats. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_HAIR_H
#define VIEWSYNTH_RENDER_BODY_BODY_HAIR_H

#include "viewsynth/render/body/body_cut.h"
#include "viewsynth/render/body/body_outfit.h"

/* Chooses a cut; tells make->description and the face what shows through. */
void body_hair_draw(struct body_make *make, struct body_hair *hair, struct body_face *face);
gfla_status body_hair_add(struct body_make *make, const struct body_hair *hair, const struct body_outfit *outfit);

/* Metres of hair over a place of the unshaped head. */
float body_scalp_thickness(const struct body_make *make, const struct body_hair *hair, const float at[3]);

/* Hair that hangs below a head: adds it with the material given. */
gfla_status body_curtain_add(struct body_make *make, const struct body_hair *hair, const struct body_outfit *outfit,
                             int material);
/* A tail or a bun at the back of the head. */
gfla_status body_tail_add(struct body_make *make, const struct body_hair *hair, int material);

#endif
