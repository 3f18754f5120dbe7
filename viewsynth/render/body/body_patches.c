/* Where collars, cuffs, belts and buttons lie on a garment. */
#include "viewsynth/render/body/body_wear.h"

#include <math.h>
#include <string.h>

/* Between params[0] and params[1] of the height. */
float wear_band_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params)
{
    return fminf(fminf(at[1] - params[0], params[1] - at[1]), (0.3f - body_armness(weights)) * 0.3f);
}

/* A box of the front: |x| < params[0] around params[1], params[2] < y < params[3]. */
float wear_front_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                       const float *weights, const float *params)
{
    const float inside = fminf(params[0] - fabsf(at[0] - params[1]), fminf(at[1] - params[2], params[3] - at[1]));
    return fminf(inside, fminf(at[2] - make->joint[BODY_SPINE_2][2] - 0.01f, (0.2f - body_armness(weights)) * 0.3f));
}

/* The same of the back, on both sides. */
float wear_back_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params)
{
    const float inside =
        fminf(params[0] - fabsf(fabsf(at[0]) - params[1]), fminf(at[1] - params[2], params[3] - at[1]));
    return fminf(inside, fminf(make->joint[BODY_PELVIS][2] - 0.02f - at[2], (0.2f - body_armness(weights)) * 0.3f));
}

/* Along the neckline, outside its opening: params[0] metres below to params[1] metres above, longer in front by
 * params[2]. */
float wear_collar_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                        const float *weights, const float *params)
{
    const float *neck = make->joint[BODY_NECK];
    const bool open = g->neckline == BODY_NECK_OPEN || g->neckline == BODY_NECK_V;
    const float field = open ? body_crew_field(make, at) : body_neckline_field(make, g, at);
    const float point = params[2] * fmaxf(0, 1 - fabsf(fabsf(at[0]) - 0.045f) / 0.05f) * (at[2] > neck[2] ? 1 : 0);
    float inside = fminf(field + params[1], params[0] + point - field);
    if (open)
        inside = fminf(inside, body_opening_field(make, g, at) + 0.001f);
    return fminf(inside, 0.30f - fabsf(at[1] - neck[1]));
}

/* The last params[0] metres of the sleeves. */
float wear_cuff_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                      const float *weights, const float *params)
{
    return fminf((body_along_arm(make, at) - g->sleeve) * 0.5f + params[0], (body_armness(weights) - 0.5f) * 0.2f);
}

gfla_status wear_belt_add(struct body_make *make, struct body_outfit *o, int garment)
{
    gfla_status status = GFLA_OK;
    float leather[3], metal[3] = {0.72f, 0.70f, 0.64f};
    int belt, buckle;
    const float y =
        o->garments[garment].kind == BODY_TOP ? o->garments[garment].hem_y + 0.022f : make->waist_y - 0.035f;
    body_cloth_colour(&make->random, BODY_CLOTH_LEATHER, leather);
    TRY(wear_plain_material(make, "belt", leather, 0.4f, &belt));
    TRY(wear_plain_material(make, "buckle", metal, 0.25f, &buckle));
    struct body_worn_patch *p = wear_patch_add(o, garment, belt, 0.004f);
    memcpy(p->params, (const float[4]){y - 0.017f, y + 0.017f}, sizeof p->params);
    p->patch.field = wear_band_field;
    p->patch.part = GFLA_PART_ACCESSORY;
    p = wear_patch_add(o, garment, buckle, 0.007f);
    memcpy(p->params, (const float[4]){0.022f, 0, y - 0.019f, y + 0.019f}, sizeof p->params);
    p->patch.field = wear_front_field;
    p->patch.step = 0.007f;
    p->patch.part = GFLA_PART_ACCESSORY;
fail:
    return status;
}
