#include "viewsynth/render/body/body_skin.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_head.h"

#define EYE_RADIUS 0.138f /* of the unshaped eyes, decimetres */
#define MARGIN 0.04f      /* metres of skin below the edges of clothes */

struct skin_paint {
    const struct body_make *make;
    bool head; /* which chart this surface takes */
};

static enum gfla_figure_part part_of(const struct body_corner *c)
{
    const float *w = c->weights;
    if (w[GFLA_FIGURE_HEAD] + w[GFLA_FIGURE_NECK] > 0.5f)
        return GFLA_PART_SKIN_HEAD;
    return body_armness(w) > 0.5f   ? GFLA_PART_SKIN_ARMS
           : body_legness(w) > 0.5f ? GFLA_PART_SKIN_LEGS
                                    : GFLA_PART_SKIN_TRUNK;
}

static enum gfla_figure_part paint_skin(const struct body_surface *surface, const struct body_quad *quad,
                                        const int corners[3], struct body_corner corner[3])
{
    const struct skin_paint *paint = surface->context;
    const float(*uvs)[2] = (const float(*)[2])paint->make->data->uvs;
    if (body_uv_is_inner_mouth(uvs[quad->t[0]]) || body_uv_is_head(uvs[quad->t[0]]) != paint->head)
        return GFLA_PART_NONE;
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++)
            corner[k].uv[i] = 0;
    for (int k = 0; k < 3 && paint->head; k++)
        body_head_uv(uvs[quad->t[corners[k]]], corner[k].uv);
    return part_of(&corner[0]);
}

static void fill_field(const struct body_make *make, const struct body_outfit *outfit, float *field)
{
    const struct body_faces *skin = &make->data->groups[BODY_SKIN];
    for (size_t f = 0; f < skin->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = skin->quads[f].v[k];
            field[v] = MARGIN - body_outfit_cover(make, outfit, make->positions[v], make->data->weights[v]);
        }
}

/* Skin of the body and of the head. */
static gfla_status skin_materials(struct body_make *make, const struct body_face *face, int materials[2])
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    int texture;
    TRY(body_head_paint(make, face, &image));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "skin", make->colours.skin, -1, &materials[0]));
    TRY(body_builder_material(&make->builder, "head", (const float[3]){1, 1, 1}, texture, &materials[1]));
    for (int i = 0; i < 2; i++) {
        struct raster_material *m = &make->builder.materials[materials[i]];
        m->specular = 0.03f;
        m->roughness = 0.55f;
        m->wrap[0] = m->wrap[1] = RASTER_WRAP_CLAMP;
    }
fail:
    return status;
}

/* Seen from the front, on the unshaped eye. */
static enum gfla_figure_part paint_eye(const struct body_surface *surface, const struct body_quad *quad,
                                       const int corners[3], struct body_corner corner[3])
{
    const struct body_data *data = surface->context;
    const bool left = data->positions[quad->v[0]][0] > 0;
    float centre[3];
    body_joint_at(data, (const float(*)[3])data->positions, left ? BODY_L_EYE_CENTRE : BODY_R_EYE_CENTRE, centre);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++)
            corner[k].uv[i] = 0.5f + (data->positions[quad->v[corners[k]]][i] - centre[i]) / (2 * EYE_RADIUS);
    return GFLA_PART_EYES;
}

static gfla_status add_eyes(struct body_make *make, struct body_surface surface)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    int texture;
    TRY(body_eye_paint(make->colours.iris, &image));
    TRY(body_builder_texture(&make->builder, &image, &texture));
    TRY(body_builder_material(&make->builder, "eyes", (const float[3]){1, 1, 1}, texture, &surface.material));
    make->builder.materials[surface.material].specular = 0.05f;
    make->builder.materials[surface.material].roughness = 0.15f;
    surface.field = NULL;
    surface.paint = paint_eye;
    surface.context = make->data;
    for (int g = BODY_L_EYE; g <= BODY_R_EYE; g++) {
        surface.faces = &make->data->groups[g];
        TRY(body_builder_surface(&make->builder, &surface));
    }
fail:
    return status;
}

gfla_status body_skin_add(struct body_make *make, const struct body_outfit *outfit, const struct body_face *face)
{
    gfla_status status = GFLA_OK;
    int materials[2];
    float *field = NULL;
    struct skin_paint paint = {.make = make};
    struct body_surface surface = {
        .faces = &make->data->groups[BODY_SKIN],
        .positions = (const float(*)[3])make->positions,
        .normals = (const float(*)[3])make->normals,
        .rest = (const float(*)[3])make->positions,
        .weights = (const float(*)[GFLA_FIGURE_BONE_ROLES])make->data->weights,
        .paint = paint_skin,
        .context = &paint,
    };
    TRY(gfla_calloc(&field, (size_t)make->data->n_vertices, sizeof *field, "bare skin"));
    fill_field(make, outfit, field);
    surface.field = field;
    TRY(skin_materials(make, face, materials));
    for (int head = 0; head < 2; head++) {
        paint.head = head;
        surface.material = materials[head];
        TRY(body_builder_surface(&make->builder, &surface));
    }
    TRY(add_eyes(make, surface));
fail:
    free(field);
    return status;
}
