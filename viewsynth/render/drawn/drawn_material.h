/* render/drawn/drawn_material.h - looks for models that have none: palettes and textures drawn here, chosen by a seed.
 *
 * Each material's name says what it is made of (drawn_kinds.c): wood, metal, plastic, cloth, leather, stone, ceramic,
 * glass ... The seed chooses colours, patterns and scales that go together, so that one shape gives many objects.
 * Textures tile; they are laid on by box projection in the frame of the normalised model, wood and brushed metal along
 * each part's long axis. The same mesh, names and seed give the same bytes. Glass is drawn opaque. */
#ifndef VIEWSYNTH_RENDER_DRAWN_DRAWN_MATERIAL_H
#define VIEWSYNTH_RENDER_DRAWN_DRAWN_MATERIAL_H

#include <stdbool.h>

#include "viewsynth/render/mesh.h"

#define GFLA_DRAWN_SIDE 256        /* of a drawn texture, pixels */
#define GFLA_DRAWN_MAX_TEXTURES 64 /* of a mesh; materials beyond get plain colours */

struct gfla_drawn_params {
    uint64_t seed;
    bool all; /* false: only materials without a look of their own: no texture, no emission, and grey */
};

/* Gives the materials of a normalised mesh their looks. Texture coordinates and colours of the corners of those
 * materials are replaced; textures are added. GFLA_ERROR_MEMORY leaves the mesh usable, with some materials drawn.
 * params may be NULL. */
gfla_status gfla_mesh_draw_materials(struct gfla_mesh *mesh, const struct gfla_drawn_params *params);

/* The seed of a model's looks: from its id, so that the same model looks the same in every set, and from a number of
 * the user's. */
uint64_t gfla_drawn_seed(const char *id, uint64_t number);

#endif
