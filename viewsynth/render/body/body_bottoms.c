/* Trousers, skirts, socks and shoes. */
#include "viewsynth/render/body/body_wear.h"

#include <string.h>

gfla_status wear_trousers_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    struct wear_cloth cloth;
    const int number = o->n_garments;
    struct body_garment *g = wear_garment_add(o, BODY_LEGS);
    const bool jeans = !plan->tight && wear_chance(make, 0.4f);
    const float knee = make->joint[BODY_L_KNEE][1], ankle = make->joint[BODY_L_ANKLE][1];
    wear_cloth_draw(make, BODY_CLOTH_LEGS,
                    jeans                     ? BODY_PRINT_DENIM
                    : wear_chance(make, 0.1f) ? BODY_PRINT_CHECKS
                                              : BODY_PRINT_PLAIN,
                    &cloth);
    if (jeans) {
        const float blue[3] = {0.24f, 0.33f, 0.48f}, dark[3] = {0.12f, 0.15f, 0.22f}, pale[3] = {0.50f, 0.60f, 0.72f};
        body_mix(wear_chance(make, 0.4f) ? pale : blue, dark, wear_between(make, 0, 0.9f), cloth.colours[0]);
        cloth.colour_name = "denim";
    }
    g->top_y = make->waist_y;
    g->ease = plan->tight ? 0.001f : 0.007f;
    g->width = plan->tight ? 0.0f : wear_between(make, 0.0f, 0.028f);
    g->hem_y = plan->shorts ? wear_mix(make->crotch_y, knee, wear_between(make, 0.4f, 1.0f))
                            : ankle + (plan->tight                ? wear_between(make, 0.0f, 0.1f)
                                       : wear_chance(make, 0.12f) ? wear_between(make, 0.02f, 0.09f)
                                                                  : wear_between(make, -0.028f, 0.004f));
    if (plan->shorts)
        g->width += 0.02f;
    TRY(wear_cloth_material(make, "trousers", &cloth, 0.9f, &g->material, &g->repeat));
    wear_tell(make, "legs",
              plan->tight    ? "leggings"
              : plan->shorts ? "shorts"
              : jeans        ? "jeans"
                             : "trousers",
              cloth.colour_name, jeans ? NULL : body_print_name(cloth.print));
    if (plan->tucked && !plan->tight)
        TRY(wear_belt_add(make, o, number));
    if (jeans) {
        const float y = wear_mix(make->crotch_y, make->waist_y, 0.5f);
        int pocket;
        float colour[3];
        body_mix(cloth.colours[0], (const float[3]){0, 0, 0}, 0.18f, colour);
        TRY(wear_plain_material(make, "pockets", colour, 0.9f, &pocket));
        struct body_worn_patch *p = wear_patch_add(o, number, pocket, 0.002f);
        memcpy(p->params, (const float[4]){0.055f, 0.085f, y - 0.07f, y + 0.06f}, sizeof p->params);
        p->patch.field = wear_back_field;
    }
fail:
    return status;
}

/* Under a skirt nobody is bare: shorts or leggings come first. */
gfla_status wear_skirt_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o,
                            const struct wear_cloth *top)
{
    gfla_status status = GFLA_OK;
    struct wear_cloth cloth = *top;
    const float knee = make->joint[BODY_L_KNEE][1], ankle = make->joint[BODY_L_ANKLE][1];
    const float length = wear_between(make, 0, 1);
    const bool leggings = wear_chance(make, 0.25f);
    const int number = o->n_garments - 1; /* of the top */
    float repeat = 0;
    int lining;
    if (!plan->dress)
        wear_cloth_draw(make, wear_chance(make, 0.5f) ? BODY_CLOTH_LEGS : BODY_CLOTH_ANY,
                        (const enum body_print[]){BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_FLOWERS,
                                                  BODY_PRINT_CHECKS, BODY_PRINT_DOTS,
                                                  BODY_PRINT_DENIM}[gfla_random_below(&make->random, 6)],
                        &cloth);
    float under[3];
    body_mix(cloth.colours[0], (const float[3]){0.1f, 0.1f, 0.12f}, leggings ? 0.85f : 0.15f, under);
    TRY(wear_plain_material(make, "lining", under, 0.9f, &lining));
    struct body_garment *g = wear_garment_add(o, BODY_LEGS);
    g->material = lining;
    g->top_y = wear_mix(make->crotch_y, make->waist_y, 0.55f);
    g->ease = 0.0005f;
    g->hem_y = leggings ? ankle + wear_between(make, -0.02f, 0.08f) : wear_mix(make->crotch_y, knee, 0.35f);
    g = wear_garment_add(o, BODY_SKIRTED);
    g->top_y = make->waist_y + (plan->dress ? 0.035f : 0.0f);
    g->ease = 0.008f;
    g->hem_y = length < 0.7f ? wear_mix(make->crotch_y, knee, 0.55f + 0.75f * length)
                             : wear_mix(knee, ankle, wear_between(make, 0.3f, 0.9f));
    g->width = wear_between(make, 0, 0.11f);
    if (plan->dress) {
        g->material = o->garments[number].material;
        g->repeat = o->garments[number].repeat;
    } else {
        TRY(wear_cloth_material(make, "skirt", &cloth, 0.85f, &g->material, &repeat));
        g->repeat = repeat;
    }
    wear_tell(make, plan->dress ? "dress_skirt" : "legs", "skirt", cloth.colour_name, body_print_name(cloth.print));
    if (plan->tucked || (plan->dress && wear_chance(make, 0.4f)))
        TRY(wear_belt_add(make, o, plan->dress ? number : o->n_garments - 1));
fail:
    return status;
}

static gfla_status draw_socks(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o)
{
    static const float shades[3][3] = {{0.90f, 0.90f, 0.89f}, {0.15f, 0.15f, 0.17f}, {0.42f, 0.43f, 0.46f}};
    struct body_garment *sock = wear_garment_add(o, BODY_SOCKS);
    sock->top_y = make->joint[BODY_L_ANKLE][1] + (plan->shorts ? wear_between(make, 0.0f, 0.18f) : 0.10f);
    sock->ease = 0.0015f;
    return wear_plain_material(make, "socks", shades[gfla_random_below(&make->random, 3)], 0.9f, &sock->material);
}

/* Trousers that are wide hang over the shoes, others end in them. */
gfla_status wear_shoes_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    static const float soles[3][3] = {{0.90f, 0.90f, 0.88f}, {0.08f, 0.08f, 0.08f}, {0.30f, 0.20f, 0.13f}};
    const float ankle = make->joint[BODY_L_ANKLE][1], knee = make->joint[BODY_L_KNEE][1];
    const bool boots = !plan->shorts && wear_chance(make, plan->warm ? 0.03f : 0.25f),
               leather = boots || wear_chance(make, 0.4f);
    const bool tall = boots && (plan->tight || plan->skirt);
    float colour[3];
    if (!boots && !plan->tight && (plan->shorts || wear_chance(make, 0.5f)))
        TRY(draw_socks(make, plan, o));
    struct body_garment *shoe = wear_garment_add(o, BODY_SHOES);
    const char *name = body_cloth_colour(
        &make->random, leather || wear_chance(make, 0.4f) ? BODY_CLOTH_LEATHER : BODY_CLOTH_ANY, colour);
    shoe->top_y = tall ? wear_mix(ankle, knee, wear_between(make, 0.25f, 0.7f))
                       : ankle + (boots ? 0.06f : wear_between(make, -0.025f, 0.03f));
    shoe->ease = 0.0065f;
    TRY(wear_plain_material(make, "shoes", colour, leather ? 0.35f : 0.75f, &shoe->material));
    TRY(wear_plain_material(
        make, "soles", soles[leather ? 1 + gfla_random_below(&make->random, 2) : gfla_random_below(&make->random, 2)],
        0.7f, &o->sole_material));
    wear_tell(make, "shoes", boots ? "boots" : leather ? "leather shoes" : "sneakers", name, NULL);
fail:
    return status;
}
