/* tasks/compile/compile_work.h - what a program needs that is started to compile kernels
 * (gfla_context_params.compile_program): gfla_compile_serve, and the descriptor of its replies. */
#ifndef GFLA_TASKS_COMPILE_COMPILE_WORK_H
#define GFLA_TASKS_COMPILE_COMPILE_WORK_H

#include "base/helper.h"
#include "runtime/compile_serve.h"

#endif
