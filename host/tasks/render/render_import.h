/* tasks/render/render_import.h - what a program needs that is started to read models, motion capture and sets in HDF5
 * (gfla_context_params.import_program): gfla_import_serve, gfla_hdf5_serve, and the descriptors of its pipes. */
#ifndef GFLA_TASKS_RENDER_RENDER_IMPORT_H
#define GFLA_TASKS_RENDER_RENDER_IMPORT_H

#include "base/helper.h"
#include "io/hdf5/hdf5_serve.h"
#include "viewsynth/render/import_worker.h"

#endif
