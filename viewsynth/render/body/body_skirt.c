/* Skirts: how they fall, and how they go with the legs. */
#include <math.h>
#include <string.h>

#include "viewsynth/render/body/body_garment.h"
#include "viewsynth/render/body/body_smooth.h"

#define OUTSIDE 0.010f /* metres that a skirt lies beyond what is in it */
#define TURNS 48
#define LEVELS 64

/* How far hips and legs reach from the axis, by angle and height. */
struct reach {
    float axis_z, top, bottom;
    float radius[LEVELS][TURNS];
};

static int level_of(const struct reach *reach, float y)
{
    return (int)floorf((reach->top - y) / (reach->top - reach->bottom) * LEVELS);
}

static int turn_of(float x, float z)
{
    return (int)floorf((atan2f(x, z) / 6.2831853f + 0.5f) * TURNS);
}

static void measure(const struct body_make *make, struct reach *reach)
{
    const struct body_faces *tights = &make->data->groups[BODY_TIGHTS];
    for (size_t f = 0; f < tights->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = tights->quads[f].v[k];
            const float x = make->positions[v][0], z = make->positions[v][2] - reach->axis_z;
            const int level = level_of(reach, make->positions[v][1]), turn = turn_of(x, z);
            if (body_armness(make->data->weights[v]) > 0.1f)
                continue;
            for (int l = level - 2; l <= level + 2; l++)
                for (int t = turn - 2; t <= turn + 2; t++)
                    if (l >= 0 && l < LEVELS) {
                        float *r = &reach->radius[l][(t + TURNS) % TURNS];
                        *r = fmaxf(*r, hypotf(x, z));
                    }
        }
}

void body_skirt_hang(const struct body_make *make, const struct body_garment *g, const int *list, int n)
{
    const float length = fmaxf(0.1f, g->top_y - g->hem_y);
    struct reach reach = {
        .axis_z = make->joint[BODY_PELVIS][2], .top = make->waist_y + 0.12f, .bottom = make->ground_y};
    measure(make, &reach);
    for (int i = 0; i < n; i++) {
        float *move = g->move[list[i]];
        const float *p = make->positions[list[i]], down = fmaxf(0, (g->top_y - p[1]) / length);
        const float x = p[0] + move[0], z = p[2] + move[2] - reach.axis_z, radius = fmaxf(1e-3f, hypotf(x, z));
        const float folds = 1 + 0.35f * sinf(9 * atan2f(x, z)) * fminf(1, down);
        const int level = level_of(&reach, p[1]), turn = turn_of(x, z) % TURNS;
        const float inside = level >= 0 && level < LEVELS ? reach.radius[level][turn] : 0;
        const float wanted = fmaxf(radius, inside + OUTSIDE) + g->width * powf(down, 1.2f) * folds;
        move[0] += (wanted / radius - 1) * x;
        move[2] += (wanted / radius - 1) * z;
    }
}

void body_skirt_weights(const struct body_make *make, float (*weights)[GFLA_FIGURE_BONE_ROLES])
{
    const struct body_faces *skirt = &make->data->groups[BODY_SKIRT];
    const float hip = make->joint[BODY_L_HIP][1], knee = make->joint[BODY_L_KNEE][1];
    for (size_t f = 0; f < skirt->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = skirt->quads[f].v[k];
            const float *p = make->positions[v];
            const float legs = 1 - body_smooth_step(make->crotch_y - 0.03f, hip + 0.06f, p[1]);
            const float left = body_smooth_step(-0.07f, 0.07f, p[0]),
                        shin = 0.7f * (1 - body_smooth_step(knee - 0.12f, knee + 0.06f, p[1]));
            float *w = weights[v];
            memset(w, 0, sizeof *weights);
            const float waist = body_smooth_step(hip + 0.06f, make->waist_y + 0.08f, p[1]);
            w[GFLA_FIGURE_HIPS] = (1 - legs) * (1 - 0.6f * waist);
            w[GFLA_FIGURE_SPINE] = (1 - legs) * 0.6f * waist;
            w[GFLA_FIGURE_L_THIGH] = legs * left * (1 - shin);
            w[GFLA_FIGURE_L_SHIN] = legs * left * shin;
            w[GFLA_FIGURE_R_THIGH] = legs * (1 - left) * (1 - shin);
            w[GFLA_FIGURE_R_SHIN] = legs * (1 - left) * shin;
        }
}
