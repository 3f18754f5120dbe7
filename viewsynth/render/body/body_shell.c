#include "viewsynth/render/body/body_shell.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

float body_front_angle(const float at[3])
{
    return atan2f(at[0], at[2] - 0.32f);
}

static enum gfla_figure_part paint_shell(const struct body_surface *surface, const struct body_quad *quad,
                                         const int corners[3], struct body_corner corner[3])
{
    const struct body_shell *shell = surface->context;
    const struct body_data *data = shell->make->data;
    if (!body_uv_is_head(data->uvs[quad->t[0]]))
        return GFLA_PART_NONE;
    for (int k = 0; k < 3; k++) {
        corner[k].uv[0] = body_front_angle(corner[k].rest) * (4 / 6.2831853f);
        corner[k].uv[1] = 0.8f * corner[k].rest[1];
        if (k > 0)
            corner[k].uv[0] -= 4 * roundf((corner[k].uv[0] - corner[0].uv[0]) / 4);
    }
    return shell->part;
}

static float shell_field_at(const struct body_surface *surface, const float rest[3], const float *weights)
{
    const struct body_shell *shell = surface->context;
    return weights[GFLA_FIGURE_HEAD] > 0.2f || rest[1] > 6 ? shell->field(shell, rest) : -1;
}

static void place_shell(const struct body_make *make, const struct body_shell *shell, float (*positions)[3],
                        float *field)
{
    const struct body_faces *skin = &make->data->groups[BODY_SKIN];
    const float *middle = make->joint[BODY_HEAD];
    for (size_t f = 0; f < skin->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = skin->quads[f].v[k];
            const float *at = make->data->positions[v], *p = make->positions[v];
            field[v] = make->data->weights[v][GFLA_FIGURE_HEAD] > 0.2f || at[1] > 6 ? shell->field(shell, at) : -1;
            if (field[v] < -0.5f)
                continue;
            const float out[3] = {p[0] - middle[0], p[1] - middle[1] - 0.05f, p[2] - middle[2]};
            const float length = fmaxf(1e-3f, sqrtf(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]));
            const float t = shell->thickness(shell, at, field[v]);
            for (int i = 0; i < 3; i++)
                positions[v][i] = p[i] + t * (shell->round ? out[i] / length : make->normals[v][i]);
        }
}

gfla_status body_shell_add(struct body_make *make, const struct body_shell *shell, int material)
{
    gfla_status status = GFLA_OK;
    const size_t n = (size_t)make->data->n_vertices;
    float(*positions)[3] = NULL, (*normals)[3] = NULL, *field = NULL;
    TRY(gfla_calloc(&positions, n, sizeof *positions, "hair"));
    TRY(gfla_calloc(&normals, n, sizeof *normals, "normals of hair"));
    TRY(gfla_calloc(&field, n, sizeof *field, "field of hair"));
    for (size_t v = 0; v < n; v++)
        for (int i = 0; i < 3; i++)
            positions[v][i] = make->positions[v][i];
    place_shell(make, shell, positions, field);
    body_normals(&make->data->groups[BODY_SKIN], (const float(*)[3])positions, normals);
    const struct body_surface surface = {
        .faces = &make->data->groups[BODY_SKIN],
        .positions = (const float(*)[3])positions,
        .normals = (const float(*)[3])normals,
        .rest = (const float(*)[3])make->data->positions,
        .weights = (const float(*)[GFLA_FIGURE_BONE_ROLES])make->data->weights,
        .field = field,
        .field_at = shell_field_at,
        .fine_step = 0.012f,
        .material = material,
        .paint = paint_shell,
        .context = shell,
    };
    TRY(body_builder_surface(&make->builder, &surface));
fail:
    free(positions);
    free(normals);
    free(field);
    return status;
}
