/* render/mesh_format.h - the table of 3D formats: which reader takes which model. Private to viewsynth/render.
 *
 * A reader is one file with one struct gfla_mesh_format, listed in mesh_format.c; the first that takes a model reads
 * it. */
#ifndef VIEWSYNTH_RENDER_MESH_FORMAT_H
#define VIEWSYNTH_RENDER_MESH_FORMAT_H

#include "viewsynth/render/mesh.h"

struct gfla_mesh_format {
    const char *name;
    const char *const *extensions; /* lower case, NULL at the end; NULL: whatever no other entry takes */
    /* Fills in an empty mesh: triangles placed by their nodes, normals where the file has them (others stay zero),
     * materials, textures, notes. Whatever it leaves behind on failure is freed by the caller. GFLA_ERROR_INPUT says
     * what is wrong; the caller puts the model's name in front. */
    gfla_status (*read)(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                        const struct gfla_mesh_params *params);
};

extern const struct gfla_mesh_format gfla_mesh_format_gltf, gfla_mesh_format_obj, gfla_mesh_format_assimp;

/* gfla_mesh_import without the model's name in the message. */
gfla_status gfla_mesh_read(struct gfla_mesh **mesh, const struct gfla_mesh_source *source,
                           const struct gfla_mesh_params *params);

/* The entry for a model of this name. */
const struct gfla_mesh_format *gfla_mesh_format_of(const char *name);

/* params->max_texture, or its default; params may be NULL. */
int gfla_mesh_max_texture(const struct gfla_mesh_params *params);

#endif
