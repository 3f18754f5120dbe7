#include "viewsynth/render/figure/figure.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void gfla_figure_free(struct gfla_figure *figure)
{
    gfla_mesh_destroy(&figure->mesh);
    free(figure->corner_bones);
    free(figure->corner_weights);
    free(figure->parts);
    gfla_text_free(&figure->description);
    *figure = (struct gfla_figure){0};
}

static void turn(const float m[9], const float in[3], float weight, float out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] += weight * (m[3 * i] * in[0] + m[3 * i + 1] * in[1] + m[3 * i + 2] * in[2]);
}

static void skin_corner(const struct raster_corner *rest, const uint8_t *bones, const float *weights,
                        const struct gfla_figure_place *place, struct raster_corner *out)
{
    float position[3] = {0}, normal[3] = {0};
    for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++) {
        const struct gfla_figure_place *p = &place[bones[k]];
        if (weights[k] == 0)
            continue;
        turn(p->turn, rest->position, weights[k], position);
        turn(p->turn, rest->normal, weights[k], normal);
        for (int i = 0; i < 3; i++)
            position[i] += weights[k] * p->move[i];
    }
    const float length = sqrtf(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    for (int i = 0; i < 3; i++)
        normal[i] = length > 0 ? normal[i] / length : 0;
    memcpy(out->position, position, sizeof position);
    memcpy(out->normal, normal, sizeof normal);
}

void gfla_figure_skin(const struct gfla_figure *figure, const struct gfla_figure_place *place, struct gfla_mesh *out)
{
    for (size_t i = 0; i < 3 * figure->mesh->n_triangles; i++)
        skin_corner(&figure->mesh->corners[i], figure->corner_bones + GFLA_FIGURE_WEIGHTS * i,
                    figure->corner_weights + GFLA_FIGURE_WEIGHTS * i, place, &out->corners[i]);
}

static bool is_hip_or_thigh(const struct gfla_figure *figure, int bone)
{
    return bone == figure->roles[GFLA_FIGURE_HIPS] || bone == figure->roles[GFLA_FIGURE_R_THIGH] ||
           bone == figure->roles[GFLA_FIGURE_L_THIGH];
}

void gfla_figure_measure(struct gfla_figure *figure)
{
    const float *hip = figure->bones[figure->roles[GFLA_FIGURE_HIPS]].head,
                *knee = figure->bones[figure->roles[GFLA_FIGURE_L_SHIN]].head;
    const float lowest = 0.5f * (hip[1] + knee[1]);
    figure->half_width = 0;
    for (size_t i = 0; i < 3 * figure->mesh->n_triangles; i++) {
        const float *at = figure->mesh->corners[i].position,
                    *weights = figure->corner_weights + GFLA_FIGURE_WEIGHTS * i;
        float share = 0;
        for (int k = 0; k < GFLA_FIGURE_WEIGHTS; k++)
            share += is_hip_or_thigh(figure, figure->corner_bones[GFLA_FIGURE_WEIGHTS * i + k]) ? weights[k] : 0;
        if (share > 0.5f && at[1] > lowest)
            figure->half_width = fmaxf(figure->half_width, fabsf(at[0]));
    }
}
