#include "tasks/check/read_tensor.h"

#include <stdlib.h>

#include "base/memory.h"

gfla_status gfla_read_floats(gfla_plan *plan, gfla_tensor *tensor, float **floats)
{
    gfla_status status;
    TRY(gfla_calloc(floats, (size_t)gfla_shape_count(tensor->shape), sizeof **floats, "numbers of a result"));
    TRY(gfla_tensor_read(plan, tensor, *floats));
fail:
    return status;
}

gfla_status gfla_read_doubles(gfla_plan *plan, gfla_tensor *tensor, double **doubles)
{
    gfla_status status;
    const int64_t n = gfla_shape_count(tensor->shape);
    float *floats = NULL;
    TRY(gfla_read_floats(plan, tensor, &floats));
    TRY(gfla_calloc(doubles, (size_t)n, sizeof **doubles, "numbers of a result"));
    for (int64_t i = 0; i < n; i++)
        (*doubles)[i] = (double)floats[i];
fail:
    free(floats);
    return status;
}
