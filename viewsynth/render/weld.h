/* render/weld.h - which corners of a mesh are at the same position. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_WELD_H
#define VIEWSYNTH_RENDER_WELD_H

#include "viewsynth/render/mesh.h"

/* For each of the 3 * n_triangles corners: (*head_of)[i] is the first corner at its position, and (*next)[i] another
 * one there, or -1 at the end of the chain, which begins at the head. Both are freed by the caller, also on failure. */
gfla_status gfla_mesh_weld(const struct gfla_mesh *mesh, int32_t **next, int32_t **head_of);

#endif
