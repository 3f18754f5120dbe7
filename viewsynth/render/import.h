/* render/import.h - what the parts of the importer share. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_IMPORT_H
#define VIEWSYNTH_RENDER_IMPORT_H

#include <assimp/scene.h>

#include "viewsynth/render/mesh.h"

/* How the message names the model: its member if it lies in an archive, else its path. */
const char *gfla_source_name(const struct gfla_mesh_source *source);

/* The bytes of a file that the model names, looked for beside it (whatever folder a foreign absolute path says);
 * *data is freed with free(). */
gfla_status gfla_source_read_beside(const struct gfla_mesh_source *source, const char *name, void **data, size_t *size);

/* Fills in mesh->materials and mesh->textures, one material per aiMaterial and a plain one at the end. Textures that
 * cannot be had are noted in mesh->notes. */
gfla_status gfla_import_materials(struct gfla_mesh *mesh, const struct aiScene *scene,
                                  const struct gfla_mesh_source *source, int max_texture);

#endif
