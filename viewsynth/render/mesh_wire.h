/* render/mesh_wire.h - a mesh as a stream of bytes, from the process that imports to the one that draws. Private to
 * viewsynth/render.
 *
 * Both ends are the same program on the same machine: structs travel as they lie in memory, behind a header that says
 * their sizes. */
#ifndef VIEWSYNTH_RENDER_MESH_WIRE_H
#define VIEWSYNTH_RENDER_MESH_WIRE_H

#include "base/wire.h"
#include "viewsynth/render/mesh.h"

#define GFLA_MESH_MAX_MATERIALS 1000000
#define GFLA_MESH_MAX_TEXTURES 65536
#define GFLA_MESH_MAX_TEXT (64u << 20) /* bytes of material names, and of notes */

gfla_status gfla_mesh_wire_write(const struct gfla_mesh *mesh, const struct gfla_wire_out *out);

/* GFLA_ERROR_INPUT says what is wrong with the bytes; a mesh that comes back is one that gfla_mesh_check likes, with
 * notes fit to be printed. */
gfla_status gfla_mesh_wire_read(struct gfla_mesh **mesh, const struct gfla_wire_in *in);

/* What whoever draws relies on: 1 .. GFLA_MESH_MAX_TRIANGLES triangles of finite numbers, indices in their range,
 * textures of RGBA, a name for each material. GFLA_ERROR_INPUT names what does not hold. */
gfla_status gfla_mesh_check(const struct gfla_mesh *mesh);
/* Normals that are no numbers become zero, which is: missing. */
void gfla_mesh_drop_bad_normals(struct gfla_mesh *mesh);

#endif
