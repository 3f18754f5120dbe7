#include "viewsynth/render/body/body_palette.h"

#include <math.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

void body_mix(const float a[3], const float b[3], float share, float out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = a[i] + share * (b[i] - a[i]);
}

float body_luma(const float colour[3])
{
    return 0.30f * colour[0] + 0.59f * colour[1] + 0.11f * colour[2];
}

/* Each channel a little different, within 0.01 .. 0.99. */
static void vary(struct gfla_random *random, float spread, float colour[3])
{
    const float all = spread * gfla_random_normal(random);
    for (int i = 0; i < 3; i++)
        colour[i] = fminf(0.99f, fmaxf(0.01f, colour[i] + all + 0.4f * spread * gfla_random_normal(random)));
}

/* From light to dark for each descent; the skin is a mean of three places, weighted by descent. */
static void draw_skin(struct gfla_random *random, const struct body_person *person, float skin[3])
{
    static const float african[2][3] = {{0.64f, 0.46f, 0.35f}, {0.32f, 0.21f, 0.155f}};
    static const float asian[2][3] = {{0.93f, 0.79f, 0.67f}, {0.70f, 0.52f, 0.38f}};
    static const float caucasian[2][3] = {{0.95f, 0.81f, 0.73f}, {0.79f, 0.61f, 0.49f}};
    const float tan = gfla_random_uniform(random, 0, 1);
    float a[3], b[3], c[3];
    body_mix(african[0], african[1], tan, a);
    body_mix(asian[0], asian[1], tan * tan, b);
    body_mix(caucasian[0], caucasian[1], tan * tan, c);
    for (int i = 0; i < 3; i++)
        skin[i] = person->african * a[i] + person->asian * b[i] + person->caucasian * c[i];
    vary(random, 0.012f, skin);
}

struct shade {
    const char *name;
    float colour[3];
};

static const struct shade hairs[] = {
    {"black", {0.07f, 0.06f, 0.06f}},       {"dark brown", {0.16f, 0.10f, 0.07f}}, {"brown", {0.28f, 0.18f, 0.11f}},
    {"light brown", {0.42f, 0.29f, 0.18f}}, {"dark blond", {0.56f, 0.42f, 0.26f}}, {"blond", {0.76f, 0.62f, 0.40f}},
    {"auburn", {0.38f, 0.16f, 0.09f}},      {"red", {0.58f, 0.27f, 0.12f}},        {"grey", {0.55f, 0.54f, 0.53f}},
    {"white", {0.85f, 0.84f, 0.82f}},       {"violet", {0.36f, 0.16f, 0.45f}},     {"blue", {0.12f, 0.28f, 0.52f}},
    {"pink", {0.80f, 0.38f, 0.52f}},
};
enum { HAIR_GREY = 8, HAIR_WHITE = 9, HAIR_DYED = 10 };

static size_t draw_hair(struct gfla_random *random, const struct body_person *person)
{
    const float age = (person->years - 42) / 30 + 0.25f * gfla_random_normal(random);
    const float u = gfla_random_uniform(random, 0, 1), v = gfla_random_uniform(random, 0, 1);
    if (u < 0.025f)
        return HAIR_DYED + gfla_random_below(random, 3);
    if (age > 0.65f)
        return v < 0.5f ? HAIR_GREY : HAIR_WHITE;
    if (v < person->caucasian)
        return (size_t)(u * 7.99f);
    return u < 0.6f ? 0 : u < 0.9f ? 1 : 2;
}

static void draw_iris(struct gfla_random *random, const struct body_person *person, float iris[3])
{
    static const float colours[][3] = {{0.20f, 0.11f, 0.06f}, {0.30f, 0.18f, 0.09f}, {0.38f, 0.28f, 0.14f},
                                       {0.30f, 0.36f, 0.24f}, {0.28f, 0.42f, 0.56f}, {0.42f, 0.50f, 0.54f}};
    const size_t n = gfla_random_uniform(random, 0, 1) < person->caucasian ? COUNT(colours) : 2;
    memcpy(iris, colours[gfla_random_below(random, (uint32_t)n)], 3 * sizeof *iris);
    vary(random, 0.02f, iris);
}

void body_colours_draw(struct gfla_random *random, const struct body_person *person, struct body_colours *colours)
{
    draw_skin(random, person, colours->skin);
    const struct shade *hair = &hairs[draw_hair(random, person)];
    colours->hair_name = hair->name;
    memcpy(colours->hair, hair->colour, sizeof colours->hair);
    vary(random, 0.02f, colours->hair);
    body_mix(colours->hair, (const float[3]){0.13f, 0.09f, 0.07f}, hair >= &hairs[HAIR_DYED] ? 1 : 0.45f,
             colours->brows);
    draw_iris(random, person, colours->iris);
    const float blood[3] = {0.62f, 0.22f, 0.22f}, paint[3] = {0.68f, 0.10f, 0.16f};
    const bool painted = person->female && gfla_random_below(random, 3) == 0;
    body_mix(colours->skin, painted ? paint : blood, painted ? 0.75f : 0.38f, colours->lips);
}

static const struct {
    struct shade shade;
    int any, legs, jacket, leather, light; /* how often */
} cloths[] = {
    {{"black", {0.09f, 0.09f, 0.10f}}, 8, 9, 9, 10, 0},       {{"charcoal", {0.20f, 0.21f, 0.23f}}, 6, 8, 8, 3, 0},
    {{"grey", {0.48f, 0.49f, 0.51f}}, 7, 5, 5, 2, 1},         {{"light grey", {0.74f, 0.75f, 0.76f}}, 5, 2, 2, 2, 5},
    {{"white", {0.93f, 0.93f, 0.92f}}, 9, 2, 1, 5, 12},       {{"cream", {0.90f, 0.86f, 0.76f}}, 4, 2, 2, 1, 6},
    {{"beige", {0.78f, 0.69f, 0.55f}}, 3, 5, 4, 2, 3},        {{"khaki", {0.60f, 0.53f, 0.38f}}, 2, 6, 3, 1, 0},
    {{"olive", {0.36f, 0.37f, 0.23f}}, 3, 4, 4, 0, 0},        {{"brown", {0.36f, 0.24f, 0.16f}}, 3, 4, 4, 7, 0},
    {{"tan", {0.62f, 0.43f, 0.27f}}, 2, 3, 3, 5, 0},          {{"navy", {0.12f, 0.16f, 0.29f}}, 7, 9, 8, 3, 0},
    {{"blue", {0.19f, 0.35f, 0.62f}}, 5, 2, 3, 1, 0},         {{"sky blue", {0.58f, 0.73f, 0.87f}}, 4, 0, 1, 0, 6},
    {{"denim", {0.26f, 0.35f, 0.48f}}, 2, 5, 3, 0, 0},        {{"teal", {0.12f, 0.44f, 0.46f}}, 3, 1, 1, 0, 0},
    {{"forest green", {0.14f, 0.32f, 0.22f}}, 3, 1, 3, 0, 0}, {{"green", {0.30f, 0.56f, 0.33f}}, 2, 0, 1, 0, 0},
    {{"mint", {0.70f, 0.85f, 0.76f}}, 1, 0, 0, 0, 3},         {{"mustard", {0.80f, 0.61f, 0.20f}}, 2, 1, 1, 0, 0},
    {{"yellow", {0.93f, 0.82f, 0.35f}}, 2, 0, 0, 0, 1},       {{"orange", {0.86f, 0.46f, 0.19f}}, 2, 0, 1, 0, 0},
    {{"red", {0.73f, 0.16f, 0.17f}}, 5, 1, 2, 1, 0},          {{"burgundy", {0.40f, 0.11f, 0.17f}}, 4, 2, 3, 1, 0},
    {{"pink", {0.89f, 0.65f, 0.70f}}, 3, 1, 1, 0, 3},         {{"rose", {0.74f, 0.38f, 0.46f}}, 2, 0, 1, 0, 0},
    {{"purple", {0.39f, 0.24f, 0.49f}}, 3, 1, 1, 0, 0},       {{"lilac", {0.73f, 0.66f, 0.83f}}, 1, 0, 0, 0, 2},
};

static int share_of(size_t i, enum body_cloth_use use)
{
    switch (use) {
    case BODY_CLOTH_LEGS:
        return cloths[i].legs;
    case BODY_CLOTH_JACKET:
        return cloths[i].jacket;
    case BODY_CLOTH_LEATHER:
        return cloths[i].leather;
    case BODY_CLOTH_LIGHT:
        return cloths[i].light;
    case BODY_CLOTH_ANY:
        break;
    }
    return cloths[i].any;
}

const char *body_cloth_colour(struct gfla_random *random, enum body_cloth_use use, float colour[3])
{
    int total = 0;
    size_t i = 0;
    for (size_t k = 0; k < COUNT(cloths); k++)
        total += share_of(k, use);
    int at = (int)gfla_random_below(random, (uint32_t)total);
    while ((at -= share_of(i, use)) >= 0)
        i++;
    memcpy(colour, cloths[i].shade.colour, 3 * sizeof *colour);
    vary(random, 0.025f, colour);
    return cloths[i].shade.name;
}
