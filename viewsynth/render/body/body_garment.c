#include "viewsynth/render/body/body_garment.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_wrap.h"

#define ROUND 0.03f   /* metres over which plane and cylinder of a neckline go over into each other */
#define FOLDS 0.10f   /* how far normals tilt */
#define NOWHERE 10.0f /* metres from any edge */

static float dot(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

float body_armness(const float w[GFLA_FIGURE_BONE_ROLES])
{
    return w[GFLA_FIGURE_R_UPPER_ARM] + w[GFLA_FIGURE_R_FOREARM] + w[GFLA_FIGURE_R_HAND] + w[GFLA_FIGURE_L_UPPER_ARM] +
           w[GFLA_FIGURE_L_FOREARM] + w[GFLA_FIGURE_L_HAND];
}

float body_legness(const float w[GFLA_FIGURE_BONE_ROLES])
{
    return w[GFLA_FIGURE_R_THIGH] + w[GFLA_FIGURE_R_SHIN] + w[GFLA_FIGURE_R_FOOT] + w[GFLA_FIGURE_L_THIGH] +
           w[GFLA_FIGURE_L_SHIN] + w[GFLA_FIGURE_L_FOOT];
}

float body_along_arm(const struct body_make *make, const float at[3])
{
    const bool left = at[0] > 0;
    const float *from = make->joint[left ? BODY_L_SHOULDER : BODY_R_SHOULDER];
    const float *to = make->joint[left ? BODY_L_WRIST : BODY_R_WRIST];
    const float axis[3] = {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    const float here[3] = {at[0] - from[0], at[1] - from[1], at[2] - from[2]};
    return dot(here, axis) / dot(axis, axis);
}

static float arm_length(const struct body_make *make)
{
    const float *from = make->joint[BODY_L_SHOULDER], *to = make->joint[BODY_L_WRIST];
    return sqrtf((to[0] - from[0]) * (to[0] - from[0]) + (to[1] - from[1]) * (to[1] - from[1]) +
                 (to[2] - from[2]) * (to[2] - from[2]));
}

/* Below a plane that leans forward through the neck (the pit of the throat lies lower than the nape), or further than
 * `radius` from the neck's axis. */
static float crew_field(const struct body_make *make, const float at[3], float drop, float lean, float radius)
{
    const float *neck = make->joint[BODY_NECK], n[3] = {0, cosf(lean), sinf(lean)};
    const float here[3] = {at[0], at[1] - neck[1] + drop, at[2] - neck[2]};
    const float above = dot(here, n), within = fmaxf(radius - hypotf(at[0], 0.62f * here[2]), at[1] - neck[1] - 0.03f);
    const float share = fminf(1, fmaxf(0, 0.5f + 0.5f * (within - above) / ROUND));
    return -(within + share * (above - within) - ROUND * share * (1 - share));
}

float body_crew_field(const struct body_make *make, const float at[3])
{
    const float scale = make->person.height / 1.75f;
    return crew_field(make, at, 0.035f * scale, 0.5f, 0.082f * scale);
}

float body_opening_field(const struct body_make *make, const struct body_garment *g, const float at[3])
{
    const float *neck = make->joint[BODY_NECK];
    const float behind = fmaxf(0, neck[2] - 0.01f - at[2]) * 8; /* it is cut into the front alone */
    const float bottom = neck[1] - 0.075f * make->person.height / 1.75f - g->neck_depth;
    const float steep = g->neckline == BODY_NECK_V ? 1.5f : 2.6f;
    return (bottom + steep * fabsf(at[0]) - at[1]) / hypotf(1, steep) + behind;
}

float body_neckline_field(const struct body_make *make, const struct body_garment *g, const float at[3])
{
    const float scale = make->person.height / 1.75f;
    const float crew = body_crew_field(make, at);
    switch (g->neckline) {
    case BODY_NECK_CREW:
        return crew;
    case BODY_NECK_SCOOP:
        return crew_field(make, at, 0.035f * scale + 0.3f * g->neck_depth, 0.5f + 5.0f * g->neck_depth,
                          0.082f * scale + 0.5f * g->neck_depth);
    case BODY_NECK_V:
    case BODY_NECK_OPEN:
        return fminf(crew, body_opening_field(make, g, at));
    case BODY_NECK_HIGH:
        return crew_field(make, at, -0.035f * scale, 0.35f, 0.2f);
    }
    return crew;
}

/* Above 0 outside a plane across the shoulder that leans outwards below; moved inwards by `inwards`. */
static float armhole_field(const struct body_make *make, const float at[3], float inwards)
{
    const float *shoulder = make->joint[at[0] > 0 ? BODY_L_SHOULDER : BODY_R_SHOULDER];
    return 0.93f * (fabsf(at[0]) - fabsf(shoulder[0]) + inwards) + 0.36f * (at[1] - shoulder[1]);
}

static float sleeve_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                          const float *weights)
{
    if (g->sleeve >= 0)
        return (g->sleeve - body_along_arm(make, at)) * arm_length(make) + 3 * fmaxf(0, -armhole_field(make, at, 0));
    return fminf(-armhole_field(make, at, -g->sleeve), (0.35f - body_armness(weights)) * 0.2f);
}

static float top_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                       const float *weights)
{
    float field = at[1] - g->hem_y + 4 * body_armness(weights);
    field = fminf(field, body_neckline_field(make, g, at));
    field = fminf(field, sleeve_field(make, g, at, weights));
    if (g->front_gap > 0 && at[2] > make->joint[BODY_NECK][2] - 0.02f)
        field = fminf(field, fabsf(at[0]) - g->front_gap - 0.08f * fmaxf(0, make->waist_y + 0.1f - at[1]));
    return field;
}

float body_garment_field(const struct body_make *make, const struct body_garment *g, const float at[3],
                         const float weights[GFLA_FIGURE_BONE_ROLES])
{
    if (g->kind == BODY_TOP)
        return top_field(make, g, at, weights);
    const float field = fminf(g->top_y - at[1], at[1] - g->hem_y);
    return fminf(field, (0.4f - body_armness(weights)) * 0.3f);
}

const struct body_faces *body_garment_faces(const struct body_make *make, const struct body_garment *g)
{
    return &make->data->groups[g->kind == BODY_SKIRTED ? BODY_SKIRT : BODY_TIGHTS];
}

/* The part of a figure that a place of the garment shows. */
static enum gfla_figure_part part_of(const struct body_garment *g, bool arm)
{
    switch (g->kind) {
    case BODY_TOP:
        return arm ? GFLA_PART_SLEEVES : GFLA_PART_TOP;
    case BODY_LEGS:
        return GFLA_PART_TROUSERS;
    case BODY_SKIRTED:
        return GFLA_PART_SKIRT;
    case BODY_SOCKS:
        return GFLA_PART_ACCESSORY;
    case BODY_SHOES:
        return GFLA_PART_SHOES;
    }
    return GFLA_PART_ACCESSORY;
}

/* Cloth is wound around each by itself; the seams lie where one ends. */
enum limb { TRUNK, ARMS, LEGS };

struct cloth_paint {
    const struct body_make *make;
    const struct body_garment *garment;
    enum limb limb;
    struct body_wrap trunk, arm[2], leg[2]; /* right, left */
    const struct body_patch *patch;
};

/* An image laid on flat from the front. */
static void spread(const float window[4], struct body_corner corner[3])
{
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++)
            corner[k].uv[i] = (corner[k].position[i] - window[i]) / (window[2 + i] - window[i]);
}

static enum gfla_figure_part paint_cloth(const struct body_surface *surface, const struct body_quad *quad,
                                         const int corners[3], struct body_corner corner[3])
{
    const struct cloth_paint *paint = surface->context;
    const bool left = corner[0].position[0] + corner[1].position[0] + corner[2].position[0] > 0;
    if (paint->patch && paint->patch->window)
        spread(paint->patch->window, corner);
    else if (paint->limb == ARMS)
        body_wrap_wind(&paint->arm[left], paint->garment->repeat, corner);
    else if (paint->limb == LEGS)
        body_wrap_wind(&paint->leg[left], paint->garment->repeat, corner);
    else
        body_wrap_wind(&paint->trunk, paint->garment->repeat, corner);
    return paint->patch && paint->patch->part != GFLA_PART_NONE ? paint->patch->part
                                                                : part_of(paint->garment, paint->limb == ARMS);
}

/* Above 0 on the limb, about metres. */
static float limb_field(const struct body_make *make, const float at[3], const float *weights, enum limb limb)
{
    const float arm = fminf(armhole_field(make, at, 0.012f), body_armness(weights) - 0.02f);
    const float leg = fminf(make->crotch_y - at[1], 0.05f - arm);
    return limb == ARMS ? arm : limb == LEGS ? leg : fminf(-arm, -leg);
}

static void prepare_paint(const struct body_make *make, struct cloth_paint *paint)
{
    const float(*j)[3] = make->joint;
    const float foot[3] = {0, 0, j[BODY_SPINE_2][2]}, head[3] = {0, 1, j[BODY_SPINE_2][2]};
    body_wrap_set(&paint->trunk, head, NULL, foot, 0.16f);
    body_wrap_set(&paint->arm[0], j[BODY_R_SHOULDER], j[BODY_R_ELBOW], j[BODY_R_WRIST], 0.048f);
    body_wrap_set(&paint->arm[1], j[BODY_L_SHOULDER], j[BODY_L_ELBOW], j[BODY_L_WRIST], 0.048f);
    body_wrap_set(&paint->leg[0], j[BODY_R_HIP], j[BODY_R_KNEE], j[BODY_R_ANKLE], 0.08f);
    body_wrap_set(&paint->leg[1], j[BODY_L_HIP], j[BODY_L_KNEE], j[BODY_L_ANKLE], 0.08f);
}

static float cloth_field(const struct cloth_paint *paint, const float at[3], const float *weights)
{
    const struct body_patch *patch = paint->patch;
    float field = patch && patch->alone ? NOWHERE : body_garment_field(paint->make, paint->garment, at, weights);
    if (patch)
        field = fminf(field, patch->field(paint->make, paint->garment, at, weights, patch->params));
    if (paint->garment->kind != BODY_SKIRTED)
        field = fminf(field, limb_field(paint->make, at, weights, paint->limb));
    return field;
}

static float cloth_field_at(const struct body_surface *surface, const float rest[3], const float *weights)
{
    return cloth_field(surface->context, rest, weights);
}

static void fill_field(const struct cloth_paint *paint, float *field)
{
    const struct body_make *make = paint->make;
    const struct body_faces *faces = body_garment_faces(make, paint->garment);
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = faces->quads[f].v[k];
            field[v] = cloth_field(paint, make->positions[v], make->data->weights[v]);
        }
}

/* Soft folds: normals tilt as if the cloth went in and out along waves that slant around the body. */
static void fold(const struct body_make *make, const struct body_garment *garment, float (*normals)[3])
{
    static const float waves[3][3] = {{13, 27, 7}, {-19, 15, 11}, {7, -37, -16}}; /* radians a metre */
    if (garment->kind == BODY_SOCKS || garment->kind == BODY_SHOES)
        return;
    for (int v = 0; v < make->data->n_vertices; v++) {
        const float *p = make->positions[v];
        for (int w = 0; w < 3; w++) {
            const float phase =
                waves[w][0] * p[0] + waves[w][1] * p[1] + waves[w][2] * p[2] + 2.4f * (float)(garment->material + w);
            for (int i = 0; i < 3; i++)
                normals[v][i] += FOLDS * cosf(phase) * waves[w][i] / 30;
        }
    }
}

static void place(const struct body_make *make, const struct body_garment *garment, float extra, float (*positions)[3],
                  float (*normals)[3])
{
    const struct body_faces *faces = body_garment_faces(make, garment);
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = faces->quads[f].v[k];
            for (int i = 0; i < 3; i++)
                positions[v][i] = make->positions[v][i] + garment->move[v][i] + extra * make->normals[v][i];
        }
    body_normals(faces, (const float(*)[3])positions, normals);
    fold(make, garment, normals);
}

gfla_status body_garment_add(struct body_make *make, const struct body_garment *garment, const struct body_patch *patch)
{
    gfla_status status = GFLA_OK;
    const size_t n = (size_t)make->data->n_vertices;
    float(*positions)[3] = NULL, (*normals)[3] = NULL, *field = NULL, (*weights)[GFLA_FIGURE_BONE_ROLES] = NULL;
    struct cloth_paint paint = {.make = make, .garment = garment, .patch = patch};
    TRY(gfla_calloc(&positions, n, sizeof *positions, "garment"));
    TRY(gfla_calloc(&normals, n, sizeof *normals, "normals of a garment"));
    TRY(gfla_calloc(&field, n, sizeof *field, "field of a garment"));
    place(make, garment, patch ? patch->extra : 0, positions, normals);
    prepare_paint(make, &paint);
    if (garment->kind == BODY_SKIRTED) {
        TRY(gfla_calloc(&weights, n, sizeof *weights, "weights of a skirt"));
        body_skirt_weights(make, weights);
    }
    const struct body_surface surface = {
        .faces = body_garment_faces(make, garment),
        .positions = (const float(*)[3])positions,
        .normals = (const float(*)[3])normals,
        .rest = (const float(*)[3])make->positions,
        .weights = (const float(*)[GFLA_FIGURE_BONE_ROLES])(weights ? weights : make->data->weights),
        .field = field,
        .field_at = cloth_field_at,
        .fine_above = patch ? -1 : make->joint[BODY_NECK][1] - 0.2f,
        .fine_step = patch ? patch->step : 0.016f,
        .material = patch ? patch->material : garment->material,
        .paint = paint_cloth,
        .context = &paint,
    };
    for (int limb = TRUNK; limb <= (garment->kind == BODY_SKIRTED ? TRUNK : LEGS); limb++) {
        paint.limb = (enum limb)limb;
        fill_field(&paint, field);
        TRY(body_builder_surface(&make->builder, &surface));
    }
fail:
    free(positions);
    free(normals);
    free(field);
    free(weights);
    return status;
}
