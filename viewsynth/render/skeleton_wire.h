/* render/skeleton_wire.h - a skeleton as a stream of bytes, as mesh_wire.h for meshes. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_SKELETON_WIRE_H
#define VIEWSYNTH_RENDER_SKELETON_WIRE_H

#include "base/wire.h"
#include "viewsynth/render/skeleton.h"

gfla_status gfla_skeleton_wire_write(const struct gfla_skeleton *skeleton, const struct gfla_wire_out *out);
/* GFLA_ERROR_INPUT says what is wrong with the bytes. Numbers in it may be anything that a double can be; gfla_rig_take
 * looks at them. */
gfla_status gfla_skeleton_wire_read(struct gfla_skeleton **skeleton, const struct gfla_wire_in *in);

#endif
