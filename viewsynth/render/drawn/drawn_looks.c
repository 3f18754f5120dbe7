/* Colours, patterns and gloss of a material, from its kind, the scheme of its object and a seed. */
#include <math.h>
#include <string.h>

#include "viewsynth/render/drawn/drawn_look.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* Colours as displayed. */
static const float woods[][2][3] = {
    /* light and dark parts of the grain */
    {{.78f, .63f, .44f}, {.60f, .44f, .28f}}, {{.87f, .72f, .50f}, {.74f, .55f, .33f}},
    {{.84f, .66f, .48f}, {.71f, .51f, .35f}}, {{.45f, .31f, .21f}, {.27f, .17f, .11f}},
    {{.62f, .34f, .22f}, {.44f, .21f, .13f}}, {{.47f, .20f, .14f}, {.29f, .11f, .08f}},
    {{.24f, .19f, .17f}, {.12f, .10f, .09f}}, {{.90f, .80f, .64f}, {.79f, .66f, .49f}},
    {{.66f, .46f, .28f}, {.49f, .31f, .18f}}, {{.66f, .63f, .58f}, {.51f, .48f, .44f}},
    {{.92f, .90f, .86f}, {.83f, .80f, .75f}}, {{.55f, .40f, .27f}, {.39f, .26f, .16f}},
};
static const float metals[][3] = {{.74f, .75f, .77f}, {.84f, .85f, .87f}, {.62f, .63f, .65f},
                                  {.13f, .13f, .14f}, {.24f, .24f, .26f}, {.80f, .66f, .36f},
                                  {.76f, .48f, .35f}, {.46f, .36f, .25f}, {.90f, .90f, .89f}};
static const float quiet[][3] = {{.90f, .87f, .80f}, {.78f, .72f, .62f}, {.62f, .57f, .50f}, {.55f, .55f, .56f},
                                 {.33f, .34f, .36f}, {.20f, .21f, .24f}, {.74f, .75f, .76f}, {.93f, .92f, .90f},
                                 {.42f, .30f, .22f}, {.60f, .44f, .31f}, {.17f, .22f, .33f}, {.32f, .37f, .30f},
                                 {.30f, .16f, .17f}, {.12f, .12f, .13f}};
static const float hides[][3] = {{.36f, .21f, .13f}, {.55f, .33f, .18f}, {.14f, .12f, .12f},
                                 {.72f, .52f, .34f}, {.85f, .80f, .72f}, {.42f, .12f, .11f},
                                 {.26f, .28f, .24f}, {.20f, .24f, .33f}, {.92f, .91f, .88f}};
static const float stones[][3] = {{.92f, .91f, .89f}, {.80f, .77f, .72f}, {.55f, .54f, .53f}, {.20f, .20f, .22f},
                                  {.36f, .42f, .38f}, {.70f, .58f, .48f}, {.86f, .80f, .70f}, {.45f, .34f, .31f}};

static void copy(float out[3], const float in[3])
{
    memcpy(out, in, 3 * sizeof *out);
}

/* Hue in turns. */
static void from_hsv(float h, float s, float v, float out[3])
{
    for (int k = 0; k < 3; k++) {
        float d = fabsf(fmodf(h + (float)k / 3.0f, 1.0f) * 6 - 3); /* distance from the opposite hue, in sixths */
        float level = fminf(fmaxf(d - 1, 0), 1);
        out[k == 0 ? 0 : 3 - k] = v * (1 - s + s * level);
    }
}

static void lighten(const float in[3], float by, float out[3])
{
    for (int k = 0; k < 3; k++)
        out[k] = by >= 0 ? in[k] + (1 - in[k]) * by : in[k] * (1 + by);
}

static bool chance(struct gfla_random *r, float p)
{
    return gfla_random_uniform(r, 0, 1) < p;
}

/* Half of what furnishes a room is quiet. */
static void room_colour(struct gfla_random *r, float quiet_share, float out[3])
{
    if (chance(r, quiet_share))
        copy(out, quiet[gfla_random_below(r, COUNT(quiet))]);
    else
        from_hsv(gfla_random_uniform(r, 0, 1), gfla_random_uniform(r, .2f, .7f), gfla_random_uniform(r, .35f, .85f),
                 out);
}

struct drawn_scheme gfla_drawn_scheme(uint64_t seed)
{
    struct drawn_scheme s = {.seed = seed};
    struct gfla_random r = gfla_random_seed(seed, 1);
    s.wood = (int)gfla_random_below(&r, COUNT(woods));
    s.metal = (int)gfla_random_below(&r, COUNT(metals));
    float shared = gfla_random_uniform(&r, 0, 1);
    s.sharing = shared < .55f ? DRAWN_SHARED_BY_KIND : shared < .8f ? DRAWN_SHARED_BY_STEM : DRAWN_NOT_SHARED;
    room_colour(&r, .5f, s.cloth[0]);
    lighten(s.cloth[0], chance(&r, .6f) ? gfla_random_uniform(&r, .3f, .7f) : -gfla_random_uniform(&r, .3f, .6f),
            s.cloth[1]);
    room_colour(&r, .3f, s.cloth[2]);
    room_colour(&r, .5f, s.paint[0]);
    room_colour(&r, .4f, s.paint[1]);
    return s;
}

/* ---- kinds ---- */

static void set_three(struct drawn_look *l, const float a[3], const float b[3], const float c[3])
{
    copy(l->colours[0], a);
    copy(l->colours[1], b);
    copy(l->colours[2], c);
}

static void set_shades(struct drawn_look *l, const float a[3], float by)
{
    copy(l->colours[0], a);
    lighten(a, by, l->colours[1]);
    lighten(a, -by, l->colours[2]);
}

static void set_gloss(struct drawn_look *l, float specular, float roughness, float metallic)
{
    l->specular = specular, l->roughness = roughness, l->metallic = metallic;
}

static void look_of_wood(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    int row = chance(r, .75f) ? s->wood : (int)gfla_random_below(r, COUNT(woods));
    set_three(l, woods[row][0], woods[row][1], woods[row][1]);
    l->pattern = chance(r, .8f) ? DRAWN_GRAIN : DRAWN_BOARDS;
    l->repeats = gfla_random_uniform(r, .9f, 2.2f);
    l->along_parts = true;
    set_gloss(l, .04f, gfla_random_uniform(r, .25f, .6f), 0);
}

static void look_of_metal(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const enum drawn_pattern patterns[] = {DRAWN_PLAIN,   DRAWN_PLAIN,    DRAWN_BRUSHED,
                                                  DRAWN_BRUSHED, DRAWN_HAMMERED, DRAWN_SPANGLES};
    set_shades(l, metals[chance(r, .7f) ? s->metal : (int)gfla_random_below(r, COUNT(metals))], .12f);
    l->pattern = patterns[gfla_random_below(r, COUNT(patterns))];
    l->repeats = gfla_random_uniform(r, 1, 2.5f);
    l->along_parts = true;
    set_gloss(l, .3f, gfla_random_uniform(r, .2f, .5f), .6f);
}

static void look_of_plastic(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    set_shades(l, s->paint[chance(r, .7f) ? 0 : 1], .1f);
    l->pattern = chance(r, .2f) ? DRAWN_SPECKLES : DRAWN_PLAIN;
    l->repeats = 2;
    set_gloss(l, .05f, gfla_random_uniform(r, .2f, .5f), 0);
}

static void look_of_paint(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    set_shades(l, chance(r, .35f) ? quiet[7] : s->paint[chance(r, .5f) ? 0 : 1], .08f);
    set_gloss(l, .04f, gfla_random_uniform(r, .25f, .7f), 0);
}

static void look_of_cloth(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const enum drawn_pattern patterns[] = {
        DRAWN_WEAVE,   DRAWN_WEAVE,   DRAWN_WEAVE,       DRAWN_WEAVE,  DRAWN_NAP,    DRAWN_NAP,     DRAWN_STRIPES,
        DRAWN_STRIPES, DRAWN_STRIPES, DRAWN_HERRINGBONE, DRAWN_CHECKS, DRAWN_CHECKS, DRAWN_FLOWERS, DRAWN_FLOWERS};
    int first = chance(r, .7f) ? 0 : chance(r, .5f) ? 1 : 2;
    set_three(l, s->cloth[first], s->cloth[(first + 1) % 3], s->cloth[(first + 2) % 3]);
    l->pattern = patterns[gfla_random_below(r, COUNT(patterns))];
    l->repeats =
        gfla_random_uniform(r, 1, 2.5f) * (l->pattern == DRAWN_STRIPES || l->pattern == DRAWN_CHECKS ? 1.8f : 1);
    set_gloss(l, .02f, .9f, 0);
}

static void look_of_knit(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    look_of_cloth(l, s, r);
    if (chance(r, .7f))
        l->pattern = DRAWN_STITCHES;
}

static void look_of_leather(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    set_shades(l, chance(r, .75f) ? hides[gfla_random_below(r, COUNT(hides))] : s->cloth[0], .15f);
    l->pattern = DRAWN_HIDE;
    l->repeats = gfla_random_uniform(r, 1.5f, 3);
    set_gloss(l, .04f, gfla_random_uniform(r, .3f, .55f), 0);
}

static void look_of_stone(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const enum drawn_pattern patterns[] = {DRAWN_VEINS, DRAWN_VEINS, DRAWN_VEINS, DRAWN_SPECKLES, DRAWN_CHIPS};
    const float *base = stones[gfla_random_below(r, COUNT(stones))];
    (void)s;
    set_three(l, base, stones[gfla_random_below(r, COUNT(stones))], stones[gfla_random_below(r, COUNT(stones))]);
    if (fabsf(l->colours[1][0] - base[0]) < .2f) /* veins must be seen */
        lighten(base, base[0] > .5f ? -.45f : .55f, l->colours[1]);
    l->pattern = patterns[gfla_random_below(r, COUNT(patterns))];
    l->repeats = gfla_random_uniform(r, .6f, 1.4f);
    set_gloss(l, .05f, gfla_random_uniform(r, .1f, .4f), 0);
}

static void look_of_ceramic(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const float white[3] = {.94f, .94f, .92f};
    set_three(l, chance(r, .6f) ? white : s->paint[1], s->paint[0], s->cloth[2]);
    l->pattern = chance(r, .75f)  ? DRAWN_PLAIN
                 : chance(r, .4f) ? DRAWN_FLOWERS
                 : chance(r, .3f) ? DRAWN_STRIPES
                                  : DRAWN_SPECKLES;
    l->repeats = gfla_random_uniform(r, .8f, 2);
    set_gloss(l, .06f, gfla_random_uniform(r, .08f, .25f), 0);
}

static void look_of_glass(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    float tint[3];
    (void)s;
    from_hsv(gfla_random_uniform(r, .35f, .65f), gfla_random_uniform(r, .02f, .18f), gfla_random_uniform(r, .72f, .9f),
             tint);
    set_shades(l, tint, .05f);
    set_gloss(l, .1f, .08f, 0);
}

static void look_of_mirror(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const float silver[3] = {.80f, .83f, .85f};
    (void)s, (void)r;
    set_shades(l, silver, .05f);
    set_gloss(l, .6f, .08f, .5f);
}

static void look_of_screen(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const float black[3] = {.06f, .06f, .07f};
    (void)s, (void)r;
    set_shades(l, black, .05f);
    set_gloss(l, .06f, .12f, 0);
}

static void look_of_print(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    float a[3], b[3];
    (void)s;
    room_colour(r, .3f, a);
    room_colour(r, .3f, b);
    set_three(l, a, b, quiet[chance(r, .6f) ? 7 : 13]);
    l->pattern = DRAWN_LABEL;
    l->repeats = gfla_random_uniform(r, 1, 1.6f);
    set_gloss(l, .04f, .4f, 0);
}

static void look_of_shade(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    look_of_cloth(l, s, r);
    if (chance(r, .5f)) {
        l->pattern = DRAWN_WEAVE;
        set_shades(l, quiet[chance(r, .5f) ? 0 : 7], .04f);
    }
    l->emission = .12f;
}

static void look_of_bulb(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const float warm[3] = {.98f, .95f, .86f};
    (void)s, (void)r;
    set_shades(l, warm, .02f);
    l->emission = .4f;
}

static void look_of_rubber(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    (void)s;
    set_shades(l, quiet[chance(r, .8f) ? 13 : 4], .1f);
    set_gloss(l, .03f, .7f, 0);
}

static void look_of_wicker(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    look_of_wood(l, s, r);
    l->pattern = DRAWN_BASKET;
    l->along_parts = false;
    l->repeats = gfla_random_uniform(r, 1.2f, 2.2f);
}

static void look_of_plant(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    float green[3];
    (void)s;
    from_hsv(gfla_random_uniform(r, .22f, .38f), gfla_random_uniform(r, .45f, .75f), gfla_random_uniform(r, .3f, .6f),
             green);
    set_shades(l, green, .2f);
    l->pattern = DRAWN_NAP;
    l->repeats = 2;
    set_gloss(l, .03f, .5f, 0);
}

static void look_of_earth(struct drawn_look *l, const struct drawn_scheme *s, struct gfla_random *r)
{
    static const float brown[3] = {.30f, .22f, .16f};
    (void)s, (void)r;
    set_shades(l, brown, .3f);
    l->pattern = DRAWN_SPECKLES;
    l->repeats = 3;
}

static void (*const look_of[DRAWN_KIND_COUNT])(struct drawn_look *, const struct drawn_scheme *,
                                               struct gfla_random *) = {
    [DRAWN_WOOD] = look_of_wood,       [DRAWN_METAL] = look_of_metal,   [DRAWN_PLASTIC] = look_of_plastic,
    [DRAWN_PAINT] = look_of_paint,     [DRAWN_CLOTH] = look_of_cloth,   [DRAWN_KNIT] = look_of_knit,
    [DRAWN_LEATHER] = look_of_leather, [DRAWN_STONE] = look_of_stone,   [DRAWN_CERAMIC] = look_of_ceramic,
    [DRAWN_GLASS] = look_of_glass,     [DRAWN_MIRROR] = look_of_mirror, [DRAWN_SCREEN] = look_of_screen,
    [DRAWN_PRINT] = look_of_print,     [DRAWN_SHADE] = look_of_shade,   [DRAWN_BULB] = look_of_bulb,
    [DRAWN_RUBBER] = look_of_rubber,   [DRAWN_WICKER] = look_of_wicker, [DRAWN_PLANT] = look_of_plant,
    [DRAWN_EARTH] = look_of_earth,
};

/* Chairs come in wood, steel and plastic, seats in cloth and leather: now and then a kind stands in for its like, but
 * taps and ovens never in wood. Names that tell nothing may be anything. */
static enum drawn_kind varied(enum drawn_kind kind, struct gfla_random *r)
{
    static const enum drawn_kind for_wood[] = {DRAWN_METAL, DRAWN_PAINT, DRAWN_PAINT, DRAWN_PLASTIC};
    static const enum drawn_kind for_metal[] = {DRAWN_PAINT, DRAWN_PLASTIC};
    static const enum drawn_kind for_plastic[] = {DRAWN_WOOD, DRAWN_METAL, DRAWN_PAINT};
    static const enum drawn_kind soft[] = {DRAWN_CLOTH, DRAWN_CLOTH, DRAWN_KNIT, DRAWN_LEATHER};
    static const enum drawn_kind any[] = {DRAWN_WOOD, DRAWN_PLASTIC, DRAWN_PAINT, DRAWN_METAL, DRAWN_CLOTH};
    if (kind == DRAWN_KIND_COUNT)
        return any[gfla_random_below(r, COUNT(any))];
    if (!chance(r, .25f))
        return kind;
    switch (kind) {
    case DRAWN_WOOD:
        return for_wood[gfla_random_below(r, COUNT(for_wood))];
    case DRAWN_METAL:
        return for_metal[gfla_random_below(r, COUNT(for_metal))];
    case DRAWN_PLASTIC:
        return for_plastic[gfla_random_below(r, COUNT(for_plastic))];
    case DRAWN_CLOTH:
    case DRAWN_KNIT:
    case DRAWN_LEATHER:
        return soft[gfla_random_below(r, COUNT(soft))];
    default:
        return kind;
    }
}

/* Characters of a name without the number that tells materials of one kind apart: "shader_wood.002". */
static uint64_t stem_length(const char *name)
{
    size_t n = strlen(name), digits = n;
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9')
        digits--;
    return digits > 1 && digits < n && name[digits - 1] == '.' ? digits - 1 : n;
}

/* What is soft differs within a bed or a sofa even where all its wood is one. */
static bool is_hard(enum drawn_kind kind)
{
    return kind == DRAWN_WOOD || kind == DRAWN_METAL || kind == DRAWN_PLASTIC || kind == DRAWN_PAINT ||
           kind == DRAWN_STONE || kind == DRAWN_CERAMIC || kind == DRAWN_GLASS;
}

struct drawn_look gfla_drawn_look(const struct drawn_scheme *scheme, const char *name)
{
    const enum drawn_kind kind = gfla_drawn_kind(name);
    struct drawn_look look = {.seed = scheme->seed};
    if (scheme->sharing == DRAWN_SHARED_BY_KIND && is_hard(kind))
        look.seed ^= gfla_hash_bytes(&kind, sizeof kind);
    else
        look.seed ^= gfla_hash_bytes(name, scheme->sharing == DRAWN_NOT_SHARED ? strlen(name) : stem_length(name));
    struct gfla_random r = gfla_random_seed(look.seed, 2);
    look_of[varied(kind, &r)](&look, scheme, &r);
    return look;
}
