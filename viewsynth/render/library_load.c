#include <math.h>

#include "viewsynth/render/library.h"

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

gfla_status gfla_library_load(const gfla_library *library, size_t index, const struct gfla_load_params *params,
                              struct gfla_mesh **mesh)
{
    gfla_status status = GFLA_OK;
    gfla_archive *archive = NULL;
    *mesh = NULL;
    const struct gfla_model_entry *e = gfla_library_entry(library, index);
    REQUIRE(e, GFLA_ERROR_USAGE, "library: model %zu of %zu", index, gfla_library_count(library));
    if (e->member)
        TRY(gfla_archive_open(&archive, e->path));
    struct gfla_mesh_source source = {.path = e->path, .archive = archive, .member = e->member};
    TRY(gfla_mesh_import(mesh, &source, params ? &params->mesh : NULL));
    if (params && params->z_up)
        gfla_mesh_transform(*mesh, (float[9]){1, 0, 0, 0, 0, 1, 0, -1, 0});
    fit_to_catalogue(*mesh, e);
    TRY(gfla_mesh_normalise(*mesh));
    gfla_archive_destroy(&archive);
    return GFLA_OK;
fail:
    gfla_archive_destroy(&archive);
    gfla_mesh_destroy(mesh);
    return status;
}
