/* render/import.h - what the parts of the importer share. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_IMPORT_H
#define VIEWSYNTH_RENDER_IMPORT_H

#include <assimp/scene.h>

#include "viewsynth/render/mesh.h"

/* Which of a mesh's texture coordinates the textures of a material take. */
struct gfla_import_uv {
    int colour, emission;
};

/* flags: enum aiPostProcessSteps. *scene is released with aiReleaseImport, after a failure too where it is not NULL. */
gfla_status gfla_import_scene(const struct gfla_mesh_source *source, unsigned flags, const struct aiScene **scene);

/* Fills in mesh->materials and mesh->textures, one material per aiMaterial and a plain one at the end. Textures that
 * cannot be had are noted in mesh->notes. *uv has an entry for each material; the caller frees it, also on failure. */
gfla_status gfla_import_materials(struct gfla_mesh *mesh, const struct aiScene *scene,
                                  const struct gfla_mesh_source *source, int max_texture, struct gfla_import_uv **uv);

#endif
