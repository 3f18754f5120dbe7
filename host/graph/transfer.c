/* Values on their way into a plan and out of it. */
#include "graph/blocked.h"
#include "graph/graph_internal.h"
#include "graph/plan_internal.h"

static gfla_status need_staging(gfla_plan *plan, const gfla_tensor *tensor)
{
    gfla_status status;
    REQUIRE(tensor && tensor->buffer, GFLA_ERROR_USAGE,
            "tensor \"%s\" has no memory in this plan. hint: mark it with gfla_graph_keep", tensor ? tensor->name : "");
    TRY(gfla_grow(&plan->staging, &plan->staging_capacity, (size_t)gfla_tensor_stored(tensor), sizeof(float),
                  "a staging buffer"));
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_tensor_write(gfla_plan *plan, gfla_tensor *tensor, const float *values)
{
    gfla_status status;
    TRY(need_staging(plan, tensor));
    if (tensor->role == GFLA_ROLE_INPUT)
        plan->written |= plan->dependencies[gfla_tensor_storage(tensor)->index];
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_write(tensor->buffer, 0, values, gfla_tensor_bytes(tensor));
    gfla_block_values(&tensor->shape, values, plan->staging);
    return gfla_buffer_write(tensor->buffer, 0, plan->staging, gfla_tensor_bytes(tensor));
fail:
    return status;
}

gfla_status gfla_tensor_read(gfla_plan *plan, gfla_tensor *tensor, float *values)
{
    gfla_status status;
    TRY(need_staging(plan, tensor));
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_read(tensor->buffer, 0, values, gfla_tensor_bytes(tensor));
    TRY(gfla_buffer_read(tensor->buffer, 0, plan->staging, gfla_tensor_bytes(tensor)));
    gfla_unblock_values(&tensor->shape, plan->staging, values);
    return GFLA_OK;
fail:
    return status;
}
