/* tasks/render/render_import.h - what a program needs that is started to read models and motion capture
 * (gfla_context_params.import_program): gfla_import_serve, and the descriptors of its pipes. */
#ifndef GFLA_TASKS_RENDER_RENDER_IMPORT_H
#define GFLA_TASKS_RENDER_RENDER_IMPORT_H

#include "base/helper.h"
#include "viewsynth/render/import_worker.h"

#endif
