/* What holds of every mesh that is drawn, wherever it comes from. */
#include <math.h>
#include <string.h>

#include "viewsynth/render/mesh_wire.h"

/* Beyond it products of lengths leave the range of a float. No unit makes objects so large. */
#define MAX_COORDINATE 1e15f

static bool are_finite(const float *values, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

static gfla_status check_triangles(const struct gfla_mesh *m)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < m->n_triangles; i++) {
        const int32_t material = m->triangle_materials[i];
        REQUIRE(material >= 0 && material < m->n_materials, GFLA_ERROR_INPUT, "face %zu: material %d of %d", i,
                material, m->n_materials);
        for (int k = 0; k < 3; k++) {
            const struct raster_corner *c = &m->corners[3 * i + (size_t)k];
            REQUIRE(are_finite(c->position, 3), GFLA_ERROR_INPUT, "face %zu: a coordinate is not a finite number", i);
            for (int axis = 0; axis < 3; axis++)
                REQUIRE(fabsf(c->position[axis]) <= MAX_COORDINATE, GFLA_ERROR_INPUT,
                        "face %zu: a coordinate is %g, the limit is %g", i, (double)c->position[axis],
                        (double)MAX_COORDINATE);
            REQUIRE(are_finite(c->normal, 3) && are_finite(c->uv, 2) && are_finite(c->emission_uv, 2), GFLA_ERROR_INPUT,
                    "face %zu: a normal or texture coordinate is not a finite number", i);
        }
    }
fail:
    return status;
}

static bool is_wrap(int wrap)
{
    return wrap == RASTER_WRAP_REPEAT || wrap == RASTER_WRAP_MIRROR || wrap == RASTER_WRAP_CLAMP;
}

static bool is_sound(const struct raster_material *m, int n_textures)
{
    return are_finite(m->colour, 4) && are_finite(&m->alpha_test, 1) && are_finite(&m->specular, 1) &&
           are_finite(&m->roughness, 1) && are_finite(&m->metallic, 1) && are_finite(m->emission, 3) &&
           m->texture >= -1 && m->texture < n_textures && m->emission_texture >= -1 &&
           m->emission_texture < n_textures && is_wrap(m->wrap[0]) && is_wrap(m->wrap[1]) &&
           is_wrap(m->emission_wrap[0]) && is_wrap(m->emission_wrap[1]);
}

static gfla_status check_materials(const struct gfla_mesh *m)
{
    gfla_status status = GFLA_OK;
    size_t n_names = 0;
    for (int i = 0; i < m->n_materials; i++)
        REQUIRE(is_sound(&m->materials[i], m->n_textures), GFLA_ERROR_INPUT,
                "material %d: a number in it is not finite, or a texture or wrap mode out of range", i);
    for (size_t i = 0; i < m->material_names.size; i++)
        n_names += m->material_names.data[i] == 0;
    REQUIRE(m->material_names.size == 0 ||
                (n_names == (size_t)m->n_materials && m->material_names.data[m->material_names.size - 1] == 0),
            GFLA_ERROR_INPUT, "%zu names of %d materials", n_names, m->n_materials);
    for (int i = 0; i < m->n_textures; i++) {
        const struct gfla_bitmap *t = &m->textures[i];
        REQUIRE(t->pixels && t->width > 0 && t->height > 0 && t->channels == 4 && t->bits == 8, GFLA_ERROR_INPUT,
                "texture %d is not RGBA of 8 bits", i);
    }
fail:
    return status;
}

gfla_status gfla_mesh_check(const struct gfla_mesh *mesh)
{
    gfla_status status = GFLA_OK;
    REQUIRE(mesh->n_triangles > 0 && mesh->n_triangles <= GFLA_MESH_MAX_TRIANGLES, GFLA_ERROR_INPUT,
            "%zu triangles are not in 1 .. %d", mesh->n_triangles, GFLA_MESH_MAX_TRIANGLES);
    REQUIRE(mesh->n_materials > 0, GFLA_ERROR_INPUT, "no material");
    TRY(check_triangles(mesh));
    TRY(check_materials(mesh));
fail:
    return status;
}

void gfla_mesh_drop_bad_normals(struct gfla_mesh *mesh)
{
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++)
        if (!are_finite(mesh->corners[i].normal, 3))
            memset(mesh->corners[i].normal, 0, sizeof mesh->corners[i].normal);
}
