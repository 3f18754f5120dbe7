/* render/import.h - what the parts of the importer share. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_IMPORT_H
#define VIEWSYNTH_RENDER_IMPORT_H

#include <assimp/scene.h>

#include "viewsynth/render/mesh.h"

/* Fills in mesh->materials and mesh->textures, one material per aiMaterial and a plain one at the end. Textures that
 * cannot be had are noted in mesh->notes. */
gfla_status gfla_import_materials(struct gfla_mesh *mesh, const struct aiScene *scene,
                                  const struct gfla_mesh_source *source, int max_texture);

#endif
