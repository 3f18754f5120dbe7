/* render/mesh_notes.h - what the readers of models say about one that they could not take whole. Private to
 * viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_MESH_NOTES_H
#define VIEWSYNTH_RENDER_MESH_NOTES_H

#include "viewsynth/render/mesh.h"

/* Adds a line to mesh->notes. One that is there already is not repeated, and beyond 64 KiB nothing is added. */
void gfla_mesh_note(struct gfla_mesh *mesh, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
