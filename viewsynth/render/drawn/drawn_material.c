#include "viewsynth/render/drawn/drawn_material.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/drawn/drawn_look.h"

#define GREY_TOLERANCE 0.004f
#define WHITE 0xffffffffu

uint64_t gfla_drawn_seed(const char *id, uint64_t number)
{
    return gfla_hash_text(id) ^ (number * 0x9e3779b97f4a7c15u);
}

static bool has_look(const struct raster_material *m)
{
    return m->texture >= 0 || m->emission_texture >= 0 || m->emission[0] + m->emission[1] + m->emission[2] > 0 ||
           fabsf(m->colour[0] - m->colour[1]) > GREY_TOLERANCE || fabsf(m->colour[1] - m->colour[2]) > GREY_TOLERANCE;
}

/* Colours of vertices are a look too. */
static void find_coloured(const struct gfla_mesh *mesh, bool *skip)
{
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        if (mesh->corners[i].colour != WHITE)
            skip[mesh->triangle_materials[i / 3]] = true;
}

static void take_look(struct raster_material *m, const struct drawn_look *look, int texture)
{
    *m = (struct raster_material){.colour = {1, 1, 1, 1},
                                  .texture = texture,
                                  .emission_texture = -1,
                                  .specular = look->specular,
                                  .roughness = look->roughness,
                                  .metallic = look->metallic};
    for (int k = 0; k < 3; k++) {
        m->colour[k] = texture >= 0 ? 1 : look->colours[0][k];
        m->emission[k] = look->emission * look->colours[0][k];
    }
}

/* Room for one more texture; what is there stays. */
static gfla_status add_texture(struct gfla_mesh *mesh, const struct drawn_look *look, int *index)
{
    gfla_status status;
    struct gfla_bitmap image = {0};
    size_t capacity = (size_t)mesh->n_textures; /* one at a time: the array may be of any size */
    TRY(gfla_drawn_image(look, GFLA_DRAWN_SIDE, &image));
    TRY(gfla_grow(&mesh->textures, &capacity, (size_t)mesh->n_textures + 1, sizeof image, "textures"));
    mesh->textures[mesh->n_textures] = image;
    *index = mesh->n_textures++;
    return GFLA_OK;
fail:
    gfla_bitmap_free(&image);
    return status;
}

/* The looks of a mesh that have textures. */
struct drawn {
    const struct drawn_look *looks[GFLA_DRAWN_MAX_TEXTURES];
    int textures[GFLA_DRAWN_MAX_TEXTURES];
    int n;
};

/* The texture of a look in *texture: one that is there, a new one, or -1, and then the look becomes plain. */
static gfla_status find_texture(struct gfla_mesh *mesh, struct drawn *drawn, struct drawn_look *look, int *texture)
{
    *texture = -1;
    for (int i = 0; i < drawn->n; i++)
        if (drawn->looks[i]->seed == look->seed) {
            *texture = drawn->textures[i];
            return GFLA_OK;
        }
    if (drawn->n == GFLA_DRAWN_MAX_TEXTURES)
        look->pattern = DRAWN_PLAIN;
    if (look->pattern == DRAWN_PLAIN)
        return GFLA_OK;
    gfla_status status = add_texture(mesh, look, texture);
    if (status == GFLA_OK) {
        drawn->looks[drawn->n] = look;
        drawn->textures[drawn->n++] = *texture;
    }
    return status;
}

static void whiten(struct gfla_mesh *mesh, const bool *skip)
{
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        if (!skip[mesh->triangle_materials[i / 3]])
            mesh->corners[i].colour = WHITE;
}

gfla_status gfla_mesh_draw_materials(struct gfla_mesh *mesh, const struct gfla_drawn_params *params)
{
    gfla_status status = GFLA_OK;
    static const struct gfla_drawn_params none = {0};
    const struct gfla_drawn_params p = params ? *params : none;
    const struct drawn_scheme scheme = gfla_drawn_scheme(p.seed);
    const size_t n = (size_t)mesh->n_materials;
    struct drawn drawn = {.n = 0};
    struct drawn_look *looks = NULL;
    bool *skip = NULL;
    size_t at = 0; /* of the name */
    TRY(gfla_calloc(&looks, n, sizeof *looks, "looks of materials"));
    TRY(gfla_calloc(&skip, n, sizeof *skip, "looks of materials"));
    if (!p.all)
        find_coloured(mesh, skip);
    for (int i = 0; i < mesh->n_materials; i++) {
        const char *name = at < mesh->material_names.size ? mesh->material_names.data + at : "";
        int texture;
        at += strlen(name) + 1;
        if ((skip[i] = skip[i] || (!p.all && has_look(&mesh->materials[i]))))
            continue;
        looks[i] = gfla_drawn_look(&scheme, name);
        TRY(find_texture(mesh, &drawn, &looks[i], &texture));
        take_look(&mesh->materials[i], &looks[i], texture);
    }
    whiten(mesh, skip);
    TRY(gfla_drawn_map(mesh, looks));
fail:
    free(looks);
    free(skip);
    return status;
}
