/* Tops and jackets. */
#include "viewsynth/render/body/body_wear.h"

#include <string.h>

#define MOST_BUTTONS 12 /* patches up to and with them */

static gfla_status add_shirt_details(struct body_make *make, struct body_outfit *o, int garment, bool stand)
{
    gfla_status status = GFLA_OK;
    const struct body_garment *g = &o->garments[garment];
    struct body_worn_patch *p;
    if (stand) {
        p = wear_patch_add(o, garment, g->material, 0.005f);
        memcpy(p->params, (const float[4]){0.006f, 0.030f, 0}, sizeof p->params);
        p->patch.field = wear_collar_field;
        p->patch.alone = true;
        p->patch.part = GFLA_PART_TOP;
    }
    p = wear_patch_add(o, garment, g->material, stand ? 0.008f : 0.005f);
    memcpy(p->params, (const float[4]){0.036f, stand ? 0.006f : 0.002f, stand ? 0.030f : 0.012f}, sizeof p->params);
    p->patch.field = wear_collar_field;
    p->patch.alone = stand;
    p->patch.part = GFLA_PART_TOP;
    TRY(GFLA_OK);
fail:
    return status;
}

/* Buttons on a strip down the front. */
static gfla_status add_placket(struct body_make *make, struct body_outfit *o, int garment, float bottom)
{
    gfla_status status = GFLA_OK;
    const struct body_garment *g = &o->garments[garment];
    struct body_worn_patch *p = wear_patch_add(o, garment, g->material, 0.0022f);
    memcpy(p->params, (const float[4]){0.015f, 0, bottom, make->joint[BODY_NECK][1]}, sizeof p->params);
    p->patch.field = wear_front_field;
    float colour[3];
    int button;
    body_mix(make->builder.materials[g->material].colour, (const float[3]){0.25f, 0.22f, 0.2f},
             wear_chance(make, 0.5f) ? 0.2f : 0.9f, colour);
    TRY(wear_plain_material(make, "buttons", colour, 0.4f, &button));
    const float top = make->joint[BODY_NECK][1] - 0.10f - g->neck_depth;
    for (float y = top; y > bottom + 0.04f && o->n_patches < MOST_BUTTONS; y -= 0.095f) {
        p = wear_patch_add(o, garment, button, 0.0045f);
        p->patch.step = 0.005f;
        memcpy(p->params, (const float[4]){0.006f, 0, y - 0.006f, y + 0.006f}, sizeof p->params);
        p->patch.field = wear_front_field;
    }
fail:
    return status;
}

static gfla_status add_cuffs(struct body_make *make, struct body_outfit *o, int garment, int material, float width)
{
    struct body_worn_patch *p = wear_patch_add(o, garment, material, 0.003f);
    p->params[0] = width;
    p->patch.field = wear_cuff_field;
    return GFLA_OK;
}

static gfla_status add_emblem(struct body_make *make, struct body_outfit *o, int garment,
                              const struct wear_cloth *cloth)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    int texture, material;
    const struct body_garment *g = &o->garments[garment];
    const bool plain = g->neckline == BODY_NECK_CREW || g->neckline == BODY_NECK_HIGH;
    const float size = wear_between(make, 0.055f, 0.11f),
                y = wear_mix(make->joint[BODY_NECK][1], make->joint[BODY_SPINE_2][1], 0.55f) -
                    (plain ? 0 : 0.03f + g->neck_depth);
    const float window[4] = {-size, y - size, size, y + size};
    struct body_worn_patch *p;
    TRY(body_emblem_draw(&make->random, (const float(*)[3])cloth->colours + 1, &image));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "print", (const float[3]){1, 1, 1}, texture, &material));
    make->builder.materials[material].alpha_test = 0.5f;
    make->builder.materials[material].wrap[0] = make->builder.materials[material].wrap[1] = RASTER_WRAP_CLAMP;
    p = wear_patch_add(o, garment, material, 0.0015f);
    memcpy(p->params, (const float[4]){size, 0, y - size, y + size}, sizeof p->params);
    memcpy(p->window, window, sizeof window);
    p->patch.field = wear_front_field;
    p->patch.window = p->window;
fail:
    return status;
}

enum top_kind { TOP_TEE, TOP_LONG, TOP_POLO, TOP_SHIRT, TOP_SWEATER, TOP_TANK, TOP_TURTLE, TOP_BLOUSE, TOP_KINDS };

static const struct {
    const char *name;
    int warm, cold; /* how often */
    enum body_print prints[6];
} tops[TOP_KINDS] = {
    [TOP_TEE] = {"T-shirt",
                 10,
                 3,
                 {BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_PLAIN, BODY_PRINT_BLOCKS,
                  BODY_PRINT_PLAIN}},
    [TOP_LONG] = {"long-sleeved top",
                  0,
                  6,
                  {BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_BLOCKS,
                   BODY_PRINT_PLAIN}},
    [TOP_POLO] = {"polo shirt",
                  4,
                  1,
                  {BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_PLAIN, BODY_PRINT_PLAIN,
                   BODY_PRINT_BLOCKS}},
    [TOP_SHIRT] = {"shirt",
                   3,
                   6,
                   {BODY_PRINT_PLAIN, BODY_PRINT_CHECKS, BODY_PRINT_GINGHAM, BODY_PRINT_PINSTRIPES, BODY_PRINT_PLAIN,
                    BODY_PRINT_CHECKS}},
    [TOP_SWEATER] = {"sweater",
                     0,
                     6,
                     {BODY_PRINT_KNIT, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_KNIT, BODY_PRINT_BLOCKS,
                      BODY_PRINT_PLAIN}},
    [TOP_TANK] = {"sleeveless top",
                  4,
                  0,
                  {BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_FLOWERS, BODY_PRINT_DOTS,
                   BODY_PRINT_PLAIN}},
    [TOP_TURTLE] = {"turtleneck",
                    0,
                    2,
                    {BODY_PRINT_PLAIN, BODY_PRINT_KNIT, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_PLAIN,
                     BODY_PRINT_KNIT}},
    [TOP_BLOUSE] = {"blouse",
                    3,
                    3,
                    {BODY_PRINT_FLOWERS, BODY_PRINT_DOTS, BODY_PRINT_PLAIN, BODY_PRINT_FLOWERS, BODY_PRINT_PLAIN,
                     BODY_PRINT_CHECKS}},
};

static enum top_kind draw_top_kind(struct body_make *make, bool warm)
{
    int total = 0, i = 0;
    for (int k = 0; k < TOP_KINDS; k++)
        total += k == TOP_BLOUSE && !make->person.female ? 0 : warm ? tops[k].warm : tops[k].cold;
    int at = (int)gfla_random_below(&make->random, (uint32_t)total);
    while ((at -= i == TOP_BLOUSE && !make->person.female ? 0 : warm ? tops[i].warm : tops[i].cold) >= 0)
        i++;
    return (enum top_kind)i;
}

/* Neck, sleeves and fall of a kind of top. */
static void cut_top(struct body_make *make, const struct wear_plan *plan, enum top_kind kind, struct body_garment *g)
{
    const bool sleeved =
        kind == TOP_LONG || kind == TOP_SWEATER || kind == TOP_TURTLE || (kind >= TOP_SHIRT && !plan->warm);
    g->sleeve = sleeved ? wear_between(make, 0.94f, 0.99f) : wear_between(make, 0.20f, 0.36f);
    g->width = sleeved ? wear_between(make, 0.000f, 0.008f) : wear_between(make, 0.004f, 0.022f);
    if (kind == TOP_SHIRT && wear_chance(make, 0.2f))
        g->sleeve = wear_between(make, 0.58f, 0.75f);
    if (kind == TOP_TANK)
        g->sleeve = make->person.female ? wear_between(make, -0.045f, -0.01f) : wear_between(make, -0.03f, 0.0f);
    g->neckline = BODY_NECK_CREW;
    if (kind == TOP_POLO || kind == TOP_SHIRT)
        g->neckline = BODY_NECK_OPEN;
    else if (kind == TOP_TURTLE)
        g->neckline = BODY_NECK_HIGH;
    else if (wear_chance(make, make->person.female ? 0.5f : 0.2f))
        g->neckline = wear_chance(make, 0.5f) ? BODY_NECK_V : BODY_NECK_SCOOP;
    g->neck_depth = g->neckline == BODY_NECK_OPEN ? wear_between(make, 0.0f, 0.05f) : wear_between(make, 0.015f, 0.06f);
    g->drape = make->person.female ? wear_between(make, 0.1f, 0.85f) : wear_between(make, 0.35f, 0.95f);
    if (kind == TOP_SWEATER || kind == TOP_LONG)
        g->width += 0.006f;
}

static void place_hem(struct body_make *make, const struct wear_plan *plan, struct body_garment *g)
{
    if (plan->dress)
        g->hem_y = make->waist_y - 0.03f;
    else if (plan->tucked)
        g->hem_y = make->waist_y - (plan->skirt ? 0.06f : 0.10f);
    else if (plan->skirt)
        g->hem_y = make->waist_y - wear_between(make, 0.05f, 0.08f);
    else
        g->hem_y = wear_mix(make->crotch_y, make->waist_y, wear_between(make, 0.12f, 0.55f));
    g->ease = plan->tucked ? 0.003f : plan->dress ? 0.012f : wear_between(make, 0.010f, 0.014f);
    if (plan->tucked || plan->dress)
        g->drape *= 0.5f;
}

static gfla_status add_top_details(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o,
                                   int garment, enum top_kind kind, const struct wear_cloth *cloth)
{
    gfla_status status = GFLA_OK;
    const struct body_garment *g = &o->garments[garment];
    if (kind == TOP_SHIRT || kind == TOP_POLO) {
        TRY(add_shirt_details(make, o, garment, true));
        TRY(add_placket(make, o, garment, kind == TOP_POLO ? make->joint[BODY_NECK][1] - 0.24f : g->hem_y));
    }
    if (kind == TOP_SHIRT && g->sleeve > 0.9f)
        TRY(add_cuffs(make, o, garment, g->material, 0.05f));
    if (kind == TOP_SWEATER || (kind == TOP_LONG && wear_chance(make, 0.3f))) {
        TRY(add_cuffs(make, o, garment, g->material, 0.05f));
        struct body_worn_patch *p = wear_patch_add(o, garment, g->material, 0.003f);
        memcpy(p->params, (const float[4]){0.02f, -0.001f, 0}, sizeof p->params);
        p->patch.field = wear_collar_field;
    }
    if (!plan->jacket && (kind == TOP_TEE || kind == TOP_LONG || kind == TOP_SWEATER) &&
        cloth->print == BODY_PRINT_PLAIN && wear_chance(make, 0.45f))
        TRY(add_emblem(make, o, garment, cloth));
fail:
    return status;
}

gfla_status wear_top_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o,
                          struct wear_cloth *cloth)
{
    gfla_status status = GFLA_OK;
    const enum top_kind kind = draw_top_kind(make, plan->warm);
    const enum body_print print = tops[kind].prints[gfla_random_below(&make->random, 6)];
    const int number = o->n_garments;
    struct body_garment *g = wear_garment_add(o, BODY_TOP);
    wear_cloth_draw(make, kind == TOP_SHIRT && print != BODY_PRINT_CHECKS ? BODY_CLOTH_LIGHT : BODY_CLOTH_ANY, print,
                    cloth);
    cut_top(make, plan, kind, g);
    place_hem(make, plan, g);
    TRY(wear_cloth_material(make, "top", cloth, 0.85f, &g->material, &g->repeat));
    wear_tell(make, plan->dress ? "dress_top" : "top", tops[kind].name, cloth->colour_name, body_print_name(print));
    TRY(add_top_details(make, plan, o, number, kind, cloth));
fail:
    return status;
}

gfla_status wear_jacket_draw(struct body_make *make, const struct wear_plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    struct wear_cloth cloth;
    const int number = o->n_garments;
    struct body_garment *g = wear_garment_add(o, BODY_TOP);
    const bool open = wear_chance(make, 0.65f), formal = wear_chance(make, 0.5f);
    wear_cloth_draw(make, BODY_CLOTH_JACKET, wear_chance(make, 0.8f) ? BODY_PRINT_PLAIN : BODY_PRINT_CHECKS, &cloth);
    g->sleeve = wear_between(make, 0.95f, 1.0f);
    g->width = 0.014f;
    g->ease = wear_between(make, 0.020f, 0.026f);
    g->drape = wear_between(make, 0.6f, 0.95f);
    g->neckline = formal || open ? BODY_NECK_V : BODY_NECK_CREW;
    g->neck_depth = formal ? wear_between(make, 0.10f, 0.2f) : wear_between(make, 0.02f, 0.08f);
    g->front_gap = open ? wear_between(make, 0.012f, 0.06f) : 0;
    g->hem_y = plan->skirt ? make->waist_y - wear_between(make, 0, 0.05f)
                           : wear_mix(make->crotch_y, make->waist_y,
                                      formal ? wear_between(make, 0.05f, 0.2f) : wear_between(make, 0.2f, 0.6f));
    TRY(wear_cloth_material(make, "jacket", &cloth, 0.8f, &g->material, &g->repeat));
    wear_tell(make, "jacket", open ? "open jacket" : "jacket", cloth.colour_name, body_print_name(cloth.print));
    TRY(add_shirt_details(make, o, number, false));
    if (!open) {
        int zip;
        TRY(wear_plain_material(make, "zip", (const float[3]){0.55f, 0.55f, 0.57f}, 0.35f, &zip));
        struct body_worn_patch *p = wear_patch_add(o, number, zip, 0.002f);
        memcpy(p->params, (const float[4]){0.005f, 0, g->hem_y, make->joint[BODY_NECK][1]}, sizeof p->params);
        p->patch.step = 0.008f;
        p->patch.field = wear_front_field;
    }
fail:
    return status;
}
