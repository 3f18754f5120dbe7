#include "viewsynth/render/body_outfit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "viewsynth/render/body_cloth.h"

static float mix(float a, float b, float t)
{
    return a + t * (b - a);
}

static float between(struct body_make *make, float lo, float hi)
{
    return gfla_random_uniform(&make->random, lo, hi);
}

static bool chance(struct body_make *make, float share)
{
    return gfla_random_uniform(&make->random, 0, 1) < share;
}

float body_sole_draw(struct gfla_random *random)
{
    return gfla_random_uniform(random, 0.012f, 0.034f);
}

/* ---- cloth ---- */

/* Tells the description what was drawn: "name": "colour print". */
static void tell(struct body_make *make, const char *what, const char *kind, const char *colour, const char *print)
{
    gfla_text_add(&make->description, ", \"%s\": \"%s%s%s%s%s\"", what, colour, print ? " " : "", print ? print : "",
                  kind ? " " : "", kind ? kind : "");
}

struct cloth {
    enum body_print print;
    float colours[3][3];
    const char *colour_name;
};

/* Cloth in the colour of the skin would look like none. */
static bool like_skin(const struct body_make *make, const float colour[3])
{
    float sum = 0;
    for (int i = 0; i < 3; i++)
        sum += fabsf(colour[i] - make->colours.skin[i]);
    return sum < 0.42f;
}

/* Colours two and three differ from the ground. */
static void draw_cloth(struct body_make *make, enum body_cloth_use use, enum body_print print, struct cloth *cloth)
{
    cloth->print = print;
    for (int attempt = 0; attempt < 8; attempt++) {
        cloth->colour_name = body_cloth_colour(&make->random, use, cloth->colours[0]);
        if (!like_skin(make, cloth->colours[0]))
            break;
    }
    for (int i = 1; i < 3; i++)
        for (int attempt = 0; attempt < 8; attempt++) {
            body_cloth_colour(&make->random, BODY_CLOTH_ANY, cloth->colours[i]);
            if (fabsf(body_luma(cloth->colours[i]) - body_luma(cloth->colours[0])) > 0.22f)
                break;
        }
}

static gfla_status cloth_material(struct body_make *make, const char *name, const struct cloth *cloth, float roughness,
                                  int *material, float *repeat)
{
    gfla_status status = GFLA_OK;
    struct gfla_image image = {0};
    int texture;
    TRY(body_print_draw(&make->random, cloth->print, (const float(*)[3])cloth->colours, &image, repeat));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, name, (const float[3]){1, 1, 1}, texture, material));
    make->builder.materials[*material].roughness = roughness;
    make->builder.materials[*material].specular = roughness < 0.6f ? 0.04f : 0.015f;
fail:
    return status;
}

static gfla_status plain_material(struct body_make *make, const char *name, const float colour[3], float roughness,
                                  int *material)
{
    gfla_status status = body_builder_material(&make->builder, name, colour, -1, material);
    if (status != GFLA_OK)
        return status;
    make->builder.materials[*material].roughness = roughness;
    make->builder.materials[*material].specular = roughness < 0.6f ? 0.04f : 0.015f;
    return GFLA_OK;
}

/* ---- fields of patches; params as each says ---- */

/* Between params[0] and params[1] of the height. */
static float band_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                        const float *weights, const float *params)
{
    return fminf(fminf(at[1] - params[0], params[1] - at[1]), (0.3f - body_armness(weights)) * 0.3f);
}

/* A box of the front: |x| < params[0] around params[1], params[2] < y < params[3]. */
static float front_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                         const float *weights, const float *params)
{
    const float inside = fminf(params[0] - fabsf(at[0] - params[1]), fminf(at[1] - params[2], params[3] - at[1]));
    return fminf(inside, fminf(at[2] - make->joint[BODY_SPINE_2][2] - 0.01f, (0.2f - body_armness(weights)) * 0.3f));
}

/* The same of the back, on both sides. */
static float back_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                        const float *weights, const float *params)
{
    const float inside =
        fminf(params[0] - fabsf(fabsf(at[0]) - params[1]), fminf(at[1] - params[2], params[3] - at[1]));
    return fminf(inside, fminf(make->joint[BODY_PELVIS][2] - 0.02f - at[2], (0.2f - body_armness(weights)) * 0.3f));
}

/* Along the neckline, outside its opening: params[0] metres below to params[1] metres above, longer in front by
 * params[2]. */
static float collar_field(const struct body_make *make, const struct body_garment *g, const float at[3],
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
static float cuff_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                        const float *weights, const float *params)
{
    return fminf((body_along_arm(make, at) - g->sleeve) * 0.5f + params[0], (body_armness(weights) - 0.5f) * 0.2f);
}

static struct body_worn_patch *add_patch(struct body_outfit *o, int garment, int material, float extra)
{
    struct body_worn_patch *p = &o->patches[o->n_patches]; /* when all are taken, the spare one, which is not worn */
    o->n_patches += o->n_patches < BODY_MAX_PATCHES;
    *p = (struct body_worn_patch){.garment = garment, .patch = {.extra = extra, .step = 0.012f, .material = material}};
    return p;
}

static bool has_room(const struct body_outfit *o)
{
    return o->n_patches < BODY_MAX_PATCHES;
}

/* ---- garments ---- */

static struct body_garment *add_garment(struct body_outfit *o, enum body_garment_kind kind)
{
    struct body_garment *g = &o->garments[o->n_garments++];
    *g = (struct body_garment){.kind = kind, .top_y = 3, .hem_y = -1, .ease = 0.004f};
    return g;
}

/* What is decided for the whole outfit. */
struct plan {
    bool dress, skirt, shorts, tight, tucked, jacket, warm;
};

static void draw_plan(struct body_make *make, struct plan *p)
{
    *p = (struct plan){0};
    p->warm = chance(make, 0.4f);
    if (make->person.female) {
        p->dress = chance(make, 0.18f);
        p->skirt = p->dress || chance(make, 0.2f);
        p->tight = !p->skirt && chance(make, 0.22f);
    }
    p->shorts = !p->skirt && !p->tight && p->warm && chance(make, 0.45f);
    p->tucked = !p->dress && chance(make, p->skirt ? 0.7f : 0.3f);
    p->jacket = !p->warm && chance(make, 0.42f);
}

static gfla_status add_shirt_details(struct body_make *make, struct body_outfit *o, int garment, bool stand)
{
    gfla_status status = GFLA_OK;
    const struct body_garment *g = &o->garments[garment];
    struct body_worn_patch *p;
    if (stand) {
        p = add_patch(o, garment, g->material, 0.005f);
        memcpy(p->params, (const float[4]){0.006f, 0.030f, 0}, sizeof p->params);
        p->patch.field = collar_field;
        p->patch.alone = true;
        p->patch.part = GFLA_PART_TOP;
    }
    p = add_patch(o, garment, g->material, stand ? 0.008f : 0.005f);
    memcpy(p->params, (const float[4]){0.036f, stand ? 0.006f : 0.002f, stand ? 0.030f : 0.012f}, sizeof p->params);
    p->patch.field = collar_field;
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
    struct body_worn_patch *p = add_patch(o, garment, g->material, 0.0022f);
    memcpy(p->params, (const float[4]){0.015f, 0, bottom, make->joint[BODY_NECK][1]}, sizeof p->params);
    p->patch.field = front_field;
    float colour[3];
    int button;
    body_mix(make->builder.materials[g->material].colour, (const float[3]){0.25f, 0.22f, 0.2f},
             chance(make, 0.5f) ? 0.2f : 0.9f, colour);
    TRY(plain_material(make, "buttons", colour, 0.4f, &button));
    const float top = make->joint[BODY_NECK][1] - 0.10f - g->neck_depth;
    for (float y = top; y > bottom + 0.04f && has_room(o) && o->n_patches < BODY_MAX_PATCHES - 3; y -= 0.095f) {
        p = add_patch(o, garment, button, 0.0045f);
        p->patch.step = 0.005f;
        memcpy(p->params, (const float[4]){0.006f, 0, y - 0.006f, y + 0.006f}, sizeof p->params);
        p->patch.field = front_field;
    }
fail:
    return status;
}

static gfla_status add_cuffs(struct body_make *make, struct body_outfit *o, int garment, int material, float width)
{
    struct body_worn_patch *p = add_patch(o, garment, material, 0.003f);
    p->params[0] = width;
    p->patch.field = cuff_field;
    return GFLA_OK;
}

static gfla_status add_emblem(struct body_make *make, struct body_outfit *o, int garment, const struct cloth *cloth)
{
    gfla_status status = GFLA_OK;
    struct gfla_image image = {0};
    int texture, material;
    const float size = between(make, 0.055f, 0.11f),
                y = mix(make->joint[BODY_NECK][1], make->joint[BODY_SPINE_2][1], 0.55f);
    const float window[4] = {-size, y - size, size, y + size};
    struct body_worn_patch *p;
    TRY(body_emblem_draw(&make->random, (const float(*)[3])cloth->colours + 1, &image));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "print", (const float[3]){1, 1, 1}, texture, &material));
    make->builder.materials[material].alpha_test = 0.5f;
    make->builder.materials[material].wrap[0] = make->builder.materials[material].wrap[1] = RASTER_WRAP_CLAMP;
    p = add_patch(o, garment, material, 0.0015f);
    memcpy(p->params, (const float[4]){size, 0, y - size, y + size}, sizeof p->params);
    memcpy(p->window, window, sizeof window);
    p->patch.field = front_field;
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
                  BODY_PRINT_STRIPES}},
    [TOP_LONG] = {"long-sleeved top",
                  0,
                  6,
                  {BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_BLOCKS,
                   BODY_PRINT_PLAIN}},
    [TOP_POLO] = {"polo shirt",
                  4,
                  1,
                  {BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_STRIPES, BODY_PRINT_BLOCKS, BODY_PRINT_PLAIN,
                   BODY_PRINT_STRIPES}},
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
static void cut_top(struct body_make *make, const struct plan *plan, enum top_kind kind, struct body_garment *g)
{
    const bool sleeved =
        kind == TOP_LONG || kind == TOP_SWEATER || kind == TOP_TURTLE || (kind >= TOP_SHIRT && !plan->warm);
    g->sleeve = sleeved ? between(make, 0.94f, 0.99f) : between(make, 0.20f, 0.36f);
    g->width = sleeved ? between(make, 0.000f, 0.008f) : between(make, 0.004f, 0.022f);
    if (kind == TOP_SHIRT && chance(make, 0.2f))
        g->sleeve = between(make, 0.58f, 0.75f);
    if (kind == TOP_TANK)
        g->sleeve = make->person.female ? between(make, -0.045f, -0.01f) : between(make, -0.03f, 0.0f);
    g->neckline = BODY_NECK_CREW;
    if (kind == TOP_POLO || kind == TOP_SHIRT)
        g->neckline = BODY_NECK_OPEN;
    else if (kind == TOP_TURTLE)
        g->neckline = BODY_NECK_HIGH;
    else if (chance(make, make->person.female ? 0.5f : 0.2f))
        g->neckline = chance(make, 0.5f) ? BODY_NECK_V : BODY_NECK_SCOOP;
    g->neck_depth = g->neckline == BODY_NECK_OPEN ? between(make, 0.0f, 0.05f) : between(make, 0.015f, 0.06f);
    g->drape = make->person.female ? between(make, 0.1f, 0.85f) : between(make, 0.35f, 0.95f);
    if (kind == TOP_SWEATER || kind == TOP_LONG)
        g->width += 0.006f;
}

static void place_hem(struct body_make *make, const struct plan *plan, struct body_garment *g)
{
    if (plan->dress)
        g->hem_y = make->waist_y - 0.03f;
    else if (plan->tucked)
        g->hem_y = make->waist_y - (plan->skirt ? 0.06f : 0.10f);
    else if (plan->skirt)
        g->hem_y = make->waist_y - between(make, 0.05f, 0.08f);
    else
        g->hem_y = mix(make->crotch_y, make->waist_y, between(make, 0.12f, 0.55f));
    g->ease = plan->tucked ? 0.003f : plan->dress ? 0.012f : between(make, 0.010f, 0.014f);
    if (plan->tucked || plan->dress)
        g->drape *= 0.5f;
}

static gfla_status add_top_details(struct body_make *make, const struct plan *plan, struct body_outfit *o, int garment,
                                   enum top_kind kind, const struct cloth *cloth)
{
    gfla_status status = GFLA_OK;
    const struct body_garment *g = &o->garments[garment];
    if (kind == TOP_SHIRT || kind == TOP_POLO) {
        TRY(add_shirt_details(make, o, garment, true));
        TRY(add_placket(make, o, garment, kind == TOP_POLO ? make->joint[BODY_NECK][1] - 0.24f : g->hem_y));
    }
    if (kind == TOP_SHIRT && g->sleeve > 0.9f)
        TRY(add_cuffs(make, o, garment, g->material, 0.05f));
    if (kind == TOP_SWEATER || (kind == TOP_LONG && chance(make, 0.3f))) {
        TRY(add_cuffs(make, o, garment, g->material, 0.05f));
        struct body_worn_patch *p = add_patch(o, garment, g->material, 0.003f);
        memcpy(p->params, (const float[4]){0.02f, -0.001f, 0}, sizeof p->params);
        p->patch.field = collar_field;
    }
    if (!plan->jacket && (kind == TOP_TEE || kind == TOP_LONG || kind == TOP_SWEATER) &&
        cloth->print == BODY_PRINT_PLAIN && chance(make, 0.45f))
        TRY(add_emblem(make, o, garment, cloth));
fail:
    return status;
}

static gfla_status draw_top(struct body_make *make, const struct plan *plan, struct body_outfit *o, struct cloth *cloth)
{
    gfla_status status = GFLA_OK;
    const enum top_kind kind = draw_top_kind(make, plan->warm);
    const enum body_print print = tops[kind].prints[gfla_random_below(&make->random, 6)];
    const int number = o->n_garments;
    struct body_garment *g = add_garment(o, BODY_TOP);
    draw_cloth(make, kind == TOP_SHIRT && print != BODY_PRINT_CHECKS ? BODY_CLOTH_LIGHT : BODY_CLOTH_ANY, print, cloth);
    cut_top(make, plan, kind, g);
    place_hem(make, plan, g);
    TRY(cloth_material(make, "top", cloth, 0.85f, &g->material, &g->repeat));
    tell(make, plan->dress ? "dress_top" : "top", tops[kind].name, cloth->colour_name, body_print_name(print));
    TRY(add_top_details(make, plan, o, number, kind, cloth));
fail:
    return status;
}

static gfla_status draw_jacket(struct body_make *make, const struct plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    struct cloth cloth;
    const int number = o->n_garments;
    struct body_garment *g = add_garment(o, BODY_TOP);
    const bool open = chance(make, 0.65f), formal = chance(make, 0.5f);
    draw_cloth(make, BODY_CLOTH_JACKET, chance(make, 0.8f) ? BODY_PRINT_PLAIN : BODY_PRINT_CHECKS, &cloth);
    g->sleeve = between(make, 0.95f, 1.0f);
    g->width = 0.014f;
    g->ease = between(make, 0.020f, 0.026f);
    g->drape = between(make, 0.6f, 0.95f);
    g->neckline = formal || open ? BODY_NECK_V : BODY_NECK_CREW;
    g->neck_depth = formal ? between(make, 0.10f, 0.2f) : between(make, 0.02f, 0.08f);
    g->front_gap = open ? between(make, 0.012f, 0.06f) : 0;
    g->hem_y = plan->skirt ? make->waist_y - between(make, 0, 0.05f)
                           : mix(make->crotch_y, make->waist_y,
                                 formal ? between(make, 0.05f, 0.2f) : between(make, 0.2f, 0.6f));
    TRY(cloth_material(make, "jacket", &cloth, 0.8f, &g->material, &g->repeat));
    tell(make, "jacket", open ? "open jacket" : "jacket", cloth.colour_name, body_print_name(cloth.print));
    TRY(add_shirt_details(make, o, number, false));
    if (!open) {
        int zip;
        TRY(plain_material(make, "zip", (const float[3]){0.55f, 0.55f, 0.57f}, 0.35f, &zip));
        struct body_worn_patch *p = add_patch(o, number, zip, 0.002f);
        memcpy(p->params, (const float[4]){0.005f, 0, g->hem_y, make->joint[BODY_NECK][1]}, sizeof p->params);
        p->patch.step = 0.008f;
        p->patch.field = front_field;
    }
fail:
    return status;
}

static gfla_status add_belt(struct body_make *make, struct body_outfit *o, int garment)
{
    gfla_status status = GFLA_OK;
    float leather[3], metal[3] = {0.72f, 0.70f, 0.64f};
    int belt, buckle;
    const float y =
        o->garments[garment].kind == BODY_TOP ? o->garments[garment].hem_y + 0.022f : make->waist_y - 0.035f;
    body_cloth_colour(&make->random, BODY_CLOTH_LEATHER, leather);
    TRY(plain_material(make, "belt", leather, 0.4f, &belt));
    TRY(plain_material(make, "buckle", metal, 0.25f, &buckle));
    struct body_worn_patch *p = add_patch(o, garment, belt, 0.004f);
    memcpy(p->params, (const float[4]){y - 0.017f, y + 0.017f}, sizeof p->params);
    p->patch.field = band_field;
    p->patch.part = GFLA_PART_ACCESSORY;
    p = add_patch(o, garment, buckle, 0.007f);
    memcpy(p->params, (const float[4]){0.022f, 0, y - 0.019f, y + 0.019f}, sizeof p->params);
    p->patch.field = front_field;
    p->patch.step = 0.007f;
    p->patch.part = GFLA_PART_ACCESSORY;
fail:
    return status;
}

static gfla_status draw_trousers(struct body_make *make, const struct plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    struct cloth cloth;
    const int number = o->n_garments;
    struct body_garment *g = add_garment(o, BODY_LEGS);
    const bool jeans = !plan->tight && chance(make, 0.4f);
    const float knee = make->joint[BODY_L_KNEE][1], ankle = make->joint[BODY_L_ANKLE][1];
    draw_cloth(make, BODY_CLOTH_LEGS,
               jeans                ? BODY_PRINT_DENIM
               : chance(make, 0.1f) ? BODY_PRINT_CHECKS
                                    : BODY_PRINT_PLAIN,
               &cloth);
    if (jeans) {
        const float blue[3] = {0.24f, 0.33f, 0.48f}, dark[3] = {0.12f, 0.15f, 0.22f}, pale[3] = {0.50f, 0.60f, 0.72f};
        body_mix(chance(make, 0.4f) ? pale : blue, dark, between(make, 0, 0.9f), cloth.colours[0]);
        cloth.colour_name = "denim";
    }
    g->top_y = make->waist_y;
    g->ease = plan->tight ? 0.001f : 0.007f;
    g->width = plan->tight ? 0.0f : between(make, 0.0f, 0.028f);
    g->hem_y = plan->shorts ? mix(make->crotch_y, knee, between(make, 0.4f, 1.0f))
                            : ankle + (plan->tight           ? between(make, 0.0f, 0.1f)
                                       : chance(make, 0.12f) ? between(make, 0.02f, 0.09f)
                                                             : between(make, -0.028f, 0.004f));
    if (plan->shorts)
        g->width += 0.02f;
    TRY(cloth_material(make, "trousers", &cloth, 0.9f, &g->material, &g->repeat));
    tell(make, "legs",
         plan->tight    ? "leggings"
         : plan->shorts ? "shorts"
         : jeans        ? "jeans"
                        : "trousers",
         cloth.colour_name, jeans ? NULL : body_print_name(cloth.print));
    if (plan->tucked && !plan->tight)
        TRY(add_belt(make, o, number));
    if (jeans) {
        const float y = mix(make->crotch_y, make->waist_y, 0.5f);
        int pocket;
        float colour[3];
        body_mix(cloth.colours[0], (const float[3]){0, 0, 0}, 0.18f, colour);
        TRY(plain_material(make, "pockets", colour, 0.9f, &pocket));
        struct body_worn_patch *p = add_patch(o, number, pocket, 0.002f);
        memcpy(p->params, (const float[4]){0.055f, 0.085f, y - 0.07f, y + 0.06f}, sizeof p->params);
        p->patch.field = back_field;
    }
fail:
    return status;
}

/* Under a skirt nobody is bare: shorts or leggings come first. */
static gfla_status draw_skirt(struct body_make *make, const struct plan *plan, struct body_outfit *o,
                              const struct cloth *top)
{
    gfla_status status = GFLA_OK;
    struct cloth cloth = *top;
    const float knee = make->joint[BODY_L_KNEE][1], ankle = make->joint[BODY_L_ANKLE][1];
    const float length = between(make, 0, 1);
    const bool leggings = chance(make, 0.25f);
    const int number = o->n_garments - 1; /* of the top */
    float repeat = 0;
    int lining;
    if (!plan->dress)
        draw_cloth(make, chance(make, 0.5f) ? BODY_CLOTH_LEGS : BODY_CLOTH_ANY,
                   (const enum body_print[]){BODY_PRINT_PLAIN, BODY_PRINT_PLAIN, BODY_PRINT_FLOWERS, BODY_PRINT_CHECKS,
                                             BODY_PRINT_DOTS, BODY_PRINT_DENIM}[gfla_random_below(&make->random, 6)],
                   &cloth);
    float under[3];
    body_mix(cloth.colours[0], (const float[3]){0.1f, 0.1f, 0.12f}, leggings ? 0.85f : 0.15f, under);
    TRY(plain_material(make, "lining", under, 0.9f, &lining));
    struct body_garment *g = add_garment(o, BODY_LEGS);
    g->material = lining;
    g->top_y = mix(make->crotch_y, make->waist_y, 0.55f);
    g->ease = 0.0005f;
    g->hem_y = leggings ? ankle + between(make, -0.02f, 0.08f) : mix(make->crotch_y, knee, 0.35f);
    g = add_garment(o, BODY_SKIRTED);
    g->top_y = make->waist_y + (plan->dress ? 0.035f : 0.0f);
    g->ease = 0.008f;
    g->hem_y =
        length < 0.7f ? mix(make->crotch_y, knee, 0.55f + 0.75f * length) : mix(knee, ankle, between(make, 0.3f, 0.9f));
    g->width = between(make, 0, 0.11f);
    if (plan->dress) {
        g->material = o->garments[number].material;
        g->repeat = o->garments[number].repeat;
    } else {
        TRY(cloth_material(make, "skirt", &cloth, 0.85f, &g->material, &repeat));
        g->repeat = repeat;
    }
    tell(make, plan->dress ? "dress_skirt" : "legs", "skirt", cloth.colour_name, body_print_name(cloth.print));
    if (plan->tucked || (plan->dress && chance(make, 0.4f)))
        TRY(add_belt(make, o, plan->dress ? number : o->n_garments - 1));
fail:
    return status;
}

static gfla_status draw_socks(struct body_make *make, const struct plan *plan, struct body_outfit *o)
{
    static const float shades[3][3] = {{0.90f, 0.90f, 0.89f}, {0.15f, 0.15f, 0.17f}, {0.42f, 0.43f, 0.46f}};
    struct body_garment *sock = add_garment(o, BODY_SOCKS);
    sock->top_y = make->joint[BODY_L_ANKLE][1] + (plan->shorts ? between(make, 0.0f, 0.18f) : 0.10f);
    sock->ease = 0.0015f;
    return plain_material(make, "socks", shades[gfla_random_below(&make->random, 3)], 0.9f, &sock->material);
}

/* Trousers that are wide hang over the shoes, others end in them. */
static gfla_status draw_shoes(struct body_make *make, const struct plan *plan, struct body_outfit *o)
{
    gfla_status status = GFLA_OK;
    static const float soles[3][3] = {{0.90f, 0.90f, 0.88f}, {0.08f, 0.08f, 0.08f}, {0.30f, 0.20f, 0.13f}};
    const float ankle = make->joint[BODY_L_ANKLE][1], knee = make->joint[BODY_L_KNEE][1];
    const bool boots = !plan->shorts && chance(make, plan->warm ? 0.03f : 0.25f), leather = boots || chance(make, 0.4f);
    const bool tall = boots && (plan->tight || plan->skirt);
    float colour[3];
    if (!boots && !plan->tight && (plan->shorts || chance(make, 0.5f)))
        TRY(draw_socks(make, plan, o));
    struct body_garment *shoe = add_garment(o, BODY_SHOES);
    const char *name =
        body_cloth_colour(&make->random, leather || chance(make, 0.4f) ? BODY_CLOTH_LEATHER : BODY_CLOTH_ANY, colour);
    shoe->top_y =
        tall ? mix(ankle, knee, between(make, 0.25f, 0.7f)) : ankle + (boots ? 0.06f : between(make, -0.025f, 0.03f));
    shoe->ease = 0.0065f;
    TRY(plain_material(make, "shoes", colour, leather ? 0.35f : 0.75f, &shoe->material));
    TRY(plain_material(make, "soles",
                       soles[leather ? 1 + gfla_random_below(&make->random, 2) : gfla_random_below(&make->random, 2)],
                       0.7f, &o->sole_material));
    tell(make, "shoes", boots ? "boots" : leather ? "leather shoes" : "sneakers", name, NULL);
fail:
    return status;
}

gfla_status body_outfit_draw(struct body_make *make, struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    struct plan plan;
    struct cloth cloth;
    draw_plan(make, &plan);
    if (!plan.tight)
        TRY(draw_shoes(make, &plan, outfit));
    if (plan.skirt || plan.tucked) {
        TRY(draw_top(make, &plan, outfit, &cloth));
        TRY(plan.skirt ? draw_skirt(make, &plan, outfit, &cloth) : draw_trousers(make, &plan, outfit));
    } else {
        TRY(draw_trousers(make, &plan, outfit));
        TRY(draw_top(make, &plan, outfit, &cloth));
    }
    if (plan.jacket)
        TRY(draw_jacket(make, &plan, outfit));
    if (plan.tight)
        TRY(draw_shoes(make, &plan, outfit));
    for (int i = 0; i < outfit->n_garments; i++)
        TRY(body_garment_hang(make, &outfit->garments[i], outfit->garments, i));
fail:
    return status;
}

void body_outfit_free(struct body_outfit *outfit)
{
    for (int i = 0; i < outfit->n_garments; i++)
        free(outfit->garments[i].move);
    *outfit = (struct body_outfit){0};
}

gfla_status body_outfit_add(struct body_make *make, const struct body_outfit *outfit)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < outfit->n_garments; i++)
        TRY(body_garment_add(make, &outfit->garments[i], NULL));
    for (int i = 0; i < outfit->n_patches; i++) {
        struct body_worn_patch worn = outfit->patches[i];
        worn.patch.params = worn.params;
        if (worn.patch.window)
            worn.patch.window = worn.window;
        TRY(body_garment_add(make, &outfit->garments[worn.garment], &worn.patch));
    }
    TRY(body_soles_add(make, outfit));
fail:
    return status;
}

float body_outfit_cover(const struct body_make *make, const struct body_outfit *outfit, const float at[3],
                        const float weights[GFLA_FIGURE_BONE_ROLES])
{
    float upper = -1, lower = -1;
    for (int i = 0; i < outfit->n_garments; i++) {
        const struct body_garment *g = &outfit->garments[i];
        float field = body_garment_field(make, g, at, weights);
        if (g->kind == BODY_SKIRTED) /* one looks under a skirt as far as the legs go */
            field = fminf(field, at[1] - make->crotch_y);
        if (g->kind == BODY_TOP)
            upper = fmaxf(upper, field);
        else
            lower = fmaxf(lower, field);
    }
    /* where a top and what is worn below overlap, neither has an edge to look under */
    return upper > 0 && lower > 0 ? upper + lower : fmaxf(upper, lower);
}
