/* render/mesh_textures.h - the textures of a mesh while a reader fills it in. Private to viewsynth/render.
 *
 * Readers name each texture by a key that says all that it was made of; a key is loaded once. */
#ifndef VIEWSYNTH_RENDER_MESH_TEXTURES_H
#define VIEWSYNTH_RENDER_MESH_TEXTURES_H

#include "viewsynth/render/mesh.h"

/* {.mesh, .max_texture} is an empty table. It belongs to the reader; the textures belong to the mesh. */
struct gfla_mesh_textures {
    struct gfla_mesh *mesh;
    int max_texture; /* larger ones are halved until they fit */
    char **keys;     /* of each texture of the mesh */
    size_t capacity, keys_capacity, n_texels;
};
void gfla_mesh_textures_free(struct gfla_mesh_textures *textures);

/* The index of the texture with this key, or -1. */
int gfla_mesh_textures_find(const struct gfla_mesh_textures *textures, const char *key);
/* Shrinks image (RGBA, 8 bits) and makes it the mesh's; it is empty afterwards, whatever is returned.
 * GFLA_ERROR_INPUT when the textures together become too large for memory. */
gfla_status gfla_mesh_textures_add(struct gfla_mesh_textures *textures, const char *key, struct gfla_bitmap *image,
                                   int *index);

/* Adds "texture NAME: last failure; its colour is used" to the notes, once. */
void gfla_mesh_textures_note(struct gfla_mesh *mesh, const char *name);

/* Resizes image in place; every texel is the mean of those that it covers. */
gfla_status gfla_texture_resize(struct gfla_bitmap *image, int width, int height);
/* Whether any texel is less than opaque. */
bool gfla_texture_has_alpha(const struct gfla_bitmap *image);

#endif
