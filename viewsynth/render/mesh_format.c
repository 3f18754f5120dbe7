#include "viewsynth/render/mesh_format.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/mesh_wire.h"

#define DEFAULT_MAX_TEXTURE 1024

static const struct gfla_mesh_format *const formats[] = {&gfla_mesh_format_gltf, &gfla_mesh_format_obj,
                                                         &gfla_mesh_format_assimp};

const struct gfla_mesh_format *gfla_mesh_format_of(const char *name)
{
    const size_t n = sizeof formats / sizeof *formats;
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < n; i++)
        for (const char *const *e = formats[i]->extensions; e && *e; e++)
            if (strcasecmp(dot + 1, *e) == 0)
                return formats[i];
    return formats[n - 1];
}

int gfla_mesh_max_texture(const struct gfla_mesh_params *params)
{
    return params && params->max_texture > 0 ? params->max_texture : DEFAULT_MAX_TEXTURE;
}

gfla_status gfla_mesh_read(struct gfla_mesh **mesh, const struct gfla_mesh_source *source,
                           const struct gfla_mesh_params *params)
{
    gfla_status status = GFLA_OK;
    struct gfla_mesh *m = NULL;
    *mesh = NULL;
    TRY(gfla_calloc(&m, 1, sizeof *m, "mesh"));
    TRY(gfla_mesh_format_of(gfla_source_name(source))->read(m, source, params));
    REQUIRE(!m->notes.failed && !m->material_names.failed, GFLA_ERROR_MEMORY, "notes: host memory ran out");
    gfla_mesh_drop_bad_normals(m);
    TRY(gfla_mesh_check(m));
    TRY(gfla_mesh_complete_normals(m,
                                   params && params->smoothing > 0 ? params->smoothing : GFLA_MESH_SMOOTHING_DEGREES));
    *mesh = m;
    return GFLA_OK;
fail:
    gfla_mesh_destroy(&m);
    return status;
}

gfla_status gfla_mesh_import(struct gfla_mesh **mesh, const struct gfla_mesh_source *source,
                             const struct gfla_mesh_params *params)
{
    gfla_status status = gfla_mesh_read(mesh, source, params);
    if (status == GFLA_OK)
        return GFLA_OK;
    return gfla_fail_context(status, "model %s%s%s", source->path, source->member ? ":" : "",
                             source->member ? source->member : "");
}
