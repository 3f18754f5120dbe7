/* How garments hang: away from the skin, straight down from the chest, wider than the limb at their ends. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_garment.h"
#include "viewsynth/render/body/body_smooth.h"

#define FALL 0.10f /* metres that cloth comes nearer to the body for each metre that it falls */
#define BEND 0.10f /* metres that it comes nearer for each radian (squared) around the trunk */
#define TIMES 3    /* of smoothing */
#define GAP 0.004f /* metres between a garment and the one under it */

/* A vertex of the trunk as seen from its axis. */
struct around {
    int vertex;
    float y, radius, angle;
};

/* Collects each vertex of the faces once. */
static gfla_status list_vertices(const struct body_faces *faces, int n_vertices, int **list, int *n)
{
    gfla_status status = GFLA_OK;
    bool *seen = NULL;
    *n = 0;
    TRY(gfla_calloc(&seen, (size_t)n_vertices, sizeof *seen, "vertices of a garment"));
    TRY(gfla_calloc(list, (size_t)n_vertices, sizeof **list, "vertices of a garment"));
    for (size_t f = 0; f < faces->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = faces->quads[f].v[k];
            if (!seen[v])
                (*list)[(*n)++] = v;
            seen[v] = true;
        }
fail:
    free(seen);
    return status;
}

static float hanging_radius(const struct around *all, int n, const struct around *here)
{
    float radius = here->radius;
    for (int i = 0; i < n; i++) {
        const float fall = all[i].y - here->y;
        if (fall <= 0 || all[i].radius - FALL * fall <= radius)
            continue;
        const float turn = fabsf(all[i].angle - here->angle), angle = turn > 3.14159265f ? 6.2831853f - turn : turn;
        if (angle < 1)
            radius = fmaxf(radius, all[i].radius - FALL * fall - BEND * angle * angle);
    }
    return radius;
}

static struct around look_at(const struct body_make *make, int v, const float move[3])
{
    const float *p = make->positions[v], x = p[0] + move[0], z = p[2] + move[2] - make->joint[BODY_SPINE_2][2];
    return (struct around){v, p[1], hypotf(x, z), atan2f(x, z)};
}

/* Whether cloth below may hang from here: the trunk without shoulders. */
static bool holds(const struct body_make *make, int v)
{
    const float *w = make->data->weights[v];
    const float arms = body_armness(w) + w[GFLA_FIGURE_R_CLAVICLE] + w[GFLA_FIGURE_L_CLAVICLE] + w[GFLA_FIGURE_NECK];
    return arms < 0.15f && make->positions[v][1] > make->crotch_y;
}

/* Vertices of the trunk move out to where cloth from above would hang. */
static gfla_status drape(const struct body_make *make, const struct body_garment *g, const int *list, int n,
                         float (*move)[3])
{
    gfla_status status = GFLA_OK;
    struct around *all = NULL;
    int n_holding = 0;
    TRY(gfla_calloc(&all, (size_t)n, sizeof *all, "drapery"));
    for (int i = 0; i < n; i++)
        if (holds(make, list[i]))
            all[n_holding++] = look_at(make, list[i], move[list[i]]);
    for (int i = 0; i < n; i++) {
        const int v = list[i];
        const float share = g->drape * (1 - body_smooth_step(0.05f, 0.4f, body_armness(make->data->weights[v])));
        if (share == 0 || make->positions[v][1] < g->hem_y - 0.1f)
            continue;
        const struct around here = look_at(make, v, move[v]);
        const float more = share * (hanging_radius(all, n_holding, &here) - here.radius);
        move[v][0] += more * sinf(here.angle);
        move[v][2] += more * cosf(here.angle);
    }
fail:
    free(all);
    return status;
}

/* The point of the leg's axis at this height. */
static void leg_axis(const struct body_make *make, bool left, float y, float at[2])
{
    const float *hip = make->joint[left ? BODY_L_HIP : BODY_R_HIP],
                *knee = make->joint[left ? BODY_L_KNEE : BODY_R_KNEE];
    const float *ankle = make->joint[left ? BODY_L_ANKLE : BODY_R_ANKLE];
    const float *a = y > knee[1] ? hip : knee, *b = y > knee[1] ? knee : ankle;
    const float t = fminf(1, fmaxf(0, (a[1] - y) / fmaxf(1e-3f, a[1] - b[1])));
    at[0] = a[0] + t * (b[0] - a[0]);
    at[1] = a[2] + t * (b[2] - a[2]);
}

/* Trouser legs become tubes: nowhere narrower than a radius that `width` sets at the hem. */
static void widen_legs(const struct body_make *make, const struct body_garment *g, const int *list, int n,
                       float (*move)[3])
{
    const float scale = make->person.height / 1.75f, below = fmaxf(0.05f, make->crotch_y - g->hem_y);
    for (int i = 0; i < n; i++) {
        const float *p = make->positions[list[i]];
        const float share = body_smooth_step(0.02f, 0.16f, make->crotch_y - p[1]);
        if (share == 0 || body_legness(make->data->weights[list[i]]) < 0.5f)
            continue;
        float axis[2];
        const bool left = p[0] > 0;
        leg_axis(make, left, p[1], axis);
        const float down = fminf(1, (make->crotch_y - p[1]) / below);
        const float x = p[0] + move[list[i]][0] - axis[0], z = p[2] + move[list[i]][2] - axis[1];
        const float radius = hypotf(x, z), wanted = (0.058f + 0.012f * (1 - down)) * scale + g->width * down;
        if (radius < 1e-4f || radius >= wanted)
            continue;
        const float more = share * (wanted / radius - 1);
        move[list[i]][0] += more * x;
        move[list[i]][2] += more * z;
        const float inner = left ? p[0] + move[list[i]][0] : -p[0] - move[list[i]][0];
        if (inner < 0.004f)
            move[list[i]][0] += (left ? 1 : -1) * (0.004f - inner);
    }
}

/* Sleeves grow wider towards their ends. */
static void widen_sleeves(const struct body_make *make, const struct body_garment *g, const int *list, int n,
                          float (*move)[3])
{
    for (int i = 0; i < n; i++) {
        const float arms = body_smooth_step(0.2f, 0.8f, body_armness(make->data->weights[list[i]]));
        const float along = body_along_arm(make, make->positions[list[i]]) / fmaxf(0.15f, g->sleeve);
        const float more = arms * g->width * fminf(1, fmaxf(0, along));
        for (int k = 0; k < 3; k++)
            move[list[i]][k] += more * make->normals[list[i]][k];
    }
}

/* No vertex lies nearer than GAP above what is worn under it. */
static void keep_outside(const struct body_make *make, const struct body_garment *g, const struct body_garment *under,
                         int n_under, const int *list, int n)
{
    for (int u = 0; u < n_under; u++) {
        if (body_garment_faces(make, g) != body_garment_faces(make, &under[u]))
            continue;
        for (int i = 0; i < n; i++) {
            const int v = list[i];
            const float *normal = make->normals[v], *below = under[u].move[v];
            float gap = 0;
            if (body_garment_field(make, &under[u], make->positions[v], make->data->weights[v]) < -0.05f)
                continue;
            for (int k = 0; k < 3; k++)
                gap += (g->move[v][k] - below[k]) * normal[k];
            for (int k = 0; k < 3 && gap < GAP; k++)
                g->move[v][k] += (GAP - gap) * normal[k];
        }
    }
}

static gfla_status move_all(const struct body_make *make, const struct body_garment *g, const int *list, int n)
{
    gfla_status status = GFLA_OK;
    const struct body_faces *faces = body_garment_faces(make, g);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            g->move[list[i]][k] = g->ease * make->normals[list[i]][k];
    if (g->kind == BODY_TOP && g->drape > 0)
        TRY(drape(make, g, list, n, g->move));
    if (g->kind == BODY_TOP)
        widen_sleeves(make, g, list, n, g->move);
    if (g->kind == BODY_LEGS)
        widen_legs(make, g, list, n, g->move);
    if (g->kind == BODY_TOP || g->kind == BODY_LEGS)
        TRY(body_smooth(faces, make->data->n_vertices, TIMES, g->move[0], 3));
    if (g->kind == BODY_SKIRTED)
        body_skirt_hang(make, g, list, n);
fail:
    return status;
}

gfla_status body_garment_hang(const struct body_make *make, struct body_garment *garment,
                              const struct body_garment *under, int n_under)
{
    gfla_status status = GFLA_OK;
    const struct body_faces *faces = body_garment_faces(make, garment);
    int *list = NULL, n = 0;
    TRY(gfla_calloc(&garment->move, (size_t)make->data->n_vertices, sizeof *garment->move, "garment"));
    TRY(list_vertices(faces, make->data->n_vertices, &list, &n));
    TRY(move_all(make, garment, list, n));
    keep_outside(make, garment, under, n_under, list, n);
fail:
    free(list);
    return status;
}
