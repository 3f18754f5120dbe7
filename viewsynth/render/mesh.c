#include "viewsynth/render/mesh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void gfla_mesh_destroy(struct gfla_mesh **mesh)
{
    if (!mesh || !*mesh)
        return;
    struct gfla_mesh *m = *mesh;
    for (int i = 0; i < m->n_textures; i++)
        gfla_bitmap_free(&m->textures[i]);
    free(m->textures);
    free(m->materials);
    free(m->triangle_materials);
    free(m->corners);
    gfla_text_free(&m->notes);
    gfla_text_free(&m->material_names);
    free(m);
    *mesh = NULL;
}

struct gfla_bounds gfla_mesh_bounds(const struct gfla_mesh *mesh)
{
    struct gfla_bounds b = {{0}, {0}};
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        const float *p = mesh->corners[i].position;
        for (int k = 0; k < 3; k++) {
            b.lo[k] = i == 0 ? p[k] : fminf(b.lo[k], p[k]);
            b.hi[k] = i == 0 ? p[k] : fmaxf(b.hi[k], p[k]);
        }
    }
    return b;
}

static void multiply(const float m[9], float v[3])
{
    float r[3];
    for (int i = 0; i < 3; i++)
        r[i] = m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2];
    memcpy(v, r, sizeof r);
}

/* The cofactors of m turn normals as m turns positions, up to their length (and their sign, when m mirrors). */
static void cofactors(const float m[9], float c[9])
{
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            c[3 * i + j] = m[3 * i1 + j1] * m[3 * i2 + j2] - m[3 * i1 + j2] * m[3 * i2 + j1];
        }
    }
}

static void make_unit(float v[3])
{
    float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int k = 0; k < 3; k++)
        v[k] = length > 0.0f ? v[k] / length : 0.0f;
}

void gfla_mesh_transform(struct gfla_mesh *mesh, const float m[9])
{
    float c[9];
    cofactors(m, c);
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        multiply(m, mesh->corners[i].position);
        multiply(c, mesh->corners[i].normal);
        make_unit(mesh->corners[i].normal);
    }
}

gfla_status gfla_mesh_normalise(struct gfla_mesh *mesh)
{
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    double diagonal = 0;
    for (int k = 0; k < 3; k++)
        diagonal += ((double)b.hi[k] - b.lo[k]) * ((double)b.hi[k] - b.lo[k]);
    diagonal = sqrt(diagonal);
    if (!(diagonal > 0) || !isfinite(diagonal))
        return gfla_fail(GFLA_ERROR_INPUT, "the model's bounding box has a diagonal of %g: nothing to see", diagonal);
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        float *p = mesh->corners[i].position;
        for (int k = 0; k < 3; k++)
            p[k] = (float)((p[k] - 0.5 * ((double)b.lo[k] + b.hi[k])) * 2.0 / diagonal);
    }
    return GFLA_OK;
}
