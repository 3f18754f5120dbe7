/* tasks/check/read_tensor.h - the numbers of a tensor on a device, for the errors of `gfla bench`. */
#ifndef GFLA_TASKS_CHECK_READ_TENSOR_H
#define GFLA_TASKS_CHECK_READ_TENSOR_H

#include "graph/plan.h"

/* Copies that the caller frees. */
gfla_status gfla_read_floats(gfla_plan *plan, gfla_tensor *tensor, float **floats);
gfla_status gfla_read_doubles(gfla_plan *plan, gfla_tensor *tensor, double **doubles);

#endif
