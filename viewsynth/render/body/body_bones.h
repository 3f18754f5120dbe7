/* render/body/body_bones.h - bones and key points of a body. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_BONES_H
#define VIEWSYNTH_RENDER_BODY_BODY_BONES_H

#include "viewsynth/render/body/body_make.h"

/* make->joint and make->positions must be there. */
void body_bones_place(const struct body_make *make, struct gfla_figure *figure);
/* COCO-18: the neck lies between the shoulders, as OpenPose has it; nose, eyes and ears on the surface. */
void body_joints_place(const struct body_make *make, struct gfla_figure *figure);

#endif
