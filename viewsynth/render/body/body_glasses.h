/* render/body/body_glasses.h - glasses on some noses. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_BODY_BODY_GLASSES_H
#define VIEWSYNTH_RENDER_BODY_BODY_GLASSES_H

#include "viewsynth/render/body/body_make.h"

/* Adds glasses to some people, more often to the old; tells make->description. */
gfla_status body_glasses_add(struct body_make *make);

#endif
