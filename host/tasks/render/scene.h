/* tasks/render/scene.h - gfla/render.h for callers within the library. */
#ifndef GFLA_TASKS_RENDER_SCENE_H
#define GFLA_TASKS_RENDER_SCENE_H

#include <gfla/render.h>

#include "viewsynth/render/library.h"

/* gfla_scene_load of a model of a library that is open; params->member does not count. */
gfla_status gfla_scene_load_entry(gfla_scene *scene, const gfla_library *library, size_t index,
                                  const struct gfla_scene_load_params *params);

#endif
