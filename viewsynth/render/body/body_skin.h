/* render/body/body_skin.h - bare skin and eyes. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_SKIN_H
#define VIEWSYNTH_RENDER_BODY_BODY_SKIN_H

#include "viewsynth/render/body/body_head.h"
#include "viewsynth/render/body/body_outfit.h"

/* Adds the skin that clothes leave bare (and a margin below their edges), and the eyes. */
gfla_status body_skin_add(struct body_make *make, const struct body_outfit *outfit, const struct body_face *face);

#endif
