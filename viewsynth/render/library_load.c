#include <math.h>

#include "viewsynth/render/library.h"

#define MIN_AREA 1e-12 /* of a model as large as the unit sphere */

/* Factors that bring the mesh to the catalogue's proportions; false when these are too far from its own. */
static bool stretch_factors(const struct gfla_mesh *mesh, const float size[3], float factors[3])
{
    struct gfla_bounds b = gfla_mesh_bounds(mesh);
    float most = 0, least = INFINITY;
    for (int k = 0; k < 3; k++) {
        float extent = b.hi[k] - b.lo[k];
        factors[k] = extent > 0 ? size[k] / extent : 0;
        if (extent > 0)
            most = fmaxf(most, factors[k]), least = fminf(least, factors[k]);
    }
    for (int k = 0; k < 3; k++)
        if (!(factors[k] > 0))
            factors[k] = least; /* flat: any factor does */
    return most > 0 && most <= GFLA_ASPECT_TOLERANCE * least;
}

static void fit_to_catalogue(struct gfla_mesh *mesh, const struct gfla_model_entry *e)
{
    float f[3];
    if (e->has_rotation)
        gfla_mesh_transform(mesh, e->rotation);
    if (e->has_size && stretch_factors(mesh, e->size, f))
        gfla_mesh_transform(mesh, (float[9]){f[0], 0, 0, 0, f[1], 0, 0, 0, f[2]});
}

/* Whether any face of a normalised mesh could cover a pixel of an image, however large. */
static bool has_area(const struct gfla_mesh *mesh)
{
    for (size_t i = 0; i < mesh->n_triangles; i++) {
        const struct raster_corner *c = &mesh->corners[3 * i];
        double a[3], b[3];
        for (int k = 0; k < 3; k++) {
            a[k] = (double)c[1].position[k] - c[0].position[k];
            b[k] = (double)c[2].position[k] - c[0].position[k];
        }
        const double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
        if (n[0] * n[0] + n[1] * n[1] + n[2] * n[2] > MIN_AREA * MIN_AREA)
            return true;
    }
    return false;
}

static gfla_status import(const struct gfla_model_entry *e, const struct gfla_load_params *params,
                          struct gfla_mesh **mesh)
{
    gfla_status status;
    gfla_archive *archive = NULL;
    const struct gfla_mesh_params *mesh_params = params ? &params->mesh : NULL;
    struct gfla_mesh_source source = {.path = e->path, .member = e->member};
    *mesh = NULL;
    if (params && params->importer)
        return gfla_importer_mesh(params->importer, &source, mesh_params, mesh);
    if (e->member)
        TRY(gfla_archive_open(&archive, e->path));
    source.archive = archive;
    TRY(gfla_mesh_import(mesh, &source, mesh_params));
fail:
    gfla_archive_destroy(&archive);
    return status;
}

void gfla_library_begin(const gfla_library *library, size_t index, const struct gfla_load_params *params)
{
    const struct gfla_model_entry *e = gfla_library_entry(library, index);
    if (e && params && params->importer)
        gfla_importer_begin(params->importer, &(struct gfla_mesh_source){.path = e->path, .member = e->member},
                            &params->mesh);
}

gfla_status gfla_library_load(const gfla_library *library, size_t index, const struct gfla_load_params *params,
                              struct gfla_mesh **mesh)
{
    gfla_status status = GFLA_OK;
    *mesh = NULL;
    const struct gfla_model_entry *e = gfla_library_entry(library, index);
    REQUIRE(e, GFLA_ERROR_USAGE, "library: model %zu of %zu", index, gfla_library_count(library));
    TRY(import(e, params, mesh));
    if (params && params->z_up)
        gfla_mesh_transform(*mesh, (float[9]){1, 0, 0, 0, 0, 1, 0, -1, 0});
    fit_to_catalogue(*mesh, e);
    status = gfla_mesh_normalise(*mesh);
    if (status == GFLA_OK && !has_area(*mesh))
        status = gfla_fail(GFLA_ERROR_INPUT, "no visible face: none of %zu has an area", (*mesh)->n_triangles);
    if (status == GFLA_OK)
        return GFLA_OK;
    gfla_fail_context(status, "model %s%s%s", e->path, e->member ? ":" : "", e->member ? e->member : "");
fail:
    gfla_mesh_destroy(mesh);
    return status;
}
