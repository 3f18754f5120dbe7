#include "viewsynth/render/body/body_shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A pair of morphs in opposite directions; "%" stands for the side where both sides move alike. */
struct detail {
    const char *target, *less, *more;
    float spread; /* standard deviation */
};

static const struct detail details[] = {
    {"head/head-fat", "decr", "incr", 0.2f},
    {"head/head-angle", "in", "out", 0.1f},
    {"head/head-back-scale-depth", "decr", "incr", 0.25f},
    {"head/head-scale-depth", "decr", "incr", 0.15f},
    {"head/head-scale-horiz", "decr", "incr", 0.15f},
    {"head/head-scale-vert", "decr", "incr", 0.15f},
    {"forehead/forehead-nubian", "decr", "incr", 0.25f},
    {"forehead/forehead-scale-vert", "decr", "incr", 0.25f},
    {"forehead/forehead-temple", "decr", "incr", 0.25f},
    {"forehead/forehead-trans", "backward", "forward", 0.2f},
    {"eyebrows/eyebrows-angle", "down", "up", 0.25f},
    {"eyebrows/eyebrows-trans", "down", "up", 0.2f},
    {"eyes/%-eye-corner1", "down", "up", 0.25f},
    {"eyes/%-eye-corner2", "down", "up", 0.25f},
    {"eyes/%-eye-eyefold-angle", "down", "up", 0.25f},
    {"eyes/%-eye-eyefold", "down", "up", 0.2f},
    {"eyes/%-eye-height1", "decr", "incr", 0.2f},
    {"eyes/%-eye-height2", "decr", "incr", 0.2f},
    {"eyes/%-eye-scale", "decr", "incr", 0.15f},
    {"eyes/%-eye-trans", "in", "out", 0.15f},
    {"nose/nose-base", "down", "up", 0.25f},
    {"nose/nose-curve", "concave", "convex", 0.25f},
    {"nose/nose-flaring", "decr", "incr", 0.25f},
    {"nose/nose-greek", "decr", "incr", 0.15f},
    {"nose/nose-hump", "decr", "incr", 0.2f},
    {"nose/nose-nostrils-width", "decr", "incr", 0.25f},
    {"nose/nose-point", "down", "up", 0.25f},
    {"nose/nose-point-width", "decr", "incr", 0.25f},
    {"nose/nose-scale-depth", "decr", "incr", 0.2f},
    {"nose/nose-scale-horiz", "decr", "incr", 0.25f},
    {"nose/nose-scale-vert", "decr", "incr", 0.2f},
    {"nose/nose-width1", "decr", "incr", 0.25f},
    {"nose/nose-width3", "decr", "incr", 0.2f},
    {"mouth/mouth-angles", "down", "up", 0.2f},
    {"mouth/mouth-cupidsbow", "decr", "incr", 0.25f},
    {"mouth/mouth-lowerlip-volume", "decr", "incr", 0.25f},
    {"mouth/mouth-upperlip-volume", "decr", "incr", 0.25f},
    {"mouth/mouth-scale-horiz", "decr", "incr", 0.25f},
    {"mouth/mouth-scale-vert", "decr", "incr", 0.2f},
    {"mouth/mouth-trans", "down", "up", 0.15f},
    {"chin/chin-bones", "decr", "incr", 0.25f},
    {"chin/chin-height", "decr", "incr", 0.2f},
    {"chin/chin-prominent", "decr", "incr", 0.2f},
    {"chin/chin-width", "decr", "incr", 0.25f},
    {"cheek/%-cheek-bones", "decr", "incr", 0.25f},
    {"cheek/%-cheek-volume", "decr", "incr", 0.25f},
    {"ears/%-ear-scale", "decr", "incr", 0.2f},
    {"ears/%-ear-wing", "decr", "incr", 0.2f},
    {"neck/neck-scale-horiz", "decr", "incr", 0.15f},
    {"neck/neck-scale-vert", "decr", "incr", 0.2f},
    {"torso/measure-shoulder-dist", "decr", "incr", 0.2f},
    {"torso/measure-hips-circ", "decr", "incr", 0.15f},
    {"torso/measure-waist-circ", "decr", "incr", 0.15f},
    {"torso/torso-vshape", "decr", "incr", 0.15f},
    {"torso/torso-scale-depth", "decr", "incr", 0.15f},
    {"stomach/stomach-tone", "decr", "incr", 0.25f},
    {"hip/hip-scale-horiz", "decr", "incr", 0.15f},
    {"buttocks/buttocks-volume", "decr", "incr", 0.25f},
    {"legs/upperlegs-height", "decr", "incr", 0.15f},
    {"legs/lowerlegs-height", "decr", "incr", 0.15f},
    {"legs/%-leg-valgus", "decr", "incr", 0.15f},
    {"legs/%-upperleg-fat", "decr", "incr", 0.15f},
    {"legs/%-lowerleg-muscle", "decr", "incr", 0.2f},
    {"arms/%-upperarm-fat", "decr", "incr", 0.15f},
    {"arms/%-upperarm-muscle", "decr", "incr", 0.15f},
};
#define N_DETAILS (sizeof details / sizeof *details)
_Static_assert(N_DETAILS <= BODY_MAX_DETAILS, "a person holds as many details as the table has");

static float clamp(float x, float lo, float hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

static float around(struct gfla_random *random, float mean, float spread, float lo, float hi)
{
    return clamp(mean + spread * gfla_random_normal(random), lo, hi);
}

/* Mostly of one descent, sometimes of several. */
static void draw_descent(struct gfla_random *random, struct body_person *person)
{
    float share[3], sum = 0;
    const uint32_t main = gfla_random_below(random, 3);
    for (uint32_t i = 0; i < 3; i++) {
        const float u = gfla_random_uniform(random, 0, 1);
        sum += share[i] = i == main ? 1 : 0.9f * u * u * u;
    }
    person->african = share[0] / sum;
    person->asian = share[1] / sum;
    person->caucasian = share[2] / sum;
}

void body_person_draw(struct gfla_random *random, struct body_person *person)
{
    *person = (struct body_person){.female = gfla_random_below(random, 2)};
    const float u = gfla_random_uniform(random, 0, 1);
    person->years = 18 + 57 * (0.35f * u + 0.65f * u * u);
    draw_descent(random, person);
    person->muscle = around(random, person->female ? 0.45f : 0.55f, 0.13f, 0.12f, 0.9f);
    person->weight = around(random, 0.48f + 0.0015f * (person->years - 35), 0.20f, 0.10f, 1);
    person->proportions = around(random, 0.62f, 0.15f, 0.25f, 1);
    person->cup = around(random, 0.45f, 0.15f, 0.1f, 0.85f);
    person->firmness = around(random, 0.62f - 0.004f * (person->years - 25), 0.1f, 0.2f, 0.9f);
    person->height =
        person->female ? around(random, 1.63f, 0.066f, 1.45f, 1.82f) : around(random, 1.76f, 0.071f, 1.56f, 1.99f);
    for (size_t i = 0; i < N_DETAILS; i++)
        person->details[i] = around(random, 0, details[i].spread, -0.7f, 0.7f);
}

/* How far a share lies towards each of its named values. */
struct blend {
    const char *name[3];
    float weight[3];
};

static struct blend blend_three(float share, const char *lo, const char *middle, const char *hi)
{
    const float below = clamp(1 - 2 * share, 0, 1), above = clamp(2 * share - 1, 0, 1);
    return (struct blend){{lo, middle, hi}, {below, 1 - below - above, above}};
}

/* Everything that targets of the whole body are named by. */
struct macro {
    struct body_data *data;
    float (*positions)[3];
    const char *sex;
    struct blend age, muscle, weight; /* age: young, old */
};

/* Calls add for each age, muscle and weight that take part. */
static gfla_status add_macro(const struct macro *m, const char *format, const char *ending, float share)
{
    gfla_status status = GFLA_OK;
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 3; b++)
            for (int c = 0; c < 3; c++) {
                char name[160];
                const float weight = share * m->age.weight[a] * m->muscle.weight[b] * m->weight.weight[c];
                if (fabsf(weight) < 1e-4f)
                    continue;
                snprintf(name, sizeof name, "%s%s-%s-%s-%s%s", format, m->sex, m->age.name[a], m->muscle.name[b],
                         m->weight.name[c], ending);
                TRY(body_target_add(m->data, name, weight, m->positions));
            }
fail:
    return status;
}

static gfla_status add_descent(const struct macro *m, const char *descent, float share)
{
    gfla_status status = GFLA_OK;
    for (int a = 0; a < 2; a++) {
        char name[96];
        if (share * m->age.weight[a] < 1e-4f)
            continue;
        snprintf(name, sizeof name, "macrodetails/%s-%s-%s", descent, m->sex, m->age.name[a]);
        TRY(body_target_add(m->data, name, share * m->age.weight[a], m->positions));
    }
fail:
    return status;
}

/* The average cup of average firmness is the body without any of these. */
static gfla_status add_breast(const struct macro *m, const struct body_person *person)
{
    gfla_status status = GFLA_OK;
    const struct blend cup = blend_three(person->cup, "mincup", "averagecup", "maxcup");
    const struct blend firm = blend_three(person->firmness, "minfirmness", "averagefirmness", "maxfirmness");
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            char ending[64];
            if (a == 1 && b == 1)
                continue;
            snprintf(ending, sizeof ending, "-%s-%s", cup.name[a], firm.name[b]);
            TRY(add_macro(m, "breast/", ending, cup.weight[a] * firm.weight[b]));
        }
fail:
    return status;
}

/* The tall are long-limbed: part of the height comes from morphs, the rest from scale. */
static gfla_status add_whole(const struct macro *m, const struct body_person *person)
{
    gfla_status status = GFLA_OK;
    const float tall = clamp((person->height - (person->female ? 1.63f : 1.76f)) * 1.2f, -0.3f, 0.3f);
    const float ideal = 2 * person->proportions - 1;
    TRY(add_descent(m, "african", person->african));
    TRY(add_descent(m, "asian", person->asian));
    TRY(add_descent(m, "caucasian", person->caucasian));
    TRY(add_macro(m, "macrodetails/universal-", "", 1));
    TRY(add_macro(m, "macrodetails/height/", tall < 0 ? "-minheight" : "-maxheight", fabsf(tall)));
    TRY(add_macro(m, "macrodetails/proportions/", ideal < 0 ? "-uncommonproportions" : "-idealproportions",
                  fabsf(ideal)));
    if (person->female)
        TRY(add_breast(m, person));
fail:
    return status;
}

static gfla_status add_detail(struct body_data *data, const struct detail *detail, float amount, float (*positions)[3])
{
    gfla_status status = GFLA_OK;
    const char *side = strchr(detail->target, '%');
    for (int i = 0; i < (side ? 2 : 1); i++) {
        char name[96];
        snprintf(name, sizeof name, "%s-%s", detail->target, amount < 0 ? detail->less : detail->more);
        if (side)
            name[side - detail->target] = i ? 'r' : 'l';
        TRY(body_target_add(data, name, fabsf(amount), positions));
    }
fail:
    return status;
}

/* To metres and the wanted height, with the soles on the ground. */
static void place(const struct body_data *data, float height, float (*positions)[3])
{
    float lo = INFINITY, hi = -INFINITY;
    for (size_t f = 0; f < data->groups[BODY_SKIN].n; f++)
        for (int k = 0; k < 4; k++) {
            const float y = positions[data->groups[BODY_SKIN].quads[f].v[k]][1];
            lo = fminf(lo, y);
            hi = fmaxf(hi, y);
        }
    const float scale = hi > lo ? height / (hi - lo) : 0.1f;
    for (int v = 0; v < data->n_vertices; v++) {
        positions[v][0] *= scale;
        positions[v][1] = (positions[v][1] - lo) * scale;
        positions[v][2] *= scale;
    }
}

gfla_status body_shape(struct body_data *data, const struct body_person *person, float (*positions)[3])
{
    gfla_status status = GFLA_OK;
    const float old = clamp((person->years - 25) / 65, 0, 1);
    const struct macro macro = {
        .data = data,
        .positions = positions,
        .sex = person->female ? "female" : "male",
        .age = {{"young", "old"}, {1 - old, old}},
        .muscle = blend_three(person->muscle, "minmuscle", "averagemuscle", "maxmuscle"),
        .weight = blend_three(person->weight, "minweight", "averageweight", "maxweight"),
    };
    memcpy(positions, data->positions, (size_t)data->n_vertices * sizeof *positions);
    TRY(add_whole(&macro, person));
    for (size_t i = 0; i < N_DETAILS; i++)
        TRY(add_detail(data, &details[i], person->details[i], positions));
    place(data, person->height, positions);
fail:
    return status;
}
