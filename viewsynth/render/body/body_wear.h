/* render/body/body_wear.h - between the files that choose clothes: body_outfit.c, body_tops.c, body_bottoms.c,
 * body_patches.c. Private to these. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_WEAR_H
#define VIEWSYNTH_RENDER_BODY_BODY_WEAR_H

#include "viewsynth/render/body/body_cloth.h"
#include "viewsynth/render/body/body_worn.h"

/* What is decided for the whole outfit. */
struct wear_plan {
    bool dress, skirt, shorts, tight, tucked, jacket, warm;
};

struct wear_cloth {
    enum body_print print;
    float colours[3][3];
    const char *colour_name;
};

float wear_mix(float a, float b, float t);
float wear_between(struct body_make *make, float lo, float hi);
bool wear_chance(struct body_make *make, float share);
/* Tells the description what was drawn: "what": "colour print kind"; print and kind may be NULL. */
void wear_tell(struct body_make *make, const char *what, const char *kind, const char *colour, const char *print);

/* Colours for a print; the second and third differ from the ground, and none is that of the skin. */
void wear_cloth_draw(struct body_make *make, enum body_cloth_use use, enum body_print print, struct wear_cloth *cloth);
/* Adds the material of a cloth, or of one colour. name is static text. */
gfla_status wear_cloth_material(struct body_make *make, const char *name, const struct wear_cloth *cloth,
                                float roughness, int *material, float *repeat);
gfla_status wear_plain_material(struct body_make *make, const char *name, const float colour[3], float roughness,
                                int *material);

/* One more garment, outside those that are there; one more patch on a garment, `extra` metres above it. */
struct body_garment *wear_garment_add(struct body_outfit *outfit, enum body_garment_kind kind);
struct body_worn_patch *wear_patch_add(struct body_outfit *outfit, int garment, int material, float extra);

/* Fields of patches; params as each says in body_patches.c. */
float wear_band_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params);
float wear_front_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                       const float *weights, const float *params);
float wear_back_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params);
float wear_collar_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                        const float *weights, const float *params);
float wear_cuff_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params);
gfla_status wear_belt_add(struct body_make *make, struct body_outfit *outfit, int garment);

gfla_status wear_top_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *outfit,
                          struct wear_cloth *cloth);
gfla_status wear_jacket_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *outfit);
gfla_status wear_trousers_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *outfit);
/* top: the cloth of a dress. */
gfla_status wear_skirt_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *outfit,
                            const struct wear_cloth *top);
gfla_status wear_shoes_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *outfit);

#endif
